#!/bin/sh
# Make .venv from the hashed lock: `scripts/venv.sh run` or `scripts/venv.sh dev`. Quick when nothing changed.
set -eu
kind=$1
venv=.venv
stamp=$venv/.installed-$kind
wanted=$(cat requirements/build.txt "requirements/$kind.txt" pyproject.toml | sha256sum | cut -d' ' -f1)

if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ] && [ -x $venv/bin/python ]; then
    exit 0
fi
# What tests need contains what running needs.
if [ "$kind" = run ] && [ -f $venv/.installed-dev ]; then
    dev=$(cat requirements/build.txt requirements/dev.txt pyproject.toml | sha256sum | cut -d' ' -f1)
    if [ "$(cat $venv/.installed-dev)" = "$dev" ] && [ -x $venv/bin/python ]; then
        exit 0
    fi
fi

find_python() {
    for name in python3.13 python3.12 python3.11 python3 python3.14; do
        if command -v "$name" >/dev/null 2>&1 &&
            "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
            command -v "$name"
            return 0
        fi
    done
    return 1
}

make_venv() {
    "$python" -m venv $venv >/dev/null 2>&1 || "$python" -m virtualenv -q $venv >/dev/null 2>&1
}

python=$(find_python) || {
    sh scripts/system.sh python || true
    python=$(find_python) || {
        echo "Python 3.11 or later is needed and was not found. On Debian or Ubuntu: sudo apt-get install python3 python3-venv" >&2
        exit 1
    }
}
if [ ! -x $venv/bin/python ] || ! $venv/bin/python -m pip --version >/dev/null 2>&1; then
    echo "Making $venv with $python"
    rm -rf $venv
    if ! make_venv; then
        rm -rf $venv
        sh scripts/system.sh python || true
        make_venv || {
            rm -rf $venv
            echo "$python cannot make a virtual environment. On Debian or Ubuntu: sudo apt-get install python3-venv" >&2
            exit 1
        }
    fi
fi
echo "Installing the locked packages ($kind) into $venv; the first time takes a minute"
pip="$venv/bin/python -m pip --disable-pip-version-check install --quiet --no-input --require-virtualenv"
$pip --require-hashes -r requirements/build.txt
$pip --no-build-isolation --require-hashes -r "requirements/$kind.txt"
$pip --no-build-isolation --no-deps --editable . 2>/dev/null || $pip --no-build-isolation --no-deps --editable .
echo "$wanted" >"$stamp"
