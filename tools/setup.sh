#!/bin/sh
# What Python cannot do for itself: be there. Then tools/bootstrap.py makes .venv.
set -eu
cd "$(dirname "$0")/.."
if ! python3 -c 'import ensurepip, venv' 2>/dev/null; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        echo "apt-get install python3 python3-venv"
        export DEBIAN_FRONTEND=noninteractive
        apt-get -qq update
        apt-get -qq install -y --no-install-recommends python3 python3-venv >/dev/null
    else
        echo "Python 3.10 to 3.13 with its venv module is needed: sudo apt-get install python3 python3-venv" >&2
        exit 1
    fi
fi
exec python3 -m tools.bootstrap
