#!/usr/bin/env bash
# README's second command: install whatever is missing, then pass the checks and the tests.
set -euo pipefail
cd "$(dirname "$0")/.."
packaging/setup.sh --with-tests
.venv/bin/ruff check .
.venv/bin/ruff format --check --quiet .
.venv/bin/mypy
exec .venv/bin/pytest "$@"
