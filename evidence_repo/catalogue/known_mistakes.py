"""Documents that plans are known to cite for what they are not about; extended as more are met."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class KnownMistake:
    """A number cited for a matter (in lower case) that its document does not treat."""

    number: str
    cited_for: str
    subject_vi: str
    subject_en: str
    likely: str


KNOWN_MISTAKES = (
    KnownMistake(
        number="108/2015/NĐ-CP",
        cited_for="tinh giản biên chế",
        subject_vi="hướng dẫn Luật Thuế tiêu thụ đặc biệt",
        subject_en="the excise tax law",
        likely="108/2014/NĐ-CP",
    ),
)
