"""Run commands on another machine over one shared SSH connection, without any question to a person."""

import os
import re
import shlex
import shutil
import subprocess
import threading
import time
import weakref
from contextlib import suppress
from pathlib import Path
from tempfile import mkdtemp

from site_builder.deploy.commands import Finished, run_command
from site_builder.deploy.host import Connection
from site_builder.model import SiteError

_OPTIONS = (
    "BatchMode=yes",
    "ConnectTimeout=15",
    "ServerAliveInterval=15",
    "ServerAliveCountMax=4",
)
_OPENING = 20.0
"""Seconds that the shared connection may take; commands connect on their own afterwards."""
_LOOK = 0.01


class SshConnection:
    """SSH to one machine. Commands share a connection where the system's ssh can do that, and reopen it when cut.

    The connection ends with this object, and with the process whatever ends that.
    """

    def __init__(self, host: str, port: int, connection: Connection) -> None:
        if host.startswith("-") or not re.fullmatch(r"[\w.@:\[\]-]+", host):
            raise SiteError(f"{host!r} is no host", hint='write host = "user@example.org"')
        self._environment = {**connection.environment, "LC_ALL": "C"}
        self._timer = connection.timer
        self._host = host
        options = [word for option in _OPTIONS for word in ("-o", option)]
        shell = shlex.split(connection.environment.get("RSYNC_RSH", "ssh"))
        self._ssh = [*shell, *options, "-p", str(port)]
        self._opening = threading.Lock()
        self._socket = ""
        self._master: subprocess.Popen[bytes] | None = None
        if os.name == "posix":
            # The path of a socket may have 104 characters on some systems; the site's own folder may be too long.
            folder = mkdtemp(prefix="ssh-", dir="/tmp" if os.path.isdir("/tmp") else None)
            weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
            self._socket = f"{folder}/s"

    @property
    def shell(self) -> list[str]:
        """The program and the options by which other programs, such as rsync, get to the machine."""
        if not self._socket:
            return self._ssh
        return [*self._ssh, "-o", f"ControlPath={self._socket}"]

    def run(self, command: str, *, data: bytes = b"") -> Finished:
        """Run a shell command there to its end and return its status and output; status 255 is ssh's own."""
        self.open()
        return run_command(
            [*self.shell, self._host, f"sh -c {shlex.quote(command)}"],
            timer=self._timer,
            environment=self._environment,
            data=data,
        )

    def open(self) -> None:
        """Open the shared connection unless it is open; one that fails is left to the commands to report."""
        with self._opening:
            self._open()

    def _open(self) -> None:
        if not self._socket or (self._master and self._master.poll() is None):
            return
        with suppress(OSError):
            os.unlink(self._socket)
        with suppress(OSError):
            # `cat` ends with its input, and so does the connection when this process is killed.
            self._master = subprocess.Popen(
                [*self.shell, "-o", "ControlMaster=yes", self._host, "cat"],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=self._environment,
                start_new_session=True,
            )
            weakref.finalize(self, _end, self._master)
            deadline = time.monotonic() + _OPENING
            while not Path(self._socket).exists() and self._master.poll() is None:
                if time.monotonic() > deadline:
                    return
                time.sleep(_LOOK)

    def close(self) -> None:
        """Close the shared connection."""
        if self._master:
            _end(self._master)


def _end(process: "subprocess.Popen[bytes]") -> None:
    if process.stdin:
        with suppress(OSError):
            process.stdin.close()
    process.terminate()
    process.wait()
