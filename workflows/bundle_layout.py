"""Names inside the submission bundle: ASCII, short enough, unique on any file system, the same every time.

Decisions where the rules leave room:

- Folder names of the fields are fixed per field code, so that a renamed field moves no files; a code that
  the table does not know gets `LV<code>_<slug of its name>`.
- Parts of a file name that are not known (type, number, date) are left out, not filled with words.
- The ordinal that a file name starts with runs per criterion folder; where two paths would still be equal
  when case is ignored, the later one gets `-2`, `-3`, … before its extension.
- The 200 characters are counted with the bag's own folder, and the subject's slug gives way first.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from verifier.names import MAX_PATH

MAX_SLUG = 80

FIELD_FOLDERS: dict[str, str] = {
    "1": "LV1_Chi-dao-dieu-hanh",
    "2": "LV2_Xay-dung-thuc-hien-VBQPPL",
    "3": "LV3_Cai-cach-TTHC",
    "4": "LV4_To-chuc-bo-may",
    "5": "LV5_Doi-ngu-CBCCVC",
    "6": "LV6_Tai-chinh-cong",
    "7": "LV7_Hien-dai-hoa-hanh-chinh",
    "8": "LV8_Mot-cua-lien-thong",
    "TD": "TD_Tac-dong-CCHC",
}

EXPLANATION_FOLDER = "Giai-trinh"
REGISTER_FOLDER = "So-theo-doi"


@dataclass(frozen=True, slots=True)
class BundledDocument:
    """What the name of an evidence file is made of; `extension` without its dot."""

    ordinal: int
    type_abbreviation: str | None
    number: str | None
    issued_on: date | None
    subject: str | None
    extension: str


def ascii_text(text: str) -> str:
    """Return the text without diacritics (đ → d) and without anything else that is not ASCII."""
    decomposed = unicodedata.normalize("NFKD", text.replace("đ", "d").replace("Đ", "D"))
    return decomposed.encode("ascii", "ignore").decode("ascii")


def slug(text: str, limit: int = MAX_SLUG) -> str:
    """Return letters and digits of the text joined by hyphens, cut at a word where possible."""
    words = re.findall(r"[A-Za-z0-9]+", ascii_text(text))
    joined = "-".join(words)
    if len(joined) <= limit:
        return joined
    cut = joined[: limit + 1].rsplit("-", 1)[0]
    return cut if len(cut) <= limit else joined[:limit]


def bag_name(province: str, year: int, number: int) -> str:
    """Return the bag's name: `AnGiang_2017_PARINDEX_01`."""
    words = re.findall(r"[A-Za-z0-9]+", ascii_text(province))
    name = "".join(word[0].upper() + word[1:] for word in words)[:30]
    return f"{name or 'Tinh'}_{year}_PARINDEX_{number:02d}"


def field_folder(code: str, name: str) -> str:
    """Return the folder of a field of the index."""
    known = FIELD_FOLDERS.get(code)
    return known or "_".join(part for part in (f"LV{slug(code, 5)}", slug(name, 30)) if part)


def criterion_folder(kind: str, code: str) -> str:
    """Return the folder of a criterion: `TCTP-1.1.3`; dots stay, everything else unusual becomes a hyphen."""
    safe = re.sub(r"[^A-Za-z0-9.]+", "-", ascii_text(code)).strip("-.")
    return f"{slug(kind, 4)}-{re.sub(r'[.]{2,}', '.', safe)[:20].rstrip('-.')}"


def evidence_file(document: BundledDocument, room: int) -> str:
    """Return a file name of at most `room` characters: `01_BC_683-BC-UBND_2017-11-20_subject-slug.pdf`."""
    extension = safe_extension(document.extension)
    stem = "_".join(
        part
        for part in (
            f"{document.ordinal:02d}",
            slug(document.type_abbreviation or "", 8),
            slug(document.number or "", 30),
            document.issued_on.isoformat() if document.issued_on else "",
        )
        if part
    )
    left = room - len(stem) - len("_") - len(extension)
    subject = slug((document.subject or "").lower(), min(left, MAX_SLUG)) if left > 0 else ""
    return (f"{stem}_{subject}" if subject else stem) + extension


def safe_extension(extension: str) -> str:
    """Return the extension with its dot, lower-case letters and digits only, or nothing."""
    safe = "".join(re.findall(r"[a-z0-9]", ascii_text(extension).lower()))[:8]
    return f".{safe}" if safe else ""


def evidence_path(bag: str, field: str, criterion: str, document: BundledDocument) -> str:
    """Return the path of an evidence file inside the bag, under `data/`."""
    folder = f"data/{field}/{criterion}"
    # Room is kept for the suffix that `unique_paths` may add.
    room = MAX_PATH - len(bag) - len(folder) - len("//") - len("-9999")
    return f"{folder}/{evidence_file(document, room)}"


def explanation_path(field: str, criterion: str, ordinal: int, extension: str = "docx") -> str:
    """Return the path of an explanation inside the bag: `…/Giai-trinh/01_giai-trinh.docx`."""
    name = f"{ordinal:02d}_giai-trinh{safe_extension(extension)}"
    return f"data/{field}/{criterion}/{EXPLANATION_FOLDER}/{name}"


def explanation_document_path(bag: str, field: str, criterion: str, document: BundledDocument) -> str:
    """Return the path of a document attached to an explanation, in the explanations' folder."""
    return evidence_path(bag, field, f"{criterion}/{EXPLANATION_FOLDER}", document)


def register_path(field: str, criterion: str, ordinal: int, title: str, agency: str) -> str:
    """Return the path of a criterion's register: `…/So-theo-doi/01_Danh-sach_So-Noi-vu.xlsx`."""
    name = "_".join(part for part in (f"{ordinal:02d}", slug(title, 30), slug(agency, 30)) if part)
    return f"data/{field}/{criterion}/{REGISTER_FOLDER}/{name}.xlsx"


def register_document_path(bag: str, field: str, criterion: str, document: BundledDocument) -> str:
    """Return the path of a document that proves a register's row, in the registers' folder."""
    return evidence_path(bag, field, f"{criterion}/{REGISTER_FOLDER}", document)


def table_path(title: str) -> str:
    """Return the path of a table of the whole bundle, beside the index: `00_So-lieu-chi-tieu.xlsx`."""
    return f"data/00_{slug(title, 40)}.xlsx"


def unique_paths(paths: Iterable[str]) -> tuple[str, ...]:
    """Return the paths in their order, later repetitions (case ignored) distinguished by a number."""
    wanted = tuple(paths)
    taken = {path.lower() for path in wanted}
    given: set[str] = set()
    result: list[str] = []
    for path in wanted:
        unique = path
        copy = 2
        while unique.lower() in given or (unique != path and unique.lower() in taken):
            stem, dot, extension = path.rpartition(".")
            has_extension = bool(dot) and "/" not in extension
            unique = f"{stem}-{copy}.{extension}" if has_extension else f"{path}-{copy}"
            copy += 1
        given.add(unique.lower())
        result.append(unique)
    return tuple(result)
