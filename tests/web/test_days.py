"""Days in forms: dd/mm/yyyy whatever the browser's language, ISO from elsewhere, and nothing else."""

from datetime import date

import pytest

from evidence_repo.web.days import typed_day
from tests.web.site import Site

DAY = date(2017, 11, 2)


@pytest.mark.parametrize("text", ["02/11/2017", "2/11/2017", " 02/11/2017 ", "2017-11-02"])
def test_a_day_is_understood(text: str) -> None:
    assert typed_day(text) == DAY


@pytest.mark.parametrize(
    "text", ["", "11/31/2017", "31/02/2017", "02/11/17", "02/11/0017", "9" * 9999, "hôm qua", "02/11/20170"]
)
def test_what_is_no_day_is_none(text: str) -> None:
    assert typed_day(text) is None


def test_no_field_for_a_day_is_left_to_the_browsers_language(site: Site) -> None:
    log = site.visitor("coordinator").get("/audit?from=02/11/2017&to=2017-11-03")
    link = site.visitor("lan").get("/2017/criteria/TCTP-1.1.3/link?product=1")
    assert log.one("#from")["value"] == "02/11/2017"
    for page, name in ((log, "from"), (log, "to"), (link, "seen_on")):
        field = page.one(f"[name={name}]")
        assert (field.get("type", "text"), field["placeholder"]) == ("text", "dd/mm/yyyy")
        assert field["data-module"] == "calendar"


def test_a_day_that_makes_no_sense_is_refused_beside_its_field(site: Site) -> None:
    visitor = site.visitor("lan")
    address = "/2017/criteria/TCTP-1.1.3/link?product=1"
    sent = visitor.get(address).hidden("main form[method=post]")
    sent |= {"address": "https://angiang.example/", "title": "Trang", "seen_on": "2017-13-13"}
    refused = visitor.post(address, sent, status=400)
    assert refused.one("#seen_on")["value"] == "2017-13-13"
    assert refused.one("#seen_on-error-1")
