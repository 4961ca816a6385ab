"""The rabbit doctor: safety first, then commands, then comfort."""
