"""A question asked in a sentence: which of its words only ask, and how it is answered by any of its words."""

from collections.abc import Sequence

from index.search.nodes import All, Among, And, Cited, DateRange, FieldIs, Node, Not, Or, Word
from index.text import fold

# What makes a question of a sentence, without diacritics: "là gì", "đúng hay sai", "điều nào sau đây".
_FRAMES = """
    bao lau; bao nhieu; cai gi; cho biet; co duoc; co phai; dau la; dieu nao; dung hay sai; dung ve; duoi day;
    gi; hay khong; khi nao; khong dung; khong dung ve; khong phai; khong phai la; la ai; la gi;
    mot trong nhung; nao; nao duoi day; nao sau day; nhu the nao; nhung gi; nhung nao; phai khong; sau day;
    tai sao; the nao; truong hop nao; vi sao
"""
_LONGEST_FIRST = sorted((tuple(frame.split()) for frame in _FRAMES.split(";")), key=len, reverse=True)
_ASKING = ("nao", "gi")
_FILTERS = (FieldIs, DateRange, Cited, Among, Not, All)


def is_question(text: str, words: Sequence[str]) -> bool:
    """Return whether a text is a question, by its end or by one of its `words`, which are as written."""
    return text.rstrip().endswith("?") or any(fold(word) in _ASKING for word in words)


def without_frame(tree: Node) -> Node:
    """Return the tree without the words that only ask; what stands around them does not become neighbours."""
    if not isinstance(tree, And):
        return tree
    return And(tuple(And(statement) for statement in _statements(tree.parts)))


def relaxed(tree: Node) -> Node:
    """Return the tree that asks for any of its words, with its fields, dates and exclusions kept."""
    if not isinstance(tree, And):
        return tree
    parts = [part for statement in _statements(tree.parts) for part in statement]
    kept = tuple(part for part in parts if isinstance(part, _FILTERS))
    wanted = tuple(relaxed(part) for part in parts if not isinstance(part, _FILTERS))
    return And((*kept, Or(wanted))) if wanted else tree


def _statements(parts: tuple[Node, ...]) -> list[tuple[Node, ...]]:
    """Return the runs of parts between the words that only ask; all parts if nothing else is asked for."""
    folded = tuple(part.folded if isinstance(part, Word) else "" for part in parts)
    statements: list[list[Node]] = [[]]
    place = 0
    while place < len(parts):
        frame = next((frame for frame in _LONGEST_FIRST if folded[place : place + len(frame)] == frame), ())
        if frame:
            statements.append([])
        else:
            statements[-1].append(parts[place])
        place += len(frame) or 1
    says = any(not isinstance(part, _FILTERS) for statement in statements for part in statement)
    return [tuple(statement) for statement in statements if statement] if says else [parts]
