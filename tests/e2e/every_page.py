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


_RETURNED, _DRAFT, _EMPTY = (
    "/2017/criteria/TCTP-4.2.1",
    "/2017/criteria/TCTP-1.3.1",
    "/2017/criteria/TCTP-1.1.3",
)
_SUBMITTED, _APPROVED, _SEALED = (
    "/2017/criteria/TCTP-1.4.2",
    "/2017/criteria/TCTP-1.2.1",
    "/2017/criteria/TCTP-2.1.1",
)
_DELIVERED = "/2017/assignments/21"  # the story asks the plan's agencies in the plan's order
_TEXT = "/search?q=ke+hoach+cai+cach"

PAGES: dict[str, tuple[Visit, ...]] = {
    UPLOADER: (
        Visit("home.show", "/"),
        Visit("criteria.list_all", "/2017/criteria"),
        Visit("criteria.list_all", "/2017/criteria?group=agency&state=returned"),
        Visit("criteria.show", _RETURNED),
        Visit("criteria.show", _DRAFT),
        Visit("criteria.show", _EMPTY),
        Visit("evidence.choose", f"{_DRAFT}/cite?product=1"),
        Visit("evidence.link", f"{_DRAFT}/link?product=1"),
        Visit("evidence.explain_missing", f"{_EMPTY}/explain?product=1"),
        Visit("evidence.pages", _DRAFT, "a[href$='/pages']"),
        Visit("evidence.move", _DRAFT, "a[href$='/move']"),
        Visit("bulk.piece_list", "/2017/pieces"),
        Visit("evidence.explain", _RETURNED, "a[href$='/explain']"),
        Visit("evidence.replace", _RETURNED, "a[href$='/replace']"),
        Visit("documents.show", _RETURNED, "a.subject"),
        Visit("search.show", "/search"),
        Visit("search.show", _TEXT),
        Visit("search.show", "/search?q=khongcogica"),
        Visit("search.saved", "/search/saved"),
        Visit("board.show", "/2017/board"),
        Visit("assignments.list_all", "/2017/assignments"),
        Visit("assignments.list_all", "/2017/assignments?state=cancelled"),
        Visit("assignments.show", "/2017/assignments?state=delivered", "td.code a"),
        Visit("assignments.give_back", _DELIVERED, "a[href$='/return']"),
        Visit("assignments.take_back", _DELIVERED, "a[href$='/cancel']"),
        Visit("assignments.propose_all", f"{_EMPTY}/assignments/new"),
        Visit("assignments.propose_all_year", "/2017/assignments/new"),
        Visit("assignments.change", "/2017/assignments/1", "a[href$='/change']"),
        Visit("account.show", "/account"),
        Visit("notices.list_all", "/notices"),
        Visit("account.notices", "/account/notices"),
        Visit("comments.list_all", "/2017/comments"),
        Visit("comments.show", _RETURNED, ".piece .comments-link"),
        Visit("comments.show", _DELIVERED, ".comments-link"),
        Visit("help.contents", "/help"),
        Visit("help.show", "/help/glossary"),
        Visit("help.show", "/help/states"),
        Visit("help.show", "/help/files"),
    ),
    HEAD: (
        Visit("home.show", "/"),
        Visit("criteria.show", _SUBMITTED),
        Visit("registers.list_all", "/2017/registers"),
        Visit("registers.show", f"{_EMPTY}/registers/plan_tasks"),
        Visit("registers.show", f"{_DRAFT}/registers/units"),
        Visit("registers.show", f"{_SUBMITTED}/registers/activities"),
        Visit("registers.import_page", f"{_EMPTY}/registers/plan_tasks/import"),
        Visit("account.absence", "/account/absence"),
        Visit("calendar.show", "/calendar?month=2017-11"),
        Visit("figures.give", f"{_EMPTY}/targets/1/figures"),
        Visit("rounds.list_of_questions", "/2017/rounds/questions"),
        Visit("rounds.entry_list", "/2017/rounds/entry"),
        Visit("rounds.entry", "/2017/rounds/entry/TCTP-1.4.2"),
        Visit("rounds.report", "/2017/rounds/report"),
        Visit("rounds.note", "/2017/rounds/report", "main a[href*='/rounds/report/']"),
        Visit("scores.edit", f"{_EMPTY}/score"),
    ),
    CONTRIBUTOR: (
        Visit("home.show", "/"),
        Visit("criteria.show", _DRAFT),
        Visit("assignments.show", "/2017/assignments?due=late", "td.code a"),
    ),
    REVIEWER: (
        Visit("home.show", "/"),
        Visit("criteria.show", _SUBMITTED),
        Visit("evidence.header", _SUBMITTED, "a[href$='/header']"),
        Visit("review.queue", "/2017/review"),
        Visit("review.desk", "/2017/review", "main a.btn-primary"),
        Visit("review.agreement", "/2017/review/agreement"),
        Visit("review.explanation", "/2017/review", "a[href^='/2017/review/explanations/']"),
        Visit("review.undo", "/2017/criteria/TC-5.5", ".piece:has(.state.ok)", "/2017/review/{}/undo"),
        Visit("bundles.list_all", "/2017/bundles"),
        Visit("audit.show", "/audit"),
    ),
    APPROVER: (
        Visit("home.show", "/"),
        Visit("criteria.show", _APPROVED),
        Visit("packs.list_to_approve", "/2017/packs"),
        Visit("council.show", "/2017/council"),
        Visit("packs.reopen", "/2017/packs", "a[href*='/reopen']"),
        Visit("review.question", "/2017/packs", "a[href*='/ask-again']"),
        Visit("bundles.list_all", "/2017/bundles"),
        Visit("bundles.show", "/2017/bundles/1"),
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
        Visit("admin.cycle_list", "/admin/cycles"),
        Visit("admin.show_cycle", "/admin/cycles/2017"),
        Visit("next_year.copy", "/2017/next-year"),
        Visit("next_year.crosswalk", "/2017/crosswalk"),
        Visit("admin.agency_kind_list", "/admin/agencies/kinds"),
        Visit("admin.show_agency_kind", "/admin/agencies/kinds/ward"),
        Visit("admin.import_agencies_page", "/admin/agencies/import"),
        Visit("admin.import_people_page", "/admin/people/import"),
        Visit("admin.change_agency", "/admin/agencies/2/change/split"),
        Visit("admin.reopen_cycle", "/admin/cycles/2017/reopen"),
        Visit("admin.import_catalogue", "/admin/catalogue"),
        Visit("council.set_up", "/2017/council/setup"),
        Visit("review.agreement", "/2017/review/agreement"),
        Visit("admin.comment_list", "/admin/comments"),
        Visit("admin.template_list", "/admin/explanation-templates"),
        Visit("admin.template", "/admin/explanation-templates/missing"),
        Visit("admin.holiday_list", "/admin/holidays/2019"),
        Visit("admin.holiday", "/admin/holidays/2019", "main td a"),
        Visit("admin.delegation_list", "/admin/delegations?all=1"),
        Visit("criteria.edit", f"{_DRAFT}/edit"),
        Visit("registers.choose", f"{_SUBMITTED}/registers"),
        Visit("criteria.add", "/2017/criteria/new"),
        Visit("admin.health", "/admin/health"),
        Visit("rounds.import_page", "/2017/rounds/import"),
        Visit("scores.import_page", "/2017/scores/scheme/import"),
        Visit("follow_up.show", "/2017/follow-up?due=all&agency=so-tu-phap"),
        Visit("reports.list_all", "/2017/reports"),
        Visit("reports.period", "/2017/reports/periods/year"),
        Visit("reports.show", "/2017/reports/1"),
        Visit("reports.section", "/2017/reports/1", "main a[href*='/sections/']"),
        Visit("reports.add_section", "/2017/reports/1", "main a[href$='/sections/new']"),
        Visit("reports.ask", "/2017/reports/1/sections/1/ask"),
        Visit("follow_up.issue", "/2017/follow-up", "#letters a[href$='/issue']"),
    ),
    OBSERVER: (
        Visit("home.show", "/"),
        Visit("criteria.show", _RETURNED),
        Visit("board.show", "/2017/board"),
        Visit("board.show", "/2017/board?by=criterion"),
        Visit("board.chairman", "/2017/board/chairman"),
        Visit("board.agency", "/2017/board/agencies/so-noi-vu"),
        Visit("board.agency", "/2017/board/agencies/ubnd-huyen-chau-phu"),
        Visit("bundles.show", "/2017/bundles/1"),
        Visit("rounds.list_all", "/2017/rounds"),
        Visit("rounds.lost", "/2017/rounds/lost"),
        Visit("rounds.years", "/2017/rounds/years"),
        Visit("scores.show", "/2017/scores"),
        Visit("scores.scheme", "/2017/scores/scheme"),
    ),
    MINISTRY: (
        Visit("home.show", "/"),
        Visit("search.show", _TEXT),
        Visit("bundles.list_all", "/2017/bundles"),
    ),
}

