"""Decide which hosts may be asked: only public addresses, and never one that a name was changed to afterwards.

An article is other people's text. A check that asked whatever it links to would let it look into the network of
whoever runs the check, so every name is resolved once, all its addresses are judged, and the connection is made
to the address that was judged.
"""

import socket
from collections.abc import Callable, Sequence
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

Resolve = Callable[[str, int], Sequence[str]]
"""Gives the addresses of a host; raises OSError when it has none."""

_PUBLIC6 = IPv6Network("2000::/3")
_TUNNELS6 = (IPv6Network("2001::/32"), IPv6Network("2002::/16"))
"""Addresses that carry another one, which would have to be judged too."""
_NAT64 = IPv6Network("64:ff9b::/96")
_RESERVED = (".example", ".test", ".invalid", ".example.com", ".example.org", ".example.net")
"""Names that stand for others in texts and belong to nobody (RFC 2606)."""
_WEB_PORTS = (80, 443)


class RefusedError(Exception):
    """A host that is not asked; says why."""


def resolve(host: str, port: int) -> list[str]:
    """Ask the system for the addresses of a host. Raises OSError when it has none."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(each[4][0]) for each in found))


def is_reserved(host: str) -> bool:
    """Say whether a name is one that never belongs to anybody."""
    return f".{host.rstrip('.')}".endswith(_RESERVED)


def is_public(address: str) -> bool:
    """Say whether an address is one of the public network."""
    ip = _unwrapped(address)
    if isinstance(ip, IPv6Address):
        return ip in _PUBLIC6 and not any(ip in net for net in _TUNNELS6) and ip.is_global
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified)


def _unwrapped(address: str) -> IPv4Address | IPv6Address:
    ip = ip_address(address.partition("%")[0])
    if isinstance(ip, IPv6Address):
        if ip.ipv4_mapped:
            return ip.ipv4_mapped
        if ip in _NAT64:
            return IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip


def _may_be_allowed(address: str) -> bool:
    """Say whether the owner may allow a private address; link-local ones hold the keys of cloud machines."""
    ip = _unwrapped(address)
    return not (ip.is_link_local or ip.is_multicast or ip.is_unspecified)


def addresses_to_ask(host: str, port: int, *, resolve: Resolve, allowed: bool) -> list[str]:
    """Give the addresses of a host, all of them judged.

    `allowed` says that the owner named this host, so that private addresses are good.
    Raises RefusedError for a host that is not to be asked, OSError for one that has no address.
    """
    if port < 1024 and port not in _WEB_PORTS and not allowed:
        raise RefusedError(f"port {port} is not one of the web")
    found = list(resolve(host, port))
    if not found:
        raise OSError("it has no address")
    for address in found:
        if not is_public(address) and not (allowed and _may_be_allowed(address)):
            raise RefusedError(f"{address} is not a public address")
    return found
