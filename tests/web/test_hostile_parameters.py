"""Every parameter of every route takes anything: a page, a refusal, not found, never the server's fault."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Any

import pytest
from flask import Flask, url_for
from werkzeug.routing import Rule

import evidence_repo.web
from evidence_repo.services.searching.facets import Facet
from evidence_repo.web.forms import Form
from evidence_repo.web.receiving import FORM_BYTES, LONGEST_LINE
from tests.web.pages import Visitor
from tests.web.test_route_rights import Staged, staged, stages

__all__ = ["staged", "stages"]  # fixtures

HOSTILE = (
    "",
    "-1",
    "0",
    "99999999999999999999999",
    "9" * 5000,
    "1e400",
    "٣",
    "9999-12-31",
    "0001-01-01",
    "31/12/9999",
    "a\0b",
    "\ud7ff\ufffe",
    "́̀̕" * 600,
    "<script>'\"%00%s{{7*7}}",
    "_scheme",
    "plans/../../secret-key",
    '[{"page":1e999,"quote":[],"boxes":{}}]',
    "12:1",
    "//[",
    "//a\u2100b",
)
RIGHT = {
    "reason": "other",
    "decision": "accept",
    "verdict": "sufficient",
    "kind": "missing",
    "email": "a@b.vn",
}
"""Values of fields for which `1` is none."""
PEOPLE = ("lan", "reviewer", "approver", "coordinator")
_READ = re.compile(r'(?:args|form|values|parts|wanted|asked_number|_day)(?:\.get|\.getlist)?[\[(]\s*"(\w+)"')
_SEED, _VALUES = 20260, 10


def parameters() -> list[str]:
    """Return the names of all fields and parameters that a view of ours reads."""
    folder = Path(evidence_repo.web.__file__).parent
    read = {name for path in folder.rglob("*.py") for name in _READ.findall(path.read_text())}
    fields = {name for form in _forms(Form) for name in dir(form) if _is_field(getattr(form, name))}
    return sorted(read | fields | {facet.value for facet in Facet} | {"_scheme", "_anchor", "_external"})


def parameters_of(view: Callable[..., Any]) -> list[str]:
    """Return the names that this view's module reads, its forms' fields among them."""
    module = sys.modules[view.__module__]
    read = set(_READ.findall(Path(str(module.__file__)).read_text()))
    forms = [each for each in vars(module).values() if isinstance(each, type) and issubclass(each, Form)]
    return sorted(read | {name for form in forms for name in dir(form) if _is_field(getattr(form, name))})


def _forms(kind: type[Any]) -> Iterator[type[Any]]:
    for each in kind.__subclasses__():
        yield each
        yield from _forms(each)


def _is_field(attribute: object) -> bool:
    return type(attribute).__name__ == "UnboundField"


def addresses(app: Flask, rule: Rule, right: dict[str, object], draw: Random) -> Iterator[str]:
    """Yield the route's address as it should be, then with each of its parts made hostile."""
    adapter = app.url_map.bind("localhost")
    arguments = {name: right.get(name, "x") for name in rule.arguments}
    yield adapter.build(rule.endpoint, arguments)
    for name in rule.arguments:
        for hostile in ("0", "2147483648", "9" * 30, "9" * 5000, "a\0b", draw.choice(HOSTILE) or "x"):
            parts = {each: str(value) for each, value in arguments.items()} | {name: hostile}
            yield "".join(
                parts[part] if is_argument else part
                for is_argument, part in ((trace, data) for trace, data in rule._trace if data != "|")
            )


class Attack:
    """Visitors of every kind, and what made the server fail."""

    def __init__(self, stage: Staged) -> None:
        self.stage = stage
        self.draw = Random(_SEED)
        self.visitors: list[Visitor] = [stage.site.visitor(name) for name in PEOPLE]
        self.visitors.append(stage.site.visitor())
        self.names = parameters()
        self.faults: list[tuple[str, str, str]] = []

    def ask(self, method: str, path: str, values: dict[str, str]) -> None:
        """Send the values by two of the visitors; note a status of 500 and more."""
        for visitor in self.draw.sample(self.visitors, 2):
            answer = self._answer(visitor, method, path, values)
            if answer >= 500:
                self.faults.append((method, path[:60], repr(values)[:60]))

    def _answer(self, visitor: Visitor, method: str, path: str, values: dict[str, str]) -> int:
        if method == "GET":
            query = {name: value[:200] for name, value in values.items()}  # gunicorn bounds the address
            return visitor.client.get(path, query_string=query).status_code
        return visitor.client.post(path, data=values).status_code

    def everywhere(self, value: str) -> dict[str, str]:
        """Return the value under every name."""
        return dict.fromkeys(self.names, value)

    def alone(self, names: Sequence[str]) -> Iterator[dict[str, str]]:
        """Yield a hostile value under each name alone, then beside right ones: it reaches the view."""
        right = dict.fromkeys(names, "1") | {name: RIGHT[name] for name in names if name in RIGHT}
        for name in names:
            hostile = {name: self.draw.choice(HOSTILE)}
            yield from (hostile, right | hostile)

    def mixed(self) -> dict[str, str]:
        """Return hostile values under a few names drawn by the seed."""
        return {name: self.draw.choice(HOSTILE) for name in self.draw.sample(self.names, 5)}


