#!/usr/bin/env bash
# Install whatever Todak misses: system libraries (Debian), Python 3.11's environment in .venv, the pinned packages.
# Safe to run twice: what is there is left alone. Sourced nowhere; start.sh and test.sh call it.
#
#   packaging/setup.sh [--with-tests]     the second form also installs what the tests need
set -euo pipefail
cd "$(dirname "$0")/.."

say() { printf 'todak: %s\n' "$*" >&2; }

RUN_PACKAGES="libportaudio2 libasound2-plugins espeak-ng libespeak-ng1 libegl1 libgl1 libxkbcommon-x11-0 libxcb-cursor0
  libxcb-icccm4 libxcb-keysyms1 libxcb-image0 libxcb-render-util0 libxcb-randr0 libxcb-shape0 libxcb-xkb1 libxcb-sync1
  libxcb-xfixes0 libfontconfig1 libx11-xcb1 libglib2.0-0 libdbus-1-3 fonts-nanum"
TEST_PACKAGES="pulseaudio pulseaudio-utils xvfb xauth strace binutils dbus gnome-keyring python3-dbusmock"

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"
  elif command -v sudo >/dev/null; then sudo "$@"
  else say "needs root; please run as root: $*"; return 1
  fi
}

install_system_packages() {
  local wanted="$RUN_PACKAGES" missing=""
  [ "${1:-}" = --with-tests ] && wanted="$wanted $TEST_PACKAGES"
  command -v python3.11 >/dev/null || wanted="$wanted python3.11 python3.11-venv"
  if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
    say "this is not Debian: please see to it that PortAudio, espeak-ng (or another Korean voice) and a Hangul font are there"
    return
  fi
  # PyInstaller takes the Python library along, which Debian's own Python does not need and has in a package of its own
  if [ "${1:-}" = --with-tests ] && { [ -e /usr/bin/python3.11 ] || ! command -v python3.11 >/dev/null; }; then
    wanted="$wanted libpython3.11"
  fi
  for package in $wanted; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing="$missing $package"
  done
  [ -z "$missing" ] && return
  say "installing system packages:$missing"
  as_root apt-get update -qq
  # shellcheck disable=SC2086
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >&2
}

find_python() {
  local candidate
  for candidate in python3.11 /usr/bin/python3.11 python3 python; do
    # ensurepip is what a Debian python3.11 without python3.11-venv misses
    if "$candidate" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null; then
      printf '%s\n' "$candidate"
      return
    fi
  done
  say "Python 3.11 with venv is needed (the lock is for 3.11) and was not found; on Debian: apt install python3.11-venv"
  return 1
}

install_python_packages() {
  local python=.venv/bin/python stamp
  stamp=$(cat requirements*.lock pyproject.toml | sha256sum | cut -d' ' -f1)
  if [ -x $python ] && [ "$(cat .venv/todak-stamp 2>/dev/null)" = "$stamp" ] && [ -x .venv/bin/todak ]; then return; fi
  if ! $python -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null; then
    local base
    base=$(find_python)
    say "making .venv with $("$base" --version)"
    rm -rf .venv
    "$base" -m venv .venv
  fi
  say "installing the pinned packages into .venv (a few minutes the first time)"
  # torch's CPU build where one is at hand, else the registry's, which on Linux needs CUDA packages (packaging/lock.py).
  $python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-cpu.lock \
    2>/dev/null || say "no CPU build of torch at hand: taking the registry's"
  $python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
  if $python -c 'import importlib.metadata as m, sys
sys.exit(not any(r.startswith(("nvidia", "cuda")) and "extra ==" not in r for r in m.requires("torch") or []))'; then
    $python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-cuda.lock
  fi
  $python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
  printf '%s\n' "$stamp" > .venv/todak-stamp
}

install_system_packages "${1:-}"
install_python_packages
