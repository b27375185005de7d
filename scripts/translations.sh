#!/bin/sh
# Collect the msgids of code and templates into the Vietnamese catalogue and compile every catalogue.
# Ends with 1 if a msgid has no Vietnamese yet: a person writes it into messages.po, then runs this again.
set -eu
cd "$(dirname "$0")/.."
folder=evidence_repo/translations
po=$folder/vi/LC_MESSAGES/messages.po
pot=$(mktemp)
trap 'rm -f "$pot"' EXIT

PYTHONPATH=. .venv/bin/pybabel -q extract -F babel.cfg -k _l -k N_ -k lazy_gettext -k lazy_ngettext:1,2 \
    --no-location --sort-output --project=evidence-repo -o "$pot" .
.venv/bin/pybabel -q update -i "$pot" -o "$po" -l vi --no-fuzzy-matching --ignore-obsolete \
    --ignore-pot-creation-date --width=110
for each in "$folder"/*/LC_MESSAGES/*.po; do
    .venv/bin/pybabel -q compile -i "$each" -o "${each%.po}.mo"
done
PYTHONPATH=. .venv/bin/python scripts/untranslated.py "$folder"
