"""What this process forbids itself before it touches a diary."""

import os


def harden() -> None:
    """No core dump may hold the diary's keys, and no new file is for others to read."""
    os.umask(0o077)
    try:
        import resource
    except ImportError:
        return  # Windows writes no core files; its crash dumps are a setting of the system
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
