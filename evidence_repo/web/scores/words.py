"""What scores are called on the screens, and the words by which a proposal explains itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from evidence_repo.services.figures.judging import JudgedTarget
from evidence_repo.services.scores.proposing import ScorePage
from evidence_repo.services.scores.scheme_sheet import written_bands
from evidence_repo.services.scores.words import NO_PROPOSAL_WORDS
from evidence_repo.web.formats import exact, figure
from evidence_repo.words import N_
from workflows.scoring import ScoreKind, Scoring
from workflows.targets import TargetKind

SCORE_WORDS: Mapping[ScoreKind, Any] = {
    ScoreKind.SELF: _l("Self-score"),
    ScoreKind.INTERNAL: _l("Internal score"),
}


def reasoning(page: ScorePage) -> str:
    """Return in words why these points are proposed, or why none are."""
    proposal, deciding = page.proposal, page.deciding
    if proposal.points is None or deciding is None:
        return _filled(NO_PROPOSAL_WORDS[proposal.why_not]) if proposal.why_not else ""
    points = figure(float(proposal.points), 2)
    if deciding.is_met:
        return _filled(
            N_("“%(measure)s” is met (%(figure)s): this gives %(points)s points."),
            measure=deciding.target.measure,
            figure=_reached(deciding),
            points=points,
        )
    how = (
        gettext("by the bands %(bands)s", bands=written_bands(page.row.steps))
        if page.row.scoring is Scoring.BANDS
        else gettext("in proportion to what is asked for")
    )
    return _filled(
        N_("“%(measure)s” is not met (%(figure)s): %(how)s this gives %(points)s points."),
        measure=deciding.target.measure,
        figure=_reached(deciding),
        how=how,
        points=points,
    )


def _reached(judged: JudgedTarget) -> str:
    reached, rule = judged.judged.figure, judged.target.rule
    sign = "%" if rule.kind in (TargetKind.PERCENT, TargetKind.INCREASE) else ""
    shown = "–" if reached is None else exact(reached) + sign
    wanted = exact(rule.value) + sign
    return _filled(N_("%(figure)s of %(wanted)s asked for"), figure=shown, wanted=wanted)


def _filled(sentence: str, **words: str) -> str:
    return str(gettext(sentence, **words))
