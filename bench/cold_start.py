"""Cold start of each command, in a process of its own, on a diary made for it: wall time, and when words are durable.

python bench/cold_start.py [--rounds 5] [--recording FILE.wav]
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TEXT = "오늘은 회사에서 발표를 했다. 떨렸지만 잘 끝나서 마음이 놓인다."


def timed(command: list[str], stdin: str) -> tuple[float, float | None]:
    """Seconds to the exit, and to the line that says the words are stored (None where there is no such line)."""
    begun = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    assert process.stdin is not None and process.stderr is not None
    process.stdin.write(stdin.encode())
    process.stdin.close()
    durable = None
    for line in process.stderr:
        if line.startswith(b"todak: stored") and durable is None:
            durable = time.perf_counter() - begun
    if process.wait() not in (0,):
        raise SystemExit(f"failed: {command}")
    return time.perf_counter() - begun, durable


def main() -> None:
    """Print a table of medians."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--recording", type=Path)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        os.environ["HOME"] = place
        passphrase = Path(place) / "passphrase"
        passphrase.write_text("bench")
        todak = [sys.executable, "-m", "app", "--data-dir", f"{place}/diary", "--passphrase-file", str(passphrase)]
        subprocess.run([*todak, "init", "--recovery-file", f"{place}/key"], cwd=ROOT, check=True, capture_output=True)
        commands = {
            "--version": ["--version"],
            "hear --text -": ["hear", "--text", "-"],
            "list": ["list"],
            "show": ["show", time.strftime("%Y-%m-%d")],
            "search": ["search", "발표"],
            "stats --year": ["stats", "--year", time.strftime("%Y")],
            "check": ["check"],
            "analyze (1 line)": ["analyze"],
            "reply (1 line)": ["reply"],
            "doctor": ["doctor"],
        }
        if arguments.recording:
            commands["transcribe"] = ["transcribe", str(arguments.recording)]
            commands["hear --audio"] = ["hear", "--audio", str(arguments.recording)]
        print("| command | exit (s, median) | worst | words durable (s) |\n|---|---|---|---|")
        for name, command in commands.items():
            times = [timed([*todak, *command], TEXT) for _ in range(arguments.rounds)]
            ends = [end for end, _ in times]
            durable = [at for _, at in times if at is not None]
            said = f"{statistics.median(durable):.2f}" if durable else ""
            print(f"| `{name}` | {statistics.median(ends):.2f} | {max(ends):.2f} | {said} |", flush=True)


if __name__ == "__main__":
    main()
