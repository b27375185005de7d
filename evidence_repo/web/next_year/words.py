"""The words of the crosswalk."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from workflows.crosswalk import PairOrigin, Relation

RELATION_WORDS = {
    Relation.ONE_TO_ONE: _l("continued"),
    Relation.ONE_TO_MANY: _l("split"),
    Relation.MANY_TO_ONE: _l("joined"),
    Relation.MANY_TO_MANY: _l("split and joined"),
    Relation.NONE: _l("new"),
}

ORIGIN_WORDS = {
    PairOrigin.CODE: _l("same code"),
    PairOrigin.TITLE: _l("alike title"),
    PairOrigin.PERSON: _l("set by hand"),
}
