"""Where a request comes from: what proxies say counts only where the settings trust them."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

Networks = Sequence[IPv4Network | IPv6Network]


def networks_of(trusted_proxies: Sequence[str]) -> Networks:
    """Return the networks whose word about addresses counts."""
    return tuple(ip_network(each) for each in trusted_proxies)


def client_address(peer: str, forwarded: str, trusted: Networks) -> str:
    """Return the last address of `X-Forwarded-For` that is no trusted proxy, or the peer's own."""
    address = peer
    for hop in reversed(forwarded.split(",")):
        if not hop.strip() or not any(_is_in(address, network) for network in trusted):
            break
        address = hop.strip()
    return address


def network_of(address: str) -> str:
    """Return the address, of IPv6 the network that one household has."""
    try:
        found = ip_address(address)
    except ValueError:
        return "unknown"
    return str(ip_network((found, 64), strict=False)) if found.version == 6 else str(found)


def _is_in(address: str, network: IPv4Network | IPv6Network) -> bool:
    try:
        return ip_address(address) in network
    except ValueError:
        return False
