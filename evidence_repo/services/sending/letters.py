"""How notices read in a mail: plain text, and the same as simple HTML; in the person's language."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

from evidence_repo.mail import words_in
from evidence_repo.services.notices.lines import NoticeGroup, NoticeLine, grouped_lines
from evidence_repo.words import N_

_Say = Callable[[str], str]

_HTML = """<!DOCTYPE html>
<html lang="{language}"><head><meta charset="utf-8"><title>{subject}</title></head>
<body style="font-family: sans-serif; line-height: 1.5">
{body}
</body></html>
"""


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail without its address."""

    subject: str
    text: str
    html: str


def write_letter(name: str, language: str, lines: Sequence[NoticeLine], address: str) -> Letter:
    """Return the mail that tells this person of these notices; `address` is what links begin with."""
    say, groups = words_in(language), grouped_lines(lines)
    subject = _subject(lines, say)
    opening = [
        say(N_("Dear %(name)s,")) % {"name": name},
        say(N_("This is new for you in the evidence repository:")),
    ]
    closing = [
        (say(N_("All your notices")), f"{address}/notices"),
        (say(N_("Choose how you are notified, or end these mails")), f"{address}/account/notices"),
    ]
    text = [*opening, *(_group_text(each, address, say) for each in groups)]
    text += [f"{words}:\n{link}" for words, link in closing]
    html = [f"<p>{escape(words)}</p>" for words in opening]
    html += [_group_html(each, address, say) for each in groups]
    html += [f'<p><a href="{escape(link)}">{escape(words)}</a></p>' for words, link in closing]
    page = _HTML.format(language=escape(language), subject=escape(subject), body="\n".join(html))
    return Letter(subject, "\n\n".join(text) + "\n", page)


def _subject(lines: Sequence[NoticeLine], say: _Say) -> str:
    if len(lines) > 1:
        return say(N_("Evidence repository: %(count)d new notices")) % {"count": len(lines)}
    [line] = lines
    words = f"{line.place.label} ({line.place.year}): {say(line.says)}" if line.place else say(line.says)
    return " ".join(words.split())


def _heading(group: NoticeGroup) -> str:
    place = group.place
    return f"{place.label} ({place.year}) – {' '.join(place.title.split())}" if place else ""


def _words(line: NoticeLine, say: _Say) -> str:
    """Return the notice in one line: what it says, about what, until when."""
    last_day = ""
    if line.last_day is not None:
        last_day = say(N_("last day: %(day)s")) % {"day": f"{line.last_day:%d/%m/%Y}"}
    return " · ".join(part for part in (say(line.says), line.about, last_day) if part)


def _group_text(group: NoticeGroup, address: str, say: _Say) -> str:
    heading = _heading(group)
    rows = [_line_text(line, address, say) for line in group.lines]
    return "\n".join([heading, *rows] if heading else rows)


def _line_text(line: NoticeLine, address: str, say: _Say) -> str:
    documents = (f"  • {title}\n    {address}{path}" for title, path in line.documents)
    return "\n".join((f"- {_words(line, say)}", f"  {address}{line.path}", *documents))


def _line_html(line: NoticeLine, address: str, say: _Say) -> str:
    documents = "".join(
        f'<li><a href="{escape(address + path)}">{escape(title)}</a></li>' for title, path in line.documents
    )
    listed = f"<ul>{documents}</ul>" if documents else ""
    return f'<li><a href="{escape(address + line.path)}">{escape(_words(line, say))}</a>{listed}</li>'


def _group_html(group: NoticeGroup, address: str, say: _Say) -> str:
    heading = _heading(group)
    head = f"<h3>{escape(heading)}</h3>\n" if heading else ""
    rows = (_line_html(line, address, say) for line in group.lines)
    return f"{head}<ul>\n" + "\n".join(rows) + "\n</ul>"
