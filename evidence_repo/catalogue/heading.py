"""What stands above the plan's table: number, date, title, province and year."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import Self

from evidence_repo.catalogue.agencies import slug_of
from evidence_repo.catalogue.plan import CatalogueError
from index.header.fields import Header
from index.text import compose

_NUMBER = re.compile(
    r"(?:(?:^|\|)[^\S\n]*+Số\s*:|Kèm theo Kế hoạch số)\s*(\d{1,6})\s*/\s*(KH-[A-ZĐ]{1,20})", re.I | re.M
)
_PLACE_AND_DATE = re.compile(r"(?:^|\|)[^\S\n]*+([^|,\n]+), ngày (\d{1,2}) tháng (\d{1,2}) năm (\d{4})", re.M)
_TITLE = re.compile(r"\b(Kế hoạch [Tt]hực hiện [^\n]{0,450}?năm (\d{4}))\s*(?:, như sau|[.:]|$)", re.M)
_YEAR = re.compile(r"\bnăm (20\d\d)\b")
_LONGEST_TITLE = 450


@dataclass(frozen=True, slots=True)
class PlanHeading:
    """What the plan says of itself; None where it does not."""

    number: str | None = None
    issued_on: date | None = None
    title: str | None = None
    province: str | None = None
    year: int | None = None

    @classmethod
    def of_text(cls, text: str) -> Self:
        """Return what the text says; a title may go on over line breaks."""
        text = compose(text)
        number, placed = _NUMBER.search(text), _PLACE_AND_DATE.search(text)
        titled = _TITLE.search(text) or _TITLE.search(" ".join(text.split()))
        issued_on = None
        if placed is not None:
            try:
                issued_on = date(int(placed[4]), int(placed[3]), int(placed[2]))
            except ValueError as wrong:
                raise CatalogueError(
                    "The plan's date of issue does not exist: %(date)s.", date=placed[0]
                ) from wrong
        return cls(
            number=f"{number[1]}/{number[2].upper()}" if number else None,
            issued_on=issued_on,
            title=titled[1] if titled else None,
            province=placed[1].strip() if placed else None,
            year=int(titled[2]) if titled else issued_on.year if issued_on else None,
        )

    def filled_from(self, header: Header) -> Self:
        """Return the heading, what it lacks taken from the document's header."""
        subject = header.subject.value
        title = f"Kế hoạch {subject}"[:_LONGEST_TITLE] if subject else None
        told = _YEAR.search(title or "")
        issued_on = date.fromisoformat(header.issued_on.value) if header.issued_on.value else None
        return replace(
            self,
            number=self.number or header.own_number,
            issued_on=self.issued_on or issued_on,
            title=self.title or title,
            year=self.year or (int(told[1]) if told else issued_on.year if issued_on else None),
        )

    def agreed(self, year: int | None, province: str | None) -> Self:
        """Return the heading with what is given where it says nothing; both must agree where it does."""
        for given, found in ((year, self.year), (province, self.province)):
            if given is not None and found is not None and slug_of(str(found)) not in slug_of(str(given)):
                raise CatalogueError("The plan is of %(found)s, not of %(given)s.", found=found, given=given)
        known = replace(self, year=self.year or year, province=self.province or province)
        if known.year is None or known.province is None:
            raise CatalogueError("The plan names neither its year nor its province clearly: state both.")
        return known