NO_PAGES = {
    **dict.fromkeys(("static", "bootstrap.static", "assets.icons"), "files of the pages themselves"),
    "admin.catalogue_template": "a file",
    **dict.fromkeys(("documents.picture", "documents.file", "bundles.download", "search.export"), "files"),
    **dict.fromkeys(("documents.words", "documents.text", "audit.export", "search.suggestions"), "data"),
    **dict.fromkeys(
        (
            *("bulk.selected_pieces", "bulk.selected_packs", "bulk.selected_assignments"),
            "bulk.selected_verdicts",
        ),
        "lead to the list; tests.e2e.test_bulk",
    ),
    "calendar.feed": "data for calendar programs",
    "council.minutes": "a file",
    **dict.fromkeys(("follow_up.all_letters", "follow_up.paper", "follow_up.signed_copy"), "files"),
    **dict.fromkeys(("reports.paper", "reports.pdf", "reports.annexes"), "files"),
    "evidence.explanations_paper": "a file",
    **dict.fromkeys(("bundles.verifier", "bundles.proof", "bundles.volume"), "files"),
    "bundles.list_of_volumes": "a file",
    **dict.fromkeys(("registers.template", "rounds.template", "rounds.file"), "files"),
    **dict.fromkeys(("scores.export", "scores.example"), "files"),
    **dict.fromkeys(("admin.agency_template", "admin.people_template"), "files"),
    "evidence.show": "leads to the piece on its criterion's page",
    **dict.fromkeys(("years.old_address", "years.old_cycle"), "lead to the page of a year"),
}

