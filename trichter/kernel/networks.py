"""Addresses of machines, as far as we keep them: the network, never the machine (LAW 5.5)."""

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
