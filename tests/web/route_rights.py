"""Who may open and do what, over every route: role × action × ownership, written down apart from the code.

A row says which statuses the people of the small province get: those named, and all others that of `others`.
The stage says in which state the pack of TCTP 1.1.3 (Sở Nội vụ leads it, Châu Đốc contributes) is then:

- `draft`: one piece of Lan's, a draft
- `contribution`: one piece of Châu Đốc's that waits for the lead agency
- `submitted`: Lan's piece and an explanation for a product, submitted
- `judged`: the same, the piece judged as needing an explanation by the reviewer
- `returned`: the same, and the pack returned
- `passed`: one piece, submitted and sufficient
- `approved`: the same, and the pack approved
- `sealed`: the same, and sealed in a partial bundle whose file is made

Statuses: 200 page, 303 done, 400 asked for more, 403 seen but not allowed, 404 not there for this person,
409 forbidden by the rules in this state.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

PEOPLE = (
    "lan",  # uploader of the lead agency
    "head",  # head of the lead agency
    "justice",  # uploader of an agency that has nothing to do with it
    "justice-head",
    "district",  # uploader of a coordinating agency
    "reviewer",
    "approver",
    "coordinator",
    "observer",  # of the province
    "ministry",
)
PROVINCE = PEOPLE[:-1]
AGENCY = ("lan", "head")
UPLOADERS = ("lan", "head", "justice", "justice-head", "district")

Statuses = dict[str, int]


@dataclass(frozen=True, slots=True)
class Row:
    """The statuses of one route in one stage; the form sends `data`, the address ends with `query`."""

    endpoint: str
    method: str
    people: Statuses
    others: int = 404
    stage: str = "draft"
    data: dict[str, Any] = field(default_factory=dict)
    query: str = ""

    def status(self, person: str) -> int:
        """Return what this person gets."""
        return self.people.get(person, self.others)


def all_of(people: tuple[str, ...], status: int = 200) -> Statuses:
    """Give all of these people the same status."""
    return dict.fromkeys(people, status)


def get(endpoint: str, people: Statuses, *, others: int = 404, stage: str = "draft", query: str = "") -> Row:
    """Return the row of a page."""
    return Row(endpoint, "GET", people, others, stage, query=query)


def post(endpoint: str, people: Statuses, *, others: int = 404, stage: str = "draft", **data: Any) -> Row:
    """Return the row of something that is done."""
    return Row(endpoint, "POST", people, others, stage, data)


_SEES_BUNDLES = ("reviewer", "approver", "coordinator", "observer", "ministry")
_EXPLAINS = all_of(AGENCY) | all_of(("justice", "justice-head", "district"), 403)
_COORDINATOR = ("coordinator",)
_SEES_SUBMITTED = ("lan", "head", "reviewer", "approver", "coordinator", "observer")

ROWS = (
    # One's own account: for everybody
    get("account.show", all_of(PEOPLE)),
    post("account.show", {}, others=400),
    get("account.first_password", {}, others=303),
    post("account.first_password", {}, others=400),
    post("account.end_session_of_mine", {"lan": 303, "coordinator": 303}),
    post("account.language", {}, others=303, language="vi"),
    get("home.show", all_of(PEOPLE)),
    # The catalogue, the packs' states and the board: everybody of the province
    get("criteria.list_all", all_of(PROVINCE)),
    get("criteria.show", all_of(PROVINCE)),
    get("board.show", all_of(PROVINCE)),
    # The log
    get("audit.show", all_of(("reviewer", "approver", "coordinator"))),
    get("audit.export", all_of(("reviewer", "approver", "coordinator"))),
    get("search.show", all_of(PEOPLE)),
    get("search.suggestions", all_of(PEOPLE), query="q=bao"),
    get("search.export", all_of(PEOPLE), query="q=bao"),
    get("search.saved", all_of(PEOPLE)),
    post("search.save", all_of(PEOPLE, 303), q="bao cao", name="Báo cáo"),
    post("search.change_mail", {"lan": 303}, mail="1"),
    post("search.remove", {"lan": 303}),
    post("search.remember", all_of(PEOPLE, 204), q="bao cao"),
    post("search.forget", all_of(PEOPLE, 303)),
    # Administration
    get("admin.show", all_of(_COORDINATOR)),
    get("admin.person_list", all_of(_COORDINATOR)),
    get("admin.new_person", all_of(_COORDINATOR)),
    post("admin.new_person", all_of(_COORDINATOR, 400)),
    get("admin.person", all_of(_COORDINATOR)),
    post("admin.person", all_of(_COORDINATOR, 400)),
    post("admin.end_session_of_person", all_of(_COORDINATOR, 303)),
    get("account_requests.list_waiting", all_of(("coordinator", "approver"))),
    post("account_requests.confirm", {"approver": 200, "coordinator": 403}),
    post("account_requests.decline", {"approver": 303, "coordinator": 303}),
    post("admin.reset", all_of(_COORDINATOR, 200)),
    post("admin.close_account", all_of(_COORDINATOR, 303)),
    post("admin.open_account", all_of(_COORDINATOR, 303)),
    get("admin.agency_list", all_of(_COORDINATOR)),
    post("admin.agency_list", all_of(_COORDINATOR, 400)),
    get("admin.agency", all_of(_COORDINATOR)),
    post("admin.agency", all_of(_COORDINATOR, 303), name="Sở Nội vụ tỉnh"),
    post("admin.deactivate", all_of(_COORDINATOR, 409)),
    post("admin.activate", all_of(_COORDINATOR, 303)),
    get("admin.cycle_state", all_of(_COORDINATOR)),
    post("admin.move_cycle", all_of(_COORDINATOR, 303)),
    get("admin.import_catalogue", all_of(_COORDINATOR)),
    post("admin.import_catalogue", all_of(_COORDINATOR, 400)),
    post("admin.apply_catalogue", all_of(_COORDINATOR, 400)),
    get("admin.health", all_of(_COORDINATOR)),
    post("admin.retry_job", all_of(_COORDINATOR, 409)),
    # Documents: one's agency owns it, or one of its citations is visible (the reviewer's agency owns Lan's)
    get("documents.show", all_of(("lan", "head", "reviewer", "coordinator"))),
    get("documents.show", all_of(_SEES_SUBMITTED), stage="submitted"),
    get("documents.picture", all_of(("lan", "head", "reviewer", "coordinator"), 409)),
    get(
        "documents.words", {}
    ),  # the world's files have no words; tests/web/test_search_pages.py reads real ones
    get("documents.text", {}),
    get("documents.file", all_of(("lan", "head", "reviewer", "coordinator"))),
    get("documents.file", all_of(_SEES_SUBMITTED), stage="submitted"),
    post(
        "documents.header",
        all_of(AGENCY, 303) | all_of(("reviewer", "coordinator"), 409),
        number="1/BC-SNV",
    ),
    post(
        "documents.header",
        all_of(("reviewer",), 303) | all_of(("lan", "head", "approver", "coordinator", "observer"), 409),
        stage="submitted",
        number="1/BC-SNV",
    ),
    post(
        "documents.header",
        all_of(("lan", "head", "reviewer", "approver", "coordinator", "observer"), 409),
        stage="approved",
        number="1/BC-SNV",
    ),
    post("documents.read_again", all_of(("lan", "head", "reviewer", "coordinator"), 303)),
    # What an agency does on a criterion: the lead agency's people, coordinating agencies' with their own
    post(
        "evidence.upload", all_of(AGENCY, 400) | {"district": 400} | all_of(("justice", "justice-head"), 403)
    ),
    get("evidence.choose", all_of(AGENCY) | {"district": 200} | all_of(("justice", "justice-head"), 403)),
    post("evidence.cite", all_of(AGENCY, 400) | {"district": 400} | all_of(("justice", "justice-head"), 403)),
    get("evidence.link", all_of(AGENCY) | {"district": 200} | all_of(("justice", "justice-head"), 403)),
    post("evidence.link", all_of(AGENCY, 400) | {"district": 400} | all_of(("justice", "justice-head"), 403)),
    get("evidence.explain_missing", _EXPLAINS, query="product=1"),
    get("evidence.explain_missing", _EXPLAINS | all_of(AGENCY, 404), query="product=9"),
    post("evidence.explain_missing", _EXPLAINS | all_of(AGENCY, 400), product="1"),
    get("evidence.show", all_of(("lan", "head", "coordinator"), 303)),
    get("evidence.show", all_of(_SEES_SUBMITTED, 303), stage="submitted"),
    get("evidence.pages", all_of(AGENCY)),
    post("evidence.pages", all_of(AGENCY, 303), pages="2"),
    get("evidence.replace", all_of(AGENCY), stage="returned"),
    post("evidence.replace", all_of(AGENCY, 303), stage="returned", pages="2"),
    post("evidence.replace", all_of(AGENCY, 409), stage="submitted", pages="2"),
    post("evidence.use_newest", all_of(AGENCY, 409), stage="returned"),
    get("evidence.move", all_of(AGENCY)),
    post("evidence.move", all_of(AGENCY, 400)),
    post("evidence.withdraw", all_of(AGENCY, 303)),
    post("evidence.withdraw", all_of(AGENCY, 409), stage="submitted"),
    post("evidence.accept", all_of(AGENCY, 303) | {"district": 403}, stage="contribution"),
    post("evidence.refuse", all_of(AGENCY, 303) | {"district": 403}, stage="contribution"),
    post("evidence.cite_again", all_of(AGENCY, 409)),
    get("evidence.explain", all_of(AGENCY), stage="returned"),
    post("evidence.explain", all_of(AGENCY, 303), stage="returned", text="Đã bổ sung số liệu"),
    post("evidence.explain", all_of(AGENCY, 409), stage="submitted", text="Đã bổ sung số liệu"),
    get("evidence.header", all_of(("lan", "head", "coordinator"))),
    post("evidence.header", all_of(AGENCY, 303) | {"coordinator": 409}, number="1/BC-SNV"),
    # Bundles: whoever sees all but drafts, the province's observer, the Ministry's once they are made
    get("bundles.list_all", all_of(_SEES_BUNDLES)),
    post("bundles.seal", {"approver": 400}, scope="partial"),
    post("bundles.seal", {"approver": 409}, stage="approved", scope="full"),
    get("bundles.show", {}),
    get("bundles.show", all_of(_SEES_BUNDLES), stage="sealed"),
    get("bundles.download", all_of(_SEES_BUNDLES), stage="sealed"),
    post("bundles.render_again", {"approver": 303}, stage="sealed"),
    # Packs: the lead agency's head submits and recalls, reviewers return, approvers approve and reopen
    post("packs.submit", {"head": 303} | {"ministry": 404}, others=403),
    post("packs.recall", {"head": 303} | {"ministry": 404}, others=403, stage="submitted"),
    post("packs.recall", {"head": 409} | {"ministry": 404}, others=403, stage="judged"),
    post("packs.give_back", {"reviewer": 303} | {"ministry": 404}, others=403, stage="judged"),
    post("packs.approve", {"approver": 303} | {"ministry": 404}, others=403, stage="passed"),
    post("packs.approve", {"approver": 409} | {"ministry": 404}, others=403, stage="submitted"),
    get("packs.list_to_approve", {"approver": 200}),
    get("packs.reopen", {"approver": 200}, stage="approved"),
    post("packs.reopen", {"approver": 303}, stage="approved", reason="Bổ sung theo yêu cầu"),
    post("packs.reopen", {"approver": 400}, stage="approved"),
    # Review: what was submitted, by reviewers; another look, by approvers
    get("review.queue", {"reviewer": 200}, stage="submitted"),
    get("review.desk", {"reviewer": 200}, stage="submitted"),
    get("review.desk", {}),
    post("review.judge", {"reviewer": 303}, stage="submitted", verdict="sufficient"),
    post("review.judge", {}, verdict="sufficient"),
    post("review.header", {"reviewer": 303}, stage="submitted", number="1/BC-SNV"),
    get("review.undo", {"reviewer": 200}, stage="judged"),
    post("review.undo", {"reviewer": 303}, stage="judged", reason="Nhầm"),
    get("review.question", {"approver": 200}, stage="passed"),
    post("review.question", {"approver": 303}, stage="passed", reason="Xem lại trang 2"),
    get("review.explanation", {"reviewer": 200}, stage="submitted"),
    post("review.judge_product", {"reviewer": 303}, stage="submitted", decision="accept"),
    get("review.undo_product", {"reviewer": 200}, stage="submitted"),
    post("review.undo_product", {"reviewer": 409}, stage="submitted", reason="Nhầm"),
)
