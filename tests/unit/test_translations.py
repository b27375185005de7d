"""The Vietnamese catalogue: complete, sure, and holding every sentence that an error can say."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

import evidence_repo
from evidence_repo.jobs.handlers import HANDLERS
from evidence_repo.services.policy.refusals import ADVICE, SENTENCES
from evidence_repo.web.words import JOB_WORDS

PACKAGE = Path(evidence_repo.__file__).parent
SENTENCE = 3
"""From so many words on, a message that equals its English is not translated."""


@pytest.fixture(scope="module")
def vietnamese() -> Catalog:
    """Give the catalogue of the screens."""
    with (PACKAGE / "translations/vi/LC_MESSAGES/messages.po").open("rb") as file:
        return read_po(file, locale="vi")


def _texts(message: Message) -> tuple[str, ...]:
    return tuple(message.string) if isinstance(message.string, (tuple, list)) else (message.string,)


def _ids(message: Message) -> tuple[str, ...]:
    return tuple(message.id) if isinstance(message.id, (tuple, list)) else (message.id,)


def test_every_message_has_a_translation_that_is_sure(vietnamese: Catalog) -> None:
    missing = [m.id for m in vietnamese if m.id and (m.fuzzy or not all(_texts(m)))]
    assert missing == []


def test_no_sentence_is_left_in_english(vietnamese: Catalog) -> None:
    same = [
        m.id for m in vietnamese if set(_texts(m)) & set(_ids(m)) and len(_texts(m)[0].split()) >= SENTENCE
    ]
    assert same == []


def _trees() -> list[ast.Module]:
    return [ast.parse(path.read_text(encoding="utf-8")) for path in PACKAGE.rglob("*.py")]


def _error_names(trees: list[ast.Module]) -> set[str]:
    names, classes = {"EvidenceError"}, [n for t in trees for n in ast.walk(t) if isinstance(n, ast.ClassDef)]
    for _ in classes:  # an error may stand in a file before the one that it extends
        names |= {c.name for c in classes if names & {ast.unparse(base) for base in c.bases}}
    return names


def _sentences_of_errors() -> Iterator[str]:
    trees = _trees()
    names = _error_names(trees)
    for call in (node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call)):
        if isinstance(call.func, ast.Name) and call.func.id in names:
            said = [*call.args[:1], *(k.value for k in call.keywords if k.arg == "advice")]
            yield from (s.value for s in said if isinstance(s, ast.Constant) and isinstance(s.value, str))


def test_every_sentence_of_an_error_has_its_vietnamese(vietnamese: Catalog) -> None:
    said = {*_sentences_of_errors(), *SENTENCES.values(), *ADVICE.values()}
    assert len(said) > 100
    assert {sentence for sentence in said if vietnamese.get(sentence) is None} == set()


def test_every_kind_of_background_work_has_its_words() -> None:
    assert HANDLERS.keys() - JOB_WORDS.keys() == set()
