"""Addresses of machines: whose it is behind proxies, and as far as we keep it the network alone (LAW 5.5)."""

from ipaddress import IPv6Address, ip_address, ip_network

_BITS = {4: 24, 6: 48}


def masked(address: str) -> str:
    """The network of an IP address: /24, or /48 for IPv6; nothing for what is no address."""
    try:
        machine = ip_address(address.strip().partition("%")[0])
    except ValueError:
        return ""
    if isinstance(machine, IPv6Address) and machine.ipv4_mapped:
        machine = machine.ipv4_mapped
    return str(ip_network((machine, _BITS[machine.version]), strict=False))


def visitors_address(peer: str, told: str, *, proxies: int) -> str:
    """What the first of so many proxies of our own says (`X-Forwarded-For`); without any, who is at the other end.

    What a visitor adds stands before that, unread.
    """
    each = [part.strip() for part in told.split(",") if part.strip()] if proxies else []
    return _without_port(each[-proxies]) if proxies and len(each) >= proxies else peer


def _without_port(told: str) -> str:
    """Some proxies add it: `192.0.2.1:443`, `[2001:db8::1]:443`."""
    if told.startswith("["):
        return told[1:].partition("]")[0]
    return told.partition(":")[0] if told.count(":") == 1 else told
