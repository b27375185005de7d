"""What an administrative paper says, before it is set: head, subject, body, who receives and who signs it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

MOTTO = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")
_BLANK = "       "


@dataclass(frozen=True, slots=True)
class PaperHead:
    """Who issues the paper and where; number and day stay blank until the clerk (văn thư) has registered it.

    `symbol` is what follows the number (`BC-SNV`); names stand as they are printed, in capitals.
    """

    issuer: str
    place: str
    year: int
    parent: str = ""
    symbol: str = ""
    number: str = ""
    issued_on: date | None = None

    @property
    def numbered(self) -> str:
        """Return the line with number and symbol."""
        return f"Số: {self.number or _BLANK}/{self.symbol}"

    @property
    def dated(self) -> str:
        """Return the line with place and day; days under 10 and months 1 and 2 have a zero before them."""
        day = self.issued_on
        if day is None:
            return f"{self.place}, ngày{_BLANK}tháng{_BLANK}năm {self.year}"
        month = f"{day.month:02d}" if day.month < 3 else str(day.month)
        return f"{self.place}, ngày {day.day:02d} tháng {month} năm {day.year}"


@dataclass(frozen=True, slots=True)
class Heading:
    """The title of a section."""

    text: str


@dataclass(frozen=True, slots=True)
class Labelled:
    """A paragraph that begins with what it is about."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Grid:
    """A ruled table; `shares` are the columns' parts of the width, headings repeat on each page."""

    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    shares: Sequence[float]


Block = str | Heading | Labelled | Grid
"""A paragraph, a section's title, a paragraph with a label, or a table."""


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signs: authority (`TM. …`, `KT. …`), title, and the name, blank until somebody has signed."""

    title: str
    name: str = ""
    authority: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Annex:
    """An annex (phụ lục): its pages are numbered apart."""

    title: str
    subject: str
    body: Sequence[Block]


@dataclass(frozen=True, slots=True)
class Paper:
    """One administrative paper.

    `kind` is the type as it is printed (`BÁO CÁO`), empty for a công văn, whose subject stands under the
    number after "V/v". `addressees` follow "Kính gửi:", in a công văn, a tờ trình and a report to superiors.
    """

    head: PaperHead
    kind: str
    subject: str
    body: Sequence[Block]
    signature: Signature
    addressees: Sequence[str] = ()
    recipients: Sequence[str] = ("Như trên", "Lưu: VT")
    annexes: Sequence[Annex] = ()
