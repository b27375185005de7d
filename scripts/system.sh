#!/bin/sh
# Install missing system programs with apt-get when that is allowed, else name them and go on.
# Usage: scripts/system.sh python|run|test
# With EVIDENCE_REQUIRE_LIVE=1 (set by .ci/run) a program that cannot be had is an error.
set -eu

has_font() { [ -f /usr/share/fonts/truetype/dejavu/DejaVuSans.ttf ]; }
has_times() { # as wide as Times New Roman, with all Vietnamese letters: Debian 12's fonts-liberation has few of them
    ls /usr/share/fonts/truetype/croscore/Tinos-Regular.ttf >/dev/null 2>&1
}
has_browser() { # one that runs: Ubuntu's package of that name is a script which asks for a snap
    for browser in chromium chromium-browser google-chrome; do
        if "$browser" --version >/dev/null 2>&1; then return; fi
    done
    ls "${PLAYWRIGHT_BROWSERS_PATH:-$HOME/.cache/ms-playwright}"/chromium-* >/dev/null 2>&1
}
apt_has_browser() { ! grep -qs '^ID=ubuntu' /etc/os-release; }
fetch_browser() { # with the libraries that it needs, where apt-get may install them
    echo "Fetching Playwright's own Chromium (some 180 MB): this system's package of it is a snap"
    if [ "$as_root" = no ]; then with_libraries=""; else with_libraries=--with-deps; fi
    # shellcheck disable=SC2086 # nothing at all where there is no right to install libraries
    .venv/bin/playwright install $with_libraries chromium
}
has_postgres() { command -v postgres >/dev/null 2>&1 || ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1; }
has_vietnamese_ocr() { ls /usr/share/tesseract-ocr/*/tessdata/vie.traineddata >/dev/null 2>&1; }
has_tesseract() { command -v tesseract >/dev/null 2>&1; }
has_antiword() { command -v antiword >/dev/null 2>&1; }
has_nginx() { command -v nginx >/dev/null 2>&1 || [ -x /usr/sbin/nginx ]; }
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
    want has_times fonts-croscore
    want has_vietnamese_ocr tesseract-ocr-vie
    want has_antiword antiword
    ;;
test)
    want has_font fonts-dejavu-core
    want has_times fonts-croscore
    want has_vietnamese_ocr tesseract-ocr-vie
    want has_tesseract tesseract-ocr
    want has_antiword antiword
    want has_office "libreoffice-writer-nogui libreoffice-calc-nogui"
    if apt_has_browser; then want has_browser chromium; fi
    want has_nginx nginx
    if [ -z "${EVIDENCE_TEST_POSTGRES_URL:-}" ]; then want has_postgres postgresql; fi
    ;;
*)
    echo "usage: scripts/system.sh python|run|test" >&2
    exit 2
    ;;
esac
as_root=""
if [ "$(id -u)" != 0 ]; then
    if command -v sudo >/dev/null 2>&1 && sudo -n true >/dev/null 2>&1; then as_root="sudo -n"; else as_root=no; fi
fi
if [ "$1" = test ] && ! apt_has_browser && ! has_browser; then
    fetch_browser || {
        echo "No Chromium could be had; put one on PATH, or: .venv/bin/playwright install --with-deps chromium" >&2
        [ "${EVIDENCE_REQUIRE_LIVE:-}" != 1 ]
    }
fi
[ -n "$missing" ] || exit 0
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
