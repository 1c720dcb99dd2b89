"""Restrict requests to public hosts (protection against SSRF and DNS rebinding).

An article is other people's text. A check that requested whatever it links to would let it look into the network of
whoever runs the check, so every name is resolved once, all its addresses are tested, and the connection is made
to an address that was tested.
"""

import socket
from collections.abc import Callable, Sequence
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

Resolve = Callable[[str, int], Sequence[str]]
"""From host and port to the addresses of the host; raises OSError when it has none."""

_PUBLIC6 = IPv6Network("2000::/3")
_TUNNELS6 = (IPv6Network("2001::/32"), IPv6Network("2002::/16"))
"""Addresses that carry another one, which would have to be judged too."""
_NAT64 = IPv6Network("64:ff9b::/96")
_RESERVED = (".example", ".test", ".invalid", ".example.com", ".example.org", ".example.net")
"""Names that stand for others in texts and belong to nobody (RFC 2606)."""
_WEB_PORTS = (80, 443)


class HostRefusedError(Exception):
    """A host that gets no request; the message says why."""


def resolve(host: str, port: int) -> list[str]:
    """Resolve a host through the system. Raises OSError when it has no address."""
    entries = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in entries))


def is_reserved(host: str) -> bool:
    """Test whether a name is reserved for examples."""
    return f".{host.rstrip('.')}".endswith(_RESERVED)


def is_public(address: str) -> bool:
    """Test whether an address belongs to the public network."""
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
    """Test whether the owner may allow a private address; link-local ones hold the keys of cloud machines."""
    ip = _unwrapped(address)
    return not (ip.is_link_local or ip.is_multicast or ip.is_unspecified)


def permitted_addresses(host: str, port: int, *, resolve: Resolve, allowed: bool) -> list[str]:
    """Resolve a host to the addresses a connection may be made to.

    `allowed` means that the owner named this host, so that private addresses are permitted.
    Raises HostRefusedError for a host that must get no request, OSError for one that has no address.
    """
    if port < 1024 and port not in _WEB_PORTS and not allowed:
        raise HostRefusedError(f"port {port} is not one of the web")
    addresses = list(resolve(host, port))
    if not addresses:
        raise OSError("it has no address")
    for address in addresses:
        if not is_public(address) and not (allowed and _may_be_allowed(address)):
            raise HostRefusedError(f"{address} is not a public address")
    return addresses
