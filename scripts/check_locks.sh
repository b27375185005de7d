#!/bin/sh
# The locks name exact versions with their hashes and no address of any registry: each machine has its own.
set -eu
cd "$(dirname "$0")/.."
status=0
for lock in requirements/run.txt requirements/dev.txt requirements/build.txt; do
    if grep -nEi '://|^ *(-i|-f|--index-url|--extra-index-url|--find-links|--trusted-host)' "$lock"; then
        echo "$lock carries an address of a registry" >&2
        status=1
    fi
    # Every requirement line is pinned and continues with a hash.
    if grep -nE '^[A-Za-z0-9]' "$lock" | grep -vE '==[^ ]+( ;.*)? \\$'; then
        echo "$lock has a requirement without an exact version and a hash" >&2
        status=1
    fi
done
exit $status
