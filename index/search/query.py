"""Understand what a person typed; whatever it is, it becomes a query and never an error."""

from dataclasses import dataclass
from enum import StrEnum

from index.search.lexer import Fault, Item, ItemKind, read_items
from index.search.nodes import All, And, Node, Not, Or

MAX_QUERY = 1_000
MAX_ITEMS = 64
MAX_DEPTH = 20


class Ignored(StrEnum):
    """Why a part of the query was ignored or taken as plain words."""

    UNCLOSED_QUOTE = "unclosed_quote"
    STRAY_PARENTHESIS = "stray_parenthesis"
    STRAY_OPERATOR = "stray_operator"
    CAPITALS = "capitals"  # VÀ, HOẶC, KHÔNG are words of a pasted title, or of a question
    BAD_DATE = "bad_date"
    EMPTY_FIELD = "empty_field"
    TOO_LONG = "too_long"
    NO_WORDS = "no_words"


@dataclass(frozen=True, slots=True)
class Note:
    """What was ignored, and the piece of the query that it is about."""

    reason: Ignored
    piece: str


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """The query as it was understood."""

    tree: Node
    notes: tuple[Note, ...] = ()


def parse_query(text: str) -> ParsedQuery:
    """Return the query that `text` asks for; all its words must be there unless it says otherwise.

    Understands "quoted phrases", AND OR NOT (VÀ HOẶC KHÔNG), -word, parentheses, prefix*, the fields
    so: loai: coquan: nguoiky: tctp: trangthai: viendan:, and tu: and den: with dd/mm/yyyy, mm/yyyy or yyyy.
    What cannot be understood is searched as plain words; the notes say so. Never raises. Its cost is bounded:
    the text after 1,000 characters or 64 words is ignored.
    """
    faults: list[Fault] = []
    items = read_items(text[:MAX_QUERY], faults)
    notes = [Note(Ignored(fault.reason), fault.piece) for fault in faults]
    if len(text) > MAX_QUERY or len(items) > MAX_ITEMS:
        rest = text[MAX_QUERY:] if len(items) <= MAX_ITEMS else items[MAX_ITEMS].text
        notes.append(Note(Ignored.TOO_LONG, rest[:40]))
    parser = _Parser(items[:MAX_ITEMS], notes)
    tree = parser.query()
    if tree is None and text.strip():
        notes.append(Note(Ignored.NO_WORDS, text.strip()[:40]))
    return ParsedQuery(tree or All(), tuple(notes))


class _Parser:
    """A recursive descent that steps over what does not fit: or := and (OR and)*, and := part+."""

    def __init__(self, items: list[Item], notes: list[Note]) -> None:
        self._items = items
        self._notes = notes
        self._place = 0

    def query(self) -> Node | None:
        found: list[Node] = []
        while self._place < len(self._items):
            part = self._either(0)
            if part is not None:
                found.extend(part.parts if isinstance(part, And) else (part,))
            if self._next(ItemKind.CLOSE):
                self._ignore(Ignored.STRAY_PARENTHESIS)
        return _joined(found)

    def _either(self, depth: int) -> Node | None:
        found: list[Node] = []
        while True:
            part = self._every(depth)
            if part is not None:
                found.append(part)
            if not self._next(ItemKind.OR):
                break
            if part is None or self._place + 1 == len(self._items):
                self._ignore(Ignored.STRAY_OPERATOR)
            else:
                self._place += 1
        if len(found) < 2:
            return found[0] if found else None
        return Or(tuple(found))

    def _every(self, depth: int) -> Node | None:
        found: list[Node] = []
        while self._place < len(self._items) and not self._next(ItemKind.OR, ItemKind.CLOSE):
            if self._next(ItemKind.AND):
                if found and self._place + 1 < len(self._items):
                    self._place += 1
                else:
                    self._ignore(Ignored.STRAY_OPERATOR)
                continue
            part = self._part(depth)
            if part is not None:
                found.extend(part.parts if isinstance(part, And) else (part,))
        return _joined(found)

    def _part(self, depth: int) -> Node | None:
        negated = False
        while self._next(ItemKind.NOT):
            if self._place + 1 == len(self._items):
                self._ignore(Ignored.STRAY_OPERATOR)
                return None
            negated = not negated
            self._place += 1
        if self._next(ItemKind.OR, ItemKind.CLOSE, ItemKind.AND):
            self._note(Ignored.STRAY_OPERATOR, self._items[self._place - 1].text)
            return None
        item = self._items[self._place]
        self._place += 1
        part = self._group(item, depth) if item.kind is ItemKind.OPEN else item.node
        return Not(part) if negated and part is not None else part

    def _group(self, opening: Item, depth: int) -> Node | None:
        if depth >= MAX_DEPTH:
            self._note(Ignored.STRAY_PARENTHESIS, opening.text)
            return None
        part = self._either(depth + 1)
        if self._next(ItemKind.CLOSE):
            self._place += 1
        else:
            self._note(Ignored.STRAY_PARENTHESIS, opening.text)
        return part

    def _next(self, *kinds: ItemKind) -> bool:
        return self._place < len(self._items) and self._items[self._place].kind in kinds

    def _ignore(self, reason: Ignored) -> None:
        self._note(reason, self._items[self._place].text)
        self._place += 1

    def _note(self, reason: Ignored, piece: str) -> None:
        self._notes.append(Note(reason, piece))


def _joined(found: list[Node]) -> Node | None:
    if len(found) < 2:
        return found[0] if found else None
    return And(tuple(found))