def rules(app: Flask) -> list[tuple[str, Rule]]:
    return [
        (method, rule)
        for rule in app.url_map.iter_rules()
        for method in sorted((rule.methods or set()) & {"GET", "POST"})
        if not rule.endpoint.endswith("static")
    ]


@pytest.fixture
def attack(staged: Callable[[str], Staged]) -> Iterator[Attack]:
    stage = staged("submitted")
    stage.site.app.config["WTF_CSRF_ENABLED"] = False  # what stands behind the token is what is tried
    yield Attack(stage)
    stage.site.app.config["WTF_CSRF_ENABLED"] = True


def test_no_parameter_makes_the_server_fail(attack: Attack) -> None:
    assert {"q", "page", "from", "to", "year", "seen_lock", "present", "plan", "agency"} <= set(attack.names)
    for method, rule in rules(attack.stage.site.app):
        first, *hostile = addresses(attack.stage.site.app, rule, attack.stage.arguments, attack.draw)
        for path in hostile:
            attack.ask(method, path, {})
        for value in HOSTILE:
            attack.ask(method, first, attack.everywhere(value))
        views = attack.stage.site.app.view_functions
        for values in (attack.mixed(), *attack.alone(parameters_of(views[rule.endpoint]))):
            attack.ask(method, first, values)
    assert attack.faults == []


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ({"email": "́̕" * 300_000, "password": "x"}, None),
        ({"email": "x", "password": "́̕" * LONGEST_LINE}, None),
        ({f"field-{number}": "x" for number in range(20_000)}, None),
        (b"a" * (FORM_BYTES + 1), "application/x-www-form-urlencoded"),
        (b"%" * FORM_BYTES, "application/x-www-form-urlencoded"),
        (b"{" * 1_000_000, "application/json"),
        (b"--x\r\n" + b"A: b\r\n" * 100_000, "multipart/form-data; boundary=x"),
    ],
)
def test_a_stranger_sends_no_more_than_a_form(attack: Attack, body: Any, kind: str | None) -> None:
    answer = attack.stage.site.visitor().client.post("/sign-in", data=body, content_type=kind)
    assert answer.status_code in {200, 400, 413}


_HEADERS = (
    *("Accept", "Accept-Language", "Content-Length", "Content-Type", "Cookie", "Host", "If-Match"),
    *("If-Modified-Since", "If-None-Match", "If-Range", "Origin", "Range", "Referer", "Transfer-Encoding"),
    *("User-Agent", "X-Forwarded-For", "X-Forwarded-Host", "X-Requested-With"),
)
_ODD = (
    *(
        "bytes=9-1",
        "bytes=-1-2,x",
        "bytes=" + "0-,1-" * 2000,
        'W/"',
        '"' * 5000,
        ";q=1e999,*/*;q=x",
        "vi;q=" * 500,
    ),
    *(
        "multipart/form-data",
        "multipart/form-data; boundary=",
        'multipart/form-data; boundary="é',
        "text/x; charset=no",
    ),
    *(
        "application/x-www-form-urlencoded; charset=utf-7",
        "visit=" + "x" * 9000,
        "[::1]:99999",
        "chunked, gzip",
    ),
)


def test_no_header_makes_the_server_fail(attack: Attack) -> None:
    arguments = attack.stage.arguments
    with attack.stage.site.app.test_request_context():
        file = url_for("documents.file", document_id=arguments["document_id"], number=1)
    lan, stranger = attack.visitors[0].client, attack.visitors[-1].client
    values = [*_ODD, *(value for value in HOSTILE if value.isascii() and "\0" not in value)]
    for name in _HEADERS:
        for value in attack.draw.sample(values, _VALUES):
            got = (
                lan.get(file, headers={name: value}),
                lan.get("/search?q=cai+cach", headers={name: value}),
                stranger.post("/sign-in", headers={name: value}, data=b"--x\r\n\r\nemail=a"),
            )
            statuses = [answer.status_code for answer in got]
            assert max(statuses) < 500, (name, value[:60], statuses)
