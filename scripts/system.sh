#!/bin/sh
# Install missing system programs with apt-get when that is allowed, else name them and go on.
# Usage: scripts/system.sh python|run|test
# With EVIDENCE_REQUIRE_LIVE=1 (set by .ci/run) a program that cannot be had is an error.
set -eu

has_font() { [ -f /usr/share/fonts/truetype/dejavu/DejaVuSans.ttf ]; }
has_browser() {
    command -v chromium >/dev/null 2>&1 || command -v chromium-browser >/dev/null 2>&1 ||
        command -v google-chrome >/dev/null 2>&1
}
has_postgres() { command -v postgres >/dev/null 2>&1 || ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1; }
has_vietnamese_ocr() { ls /usr/share/tesseract-ocr/*/tessdata/vie.traineddata >/dev/null 2>&1; }
has_tesseract() { command -v tesseract >/dev/null 2>&1; }
has_antiword() { command -v antiword >/dev/null 2>&1; }
has_office() { command -v soffice >/dev/null 2>&1; }
has_venv() { python3 -c 'import ensurepip' >/dev/null 2>&1; }

missing=""
want() { # want CHECK PACKAGE
    if ! "$1"; then missing="$missing $2"; fi
}
case $1 in
python) want has_venv "python3 python3-venv" ;;
run)
    want has_font fonts-dejavu-core
    want has_vietnamese_ocr tesseract-ocr-vie
    want has_antiword antiword
    ;;
test)
    want has_font fonts-dejavu-core
    want has_vietnamese_ocr tesseract-ocr-vie
    want has_tesseract tesseract-ocr
    want has_antiword antiword
    want has_office "libreoffice-writer-nogui libreoffice-calc-nogui"
    want has_browser chromium
    if [ -z "${EVIDENCE_TEST_POSTGRES_URL:-}" ]; then want has_postgres postgresql; fi
    ;;
*)
    echo "usage: scripts/system.sh python|run|test" >&2
    exit 2
    ;;
esac
[ -n "$missing" ] || exit 0

as_root=""
if [ "$(id -u)" != 0 ]; then
    if command -v sudo >/dev/null 2>&1 && sudo -n true >/dev/null 2>&1; then as_root="sudo -n"; else as_root=no; fi
fi
if [ "$as_root" != no ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing system programs:$missing"
    $as_root apt-get update -qq >/dev/null 2>&1 || true
    # shellcheck disable=SC2086 # the list is meant to be split into words
    if $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null; then
        exit 0
    fi
fi
echo "Not installed, please install by hand: sudo apt-get install$missing" >&2
[ "${EVIDENCE_REQUIRE_LIVE:-}" != 1 ]
