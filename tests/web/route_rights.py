"""Who may open and do what, over every route: role × action × ownership, written down apart from the code.

A row says which statuses the people of the small province get: those named, and all others that of `others`.
The stage says in which state the pack of TCTP 1.1.3 (Sở Nội vụ leads it, Châu Đốc contributes) is then:

- `draft`: one piece of Lan's, a draft
- `contribution`: one piece of Châu Đốc's that waits for the lead agency
- `kept`: one piece of Lan's, a draft, and a register of plan tasks in which she has a row
- `asked`: one piece of Lan's, a draft, and Châu Đốc asked for its part
- `delivered`: the same, and Châu Đốc has answered in words
- `submitted`: Lan's piece and an explanation for a product, submitted
- `judged`: the same, the piece judged as needing an explanation by the reviewer
- `returned`: the same, and the pack returned
- `passed`: one piece, submitted and sufficient
- `approved`: the same, and the pack approved
- `measured`: one piece of Lan's and Lan's figures, which do not meet their target, drafts
- `measured_in_review`: the same, submitted
- `decided`: the same, and the reviewer has confirmed the figures
- `waived`: the same, and the reviewer has waived the target
- `sealed`: the same, and sealed in a partial bundle whose file is made
- `discussed`: one piece of Lan's, a draft, and her comment on it
- `followed`: one piece of Lan's, a draft, and a letter in preparation to each agency that owes something
- `reported`: one piece of Lan's, a draft, and a draft of the year's report
- `round`: a draft of Lan's, and a preliminary result of the Ministry with a question about the criterion
- `questioned`: the same, and the approver has accepted the question

Statuses: 200 page, 303 done, 400 asked for more, 403 seen but not allowed, 404 not there for this person,
409 forbidden by the rules in this state.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from index.renditions import find_office

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
_SEES_ALL_WORK = ("reviewer", "approver", "coordinator", "observer")
_KEEPS = (*AGENCY, "district")
_KEEPS_OR_SEES = (*_KEEPS, "reviewer", "approver", "coordinator", "observer")
_ASKS = ("lan", "head", "coordinator")
_LEADS_ANY = (*_ASKS, "justice", "justice-head")
_SEES_ASKED = ("lan", "head", "district", "reviewer", "approver", "coordinator", "observer")
_SEES_SUBMITTED = ("lan", "head", "reviewer", "approver", "coordinator", "observer")
_FIGURES = {"numerator": "1", "denominator": "2", "as_of": "20/11/2017", "period": "year", "seen_lock": "1"}

ROWS = (
    # One's own account: for everybody
    get("account.show", all_of(PEOPLE)),
    post("account.show", {}, others=400),
    get("account.first_password", {}, others=303),
    post("account.first_password", {}, others=400),
    post("account.end_session_of_mine", {"lan": 303, "coordinator": 303}),
    get("account.absence", all_of(PEOPLE)),
    post("account.absence", {}, others=400),
    post("account.end_own_delegation", {"head": 303, "coordinator": 303}),
    post("account.language", {}, others=303, language="vi"),
    get("account.notices", all_of(PEOPLE)),
    post("account.notices", {}, others=303, delivery="none", hour="9"),
    post("account.notices", {}, others=400, delivery="none", hour="24"),
    get("notices.list_all", all_of(PEOPLE)),
    post("notices.open_one", {"lan": 303}),
    post("notices.read_one", {"lan": 303}),
    post("notices.read_all", {}, others=303),
    post("notices.note_looked", {}, others=204),
    get("home.show", all_of(PEOPLE)),
    get("help.contents", all_of(PEOPLE)),
    get("help.show", all_of(PEOPLE)),
    post("help.dismiss_hint", {}, others=303),
    # The calendar: whoever sees the plan
    get("calendar.show", all_of(PROVINCE)),
    post("calendar.make", all_of(PROVINCE, 200), scope="mine"),
    post("calendar.end", all_of(PROVINCE, 303)),
    # The years: everybody; what names no year leads to one, and nothing is done there
    post("years.choose", all_of(PEOPLE, 303), year="2017"),
    get("years.old_address", {}, others=303),
    post("years.old_address", {}, others=409),
    get("years.old_cycle", {}, others=303),
    post("years.old_cycle", {}, others=409),
    # The catalogue, the packs' states and the board: everybody of the province
    get("criteria.list_all", all_of(PROVINCE)),
    get("criteria.show", all_of(PROVINCE)),
    get("criteria.add", all_of(_COORDINATOR)),
    post("criteria.add", all_of(_COORDINATOR, 400)),
    get("criteria.edit", all_of(_COORDINATOR)),
    post("criteria.edit", all_of(_COORDINATOR, 400)),
    post("criteria.drop", all_of(_COORDINATOR, 409)),
    get("board.show", all_of(PROVINCE)),
    get("board.chairman", all_of(PROVINCE)),
    get("board.agency", all_of(PROVINCE)),
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
    get("admin.delegation_list", all_of(_COORDINATOR)),
    post("admin.end_somebodys_delegation", all_of(_COORDINATOR, 303)),
    get("admin.agency_list", all_of(_COORDINATOR)),
    post("admin.agency_list", all_of(_COORDINATOR, 400)),
    get("admin.agency_kind_list", all_of(_COORDINATOR)),
    post("admin.agency_kind_list", all_of(_COORDINATOR, 400)),
    get("admin.show_agency_kind", all_of(_COORDINATOR)),
    post("admin.show_agency_kind", all_of(_COORDINATOR, 400)),
    get("admin.agency", all_of(_COORDINATOR)),
    post("admin.agency", all_of(_COORDINATOR, 303), name="Sở Nội vụ tỉnh"),
    post("admin.deactivate", all_of(_COORDINATOR, 409)),
    post("admin.activate", all_of(_COORDINATOR, 303)),
    get("admin.change_agency", all_of(_COORDINATOR)),
    get("admin.import_agencies_page", all_of(_COORDINATOR)),
    post("admin.import_agencies_page", all_of(_COORDINATOR, 400)),
    get("admin.import_people_page", all_of(_COORDINATOR)),
    post("admin.import_people_page", all_of(_COORDINATOR, 400)),
    get("admin.agency_template", all_of(_COORDINATOR)),
    get("admin.people_template", all_of(_COORDINATOR)),
    post("admin.change_agency", all_of(_COORDINATOR, 400)),
    post("admin.cancel_agency_change", all_of(_COORDINATOR, 303)),
    get("admin.holiday_list", all_of(_COORDINATOR)),
    post("admin.holiday_list", all_of(_COORDINATOR, 400)),
    get("admin.holiday", all_of(_COORDINATOR)),
    post("admin.holiday", all_of(_COORDINATOR, 400)),
    post("admin.remove_holiday", all_of(_COORDINATOR, 303)),
    get("admin.cycle_list", all_of(_COORDINATOR)),
    get("admin.show_cycle", all_of(_COORDINATOR)),
    post("admin.show_cycle", all_of(_COORDINATOR, 303), tolerance_percent="3"),
    post("admin.show_cycle", all_of(_COORDINATOR, 400), tolerance_percent="ba"),
    get("admin.reopen_cycle", all_of(_COORDINATOR)),
    post("admin.reopen_cycle", all_of(_COORDINATOR, 400)),
    post("admin.move_cycle", all_of(_COORDINATOR, 303)),
    get("next_year.copy", all_of(_COORDINATOR)),
    post("next_year.copy", all_of(_COORDINATOR, 303), new_year="2018"),
    get("next_year.crosswalk", all_of(_COORDINATOR)),
    post("next_year.change", all_of(_COORDINATOR, 303)),
    post("next_year.propose", all_of(_COORDINATOR, 303)),
    get("admin.import_catalogue", all_of(_COORDINATOR)),
    post("admin.import_catalogue", all_of(_COORDINATOR, 400)),
    get("admin.catalogue_template", all_of(_COORDINATOR)),
    get("admin.plan_draft", all_of(_COORDINATOR)),
    get("admin.plan_reading", {}),
    post("admin.apply_plan", all_of(_COORDINATOR, 409)),
    get("admin.plan_row", all_of(_COORDINATOR)),
    post("admin.plan_row", all_of(_COORDINATOR, 303)),
    get("admin.health", all_of(_COORDINATOR)),
    post("admin.try_address", {"coordinator": 303}),
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
    get("evidence.explanations_paper", {}),
    get("evidence.explanations_paper", all_of(_SEES_SUBMITTED), stage="submitted"),
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
    # Assignments: the lead agency and the coordinator ask, the asked agency delivers, the lead agency decides
    get("registers.list_all", all_of(PROVINCE), stage="kept"),
    get("registers.show", all_of(_KEEPS_OR_SEES), stage="kept"),
    get("registers.template", all_of(_KEEPS_OR_SEES), stage="kept"),
    get("registers.import_page", all_of(_KEEPS), stage="kept"),
    post("registers.import_page", all_of(_KEEPS, 400), stage="kept"),
    post("registers.add", all_of(_KEEPS, 303), stage="kept", task="Báo cáo", due_on="30/06/2017"),
    post(
        "registers.edit",
        {"lan": 303, "head": 303, "district": 404},
        stage="kept",
        task="Báo cáo",
        due_on="30/06/2017",
    ),
    post("registers.remove", {"lan": 303, "head": 303, "district": 404}, stage="kept"),
    post("registers.describe", all_of(_KEEPS, 303), stage="kept"),
    post("registers.fill", all_of(_KEEPS, 400), stage="kept"),
    get("registers.documents", all_of(AGENCY), stage="kept"),
    post("registers.cite", {"lan": 404, "head": 404}, stage="kept"),
    # Scores: the sheet is the province's, own scores are seen as the criterion's pieces are
    get("scores.show", all_of(PROVINCE)),
    get("scores.scheme", all_of(PROVINCE)),
    get("scores.export", {}),
    get("scores.example", all_of(_COORDINATOR)),
    get("scores.import_page", all_of(_COORDINATOR)),
    post("scores.import_page", all_of(_COORDINATOR, 400)),
    post("scores.set_base", all_of(_COORDINATOR, 404), base="maximum"),
    post("scores.exempt", all_of(_COORDINATOR, 404), row="TCTP 1.1.3", reason="Không áp dụng"),
    get("scores.edit", all_of(PROVINCE)),
    post("scores.give", all_of(PROVINCE, 400)),
    get("registers.choose", all_of(_COORDINATOR), stage="kept"),
    post("registers.choose", all_of(_COORDINATOR, 303), stage="kept"),
    # Figures of targets: the lead agency gives and explains them, a reviewer decides
    get("figures.give", all_of(AGENCY), stage="measured"),
    post("figures.give", all_of(AGENCY, 303), stage="measured", **_FIGURES),
    post("figures.remove", all_of(AGENCY, 303), stage="measured"),
    get("figures.explain", all_of(AGENCY), stage="measured"),
    post("figures.explain", all_of(AGENCY, 303), stage="measured", text="Kinh phí cấp chậm"),
    post("figures.confirm", {"reviewer": 303}, stage="measured_in_review"),
    get("figures.query", {"reviewer": 200}, stage="measured_in_review"),
    post("figures.query", {"reviewer": 303}, stage="measured_in_review", reason="Nguồn nào?"),
    get("figures.undo", {"reviewer": 200}, stage="decided"),
    post("figures.undo", {"reviewer": 303}, stage="decided", reason="Nhầm"),
    get("figures.waive", {"reviewer": 200}, stage="measured_in_review"),
    post("figures.waive", {"reviewer": 303}, stage="measured_in_review", reason="Chưa có hướng dẫn"),
    get("figures.demand", {"reviewer": 200}, stage="waived"),
    post("figures.demand", {"reviewer": 303}, stage="waived", reason="Đã có hướng dẫn"),
    get("assignments.list_all", all_of(PROVINCE)),
    get("assignments.show", all_of(_SEES_ASKED), stage="asked"),
    get("assignments.propose_all", all_of(_ASKS) | {"ministry": 404}, others=403),
    post(
        "assignments.propose_all",
        all_of(_ASKS, 303) | {"ministry": 404},
        others=403,
        words="Số liệu của huyện",
        last_day="23/11/2017",
        agencies="chau-doc",
    ),
    get("assignments.propose_all_year", all_of(_LEADS_ANY) | {"ministry": 404}, others=403),
    post("assignments.propose_all_year", all_of(_LEADS_ANY, 400) | {"ministry": 404}, others=403),
    post(
        "assignments.deliver",
        {"district": 303, "lan": 403, "head": 403},
        stage="asked",
        answer="Không phát sinh",
    ),
    post("assignments.name", {"district": 403, "lan": 403, "head": 403}, stage="asked"),
    post("assignments.accept", all_of(_SEES_ASKED, 403) | all_of(AGENCY, 303), stage="delivered"),
    get("assignments.give_back", all_of(_SEES_ASKED, 403) | all_of(AGENCY), stage="delivered"),
    post(
        "assignments.give_back",
        all_of(_SEES_ASKED, 403) | all_of(AGENCY, 303),
        stage="delivered",
        reason="Thiếu số liệu",
    ),
    get("assignments.change", all_of(_SEES_ASKED, 403) | all_of(_ASKS), stage="asked"),
    post(
        "assignments.change",
        all_of(_SEES_ASKED, 403) | all_of(_ASKS, 303),
        stage="asked",
        words="Số liệu của huyện",
        last_day="20/11/2017",
    ),
    get("assignments.take_back", all_of(_SEES_ASKED, 403) | all_of(_ASKS), stage="asked"),
    post(
        "assignments.take_back",
        all_of(_SEES_ASKED, 403) | all_of(_ASKS, 303),
        stage="asked",
        reason="Giao nhầm",
    ),
    # The Ministry's rounds: points for everybody of the province, questions for the lead agency and reviewers
    get("rounds.list_all", all_of(PROVINCE), stage="round"),
    get("rounds.show", all_of(PROVINCE), stage="round"),
    get("rounds.withdraw", all_of(_COORDINATOR), stage="round"),
    post("rounds.withdraw", all_of(_COORDINATOR, 400), stage="round"),
    post("rounds.withdraw", all_of(_COORDINATOR, 303), stage="round", reason="Nhầm tệp"),
    get("rounds.file", all_of(("reviewer", "approver", "coordinator")), stage="round"),
    get("rounds.years", all_of(PROVINCE), stage="round"),
    get("rounds.template", all_of(_COORDINATOR)),
    get("rounds.import_page", all_of(_COORDINATOR)),
    post("rounds.import_page", all_of(_COORDINATOR, 400)),
    get("rounds.list_of_questions", all_of(PROVINCE), stage="round"),
    get("rounds.question", all_of(_SEES_SUBMITTED), stage="questioned"),
    post(
        "rounds.question",
        all_of(_SEES_SUBMITTED, 403) | all_of(AGENCY, 303),
        stage="questioned",
        text="Đã bổ sung báo cáo",
        kind="partial",
    ),
    post("rounds.question", all_of(_SEES_SUBMITTED, 409), stage="round", text="Đã bổ sung", kind="partial"),
    post("rounds.accept", {"approver": 303}, stage="round"),
    post("rounds.put_piece", all_of(AGENCY, 303), stage="questioned", piece="1"),
    post("rounds.take_piece", all_of(AGENCY, 303), stage="questioned", piece="1"),
    get("rounds.lost", all_of(PROVINCE), stage="round"),
    get("rounds.loss", all_of(_ASKS), stage="round"),
    post("rounds.loss", all_of(_ASKS, 400), stage="round"),
    post("rounds.loss", all_of(_ASKS, 303), stage="round", cause="late", remedy="Gửi sớm", agency="noi-vu"),
    get("rounds.entry_list", all_of(PROVINCE)),
    get("rounds.entry", all_of(_SEES_SUBMITTED)),
    post("rounds.entry", all_of(_SEES_SUBMITTED, 403) | all_of(_ASKS, 303), receipt="BN-7"),
    get("rounds.report", all_of(PROVINCE), stage="round"),
    get("rounds.note", all_of(_ASKS)),
    post("rounds.note", all_of(_ASKS, 303), text="Thiếu kinh phí"),
    # Bundles: whoever sees all but drafts, the province's observer, the Ministry's once they are made
    get("bundles.list_all", all_of(_SEES_BUNDLES)),
    post("bundles.seal", {"approver": 400}, scope="partial"),
    post("bundles.seal", {"approver": 409}, stage="approved", scope="full"),
    get("bundles.show", {}),
    get("bundles.show", all_of(_SEES_BUNDLES), stage="sealed"),
    get("bundles.download", all_of(_SEES_BUNDLES), stage="sealed"),
    post("bundles.render_again", {"approver": 303}, stage="sealed"),
    get("bundles.verifier", all_of(_SEES_BUNDLES)),
    get("bundles.proof", {}),
    get("bundles.proof", all_of(_SEES_BUNDLES), stage="sealed"),
    post("bundles.split", all_of(_SEES_BUNDLES, 400), stage="sealed", megabytes="1"),
    get("bundles.volume", all_of(_SEES_BUNDLES), stage="sealed"),
    get("bundles.list_of_volumes", all_of(_SEES_BUNDLES), stage="sealed"),
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
    # Many at once: whoever may cite works on pieces they see; a pack is refused one by one
    get("bulk.piece_list", all_of(UPLOADERS)),
    get("bulk.selected_pieces", all_of(UPLOADERS, 303)),
    post("bulk.selected_pieces", all_of(UPLOADERS, 400), act="withdraw"),
    post("bulk.selected_pieces", all_of(AGENCY), act="withdraw", piece="1", confirmed="1"),
    get("bulk.selected_assignments", all_of(PROVINCE, 303)),
    post("bulk.selected_assignments", all_of(PROVINCE, 400), act="accept"),
    get("bulk.selected_packs", all_of(PROVINCE, 303)),
    post("bulk.selected_packs", all_of(PROVINCE, 400), act="approve"),
    post("bulk.selected_packs", all_of(PROVINCE), act="submit", pack="1", confirmed="1"),
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
    # Reviewers share their work: claims, one verdict for several, second reviews by who was drawn
    post("review.claim", {"reviewer": 303}, stage="submitted"),
    post("review.claim", {"reviewer": 409}, stage="judged"),
    post("review.release", {"reviewer": 409}, stage="submitted"),
    post("review.claim_explanation", {"reviewer": 303}, stage="submitted"),
    post("review.release_explanation", {"reviewer": 409}, stage="submitted"),
    get("bulk.selected_verdicts", {"reviewer": 303}),
    post("bulk.selected_verdicts", {"reviewer": 200}, stage="submitted", act="judge", piece="1"),
    get("review.second", {}, stage="judged"),
    post("review.judge_again", {}, stage="judged", verdict="sufficient"),
    get("review.agreement", all_of(("reviewer", "approver", "coordinator"))),
    post("review.share", all_of(_COORDINATOR, 303), share="10"),
    get("admin.template_list", all_of(_COORDINATOR)),
    get("admin.template", all_of(_COORDINATOR)),
    post("admin.template", all_of(_COORDINATOR, 400)),
    post("admin.template", all_of(_COORDINATOR, 303), text="Lý do: …"),
    get("admin.comment_list", all_of(_COORDINATOR)),
    post("admin.comment_list", all_of(_COORDINATOR, 400)),
    get("admin.comment", all_of(_COORDINATOR)),
    post("admin.comment", all_of(_COORDINATOR, 303), text="Thiếu phụ lục kèm theo."),
    post("admin.drop_comment", all_of(_COORDINATOR, 303)),
    # The council, which this cycle does not have: whoever sets it up, asks it or belongs to it
    get("council.show", all_of(("approver", "coordinator"))),
    get("council.set_up", all_of(_COORDINATOR)),
    post("council.set_up", all_of(_COORDINATOR, 400)),
    post("council.open_new", {"approver": 400}, stage="passed"),
    post("council.open_new", {"approver": 409}, stage="passed", title="Phiên họp", pack="1"),
    get("council.vote", {}),
    post("council.cast", {}),
    post("council.close", {}),
    get("council.minutes", {}),
    # Comments: whoever sees the thing; only the author changes and strikes out
    get("comments.list_all", all_of(PROVINCE)),
    get("comments.show", all_of((*AGENCY, "coordinator"))),
    post("comments.add", all_of((*AGENCY, "coordinator"), 400)),
    post("comments.add", all_of((*AGENCY, "coordinator"), 303), text="Đề nghị bổ sung."),
    get("comments.change", {"lan": 200, "head": 403, "coordinator": 403}, stage="discussed"),
    post("comments.change", {"lan": 400, "head": 403, "coordinator": 403}, stage="discussed"),
    post("comments.strike", {"lan": 303, "head": 403, "coordinator": 403}, stage="discussed"),
    # Following up: whoever sees all work reads, the coordinator makes letters
    get("follow_up.show", all_of(_SEES_ALL_WORK)),
    post("follow_up.make", all_of(_COORDINATOR, 400)),
    post("follow_up.make", all_of(_COORDINATOR, 303), due="all", reply_by="30/12/2099"),
    get("follow_up.all_letters", all_of(_SEES_ALL_WORK), stage="followed"),
    get("follow_up.paper", all_of(_SEES_ALL_WORK), stage="followed"),
    get("follow_up.issue", all_of(_COORDINATOR), stage="followed"),
    post("follow_up.issue", all_of(_COORDINATOR, 400), stage="followed"),
    get("follow_up.signed_copy", {}, stage="followed"),
    # Reports: drafts are the coordinator's
    get("reports.list_all", all_of(PROVINCE)),
    get("reports.period", all_of(_COORDINATOR)),
    post("reports.period", all_of(_COORDINATOR, 303), begins_on="15/12/2016", ends_on="14/12/2017"),
    post("reports.make", all_of(_COORDINATOR, 303)),
    get("reports.show", all_of(_COORDINATOR), stage="reported"),
    get("reports.paper", all_of(_COORDINATOR), stage="reported"),
    get("reports.annexes", all_of(_COORDINATOR), stage="reported"),
    get("reports.pdf", {"coordinator": 200 if find_office() else 404}, stage="reported"),
    get("reports.add_section", all_of(_COORDINATOR), stage="reported"),
    post("reports.add_section", all_of(_COORDINATOR, 400), stage="reported"),
    get("reports.section", all_of(_COORDINATOR), stage="reported"),
    post("reports.section", all_of(_COORDINATOR, 303), stage="reported", title="I. Chung", place="1"),
    post("reports.drop_section", all_of(_COORDINATOR, 303), stage="reported"),
    post("reports.finish", all_of(_COORDINATOR, 409), stage="reported"),
    post("reports.hand_in", {}, stage="reported", criterion="1.1.3"),
    get("reports.ask", all_of(_COORDINATOR), stage="reported"),
    post("reports.ask", all_of(_COORDINATOR, 400), stage="reported"),
    post("reports.join", all_of(_COORDINATOR, 400), stage="reported"),
)
