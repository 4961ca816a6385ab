"""Arrays as files of numpy's own format, never as pickles."""

import io
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numpy.typing import NDArray


def npy(array: "NDArray[Any]") -> bytes:
    """`array` as a .npy file's content."""
    import numpy as np

    buffer = io.BytesIO()
    np.save(buffer, array, allow_pickle=False)
    return buffer.getvalue()
