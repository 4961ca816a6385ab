#!/usr/bin/env bash
# Build the bundle and try it as a stranger's machine would: packaging/smoke.py says what is tried.
#
#   packaging/smoke.sh [--no-build]     the second form tries the bundle that is in dist/ already
set -euo pipefail
cd "$(dirname "$0")/.."

packaging/setup.sh --with-tests
if [ "${1:-}" != --no-build ]; then
  log=$(mktemp)
  trap 'rm -f "$log"' EXIT
  SECONDS=0
  if ! .venv/bin/pyinstaller --noconfirm --log-level WARN build.spec >"$log" 2>&1; then
    cat "$log"
    printf 'FAILED  build\n'
    exit 1
  fi
  printf 'ok  build: %s s, %s\n' "$SECONDS" "$(du -sh --apparent-size dist/todak | cut -f1)"
fi
PYTHONPATH=. .venv/bin/python packaging/smoke.py dist/todak
