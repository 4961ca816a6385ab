"""What understands a text: emotions, and the one who answers."""
