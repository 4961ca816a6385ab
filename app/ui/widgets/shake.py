"""A gentle shake of the head: not that one."""

import math

from PySide6.QtCore import QAbstractAnimation, QVariantAnimation
from PySide6.QtWidgets import QStyle, QWidget

LENGTH_MS = 320
REACH = 6  # px to each side; the widget's layout must have a side margin of at least so much


def shake(widget: QWidget) -> None:
    """Move what is in `widget` to and fro by its layout's margins. Nothing moves where the system wants no motion."""
    layout = widget.layout()
    if layout is None or not widget.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration, None, widget):
        return
    if widget.property("shaking"):
        return
    widget.setProperty("shaking", True)
    still = layout.contentsMargins()
    motion = QVariantAnimation(widget)
    motion.setStartValue(0.0)
    motion.setEndValue(1.0)
    motion.setDuration(LENGTH_MS)

    def move(part: float) -> None:
        away = round(REACH * math.sin(6 * math.pi * part) * (1 - part))
        layout.setContentsMargins(still.left() + away, still.top(), still.right() - away, still.bottom())

    def end() -> None:
        layout.setContentsMargins(still)
        widget.setProperty("shaking", False)

    motion.valueChanged.connect(move)
    motion.finished.connect(end)
    motion.start(QAbstractAnimation.DeletionPolicy.DeleteWhenStopped)
