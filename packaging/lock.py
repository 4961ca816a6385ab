"""Write requirements.lock, -cpu.lock and -cuda.lock from pyproject.toml (run by hand after changing a dependency).

    pip install uv && python packaging/lock.py [--torch-cpu-wheel torch-2.13.0+cpu-….whl]

The registry's Linux build of torch needs several GB of CUDA packages, the CPU build of the same version none. So the
CUDA packages are split into a file of their own, which packaging/setup.sh installs only when the torch that pip chose
asks for them, and the torch entry carries the hashes of both builds. Of two files pip prefers the one whose hash it
knows before downloading, which is always the registry's; so the CPU build, where one is at hand, is asked for first and
by its hash alone: requirements-cpu.lock.
"""

import argparse
import hashlib
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CUDA = re.compile(r"^(nvidia-|cuda-|triton==)")
# torch 2.13.0+cpu, cp311, manylinux_2_28_x86_64
TORCH_CPU_SHA256 = "6746dbcbeb526eb61330b76b41ff1b4eb848951103a892eeb080dfa2b264667b"
HEADER = "# Written by packaging/lock.py for CPython 3.11: edit pyproject.toml, not this file.\n"


def blocks(text: str) -> list[str]:
    """Split uv's output into one block per requirement (its line and its hash and comment lines)."""
    found: list[str] = []
    for line in text.splitlines(keepends=True):
        if line.startswith("#"):
            continue
        if line[:1].isspace():
            found[-1] += line
        else:
            found.append(line)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--torch-cpu-wheel", type=Path, help="take the CPU hash from this file")
    arguments = parser.parse_args()
    cpu = TORCH_CPU_SHA256
    if arguments.torch_cpu_wheel:
        cpu = hashlib.sha256(arguments.torch_cpu_wheel.read_bytes()).hexdigest()
    compiled = subprocess.run(
        [
            sys.executable,
            "-m",
            "uv",
            "pip",
            "compile",
            str(ROOT / "pyproject.toml"),
            "--extra",
            "dev",
            "--universal",
            "--generate-hashes",
            "--python-version",
            "3.11",
            "--no-annotate",
            "--quiet",
        ],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    everywhere, cuda = [], []
    for block in blocks(compiled):
        if block.startswith("torch=="):
            cpu_only = f"{block.split()[0]} --hash=sha256:{cpu}\n"
            block = block.rstrip("\n") + f" \\\n    --hash=sha256:{cpu}\n"
        (cuda if CUDA.match(block) else everywhere).append(block)
    (ROOT / "requirements-cpu.lock").write_text(HEADER + cpu_only, encoding="utf-8")
    (ROOT / "requirements.lock").write_text(HEADER + "".join(everywhere), encoding="utf-8")
    (ROOT / "requirements-cuda.lock").write_text(HEADER + "".join(cuda), encoding="utf-8")


if __name__ == "__main__":
    main()
