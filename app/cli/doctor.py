"""`doctor`: what this machine has, what is missing, and how to get it."""

import argparse
import platform
from typing import Any

from app import __version__
from app.cli.output import Answer
from app.config import Settings
from app.doctor import examine, versions
from app.engines import Engines


def run(arguments: argparse.Namespace, settings: Settings, answer: Answer) -> int:
    """Print what was found. Always 0: what is missing is told, not raised."""
    findings = list(examine(arguments.data_dir, settings, Engines(settings)))
    healthy = all(finding.ok for finding in findings)
    packages = versions()
    if arguments.json:
        result: dict[str, Any] = {
            "todak": __version__,
            "python": platform.python_version(),
            "system": platform.platform(),
            "data_dir": str(arguments.data_dir),
            "diary": (arguments.data_dir / "diary.key").exists(),
            "healthy": healthy,
            "findings": [{"name": each.name, "ok": each.ok, "seen": each.seen, "todo": each.todo} for each in findings],
            "versions": packages,
        }
        answer.json(result)
        return 0
    answer.line(f"todak {__version__}, Python {platform.python_version()}, {platform.platform()}")
    for finding in findings:
        answer.line(f"  {'ok' if finding.ok else '--'}  {finding.name}: {finding.seen}")
        if not finding.ok:
            answer.line(f"      → {finding.todo}")
    answer.line("  " + ", ".join(f"{name} {version or '-'}" for name, version in packages.items()))
    return 0
