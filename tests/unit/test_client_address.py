"""Whose turn a request takes, and whose tries are counted: the address that trusted proxies tell."""

import pytest

from evidence_repo.cli.arriving import Arrival
from evidence_repo.client_address import client_address, network_of, networks_of

TRUSTED = networks_of(["127.0.0.1", "10.0.0.0/8"])


@pytest.mark.parametrize(
    ("peer", "forwarded", "address"),
    [
        ("203.0.113.1", "198.51.100.7", "203.0.113.1"),
        ("127.0.0.1", "198.51.100.7", "198.51.100.7"),
        ("127.0.0.1", "192.0.2.9, 198.51.100.7, 10.1.2.3", "198.51.100.7"),
        ("127.0.0.1", "", "127.0.0.1"),
        ("127.0.0.1", "nonsense", "nonsense"),
    ],
)
def test_what_a_proxy_says_counts_where_it_is_trusted(peer: str, forwarded: str, address: str) -> None:
    assert client_address(peer, forwarded, TRUSTED) == address


def test_a_household_has_one_network() -> None:
    assert network_of("2001:db8::1") == network_of("2001:db8::ffff") != network_of("2001:db8:1::1")
    assert network_of("nonsense") == "unknown"


def test_every_line_that_names_an_address_or_a_cookie_is_read() -> None:
    arrival = Arrival(0.0)
    lines = (b"GET / HTTP/1.1", b"X-Forwarded-For: a", b"Cookie: one", b"x-forwarded-for:b", b"COOKIE: two")
    assert arrival.take(b"\r\n".join((*lines, b"", b""))) is not None
    assert (arrival.forwarded, arrival.cookie) == (b"a,b", b"one;two")
