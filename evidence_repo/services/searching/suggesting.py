"""What somebody may want who has typed so far: numbers, subjects and phrases of documents that they may find.

The index names the documents whose number or subject fits; only those that this person may find are looked
at, so that nothing is suggested, and no phrase is called frequent, because of a document they may not see.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidence_repo.models import DocumentVersion
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.searching.citations import seen_citations
from evidence_repo.stamped_cache import StampedCache
from index.search import DocumentSet, IndexDamaged, SearchEngine, Space
from index.text import Words, fold, folded_words

MAX_TYPED = 200
_LOOKED_AT = 400
"""Documents, the newest versions first, whose subjects are compared."""

_EXPANSIONS = 40
_LONGEST_PHRASE = 12
_FREQUENT = 2
_NEARLY_ALL = 0.8
_GOES_ON = frozenset(
    (
        "tại",
        "của",
        "và",
        "cho",
        "các",
        "những",
        "về",
        "trên",
        "theo",
        "từ",
        "đến",
        "với",
        "trong",
        "năm",
        "sở",
    )
)
"""Words with which no phrase ends: what follows them differs from subject to subject."""


@dataclass(frozen=True, slots=True)
class NamedDocument:
    """A document that may be meant."""

    document_id: int
    version: int
    number: str
    subject: str
    doc_type: str = ""


@dataclass(frozen=True, slots=True)
class Suggestions:
    """Documents by number and by subject, and phrases that several subjects have, the best first."""

    numbers: tuple[NamedDocument, ...] = ()
    subjects: tuple[NamedDocument, ...] = ()
    phrases: tuple[str, ...] = ()


def suggest(
    session: Session,
    engine: SearchEngine,
    actor: Actor,
    typed: str,
    *,
    limit: int = 4,
    memory: StampedCache | None = None,
) -> Suggestions:
    """Return up to `limit` suggestions of each kind for what was typed so far."""
    words = folded_words(typed[:MAX_TYPED])
    if not words:
        return Suggestions()
    seen = seen_citations(session, actor, memory).versions
    try:
        numbered = _with_number(engine, typed) & seen
        titled = _with_words(engine, words) & seen
    except IndexDamaged:  # a worker rebuilds it
        return Suggestions()
    matching = _matching(_named(session, titled), words)
    whole = _from_its_beginning(engine, seen, matching, words)
    return Suggestions(
        numbers=tuple(_named(session, numbered)[:limit]),
        subjects=tuple(_first_of_each([subject.named for subject in matching])[:limit]),
        phrases=tuple(_frequent_phrases(matching, whole)[:limit]),
    )


def _from_its_beginning(
    engine: SearchEngine, seen: DocumentSet, subjects: Sequence[_Subject], words: list[str]
) -> list[str]:
    """Return the words with what comes before them in one compound: "chính" only ends "hành chính".

    Two words are one compound where nearly all titles that have the second have the first before it.
    """
    first = words[0]
    before = Counter(word for subject in subjects if (word := subject.before(words))).most_common(1)
    if len(words) > 1 or not before:
        return words
    pair = engine.documents_with(Space.TITLE, f"{before[0][0]} {first}") & seen
    alone = engine.documents_with(Space.TITLE, first) & seen
    is_one = len(pair) >= _FREQUENT and len(pair) >= _NEARLY_ALL * len(alone)
    return [before[0][0], *words] if is_one else words


def _with_number(engine: SearchEngine, typed: str) -> DocumentSet:
    """Return the documents whose number begins so, or has a part that does."""
    begun = fold("".join(typed.split()))
    if not any(letter.isdigit() for letter in begun):
        return DocumentSet.of(())
    return _having_any(engine, Space.NUMBER, begun)


def _with_words(engine: SearchEngine, words: Sequence[str]) -> DocumentSet:
    """Return the documents whose number, type or subject has the words, the last one perhaps only begun."""
    *whole, begun = words
    found = _having_any(engine, Space.TITLE, begun) | _having_any(engine, Space.DOC_TYPE, begun)
    for word in whole:
        of_type = engine.documents_with(Space.DOC_TYPE, word)
        found = found & (engine.documents_with(Space.TITLE, word) | of_type)
    return found


def _having_any(engine: SearchEngine, space: Space, begun: str) -> DocumentSet:
    found = DocumentSet.of(())
    for term in engine.terms(space, begun, limit=_EXPANSIONS):
        found = found | engine.documents_with(space, term.term)
    return found


def _named(session: Session, versions: DocumentSet) -> list[NamedDocument]:
    newest = versions.ids()[-_LOOKED_AT:].tolist()
    statement = (
        select(
            DocumentVersion.document_id,
            DocumentVersion.number,
            DocumentVersion.header_number,
            DocumentVersion.header_subject,
            DocumentVersion.header_type,
        )
        .where(DocumentVersion.id.in_(newest))
        .order_by(DocumentVersion.id.desc())
    )
    return [
        NamedDocument(document_id, version, number or "", subject or "", doc_type or "")
        for document_id, version, number, subject, doc_type in session.execute(statement)
    ]


def _first_of_each(named: Sequence[NamedDocument]) -> list[NamedDocument]:
    """Return the newest version of each document, in order."""
    return list({one.document_id: one for one in reversed(named)}.values())[::-1]


def _matching(named: Sequence[NamedDocument], words: Sequence[str]) -> list[_Subject]:
    """Return the subjects that fit, the best first, then the newest."""
    ranked = [(subject, subject.rank(words)) for subject in map(_Subject, named)]
    fitting = [(rank, place, subject) for place, (subject, rank) in enumerate(ranked) if rank is not None]
    return [subject for _, _, subject in sorted(fitting, key=lambda entry: entry[:2])]


class _Subject:
    """A subject and its words."""

    def __init__(self, named: NamedDocument) -> None:
        self.named = named
        self._words = Words(named.subject)

    def rank(self, words: Sequence[str]) -> int | None:
        """Return how well it fits, 0 best: begun so, the words together, the words anywhere; None if not."""
        place = self._place(words)
        if place is not None:
            return min(place, 1)
        *whole, begun = words
        folded = [*folded_words(self.named.doc_type), *self._words.folded]
        if set(whole) <= set(folded) and any(word.startswith(begun) for word in folded):
            return 2
        return None

    def _place(self, words: Sequence[str]) -> int | None:
        *whole, begun = words
        folded, size = self._words.folded, len(whole)
        for place in range(len(folded) - size):
            if folded[place : place + size] == whole and folded[place + size].startswith(begun):
                return place
        return None

    def before(self, words: Sequence[str]) -> str | None:
        """Return the word before the words, if they stand together and something does."""
        place = self._place(words)
        return self._words.folded[place - 1] if place else None

    def phrases(self, words: Sequence[str]) -> dict[tuple[str, ...], str]:
        """Return what begins with the words, longer by a word each, as folded words and as written."""
        first = self._place(words)
        if first is None:
            return {}
        found = {}
        spans, text = self._words.spans, self.named.subject
        for last in range(first + max(1, len(words) - 1), min(first + _LONGEST_PHRASE, len(spans))):
            if last > first and not text[spans[last - 1][1] : spans[last][0]].isspace():
                break  # a comma or a dash ends the phrase
            found[tuple(self._words.folded[first : last + 1])] = text[spans[first][0] : spans[last][1]]
        return found


def _frequent_phrases(subjects: Sequence[_Subject], words: Sequence[str]) -> list[str]:
    """Return the phrases that several subjects have, each as long as nearly all of them have it."""
    counted: Counter[tuple[str, ...]] = Counter()
    written: dict[tuple[str, ...], str] = {}
    for subject in subjects:
        for phrase, as_written in subject.phrases(words).items():
            counted[phrase] += 1
            written.setdefault(phrase, as_written)
    frequent = {phrase: count for phrase, count in counted.items() if count >= _FREQUENT and len(phrase) > 1}
    longer = {
        phrase[:-1] for phrase, count in frequent.items() if count >= _NEARLY_ALL * counted[phrase[:-1]]
    }
    best = sorted(
        frequent.keys() - longer - {tuple(words)},
        key=lambda phrase: (-frequent[phrase], -len(phrase), phrase),
    )
    whole = [" ".join(_without_open_end(written[phrase].split())) for phrase in best]
    return [phrase for phrase in dict.fromkeys(whole) if _says_more(folded_words(phrase), words)]


def _says_more(phrase: Sequence[str], words: Sequence[str]) -> bool:
    """Return whether the phrase has more than one word, and more than is typed."""
    return len(phrase) >= max(2, len(words)) and list(phrase) != list(words)


def _without_open_end(words: list[str]) -> list[str]:
    while words and words[-1].lower() in _GOES_ON:
        words = words[:-1]
    return words
