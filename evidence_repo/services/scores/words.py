"""What schemes call their kinds of rows and ways of scoring: in workbooks, and on the screens."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from evidence_repo.errors import BadInput
from evidence_repo.services.people.sheets import plain_words
from evidence_repo.words import N_
from workflows.scoring import DeviationBase, NoProposal, RowKind, SchemeGroup, Scorer, Scoring

Choice = TypeVar("Choice", bound=StrEnum)

ROW_KINDS: Mapping[RowKind, str] = {
    RowKind.FIELD: "Lĩnh vực",
    RowKind.TC: "TC",
    RowKind.TCTP: "TCTP",
    RowKind.BONUS: "Điểm thưởng",
    RowKind.PENALTY: "Điểm trừ",
}
SCORINGS: Mapping[Scoring, str] = {
    Scoring.BANDS: "Theo bậc",
    Scoring.PROPORTIONAL: "Theo tỷ lệ",
    Scoring.MANUAL: "Chấm trực tiếp",
}
SCORERS: Mapping[Scorer, str] = {
    Scorer.SELF: "Tự chấm",
    Scorer.SURVEY: "Điều tra XHH",
    Scorer.MINISTRY: "Bộ Nội vụ chấm",
}
"""How a workbook writes them; the codes are read as well."""

GROUP_WORDS: Mapping[SchemeGroup, str] = {
    SchemeGroup.PROVINCE: N_("The province"),
    SchemeGroup.DEPARTMENTS: N_("Departments"),
    SchemeGroup.COMMUNES: N_("Communes, wards, special zones"),
}
SCORING_WORDS: Mapping[Scoring, str] = {
    Scoring.BANDS: N_("By bands"),
    Scoring.PROPORTIONAL: N_("In proportion"),
    Scoring.MANUAL: N_("By hand"),
}
SCORER_WORDS: Mapping[Scorer, str] = {
    Scorer.SELF: N_("Self-scored"),
    Scorer.SURVEY: N_("By survey"),
    Scorer.MINISTRY: N_("By the Ministry"),
}
BASE_WORDS: Mapping[DeviationBase, str] = {
    DeviationBase.APPRAISED: N_("the sum of the appraised points"),
    DeviationBase.MAXIMUM: N_("the sum of the maximum points"),
    DeviationBase.HUNDRED: N_("100 points"),
}
NO_PROPOSAL_WORDS: Mapping[NoProposal, str] = {
    NoProposal.BY_HAND: N_("The scheme asks for this to be scored by hand."),
    NoProposal.NO_TARGET: N_("The criterion has no target with a figure, so nothing can be worked out."),
    NoProposal.UNKNOWN: N_("It cannot be told yet whether a target is met: figures are missing."),
}


def read_choice(kind: type[Choice], words: Mapping[Choice, str], text: str, column: str) -> Choice:
    """Return what a cell names, by its word or its code; raise `BadInput` for anything else."""
    wanted = plain_words(text)
    for each in kind:
        if wanted in (plain_words(words[each]), plain_words(each.value)):
            return each
    raise BadInput(
        N_("“%(text)s” cannot be in the column “%(column)s”; there are: %(choices)s."),
        code="unknown_choice",
        text=text[:40],
        column=column,
        choices=", ".join(words.values()),
    )
