"""Days off and swapped days on the command line."""

from tests.cli.machine import Machine

COORDINATOR = ("--as", "dieu-phoi@angiang.vn")


def test_days_are_listed_added_and_removed(machine: Machine) -> None:
    of_2026 = machine.read("holidays", "holidays", "list", "--year", 2026)
    assert {"day": "2026-08-22", "kind": "worked"}.items() <= of_2026[12].items() | of_2026[11].items()
    assert machine.read("holidays", "holidays", "list", "--year", 2028) == []
    added = machine.read(
        *("holiday", "holidays", "add", "2028-01-26", "--name", "Tết Nguyên đán", "--provisional"),
        *COORDINATOR,
    )
    assert added == {"day": "2028-01-26", "kind": "off", "name": "Tết Nguyên đán", "provisional": True}
    assert machine.read("holidays", "holidays", "list", "--year", 2028) == [added]
    assert "listed already" in machine.error(
        "holidays", "add", "2028-01-26", "--name", "Tết", *COORDINATOR, code=2
    )
    machine.error("holidays", "remove", "2028-01-27", *COORDINATOR, code=2)
    machine.read("holiday", "holidays", "remove", "2028-01-26", *COORDINATOR)
    assert machine.read("holidays", "holidays", "list", "--year", 2028) == []


def test_only_the_coordinator_keeps_the_list(machine: Machine) -> None:
    machine.error("holidays", "add", "2028-01-26", "--name", "Tết", "--as", "lan@angiang.vn")
    machine.error("holidays", "add", "26/01/2028", "--name", "Tết", *COORDINATOR, code=2)
    machine.error("holidays", "list", "--year", 1999, code=2)
