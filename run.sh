#!/bin/sh
# The same as `make run`, for machines without make: sh run.sh [--port 8001] …
set -eu
cd "$(dirname "$0")"
exec "$(sh tools/get_uv.sh)" run --locked --no-dev beseda run "$@"
