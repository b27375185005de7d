"""Cut what a person typed into words, numbers, phrases, fields and operators."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from index.search.nodes import (
    And,
    Citation,
    Cited,
    DateRange,
    Field,
    FieldIs,
    Node,
    Number,
    Or,
    Phrase,
    Prefix,
    Word,
)
from index.search.questions import is_question
from index.text import Symbol, Token, TokenKind, find_symbols, fold, folded_words, tokenise, vietnamese

_FIELDS: dict[str, Field | Citation] = {
    "so": Field.NUMBER,
    "loai": Field.DOC_TYPE,
    "coquan": Field.ISSUER,
    "nguoiky": Field.SIGNATORY,
    "tctp": Citation.CRITERION,
    "trangthai": Citation.STATE,
    "viendan": Citation.NAMED,
}
_DATES = ("tu", "den")
_NAMED = re.compile(r"([^\W\d_]+):(\s*)")
_QUOTES = {'"': '"', "“": "”", "”": "”", "„": "”", "«": "»"}
_COLON = re.compile(r"\s*:?\s*")
_VALUE_END = re.compile(r"[\s()]")


class ItemKind(StrEnum):
    """What an item of a query is."""

    NODE = "node"
    AND = "and"
    OR = "or"
    NOT = "not"
    OPEN = "("
    CLOSE = ")"


_ENGLISH = {"AND": ItemKind.AND, "OR": ItemKind.OR, "NOT": ItemKind.NOT}
# Without diacritics too, so that a query means the same however it is typed.
_OPERATORS = {**_ENGLISH, "VA": ItemKind.AND, "HOAC": ItemKind.OR, "KHONG": ItemKind.NOT}


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a query; `text` as it was typed."""

    kind: ItemKind
    text: str
    node: Node | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """A piece that does not fit; `reason` is a value of `query.Ignored`."""

    reason: str
    piece: str


def read_items(text: str, faults: list[Fault]) -> list[Item]:
    """Return the items of the query in order, and add to `faults` what was taken as plain words."""
    return list(_Lexer(vietnamese(text), faults).items())


def as_words(tokens: list[Token]) -> tuple[Word, ...]:
    """Return the words among the tokens."""
    return tuple(Word(token.exact, token.folded) for token in tokens if token.kind is TokenKind.WORD)


