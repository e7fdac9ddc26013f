#!/bin/sh
# Prints the locked requirements of production for hosts that install with pip: no PostgreSQL of our own, no tests.
set -eu
cd "$(dirname "$0")/.."
printf '# Exported from uv.lock by `make requirements`; a test compares. Then: pip install --no-deps .\n'
exec "${1:-uv}" export --quiet --locked --no-default-groups --no-emit-project --no-header --no-annotate
