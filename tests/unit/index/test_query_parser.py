"""What a query asks for, and that no query is an error."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.search import Ignored, parse_query
from index.search.nodes import (
    All,
    And,
    Citation,
    Cited,
    DateRange,
    Field,
    FieldIs,
    Node,
    Not,
    Number,
    Or,
    Phrase,
    Prefix,
    Word,
    wanted_leaves,
    word_runs,
)
from index.search.questions import relaxed, without_frame
from index.text import fold
from tests.unit.index.vietnamese import vietnamese_texts

KE, HOACH = Word("kế", "ke"), Word("hoạch", "hoach")
BAO, CAO = Word("báo", "bao"), Word("cáo", "cao")


def tree(text: str) -> Node:
    query = parse_query(text)
    assert query.notes == ()
    return query.tree


def reasons(text: str) -> list[Ignored]:
    return [note.reason for note in parse_query(text).notes]


def number(text: str, whole: str) -> Number:
    parts = fold(text).replace("/", " ").replace("-", " ").split()
    exact = text.lower().replace("/", " ").replace("-", " ").split()
    return Number(whole, tuple(Word(one, other) for one, other in zip(exact, parts, strict=True)))


@pytest.mark.parametrize(
    "text", ["kế hoạch", "KẾ HOẠCH", "kế, hoạch!", "kế AND hoạch", "kế VÀ hoạch", "(kế hoạch)"]
)
def test_all_words_are_asked_for(text: str) -> None:
    assert tree(text) == And((KE, HOACH))


@pytest.mark.parametrize("text", ['"kế hoạch"', "“kế hoạch”", "«Kế hoạch»", '“kế hoạch"'])
def test_quotes_make_a_phrase(text: str) -> None:
    assert tree(text) == Phrase((KE, HOACH))


def test_a_quoted_word_is_a_word() -> None:
    assert tree('"kế"') == KE


@pytest.mark.parametrize("operator", ["OR", "HOẶC", "HOAC"])
def test_or(operator: str) -> None:
    assert tree(f"kế hoạch {operator} báo") == Or((And((KE, HOACH)), BAO))


@pytest.mark.parametrize("typed", ["kế -hoạch", "kế \u2212hoạch", "kế (-hoạch)"])
def test_a_hyphen_before_a_word_excludes_it(typed: str) -> None:
    assert tree(typed) == And((KE, Not(HOACH)))


@pytest.mark.parametrize("typed", ["kế - hoạch", "kế hoạch-", "kế – hoạch"])
def test_a_hyphen_elsewhere_means_nothing(typed: str) -> None:
    assert tree(typed) == And((KE, HOACH))


def test_a_phrase_is_excluded_too() -> None:
    assert tree('báo -"kế hoạch"') == And((BAO, Not(Phrase((KE, HOACH)))))


@pytest.mark.parametrize("operator", ["NOT", "KHÔNG", "KHONG", "AND NOT"])
def test_not(operator: str) -> None:
    assert tree(f"kế {operator} báo") == And((KE, Not(BAO)))


def test_small_letters_are_words() -> None:
    assert tree("kế không") == And((KE, Word("không", "khong")))


def test_groups() -> None:
    assert tree("kế (báo OR cáo) KHÔNG (hoạch cáo)") == And((KE, Or((BAO, CAO)), Not(And((HOACH, CAO)))))


def test_prefix() -> None:
    assert tree("hoạch*") == Prefix("hoach")
    assert tree("ky*") == Prefix("ky", ("ki",))
    assert tree("quy*") == Prefix("quy", ("qui",))


@pytest.mark.parametrize(
    "text",
    ["683/KH-UBND", "683/kh-ubnd", "683 / KH-UBND", "Số: 683/KH-UBND", "Số :683 /KH-UBND", "số 683/KH-UBND"],
)
def test_a_number_and_symbol_is_one_wish(text: str) -> None:
    assert tree(text) == number("683/kh-ubnd", "683/kh-ubnd")


def test_what_follows_a_loose_dash_may_belong_to_the_number_or_not() -> None:
    whole, shorter = number("34/2016/nđ-cp", "34/2016/nd-cp"), number("34/2016/nđ", "34/2016/nd")
    assert tree("34/2016/NĐ- CP") == Or((whole, And((shorter, Word("cp", "cp")))))


def test_a_number_may_end_in_a_star() -> None:
    assert tree("683/KH*") == And((Word("683", "683"), Prefix("kh")))


def test_fields() -> None:
    assert tree("loai:KH") == FieldIs(Field.DOC_TYPE, (Word("kh", "kh"),))
    assert tree("Loại: KH") == FieldIs(Field.DOC_TYPE, (Word("kh", "kh"),))
    assert tree('coquan:"Kế hoạch"') == FieldIs(Field.ISSUER, (KE, HOACH))
    assert tree("nguoiky:Kế") == FieldIs(Field.SIGNATORY, (KE,))
    assert tree("trangthai:hoạch") == Cited(Citation.STATE, (HOACH,), "hoach")
    assert tree('tctp:"TCTP  1.1.3"') == Cited(
        Citation.CRITERION,
        (Word("tctp", "tctp"), Word("1", "1"), Word("1", "1"), Word("3", "3")),
        "tctp 1.1.3",
    )


@pytest.mark.parametrize("text", ["so:34/2016/NĐ-CP", "SO:34/2016/NĐ- CP", 'so:"34/2016/NĐ-CP"'])
def test_a_number_in_its_field(text: str) -> None:
    whole = number("34/2016/nđ-cp", "34/2016/nd-cp")
    assert tree(text) == FieldIs(Field.NUMBER, whole.words, whole.whole)


def test_other_words_before_a_colon_are_words() -> None:
    assert tree("báo: cáo") == And((BAO, CAO))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("tu:14/07/2017", DateRange(date(2017, 7, 14), None)),
        ("từ:14/7/2017", DateRange(date(2017, 7, 14), None)),
        ("den:14/07/2017", DateRange(None, date(2017, 7, 14))),
        ("đến:2/2016", DateRange(None, date(2016, 2, 29))),
        ("den:12/2017", DateRange(None, date(2017, 12, 31))),
        ("tu:2017", DateRange(date(2017, 1, 1), None)),
        ("den:2017", DateRange(None, date(2017, 12, 31))),
    ],
)
def test_dates(text: str, expected: DateRange) -> None:
    assert tree(text) == expected


@pytest.mark.parametrize(
    ("text", "reason", "understood"),
    [
        ('"kế hoạch', Ignored.UNCLOSED_QUOTE, And((KE, HOACH))),
        ("(kế hoạch", Ignored.STRAY_PARENTHESIS, And((KE, HOACH))),
        ("kế) hoạch", Ignored.STRAY_PARENTHESIS, And((KE, HOACH))),
        ("kế hoạch OR", Ignored.STRAY_OPERATOR, And((KE, HOACH))),
        ("AND kế hoạch", Ignored.STRAY_OPERATOR, And((KE, HOACH))),
        ("kế hoạch NOT", Ignored.STRAY_OPERATOR, And((KE, HOACH))),
        ("OR kế hoạch", Ignored.STRAY_OPERATOR, And((KE, HOACH))),
        ("kế hoạch loai:", Ignored.EMPTY_FIELD, And((KE, HOACH))),
        ("tu:kế hoạch", Ignored.BAD_DATE, And((KE, HOACH))),
        ("!?", Ignored.NO_WORDS, All()),
    ],
)
def test_a_mistake_is_understood_as_plain_words_and_said(
    text: str, reason: Ignored, understood: Node
) -> None:
    assert reasons(text) == [reason]
    assert parse_query(text).tree == understood


def test_a_day_that_does_not_exist_is_searched_as_it_was_typed() -> None:
    assert reasons("tu:31/02/2017") == [Ignored.BAD_DATE]
    assert parse_query("tu:31/02/2017").tree == number("31/02/2017", "31/2/2017")


def test_a_title_pasted_in_capitals_has_no_operators() -> None:
    query = parse_query("KẾ HOẠCH KHÔNG BÁO CÁO")
    assert query.tree == And((KE, HOACH, Word("không", "khong"), BAO, CAO))
    assert [note.piece for note in query.notes] == ["KHÔNG"]


@pytest.mark.parametrize(
    "text", ["Điều nào sau đây KHÔNG đúng", "dieu nao sau day KHONG dung", "Cha mẹ KHÔNG có nghĩa vụ?"]
)
def test_a_question_stresses_words_in_capitals(text: str) -> None:
    assert not any(isinstance(part, Not) for part in parse_query(text).tree.parts)  # type: ignore[union-attr]
    assert reasons(text) == [Ignored.CAPITALS]


def test_any_of_the_words_are_those_that_do_not_only_ask() -> None:
    assert relaxed(tree("kế hoạch là gì")) == And((Or((KE, HOACH)),))
    assert word_runs(without_frame(tree("kế nào sau đây hoạch"))).__next__() == (KE,)
    assert relaxed(tree("là gì")) == And((Or(tree("là gì").parts),))  # type: ignore[union-attr]


def test_nothing_asks_for_everything() -> None:
    assert tree("") == tree("  ") == All()


def test_a_long_query_is_cut_and_says_so() -> None:
    assert Ignored.TOO_LONG in reasons("kế " * 400)
    assert Ignored.TOO_LONG in reasons(" ".join(str(number) for number in range(70)))
    assert len(list(wanted_leaves(parse_query(" ".join(str(number) for number in range(70))).tree))) == 64


def test_many_parentheses_are_no_error() -> None:
    assert parse_query("(" * 30 + "kế" + ")" * 30).tree == KE
    assert parse_query("(" * 500).tree == All()


def test_word_runs_are_the_words_that_stand_together() -> None:
    runs = list(word_runs(parse_query('kế hoạch "báo cáo" NOT mã cáo').tree))
    assert runs == [(KE, HOACH), (BAO, CAO), (CAO,)]


def test_relaxed_asks_for_any_word_and_keeps_the_filters() -> None:
    filters = FieldIs(Field.DOC_TYPE, (Word("kh", "kh"),)), Not(CAO)
    assert relaxed(tree("kế hoạch loai:KH NOT cáo")) == And((*filters, Or((KE, HOACH))))
    assert relaxed(tree("kế")) == KE


PIECES = st.sampled_from(
    [
        "AND",
        "OR",
        "NOT",
        "VÀ",
        "HOẶC",
        "KHÔNG",
        "(",
        ")",
        '"',
        "“",
        "*",
        "so:",
        "loai:",
        "tu:",
        "den:1/2",
        "kế",
        ":",
        " ",
    ]
)


@given(st.text(max_size=60) | st.lists(PIECES | vietnamese_texts(), max_size=30).map(" ".join))
def test_no_query_is_an_error(text: str) -> None:
    query = parse_query(text)
    assert all(isinstance(note.reason, Ignored) for note in query.notes)


def folded_leaves(text: str) -> list[object]:
    """Return what is asked for without how it was written."""
    found: list[object] = []
    for leaf in wanted_leaves(parse_query(text).tree):
        match leaf:
            case Word():
                found.append(leaf.folded)
            case Phrase():
                found.append([word.folded for word in leaf.words])
            case Number() | FieldIs():
                found.append((leaf.whole, [word.folded for word in leaf.words]))
            case _:
                found.append(leaf)
    return found


def bare(text: str) -> str:
    """Return the text as someone without a Vietnamese keyboard types it, capitals kept."""
    return "".join(fold(letter).upper() if letter.isupper() else fold(letter) for letter in text)


# After a loose dash capitals with and without diacritics differ: the engines' contract tests that law.
@given(
    st.lists(PIECES | vietnamese_texts(), max_size=12).map(" ".join).map(lambda text: text.replace("- ", " "))
)
def test_a_query_without_diacritics_asks_for_the_same(text: str) -> None:
    assert folded_leaves(bare(text)) == folded_leaves(text)
