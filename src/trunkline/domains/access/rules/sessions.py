"""When a session ends, and what counts as one address."""

from __future__ import annotations

from datetime import datetime
from ipaddress import IPv6Address, ip_address, ip_network

from trunkline.domains.access.model import SESSION_IDLE, SESSION_LIFETIME


def session_end(created_at: datetime, seen_at: datetime) -> datetime:
    """Each request moves the end, but never past the whole lifetime."""
    return min(seen_at + SESSION_IDLE, created_at + SESSION_LIFETIME)


def network_of(address: str) -> str:
    """Whom to count an attempt for: the address, or the /64 of an IPv6 address, which is what one customer line has."""
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return address[:64]
    if isinstance(parsed, IPv6Address):
        mapped = parsed.ipv4_mapped
        return str(mapped) if mapped else str(ip_network((parsed, 64), strict=False))
    return str(parsed)
