"""Charts, drawn with pyqtgraph."""
