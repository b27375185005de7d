"""Three cycles at once, 2016 appraised, 2017 submitted, 2018 open: every page, export and command in each."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select
from werkzeug.routing import Rule

from evidence_repo.models import SubmissionBundle
from evidence_repo.services.bundles import render_bundle, seal_bundle
from tests.cli.machine import Machine
from tests.services.assigning import Assigning
from tests.web.pages import Visitor
from tests.web.site import Apps, Site
from tests.world_bytes import keep_world_bytes
from workflows.cycle import CycleState

YEARS = {2016: CycleState.APPRAISED, 2017: CycleState.SUBMITTED, 2018: CycleState.OPEN}
PEOPLE = ("lan", "head", "district", "reviewer", "approver", "coordinator", "observer", "ministry")
_YEAR = re.compile(r"^(?:/admin/cycles)?/(20\d\d)(?:[/?#]|$)")
_FROM_ANOTHER_YEAR = "aside .facts, .year-menu, #elsewhere"
"""The parts of a page that may name another year: last year's criterion, the switch, what waits elsewhere."""


class ThreeYears:
    """The small province with the same story in every year, and what its routes' arguments are there."""

    def __init__(self, site: Site, settings: dict[str, str]) -> None:
        self.site = site
        self.settings = settings
        self.arguments: dict[int, dict[str, Any]] = {}
        for year in YEARS:
            if year != site.world.year:
                site.world.add_cycle(year)
        for year in YEARS:
            site.world.year = year
            self.arguments[year] = self._tell_the_story(year)
        for year, state in YEARS.items():
            site.world.year = year
            site.world.set_cycle(state)

    def _tell_the_story(self, year: int) -> dict[str, Any]:
        world = self.site.world
        world.judge(self._submitted("1.1.3"))
        world.approve()
        self._seal()
        waiting = self._submitted("1.3.1")
        return {
            "year": year,
            "code": "TCTP-1.3.1",
            "evidence_id": waiting,
            "explanation_id": self.explained,
            "number": 1,
            "assignment_id": Assigning(world).assign("1.3.1")[0],
        }

    def _submitted(self, code: str) -> int:
        piece = self.site.world.cite(code)
        self.explained = self.site.world.explain_product(code)
        self.site.world.submit(code)
        if code == "1.1.3":
            self.site.world.judge_explanation(self.explained, accepted=True)
        return piece

    def _seal(self) -> None:
        world, parts = self.site.world, self.site.container
        keep_world_bytes(parts, world)
        with parts.database.transaction() as session:
            packs = [world.pack(session, "1.1.3")]
            seal_bundle(session, world.actor("approver"), world.cycle(session), packs, parts.clock)
        with parts.database.reading() as session:
            newest = session.scalars(select(SubmissionBundle.id).order_by(SubmissionBundle.id.desc())).first()
        assert newest is not None
        render_bundle(parts.database, parts.store, newest, parts.clock)

    def _argument(self, rule: Rule, name: str, year: int) -> Any:
        """Return what stands for `name`: the first of a thing that no year has, of a few words one."""
        words = re.search(rf"<any\(([^,)]+)[^>]*:{name}>", rule.rule)
        return words[1] if words else self.arguments[year].get(name, 1)

    def addresses(self, year: int) -> dict[str, str]:
        """Return the address of every page of a year's things, by its endpoint."""
        adapter = self.site.app.url_map.bind("localhost")
        return {
            rule.endpoint: adapter.build(
                rule.endpoint, {name: self._argument(rule, name, year) for name in rule.arguments}
            )
            for rule in self.site.app.url_map.iter_rules()
            if "year" in rule.arguments and "GET" in (rule.methods or ())
        }


@pytest.fixture(scope="module")
def three(
    apps: Apps, sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[ThreeYears]:
    """Give the three years, made once."""
    var = tmp_path_factory.mktemp("years")
    shutil.copyfile(sqlite_template, var / "evidence.db")
    with apps.serving(var) as app:
        yield ThreeYears(Site(app), {"EVIDENCE_VAR": str(var), "EVIDENCE_SECRET_KEY": "test"})


def _statuses(visitor: Visitor, addresses: dict[str, str], year: int) -> dict[str, int]:
    found = {}
    for endpoint, address in addresses.items():
        query = "?product=1" if endpoint == "evidence.explain_missing" else ""
        answer = visitor.client.get(f"{address}{query}")
        found[endpoint] = answer.status_code
        is_of_one_year = not endpoint.startswith("next_year.")  # those lead from one year to the next
        if is_of_one_year and answer.status_code == 200 and answer.mimetype == "text/html":
            tree = BeautifulSoup(answer.get_data(as_text=True), "html.parser")
            for part in tree.select(_FROM_ANOTHER_YEAR):
                part.decompose()
            links = [str(each.get("href") or each.get("action")) for each in tree.select("a[href], form")]
            years = {matched[1] for matched in map(_YEAR.match, links) if matched}
            assert years <= {str(year)}, (address, years)
        answer.close()
    return found


@pytest.mark.parametrize("who", PEOPLE)
def test_every_page_answers_alike_in_every_year_and_links_to_its_own(three: ThreeYears, who: str) -> None:
    visitor = three.site.visitor(who)
    by_year = {year: _statuses(visitor, three.addresses(year), year) for year in YEARS}
    assert max(status for found in by_year.values() for status in found.values()) < 500
    assert by_year[2016] == by_year[2017] == by_year[2018]


@pytest.mark.parametrize("path", ["criteria", "board", "review", "packs", "bundles", "assignments"])
def test_every_list_is_exported_in_every_year(three: ThreeYears, path: str) -> None:
    for year in YEARS:
        answer = three.site.visitor("council").client.get(f"/{year}/{path}?format=xlsx")
        assert (answer.status_code, answer.data[:2]) == (200, b"PK"), (year, path)


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        ("packs-list", "packs list"),
        ("evidence-list", "evidence list"),
        ("explanations", "packs explanations"),
        ("bundle-list", "bundle list"),
        ("assignments-list", "assignments list"),
    ],
)
def test_every_list_of_the_command_line_is_of_its_year(three: ThreeYears, schema: str, words: str) -> None:
    counts = set()
    for year in YEARS:
        rows = Machine(Path(three.settings["EVIDENCE_VAR"]), three.settings, year).read(
            schema, *words.split(), "--year", year
        )
        assert {row["year"] for row in rows} == {year}
        counts.add(len(rows))
    assert len(counts) == 1
