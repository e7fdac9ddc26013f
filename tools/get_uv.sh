#!/bin/sh
# Prints the path of uv, installing it under .tools if this machine has none. The system's Python is never changed.
set -eu

here=$(cd "$(dirname "$0")/.." && pwd)
private="$here/.tools/uv"
python=${PYTHON:-python3}

say() { printf '%s\n' "$*" >&2; }

found() {
    if [ -x "$1" ] && "$1" --version >/dev/null 2>&1; then
        printf '%s\n' "$1"
        exit 0
    fi
}

# A uv that is on the path is taken, unless it is a shim that points nowhere.
found "$(command -v uv 2>/dev/null || true)"
found "$private/bin/uv"

say "uv is missing; installing it into .tools (nothing else on this machine is changed)."
mkdir -p "$here/.tools"

if command -v "$python" >/dev/null 2>&1; then
    # A private environment is allowed also where the system's Python is externally managed (PEP 668).
    rm -rf "$private"
    if "$python" -m venv "$private" >/dev/null 2>&1; then
        "$private/bin/python" -m pip install --quiet --disable-pip-version-check uv >&2 || true
        found "$private/bin/uv"
    fi
    # Without ensurepip (Debian's python3 without python3-venv) the system's own pip can still fill a folder.
    rm -rf "$private"
    "$python" -m pip install --quiet --disable-pip-version-check --target "$private" uv >&2 2>/dev/null || true
    found "$private/bin/uv"
fi

# uv's own installer needs no Python at all.
rm -rf "$private"
if command -v curl >/dev/null 2>&1; then
    curl -LsSf https://astral.sh/uv/install.sh 2>/dev/null |
        UV_INSTALL_DIR="$private/bin" UV_NO_MODIFY_PATH=1 INSTALLER_NO_MODIFY_PATH=1 sh >&2 2>/dev/null || true
    found "$private/bin/uv"
fi

say "uv could not be installed. Any one of these helps:"
say "  Debian, Ubuntu:  apt install python3-venv     (then run this again)"
say "  Fedora:          dnf install uv"
say "  macOS:           brew install uv"
say "  anywhere:        https://docs.astral.sh/uv/getting-started/installation/"
exit 1
