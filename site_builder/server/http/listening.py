"""Bind the port that the server listens on."""

import contextlib
import errno
import os
import socket
import sys
from collections.abc import Callable

from site_builder.model import SiteError

_PORTS = 50
"""How many ports are tried when the wanted one is in use."""

BACKLOG = 1024
"""Connections that may wait to be taken; many tabs come back at once after a restart."""


def listen(host: str, port: int, *, say: Callable[[str], None]) -> socket.socket:
    """Bind a port, the next free one if it is in use. Raises SiteError."""
    for attempt in range(port, min(port + _PORTS, 65_536) if port else 1):
        try:
            listener = _bound(host, attempt)
        except OSError as error:
            if error.errno in (errno.EADDRINUSE, errno.EACCES) and attempt + 1 < port + _PORTS:
                continue
            reason = (error.strerror or str(error)).lower()
            hint = "name another one with --host or --port"
            raise SiteError(f"{host}:{attempt}: cannot listen there: {reason}", hint=hint) from error
        if attempt != port:
            say(f"port {port} is in use; {listener.getsockname()[1]} is taken instead")
        return listener
    raise SiteError(f"{host}:{port}: cannot listen there", hint="name another port with --port")


def _bound(host: str, port: int) -> socket.socket:
    family, kind, proto, _, address = socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )[0]
    listener = socket.socket(family, kind, proto)
    try:
        if os.name == "posix":
            # On Windows the same option lets two programs have one port.
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(BACKLOG)
    except OSError:
        listener.close()
        raise
    return listener


def address_of(host: str, listener: socket.socket) -> str:
    """Return the address that a browser on this machine opens."""
    port = listener.getsockname()[1]
    name = "localhost" if host in ("", "0.0.0.0", "::") else f"[{host}]" if ":" in host else host
    return f"http://{name}:{port}/"


def allow_many_connections() -> None:
    """Ask the system for as many open files as the system gives; every open tab is one."""
    if sys.platform != "win32":
        import resource

        _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
