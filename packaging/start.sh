#!/usr/bin/env bash
# README's first command: install whatever is missing, then start Todak.
set -euo pipefail
cd "$(dirname "$0")/.."
packaging/setup.sh
exec .venv/bin/todak "$@"
