#!/bin/sh
# Run every benchmark of tests/bench: each prints its table, none asserts anything. Takes long.
# `scripts/bench.sh NAME…` runs those only; more is said to one by hand: .venv/bin/python -m tests.bench.NAME --help
set -u
cd "$(dirname "$0")/.."
corpus="${EVIDENCE_BENCH_DOCUMENTS:-../shared/corpus/vn_pdf}" # real documents, for what reads files
failed=""
names="$*"
if [ -z "$names" ]; then
    for file in tests/bench/*.py; do
        if grep -q '__main__' "$file"; then names="$names $(basename "$file" .py)"; fi
    done
fi
for name in $names; do
    printf '\n== %s: %s\n' "$name" "$(sed -n '1s/^"""\([^"]*\).*/\1/p' "tests/bench/$name.py")"
    if grep -q 'add_argument("folder"' "tests/bench/$name.py"; then
        if [ ! -d "$corpus" ]; then
            echo "Left out: it reads a folder of documents; name one with EVIDENCE_BENCH_DOCUMENTS."
            continue
        fi
        set -- "$corpus"
    else
        set --
    fi
    .venv/bin/python -m "tests.bench.$name" "$@" || failed="$failed $name"
done
if [ -n "$failed" ]; then
    echo "Ended with an error:$failed" >&2
    exit 1
fi
