"""A training's pictures as PNG: its curves and its confusion matrix. Drawn by Pillow with our own font; no display."""

import io
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.config import resources
from app.files import write_atomically

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw

WIDTH, HEIGHT = 1200, 480
NAMED_CLASSES = 24  # from here on a matrix is drawn as a map, without names and numbers
_PAPER, _INK, _FAINT = "#ffffff", "#333a40", "#d8dde2"
_COLOURS = ("#2f6f9f", "#c2603d", "#4a8c5f", "#8a5fa8")
_MARGIN = 64
_GRID = 5  # parts of the vertical axis
_LEGEND = 22


def draw_curves(history: Sequence[Mapping[str, float]], file: Path) -> None:
    """Losses, perplexities and shares (accuracy, macro-F1) side by side, by epoch, into `file`. Raises OSError."""
    picture, draw = _paper(WIDTH, HEIGHT)
    names = list(dict.fromkeys(name for line in history for name in line))
    losses = [name for name in names if "loss" in name]
    perplexities = [name for name in names if "perplexity" in name]
    shares = [name for name in names if name not in losses + perplexities]
    parts = [part for part in (losses, perplexities, shares) if part]
    for place, part in enumerate(parts):
        left = place * WIDTH // len(parts)
        _chart(draw, history, part, (left, 0, left + WIDTH // len(parts), HEIGHT), shares=part is shares)
    _write(picture, file)


def draw_confusion(confusion: Sequence[Sequence[int]], labels: Sequence[str], file: Path) -> None:
    """Truth downward, answers to the right; each row's shares as shades, its counts as numbers where they fit.

    Raises OSError.
    """
    classes = len(labels)
    named = classes <= NAMED_CLASSES
    cell = 72 if classes <= 8 else 44 if named else max(2, 900 // classes)
    room = 40 + max((_font(16).getlength(label) for label in labels), default=0) if named else 40
    left, top = round(room), 72
    right = max(40, round(room / 2)) if named else 40
    picture, draw = _paper(max(420, left + cell * classes + right), top + cell * classes + 40)
    draw.text((left, 12), "truth ↓   answer →", font=_font(16), fill=_INK)
    for row, counts in enumerate(confusion):
        whole = sum(counts)
        for column, count in enumerate(counts):
            share = count / whole if whole else 0.0
            x, y = left + column * cell, top + row * cell
            draw.rectangle((x, y, x + cell - 1, y + cell - 1), fill=_shade(share), outline=_FAINT if named else None)
            if named and count:
                ink = _PAPER if share > 0.5 else _INK
                draw.text((x + cell / 2, y + cell / 2), str(count), font=_font(14), fill=ink, anchor="mm")
        if named:
            draw.text((left - 8, top + (row + 0.5) * cell), labels[row], font=_font(16), fill=_INK, anchor="rm")
            place = (left + (row + 0.5) * cell, top - 14)
            draw.text(place, _short(labels[row], cell), font=_font(14), fill=_INK, anchor="mm")
    _write(picture, file)


def _chart(
    draw: "ImageDraw",
    history: Sequence[Mapping[str, float]],
    names: Sequence[str],
    box: tuple[int, int, int, int],
    shares: bool,
) -> None:
    left, top, right, bottom = box[0] + _MARGIN, box[1] + 56, box[2] - 24, box[3] - 48
    values = [line[name] for line in history for name in names if name in line]
    highest = 1.0 if shares else _GRID * _step(max(values, default=1.0) / _GRID)
    epochs = max(1, len(history))

    def x(epoch: int) -> float:
        return left + (right - left) * (epoch / (epochs - 1) if epochs > 1 else 0.5)

    def y(value: float) -> float:
        return bottom - (bottom - top) * min(value, highest) / highest

    for step in range(_GRID + 1):
        value = highest * step / _GRID
        draw.line((left, y(value), right, y(value)), fill=_FAINT)
        draw.text((left - 8, y(value)), f"{value:.2g}", font=_font(13), fill=_INK, anchor="rm")
    for epoch in sorted({0, epochs - 1, *range(0, epochs, max(1, epochs // 8))}):
        draw.text((x(epoch), bottom + 16), str(epoch + 1), font=_font(13), fill=_INK, anchor="mm")
    draw.text(((left + right) / 2, bottom + 34), "epoch", font=_font(13), fill=_INK, anchor="mm")
    at = left
    for name, colour in zip(names, _COLOURS * (1 + len(names) // len(_COLOURS)), strict=False):
        points = [(x(epoch), y(line[name])) for epoch, line in enumerate(history) if name in line]
        if len(points) > 1:
            draw.line(points, fill=colour, width=3, joint="curve")
        for px, py in points:
            draw.ellipse((px - 4, py - 4, px + 4, py + 4), fill=colour)
        told = name.replace("_", " ")
        draw.line((at, _LEGEND, at + 24, _LEGEND), fill=colour, width=3)
        draw.text((at + 32, _LEGEND), told, font=_font(15), fill=_INK, anchor="lm")
        at += 32 + round(_font(15).getlength(told)) + 24


def _step(least: float) -> float:
    """The next round number: 1, 2, 2.5 or 5 times a power of ten."""
    power = 10.0 ** math.floor(math.log10(least)) if least > 0 else 0.1
    return next(power * factor for factor in (1, 2, 2.5, 5, 10) if power * factor >= least)


def _paper(width: int, height: int) -> "tuple[Image, ImageDraw]":
    from PIL import Image, ImageDraw

    picture = Image.new("RGB", (width, height), _PAPER)
    return picture, ImageDraw.Draw(picture)


def _font(size: int) -> Any:
    """Our own face, which has all of Hangul; Pillow's own letters where the resources are not there."""
    from PIL import ImageFont

    file = resources() / "fonts" / "Pretendard-Regular.otf"
    return ImageFont.truetype(file, size) if file.is_file() else ImageFont.load_default(size)


def _short(label: str, cell: int) -> str:
    font = _font(14)
    while len(label) > 1 and font.getlength(label) > cell - 4:
        label = label[:-1]
    return label


def _shade(share: float) -> tuple[int, int, int]:
    """White for 0, the first colour for 1."""
    full = tuple(int(_COLOURS[0][at : at + 2], 16) for at in (1, 3, 5))
    red, green, blue = (round(255 + (channel - 255) * share) for channel in full)
    return red, green, blue


def _write(picture: "Image", file: Path) -> None:
    content = io.BytesIO()
    picture.save(content, "PNG", optimize=True)
    write_atomically(file, content.getvalue())
