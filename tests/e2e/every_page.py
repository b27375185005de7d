"""Every page of the product, and who opens it in the demonstration: by its address, or by a link on another.

`PAGES` names each endpoint that answers with a page; `NO_PAGES` the others. A route that stands in neither
fails the test that reads this table.
"""

from __future__ import annotations

from dataclasses import dataclass

UPLOADER = "chuyenvien.snv@angiang.example"
HEAD = "lanhdao.snv@angiang.example"
CONTRIBUTOR = "chuyenvien.cp@angiang.example"
REVIEWER = "rasoat@angiang.example"
APPROVER = "pheduyet@angiang.example"
COORDINATOR = "quantri@angiang.example"
OBSERVER = "theodoi@angiang.example"
MINISTRY = "bonoivu@angiang.example"


@dataclass(frozen=True, slots=True)
class Visit:
    """A page that somebody opens: at `path`, or behind the first link on it that `link` finds.

    With `address` the link is a piece of evidence, whose number goes into the address.
    """

    endpoint: str
    path: str
    link: str = ""
    address: str = ""

    def __str__(self) -> str:
        return f"{self.path} {self.link}".strip()


_RETURNED, _DRAFT, _EMPTY = "/criteria/TCTP-4.2.1", "/criteria/TCTP-1.3.1", "/criteria/TCTP-1.1.3"
_SUBMITTED, _APPROVED, _SEALED = "/criteria/TCTP-1.4.2", "/criteria/TCTP-1.2.1", "/criteria/TCTP-2.1.1"
_TEXT = "/search?q=ke+hoach+cai+cach"

PAGES: dict[str, tuple[Visit, ...]] = {
    UPLOADER: (
        Visit("home.show", "/"),
        Visit("criteria.list_all", "/criteria"),
        Visit("criteria.list_all", "/criteria?group=agency&state=returned"),
        Visit("criteria.show", _RETURNED),
        Visit("criteria.show", _DRAFT),
        Visit("criteria.show", _EMPTY),
        Visit("evidence.choose", f"{_DRAFT}/cite?product=1"),
        Visit("evidence.link", f"{_DRAFT}/link?product=1"),
        Visit("evidence.explain_missing", f"{_EMPTY}/explain?product=1"),
        Visit("evidence.pages", _DRAFT, "a[href$='/pages']"),
        Visit("evidence.move", _DRAFT, "a[href$='/move']"),
        Visit("evidence.explain", _RETURNED, "a[href$='/explain']"),
        Visit("evidence.replace", _RETURNED, "a[href$='/replace']"),
        Visit("documents.show", _RETURNED, "a.subject"),
        Visit("search.show", "/search"),
        Visit("search.show", _TEXT),
        Visit("search.show", "/search?q=khongcogica"),
        Visit("search.saved", "/search/saved"),
        Visit("board.show", "/board"),
        Visit("account.show", "/account"),
    ),
    HEAD: (Visit("home.show", "/"), Visit("criteria.show", _SUBMITTED)),
    CONTRIBUTOR: (Visit("home.show", "/"), Visit("criteria.show", _DRAFT)),
    REVIEWER: (
        Visit("home.show", "/"),
        Visit("criteria.show", _SUBMITTED),
        Visit("evidence.header", _SUBMITTED, "a[href$='/header']"),
        Visit("review.queue", "/review"),
        Visit("review.desk", "/review", "main a.btn-primary"),
        Visit("review.explanation", "/review", "a[href^='/review/explanations/']"),
        Visit("review.undo", "/criteria/TC-5.5", ".piece:has(.state.ok)", "/review/{}/undo"),
        Visit("bundles.list_all", "/bundles"),
        Visit("audit.show", "/audit"),
    ),
    APPROVER: (
        Visit("home.show", "/"),
        Visit("criteria.show", _APPROVED),
        Visit("packs.list_to_approve", "/packs"),
        Visit("packs.reopen", "/packs", "a[href*='/reopen']"),
        Visit("review.question", "/packs", "a[href*='/ask-again']"),
        Visit("bundles.list_all", "/bundles"),
        Visit("bundles.show", "/bundles/1"),
    ),
    COORDINATOR: (
        Visit("home.show", "/"),
        Visit("criteria.show", _SEALED),
        Visit("audit.show", "/audit?check=1"),
        Visit("admin.show", "/admin/"),
        Visit("account_requests.list_waiting", "/account-requests"),
        Visit("admin.person_list", "/admin/people"),
        Visit("admin.new_person", "/admin/people/new"),
        Visit("admin.person", "/admin/people", "main a[href^='/admin/people/']:not([href$='new'])"),
        Visit("admin.agency_list", "/admin/agencies"),
        Visit("admin.agency", "/admin/agencies", "main a[href^='/admin/agencies/']"),
        Visit("admin.cycle_state", "/admin/cycle"),
        Visit("admin.import_catalogue", "/admin/catalogue"),
        Visit("admin.health", "/admin/health"),
    ),
    OBSERVER: (
        Visit("home.show", "/"),
        Visit("criteria.show", _RETURNED),
        Visit("board.show", "/board"),
        Visit("bundles.show", "/bundles/1"),
    ),
    MINISTRY: (
        Visit("home.show", "/"),
        Visit("search.show", _TEXT),
        Visit("bundles.list_all", "/bundles"),
    ),
}

NO_PAGES = {
    **dict.fromkeys(("static", "bootstrap.static", "assets.icons"), "files of the pages themselves"),
    **dict.fromkeys(("documents.picture", "documents.file", "bundles.download", "search.export"), "files"),
    **dict.fromkeys(("documents.words", "documents.text", "audit.export", "search.suggestions"), "data"),
    "evidence.show": "leads to the piece on its criterion's page",
}

ELSEWHERE = {
    "sign_in.show": "looked at by whoever has not signed in",
    "sign_in.forgotten": "there only with mail: tests.web.test_account fetches it",
    "sign_in.renew": "there only with mail: tests.web.test_account fetches it",
    "account.first_password": "met once, at the first sign-in: tests.e2e.test_journey goes through it",
    "review.undo_product": "looks as review.undo; the demonstration has no verdict on a product to take back",
}
