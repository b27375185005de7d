"""Why four eyes forbid a person to decide."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

PART_WORDS = {
    "uploader": _l("you uploaded the document"),
    "citer": _l("you cited it"),
    "explanation_author": _l("you wrote its explanation"),
    "submitter": _l("you submitted the pack"),
    "verdict_giver": _l("you gave a verdict in this pack"),
}
