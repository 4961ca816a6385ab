#!/usr/bin/env bash
# README's second command: install whatever is missing, then pass the checks and the tests.
set -euo pipefail
cd "$(dirname "$0")/.."
packaging/setup.sh --with-tests
.venv/bin/ruff check .
.venv/bin/ruff format --check --quiet .
.venv/bin/mypy
if [ "$#" -gt 0 ]; then exec .venv/bin/pytest "$@"; fi
# Two at a time, then alone what speaks and listens: beside others it would lose sound.
.venv/bin/pytest -n 2 --dist worksteal -m 'not full and not sound'
exec .venv/bin/pytest -m 'sound and not full'
