#!/bin/sh
# Write the locks anew from pyproject.toml and requirements/build.in: exact versions, hashes, no addresses.
# Usage: scripts/lock.sh [PACKAGE…], naming packages that shall be upgraded; without, what is locked stays.
set -eu
cd "$(dirname "$0")/.."
tool=$(mktemp -d)
trap 'rm -rf "$tool"' EXIT
python3 -m venv "$tool"
"$tool/bin/pip" install --quiet --disable-pip-version-check uv
upgrades=""
for name in "$@"; do upgrades="$upgrades --upgrade-package $name"; done
compile() { # compile OUTPUT ARGUMENTS…
    output=$1
    shift
    # One lock for every Python from 3.11 on and every system.
    # shellcheck disable=SC2086 # the list is meant to be split into words
    "$tool/bin/uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
        --no-emit-index-url --no-emit-find-links $upgrades --output-file "$output" "$@"
}
compile requirements/build.txt requirements/build.in
compile requirements/run.txt pyproject.toml
compile requirements/dev.txt --extra dev --constraint requirements/run.txt pyproject.toml
sh scripts/check_locks.sh