ELSEWHERE = {
    "admin.plan_draft": "there only after a plan was sent: tests.web.test_plan_pages fetches it",
    "admin.plan_reading": "there only while a plan is read: tests.web.test_plan_pages fetches it",
    "admin.plan_row": "there only after a plan was sent: tests.web.test_plan_pages fetches it",
    "admin.comment": "the demonstration has no ready comment: tests.web.test_review_work_pages fetches it",
    "council.vote": "the demonstration has no council: tests.web.test_review_work_pages fetches it",
    **dict.fromkeys(
        ("figures.explain", "figures.query", "figures.undo", "figures.waive", "figures.demand"),
        "the demonstration has no figures: tests.web.test_figure_pages fetches them",
    ),
    **dict.fromkeys(
        ("rounds.show", "rounds.question", "rounds.loss", "rounds.withdraw"),
        "the demonstration's Ministry has not answered: tests.web.test_round_pages fetches them",
    ),
    "comments.change": "no comment of the demonstration is new: tests.web.test_comment_pages fetches it",
    "registers.documents": "the demonstration's registers have no row: tests.web.test_register_pages has one",
    "review.second": "the demonstration draws no piece: tests.web.test_blind_review fetches it",
    "sign_in.show": "looked at by whoever has not signed in",
    "sign_in.forgotten": "there only with mail: tests.web.test_account fetches it",
    "sign_in.renew": "there only with mail: tests.web.test_account fetches it",
    "account.first_password": "met once, at the first sign-in: tests.e2e.test_journey goes through it",
    "review.undo_product": "looks as review.undo; the demonstration has no verdict on a product to take back",
}