class _Lexer:
    def __init__(self, text: str, faults: list[Fault]) -> None:
        self._text = text
        self._faults = faults
        self._words = [token for token in tokenise(text) if token.kind is TokenKind.WORD]
        self._word_at = {token.start: token for token in self._words}
        self._symbol_at = {symbol.start: symbol for symbol in find_symbols(text)}
        self._operators = self._understood()

    def items(self) -> Iterator[Item]:
        place = 0
        while place < len(self._text):
            place, found = self._item_at(place)
            if found is not None:
                yield found

    def _item_at(self, place: int) -> tuple[int, Item | None]:
        character = self._text[place]
        if character in "()":
            return place + 1, Item(ItemKind(character), character)
        if character in _QUOTES:
            return self._phrase(place)
        if character == "-" and self._excludes(place):
            return place + 1, Item(ItemKind.NOT, character)
        named = _NAMED.match(self._text, place) if place in self._word_at else None
        if named and self._is_field(named):
            return self._field(named)
        if place in self._symbol_at:
            return self._number(self._symbol_at[place])
        if place in self._word_at:
            return self._word(self._word_at[place])
        return place + 1, None

    def _excludes(self, place: int) -> bool:
        """Return whether a hyphen stands before a word and behind none: `-xã`, not `- xã` or `một-cửa`."""
        is_apart = place == 0 or self._text[place - 1].isspace() or self._text[place - 1] == "("
        follows = place + 1 in self._word_at or self._text[place + 1 : place + 2] in _QUOTES
        return is_apart and follows and bool(self._operators)

    def _is_field(self, named: re.Match[str]) -> bool:
        name, blank = named[1], named[2]
        if name.lower() in _FIELDS and name.lower() == "so":
            return not blank
        # "Số: 416" is pasted from a document, whose number may not have been read into its field.
        return fold(name) != "so" and fold(name) in (*_FIELDS, *_DATES)

    def _phrase(self, opening: int) -> tuple[int, Item | None]:
        end = self._closing_quote(opening)
        if end < 0:
            self._faults.append(Fault("unclosed_quote", self._text[opening : opening + 40]))
            return opening + 1, None
        words = as_words(self._tokens(opening + 1, end))
        typed = self._text[opening : end + 1]
        if not words:
            return end + 1, None
        return end + 1, Item(ItemKind.NODE, typed, Phrase(words) if len(words) > 1 else words[0])

    def _closing_quote(self, opening: int) -> int:
        # People mix the kinds: any of them closes.
        closing = [
            self._text.find(quote, opening + 1) for quote in {_QUOTES[self._text[opening]], '"', "”", "»"}
        ]
        return min((place for place in closing if place >= 0), default=-1)

    def _field(self, named: re.Match[str]) -> tuple[int, Item | None]:
        name, start = fold(named[1]), named.end()
        start, end, after = self._value(start)
        value = self._text[start:end]
        if not value.strip():
            self._faults.append(Fault("empty_field", named[0].strip()))
            return max(after, named.end()), None
        typed = self._text[named.start() : after]
        node = _date_node(name, value) if name in _DATES else self._field_node(_FIELDS[name], start, end)
        if node is None:
            self._faults.append(Fault("bad_date" if name in _DATES else "empty_field", typed))
            return start, None  # the value is read again, as plain words
        return after, Item(ItemKind.NODE, typed, node)

    def _value(self, start: int) -> tuple[int, int, int]:
        """Return where a field's value begins and ends, and where the text goes on."""
        if start < len(self._text) and self._text[start] in _QUOTES:
            end = self._closing_quote(start)
            if end >= 0:
                return start + 1, end, end + 1
        blank = _VALUE_END.search(self._text, start)
        end = blank.start() if blank else len(self._text)
        symbol = self._symbol_at.get(start)
        end = max(end, symbol.end) if symbol else end
        return start, end, end

    def _field_node(self, field: Field | Citation, start: int, end: int) -> Node | None:
        words = as_words(self._tokens(start, end))
        if not words:
            return None
        if isinstance(field, Citation):
            return Cited(field, words, " ".join(fold(self._text[start:end]).split()))
        symbol = self._symbol_at.get(start)
        return FieldIs(field, words, symbol.whole if symbol and symbol.end == end else "")

    def _number(self, symbol: Symbol) -> tuple[int, Item]:
        typed = self._text[symbol.start : symbol.end]
        words = as_words(self._tokens(symbol.start, symbol.end))
        if self._text.startswith("*", symbol.end):
            parts: tuple[Node, ...] = (*words[:-1], Prefix(words[-1].folded))
            return symbol.end + 1, Item(ItemKind.NODE, typed + "*", And(parts))
        node: Node = Number(symbol.whole, words)
        if symbol.shorter:
            # What follows a loose dash may be another word: "683/KH-UBND - BAN HÀNH".
            shortest = symbol.shorter[0]
            size = len(folded_words(shortest))
            node = Or((node, And((Number(shortest, words[:size]), *words[size:]))))
        return symbol.end, Item(ItemKind.NODE, typed, node)

    def _word(self, token: Token) -> tuple[int, Item | None]:
        typed = self._text[token.start : token.end]
        if self._text.startswith("*", token.end):
            stem = fold(typed)
            also = () if token.folded == stem else (token.folded,)
            return token.end + 1, Item(ItemKind.NODE, typed + "*", Prefix(stem, also))
        if token.folded == "so" and self._introduces_number(token.end):
            return token.end, None
        operator = _OPERATORS.get(_unmarked(typed))
        if operator and _unmarked(typed) in self._operators:
            return token.end, Item(operator, typed)
        if operator:
            self._faults.append(Fault("capitals", typed))
        return token.end, Item(ItemKind.NODE, typed, Word(token.exact, token.folded))

    def _introduces_number(self, place: int) -> bool:
        """Return whether a number follows "Số:", whose "số" asks for nothing."""
        gap = _COLON.match(self._text, place)
        return gap is not None and gap.end() in self._symbol_at

    def _understood(self) -> dict[str, ItemKind]:
        """Return the operators: none in a pasted title in capitals, and "nào sau đây KHÔNG đúng?" asks."""
        typed = [self._text[token.start : token.end] for token in self._words]
        plain = [word for word in typed if word.isalpha() and _unmarked(word) not in _OPERATORS]
        if len(plain) > 2 and all(word.isupper() for word in plain):
            return {}
        return _ENGLISH if is_question(self._text, plain) else _OPERATORS

    def _tokens(self, start: int, end: int) -> list[Token]:
        return [token for token in self._words if start <= token.start and token.end <= end]


def _unmarked(word: str) -> str:
    return fold(word).upper() if word.isupper() else word


def _date_node(name: str, value: str) -> Node | None:
    """Return the range that begins or ends with a day, month or year, or None if it is none of them."""
    pieces = re.split(r"[/.-]", value.strip())
    if not 1 <= len(pieces) <= 3 or not all(piece.isascii() and piece.isdigit() for piece in pieces):
        return None
    try:
        first, last = _span(tuple(int(piece) for piece in reversed(pieces)))
    except (ValueError, OverflowError):
        return None
    return DateRange(first, None) if name == "tu" else DateRange(None, last)


def _span(parts: tuple[int, ...]) -> tuple[date, date]:
    if parts[0] < 1000:
        raise ValueError("a year has four digits")
    if len(parts) == 1:
        return date(parts[0], 1, 1), date(parts[0], 12, 31)
    first = date(parts[0], parts[1], parts[2] if len(parts) == 3 else 1)
    if len(parts) == 3:
        return first, first
    following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return first, following - timedelta(days=1)
