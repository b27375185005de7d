"""Signing in: whoever knows the password gets in, however many others do from the same address."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import repeat

from evidence_repo.clock import Clock
from evidence_repo.models import GuessCounter
from evidence_repo.services.people.guesses import count_try, keys_of_sign_in, take_back
from evidence_repo.services.people.passwords import hash_password
from evidence_repo.services.people.sign_in import SignInTry, sign_in
from tests.services.world import PEOPLE, World

PASSWORD = "một con đường khác"
ADDRESS = "192.0.2.7"
PEOPLE_AT_ONCE, RIGHT_ONES = 4, 500


def _tried(name: str, password: str = PASSWORD) -> SignInTry:
    return SignInTry(f"{name}@example.vn", password, ADDRESS, "Firefox", None)


def test_forty_right_sign_ins_at_once_all_pass(any_world: World) -> None:
    with any_world.database.transaction() as session:
        for name in PEOPLE:
            any_world.user(session, name).password = hash_password(PASSWORD)
    tries = [_tried(name) for name in PEOPLE] * 3
    with ThreadPoolExecutor(PEOPLE_AT_ONCE) as pool:
        signed_in = list(pool.map(sign_in, repeat(any_world.database), tries, repeat(Clock())))
    assert [each.person.email for each in signed_in] == [tried.email for tried in tries]
    with any_world.reading() as session:
        assert {row.failures for row in session.query(GuessCounter)} == {0}


def test_five_hundred_right_sign_ins_within_two_minutes_all_pass(world: World) -> None:
    """The counting alone: the passwords would take their processor time."""
    began = world.clock.real_now()
    with world.database.transaction() as session:
        for number in range(0, RIGHT_ONES, PEOPLE_AT_ONCE):
            now = began + timedelta(seconds=120 * number / RIGHT_ONES)
            accounts = [f"person-{each % 60}@example.vn" for each in range(number, number + PEOPLE_AT_ONCE)]
            tries = [count_try(session, keys_of_sign_in(account, ADDRESS, None), now) for account in accounts]
            for counted in tries:
                take_back(session, counted, now)
