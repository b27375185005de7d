"""The tables' history, on both databases: up, down, with data, and its end is what the models say."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, inspect, select, text
from sqlalchemy.exc import IntegrityError

from evidence_repo.db import Database
from evidence_repo.models import (
    Agency,
    AgencyKind,
    AuditHead,
    Base,
    CrosswalkPair,
    Evidence,
    ExplanationInvolvement,
    FormerRole,
    PackStep,
    ReviewQuestion,
    RoleRow,
    Target,
)
from evidence_repo.schema import SchemaMismatch, check_current, downgrade, is_current, revision_of, upgrade
from evidence_repo.services.audit.chain import FIRST_HASH, ChainHead, read_head, verify_chain
from evidence_repo.services.audit.downloads import note_download
from evidence_repo.services.people.accounts import change_roles
from evidence_repo.services.plan.copying import copy_cycle
from evidence_repo.services.workflow.verdicts import ask_again
from tests.databases import opened
from tests.live.servers import DatabaseFactory
from tests.services.world import World
from workflows.agency_kinds import SHIPPED_KINDS, Place, ShippedKind
from workflows.roles import Role


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def empty_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """Give a database of each kind that has nothing in it."""
    url = f"sqlite:///{tmp_path}/empty.db"
    if request.param == "postgresql":
        create: DatabaseFactory = request.getfixturevalue("postgres_database")
        url = create()
    with opened(url) as database:
        yield database


@pytest.fixture
def made_by_models(empty_database: Database) -> Database:
    """Give a database whose tables the models made, without any migration."""
    Base.metadata.create_all(empty_database.engine)
    return empty_database


def _leftovers(connection: Connection) -> set[str]:
    tables = set(inspect(connection).get_table_names()) - {"alembic_version"}
    if connection.dialect.name == "sqlite":
        return tables | set(connection.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")))
    functions = "SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
    return tables | set(connection.scalars(text(functions)))


def test_up_from_nothing_and_down_to_nothing_and_up_again(empty_database: Database) -> None:
    assert revision_of(empty_database) is None
    for _ in range(2):
        upgrade(empty_database)
        assert is_current(empty_database)
        with empty_database.reading() as session:
            assert set(session.scalars(select(RoleRow.name))) == {role.value for role in Role}
            assert read_head(session) == ChainHead(0, FIRST_HASH)
        downgrade(empty_database)
        assert revision_of(empty_database) is None
        with empty_database.engine.connect() as connection:
            assert _leftovers(connection) == set()


def test_the_end_of_the_history_is_what_the_models_say(any_database: Database) -> None:
    with any_database.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []


def _tables_of(database: Database) -> dict[str, dict[str, Any]]:
    """Return what the database tells of every table, constraints and their words included."""
    with database.engine.connect() as connection:
        asked = inspect(connection)
        return {
            table: {
                "columns": {
                    column["name"]: (str(column["type"]), column["nullable"], column["default"])
                    for column in asked.get_columns(table)
                },
                "key": asked.get_pk_constraint(table),
                "references": _by_name(asked.get_foreign_keys(table)),
                "checks": _by_name(asked.get_check_constraints(table)),
                "unique": _by_name(asked.get_unique_constraints(table)),
                "indexes": _by_name(asked.get_indexes(table)),
            }
            for table in asked.get_table_names()
            if table != "alembic_version"
        }


def _by_name(found: list[Any]) -> dict[str, Any]:
    return {entry["name"]: entry for entry in found}


def test_every_constraint_and_its_words_are_those_of_the_models(
    request: pytest.FixtureRequest, made_by_models: Database
) -> None:
    """Alembic's own comparison looks at no check constraint: a state added to an enum would slip by."""
    fixtures = {"sqlite": "sqlite_database", "postgresql": "postgres_migrated"}
    migrated: Database = request.getfixturevalue(fixtures[made_by_models.engine.dialect.name])
    assert _tables_of(migrated) == _tables_of(made_by_models)


def test_a_filled_database_keeps_everything_when_upgraded_again(any_database: Database) -> None:
    world = World(any_database)
    piece = world.cite()
    world.submit()
    with any_database.reading() as session:
        before = read_head(session)
    upgrade(any_database)
    assert is_current(any_database)
    with any_database.reading() as session:
        assert session.get_one(Evidence, piece).cited_by.name == "lan"
        assert verify_chain(session, before) == ()
        assert len(session.scalars(select(RoleRow)).all()) == len(Role)


def test_a_filled_database_goes_down_to_nothing(any_database: Database) -> None:
    world = World(any_database)
    world.cite()
    world.explain_product("1.3.1")
    world.submit("1.3.1")
    downgrade(any_database)
    with any_database.engine.connect() as connection:
        assert _leftovers(connection) == set()


def _kept(database: Database) -> list[list[tuple[Any, ...]]]:
    """Return what the tables beside the log hold, without the moments, which differ by microseconds."""
    found = []
    with database.reading() as session:
        for table in (PackStep, ExplanationInvolvement, ReviewQuestion, FormerRole):
            columns = [each for each in table.__table__.columns if not each.name.endswith("at")]
            found.append([tuple(row) for row in session.execute(select(*columns).order_by(table.id))])
        found.append([(session.scalar(select(AuditHead.changes)),)])
    return found


