"""Every regular expression of the product, and texts that cost it most."""

from __future__ import annotations

import ast
import importlib
import itertools
import pkgutil
import re
import time
import types
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

PACKAGES = ("evidence_repo", "index", "storage", "verifier", "workflows")
LENGTH = 10_000
_FUNCTIONS = frozenset({"match", "search", "fullmatch", "sub", "subn", "split", "findall", "finditer"})
_MANY = 100  # repetitions from which one may cost
_SUFFIX = "\x00"  # what no expression wants
_MOST_PUMPS = 12


@dataclass(frozen=True)
class Expression:
    """A regular expression, where it stands and how it is applied."""

    place: str
    pattern: re.Pattern[str]
    functions: frozenset[str]


def expressions() -> list[Expression]:
    """Return every expression: those that modules hold, also in objects, and those written into calls."""
    found: dict[tuple[str, int], Expression] = {}
    for module in _modules():
        tree = ast.parse(_source(module))
        calls = _calls(tree)
        for name, pattern in _held(module):
            functions = calls.get(name, frozenset({"search"}))
            _add(found, Expression(f"{module.__name__}.{name}", pattern, functions))
        for function, call in _literal_calls(tree):
            pattern = _evaluated(call, module)
            is_held = function == "compile" and pattern and pattern.pattern in {text for text, _ in found}
            if pattern is not None and not is_held:
                applied = frozenset({function.replace("compile", "search")})
                _add(found, Expression(f"{module.__name__}:{call.lineno}", pattern, applied))
    return list(found.values())


def _add(found: dict[tuple[str, int], Expression], new: Expression) -> None:
    key = _key(new.pattern)
    known = found.get(key)
    functions = new.functions | (known.functions if known else frozenset())
    found[key] = Expression(known.place if known else new.place, new.pattern, functions)


def _key(pattern: re.Pattern[str]) -> tuple[str, int]:
    return pattern.pattern, pattern.flags


def _modules() -> Iterator[types.ModuleType]:
    for name in PACKAGES:
        package = importlib.import_module(name)
        yield package
        for info in pkgutil.walk_packages(package.__path__, f"{name}."):
            if ".migrations." not in info.name and not info.name.endswith("__main__"):
                yield importlib.import_module(info.name)


def _source(module: types.ModuleType) -> str:
    return Path(str(module.__file__)).read_text(encoding="utf-8")


def _held(module: types.ModuleType) -> Iterator[tuple[str, re.Pattern[str]]]:
    """Yield the patterns that a module's names hold, alone, in tables and in objects of the product."""
    for name, value in vars(module).items():
        for pattern in _within(value, 3):
            if isinstance(pattern.pattern, str):
                yield name, pattern


def _within(value: object, depth: int) -> Iterator[re.Pattern[Any]]:
    if isinstance(value, re.Pattern):
        yield value
    elif depth and isinstance(value, list | tuple | set | frozenset):
        for part in value:
            yield from _within(part, depth - 1)
    elif depth and isinstance(value, dict):
        for part in itertools.chain(value.keys(), value.values()):
            yield from _within(part, depth - 1)
    elif depth and type(value).__module__.split(".")[0] in PACKAGES and not isinstance(value, type):
        for part in getattr(value, "__dict__", {}).values():
            yield from _within(part, depth - 1)


