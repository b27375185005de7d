"""Plan 416 as offices send it reads as the shipped text does: Word, PDF, and a scan of the print."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from evidence_repo.catalogue.assembly import PlanDraft, ReadRow
from evidence_repo.catalogue.plan import CatalogueCriterion
from evidence_repo.catalogue.readers import read_plan_draft
from evidence_repo.catalogue.shipped import an_giang_2017
from index.extraction import Sandbox
from tests.plan_files import build_plan_docx, build_plan_pdf, build_plan_scan

pytestmark = pytest.mark.programs

TRUTH = {criterion.label: criterion for criterion in an_giang_2017().criteria}


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(workers=2) as made:
        yield made


@pytest.fixture(scope="module")
def word_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_plan_docx(tmp_path_factory.mktemp("plan") / "plan.docx")


@pytest.fixture(scope="module")
def printed(word_file: Path) -> Path:
    return build_plan_pdf(word_file, word_file.parent)


def _bare(text: str) -> str:
    return "".join(text.split())


def _facts(criterion: CatalogueCriterion) -> tuple[object, ...]:
    due = [(deadline.label, deadline.due_on) for deadline in criterion.deadlines]
    return criterion.agency, criterion.ordinal, len(criterion.products), due, criterion.coordinating


def _words(criterion: CatalogueCriterion) -> list[str]:
    texts = [product.text for product in criterion.products]
    return [_bare(text) for text in (criterion.title, criterion.requirement, *texts)]


def _differs(read: ReadRow, truth: CatalogueCriterion) -> bool:
    return read.criterion is None or _words(read.criterion) != _words(truth)


def _criteria(draft: PlanDraft) -> dict[str, ReadRow]:
    return {read.criterion.label: read for read in draft.rows if read.criterion is not None}


def test_the_word_file_is_the_plan(sandbox: Sandbox, word_file: Path) -> None:
    draft = read_plan_draft(word_file, sandbox)
    assert draft.plan() == an_giang_2017()
    assert not draft.doubtful


def test_the_print_has_the_same_67_rows_though_they_run_over_pages(sandbox: Sandbox, printed: Path) -> None:
    draft = read_plan_draft(printed, sandbox)
    plan, shipped = draft.plan(), an_giang_2017()
    assert (plan.number, plan.issued_on, plan.title) == (shipped.number, shipped.issued_on, shipped.title)
    assert (plan.province, plan.year) == (shipped.province, shipped.year)
    assert [row.label for row in plan.criteria] == list(TRUTH)
    for row in plan.criteria:
        assert (_facts(row), _words(row)) == (_facts(TRUTH[row.label]), _words(TRUTH[row.label]))
    assert sum(len(row.products) for row in plan.criteria) == 103
    assert not draft.doubtful
    assert draft.rows[-1].row.place.page > 10


def test_of_the_scan_65_rows_are_right_and_the_doubtful_ones_are_marked(
    sandbox: Sandbox, printed: Path
) -> None:
    draft = read_plan_draft(build_plan_scan(printed, printed.with_name("scan.pdf")), sandbox)
    read = _criteria(draft)
    right = {
        label
        for label in TRUTH
        if label in read and _facts(read[label].criterion or TRUTH[label]) == _facts(TRUTH[label])
    }
    assert len(right) >= 65
    unmarked = [label for label in read if not read[label].doubts]
    assert set(unmarked) <= right, "a row with a wrong code, product or deadline is marked"
    wrong = [
        label for label in unmarked if _words(read[label].criterion or TRUTH[label]) != _words(TRUTH[label])
    ]
    assert len(wrong) <= 6, "nearly all rows with a wrong letter are marked"
    assert len(unmarked) >= 10, "rows that were read surely are not marked"
    assert (draft.heading.number, draft.heading.year) == ("416/KH-UBND", 2017)
    assert draft.heading.province == "An Giang"