def test_what_rules_ask_about_the_past_is_filled_from_the_log(any_database: Database) -> None:
    world = World(any_database)
    piece = world.cite()
    explained = world.explain_product()
    world.explain_product(text="Đã rõ hơn", who="head")
    world.submit()
    world.judge(piece)
    with any_database.transaction() as session:
        asked = session.get_one(Evidence, piece)
        ask_again(session, world.actor("approver"), asked, "xem lại", clock=world.clock)
        note_download(session, world.actor("reviewer"), asked.version)
    world.judge_explanation(explained, accepted=False)
    world.return_()
    with any_database.transaction() as session:
        lan, coordinator = world.user(session, "lan"), world.actor("coordinator")
        change_roles(session, coordinator, lan, {Role.REVIEWER}, world.clock)
    with any_database.reading() as session:
        head = read_head(session)
    written = _kept(any_database)
    assert [len(rows) for rows in written] == [2, 2, 1, 1, 1]
    downgrade(any_database, "examinations")
    upgrade(any_database)
    assert _kept(any_database) == written
    with any_database.reading() as session:
        assert verify_chain(session, head) == ()


def test_several_processes_that_migrate_at_once_do_it_once(empty_database: Database) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(upgrade, [empty_database] * 4))
    assert is_current(empty_database)
    with empty_database.reading() as session:
        assert session.scalars(select(AuditHead.id)).all() == [1]


def test_references_are_watched_again_after_a_migration(empty_database: Database) -> None:
    upgrade(empty_database)
    with pytest.raises(IntegrityError), empty_database.transaction() as session:
        session.execute(text("INSERT INTO user_role (user_id, role_id) VALUES (1, 1)"))


class TestSayingWhatIsWrong:
    """Whoever starts the product learns why it does not start, and what to do."""

    def test_a_current_database_is_served(self, sqlite_database: Database) -> None:
        check_current(sqlite_database)

    @pytest.mark.parametrize(
        ("revision", "sentence", "advice"),
        [
            (None, "no tables yet", "evidence-repo init"),
            ("9999", "newer version", "Install that version"),
        ],
    )
    def test_another_database_is_refused(
        self, empty_database: Database, revision: str | None, sentence: str, advice: str
    ) -> None:
        if revision is not None:
            upgrade(empty_database)
            with empty_database.transaction() as session:
                session.execute(text("UPDATE alembic_version SET version_num = :to"), {"to": revision})
        with pytest.raises(SchemaMismatch, match=sentence) as refused:
            check_current(empty_database)
        assert advice in str(refused.value.advice)
        assert not is_current(empty_database)


def test_kinds_of_agencies_come_with_the_product_and_every_agency_keeps_its_own(
    any_database: Database,
) -> None:
    with any_database.reading() as session:
        rows = session.scalars(select(AgencyKind).order_by(AgencyKind.ordinal)).all()
        stored = [
            ShippedKind(
                *(row.code, row.name_vi, row.name_en, row.plan_word),
                tuple(Place(place.above, place.since, place.until) for place in row.places),
                *(row.since, row.until),
            )
            for row in rows
        ]
    assert stored == list(SHIPPED_KINDS)
    World(any_database)
    by_code = select(Agency.code, Agency.kind).order_by(Agency.code)
    with any_database.transaction() as session:
        before = session.execute(by_code).all()
        session.add(Agency(code="an-chau", name="Phường An Châu", kind="ward"))
    downgrade(any_database, "20261130_account_requests")
    upgrade(any_database)
    with any_database.reading() as session:
        assert session.execute(by_code).all() == [("an-chau", "commune"), *before]


def test_years_that_are_here_are_paired_by_their_codes(any_database: Database) -> None:
    world = World(any_database)
    with any_database.transaction() as session:
        copy_cycle(session, world.actor("coordinator"), world.cycle(session), 2018, world.clock)
    pairs = select(CrosswalkPair.criterion_id, CrosswalkPair.earlier_id, CrosswalkPair.origin)
    with any_database.reading() as session:
        before = session.execute(pairs.order_by(CrosswalkPair.criterion_id)).all()
    downgrade(any_database, "20261130_years")
    upgrade(any_database)
    with any_database.reading() as session:
        assert session.execute(pairs.order_by(CrosswalkPair.criterion_id)).all() == before
    assert len(before) == 4


def test_targets_that_are_here_get_the_words_of_the_one_vocabulary(any_database: Database) -> None:
    world = World(any_database)
    with any_database.transaction() as session:
        criterion = world.criterion(session, "1.1.3").id
    downgrade(any_database, "20261201_bundle_proofs")
    old = [
        ("Tỷ lệ", "=", 100, "percent", "a"),
        ("Mức độ", ">=", 33.3, "percent", "b"),
        ("Số TTHC", ">=", 50, "procedures", "c"),
        ("cơ quan trễ hạn", "=", 0, "agencies", "d"),
        ("Số doanh nghiệp", ">", None, "previous_year", "e"),
        ("Tỷ lệ doanh nghiệp", ">=", 30, "percent", "e"),
    ]
    insert = text(
        "INSERT INTO target (criterion_id, ordinal, measure, operator, value, unit, is_soft, source_text)"
        " VALUES (:criterion, :ordinal, :measure, :operator, :value, :unit, :soft, :source)"
    )
    names = ("measure", "operator", "value", "unit", "source")
    with any_database.engine.begin() as connection:
        for ordinal, row in enumerate(old, 1):
            parts = dict(zip(names, row, strict=True))
            connection.execute(insert, {"criterion": criterion, "ordinal": ordinal, "soft": False, **parts})
    upgrade(any_database)
    with any_database.reading() as session:
        found = [
            (each.measure, each.kind, each.operator, str(each.value), each.rule.is_soft)
            for each in session.scalars(select(Target).order_by(Target.ordinal))
        ]
    assert found == [
        ("Tỷ lệ", "percent", "=", "100", False),
        ("Mức độ", "percent", ">=", "33.3", False),
        ("Số TTHC", "count", ">=", "50", False),
        ("cơ quan trễ hạn", "none", "=", "0", False),
        ("Số doanh nghiệp", "increase", ">", "0", False),
        ("Số doanh nghiệp", "increase", ">=", "30", False),
    ]
