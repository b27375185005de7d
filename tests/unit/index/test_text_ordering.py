"""Vietnamese lists stand in Vietnamese order."""

import ast
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

import evidence_repo
from evidence_repo.reports.table import Column, Sorting, sort_rows
from index.text import vietnamese_order


@pytest.mark.parametrize(
    "in_order",
    [
        ("An", "Ân", "Bá", "Cao", "Danh", "Đỗ", "Em", "Ê", "Vũ"),
        ("Sở Nội vụ", "Sở Nông nghiệp", "Sở Tài chính", "Sở Thông tin", "Sở Tư pháp"),
        ("ma", "mà", "mả", "mã", "má", "mạ", "mă", "mâ", "mb"),
        ("hoa", "hòa", "Hòa", "Hóa", "hòa bình"),
        ("Bộ Nội vụ", "Bộ Y tế", "Đài", "Ủy ban", "Văn phòng"),
        ("2", "a", "б"),
    ],
)
def test_words_stand_as_in_a_dictionary(in_order: tuple[str, ...]) -> None:
    shuffled = list(in_order)
    Random(1).shuffle(shuffled)
    assert sorted(shuffled, key=vietnamese_order) == list(in_order)


@given(st.lists(st.text()))
def test_every_text_has_a_place(texts: list[str]) -> None:
    assert len(sorted(texts, key=vietnamese_order)) == len(texts)


def test_a_sorted_column_of_words_is_in_vietnamese_order() -> None:
    columns: list[Column[str]] = [Column("name", "Tên", str, order=str)]
    assert sort_rows(["Vũ", "Đỗ", "Dương"], columns, Sorting("name")) == ["Dương", "Đỗ", "Vũ"]


def test_no_database_sorts_names() -> None:
    """Each would do it in its own way; a role's name is a code."""
    found = []
    for path in Path(evidence_repo.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr == "order_by"
            ):
                sorted_by = {ast.unparse(argument) for argument in node.args}
                found += [
                    text for text in sorted_by if text.endswith((".name", ".title", "subject", "issuer"))
                ]
    assert set(found) <= {"RoleRow.name"}
