"""Charts, drawn with pyqtgraph."""

from app.ui.imports_ahead import PLOTS, finish

finish(PLOTS)
