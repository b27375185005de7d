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
takes() { grep -q "add_argument(\"$1\"" "tests/bench/$name.py"; }
small() { # small OPTION VALUE: where EVIDENCE_BENCH_SMALL is set, to see in minutes that everything still runs
    if [ -n "${EVIDENCE_BENCH_SMALL:-}" ] && takes "$1"; then options="$options $1 $2"; fi
}
for name in $names; do
    printf '\n== %s: %s\n' "$name" "$(sed -n '1s/^"""\([^"]*\).*/\1/p' "tests/bench/$name.py")"
    if takes queries; then
        echo "Left out: it reads documents and judged queries; run it by hand: .venv/bin/python -m tests.bench.$name --help"
        continue
    fi
    options=""
    small --documents 200
    small --megabytes 32
    small --runs 2
    small --rounds 1
    small --pairs 10
    small --pages 1
    small --waiting 40
    small --seconds 10
    if takes truth; then
        if [ ! -e "${corpus}_truth.json" ]; then
            echo "Left out: it compares with a truth that people typed; see its --help."
            continue
        fi
        set -- "$(dirname "$corpus")" "${corpus}_truth.json"
    elif takes folder; then
        if [ ! -e "$corpus" ]; then
            echo "Left out: it reads a folder of documents; name one with EVIDENCE_BENCH_DOCUMENTS."
            continue
        fi
        set -- "$corpus"
    elif grep -q 'add_argument("documents"' "tests/bench/$name.py"; then
        echo "Left out: it reads documents and questions of yours; see its --help."
        continue
    else
        set --
    fi
    # shellcheck disable=SC2086 # options are meant to be split into words
    .venv/bin/python -m "tests.bench.$name" "$@" $options || failed="$failed $name"
done
if [ -n "$failed" ]; then
    echo "Ended with an error:$failed" >&2
    exit 1
fi