def _calls(tree: ast.Module) -> dict[str, frozenset[str]]:
    """Return for each name what is called of it: `_DATE.search(…)`, also handed on as `_DATE.match`."""
    found: dict[str, set[str]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.attr in _FUNCTIONS:
            found.setdefault(node.value.id, set()).add(node.attr)
    return {name: frozenset(functions) for name, functions in found.items()}


def _literal_calls(tree: ast.Module) -> Iterator[tuple[str, ast.Call]]:
    """Yield the calls of `re`, each with the name of its function."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
            of_re = isinstance(node.func.value, ast.Name) and node.func.value.id == "re"
            if of_re and node.func.attr in _FUNCTIONS | {"compile"}:
                yield node.func.attr, node


def _evaluated(call: ast.Call, module: types.ModuleType) -> re.Pattern[str] | None:
    """Return the pattern of a call, None where its parts are known only when it runs."""
    try:
        text = eval(compile(ast.Expression(call.args[0]), "pattern", "eval"), vars(module))  # noqa: S307
    except NameError:
        return None
    return re.compile(text) if isinstance(text, str) else None


def hostile_texts(pattern: re.Pattern[str], length: int) -> Iterator[str]:
    """Yield texts that repeat what the pattern repeats, then end as it does not want."""
    tree = parser.parse(pattern.pattern, pattern.flags)
    pumps = dict.fromkeys((*_pumps(tree, ""), "0", "a", " ", "A-", "1/", "-", ".", "\n", "A ", "("))
    for pump in itertools.islice(pumps, _MOST_PUMPS):
        prefix, _, unit = pump.rpartition("\x01")
        unit = unit or "a"
        yield prefix + unit * (length // len(unit)) + _SUFFIX


def _pumps(tree: Any, before: str) -> Iterator[str]:
    """Yield for each long repetition what one round of it takes, behind what leads up to it."""
    for code, argument in tree:
        if code in (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT):
            _, most, part = argument
            if most >= _MANY:
                for one in _samples(part):
                    yield f"{before}\x01{one}"
                    yield one
            yield from _pumps(part, before)
        elif code is codes.SUBPATTERN:
            yield from _pumps(argument[3], before)
        elif code is codes.BRANCH:
            for branch in argument[1]:
                yield from _pumps(branch, before)
        elif code in (codes.ASSERT, codes.ASSERT_NOT):
            yield from _pumps(argument[1], before)
        before += next(_samples([(code, argument)]), "")


def _samples(tree: Any) -> Iterator[str]:
    """Yield a few texts that a part of a pattern takes."""
    pieces = [list(itertools.islice(_node_samples(code, argument), 4)) or [""] for code, argument in tree]
    rounds = max(map(len, pieces), default=1)
    for index in range(rounds):
        yield "".join(each[index % len(each)] for each in pieces)


def _node_samples(code: Any, argument: Any) -> Iterator[str]:
    if code in (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT):
        least, _, part = argument
        yield from (one * max(least, 1) for one in _samples(part))
    elif code is codes.SUBPATTERN:
        yield from _samples(argument[3])
    elif code is codes.BRANCH:
        for branch in argument[1]:
            yield from itertools.islice(_samples(branch), 1)
    else:
        yield from _sign_samples(code, argument)


def _sign_samples(code: Any, argument: Any) -> Iterator[str]:
    if code is codes.LITERAL:
        yield chr(argument)
    elif code is codes.NOT_LITERAL:
        yield "a" if argument != ord("a") else "b"
    elif code is codes.ANY:
        yield from ("a", " ")
    elif code is codes.IN:
        yield from _set_samples(argument)
    elif code is codes.CATEGORY:
        yield _CATEGORIES.get(argument, "a")


_CATEGORIES = {codes.CATEGORY_DIGIT: "1", codes.CATEGORY_SPACE: " ", codes.CATEGORY_NOT_WORD: "-"}


def _set_samples(items: Any) -> Iterator[str]:
    if items and items[0][0] is codes.NEGATE:
        refused = re.compile("[" + "".join(map(_written, items[1:])) + "]")
        yield from itertools.islice((sign for sign in "a1 -A.á/\n(" if not refused.match(sign)), 3)
        return
    for code, argument in items:
        if code is codes.LITERAL:
            yield chr(argument)
        elif code is codes.RANGE:
            yield chr(argument[0])
        elif code is codes.CATEGORY:
            yield _CATEGORIES.get(argument, "a")


def _written(item: Any) -> str:
    code, argument = item
    if code is codes.LITERAL:
        return re.escape(chr(argument))
    if code is codes.RANGE:
        return f"{re.escape(chr(argument[0]))}-{re.escape(chr(argument[1]))}"
    names = {
        codes.CATEGORY_DIGIT: r"\d", codes.CATEGORY_SPACE: r"\s", codes.CATEGORY_WORD: r"\w",
        codes.CATEGORY_NOT_DIGIT: r"\D", codes.CATEGORY_NOT_SPACE: r"\S", codes.CATEGORY_NOT_WORD: r"\W",
    }  # fmt: skip
    return names.get(argument, "")


def seconds(pattern: re.Pattern[str], functions: Iterable[str], text: str) -> float:
    """Return the processor time of applying the pattern in each of the ways."""
    before = time.process_time()
    for function in functions:
        _apply(pattern, function, text)
    return time.process_time() - before


def _apply(pattern: re.Pattern[str], function: str, text: str) -> None:
    if function in ("sub", "subn"):
        pattern.sub("", text)
    elif function == "finditer":
        for _ in pattern.finditer(text):
            pass
    else:
        getattr(pattern, function)(text)
