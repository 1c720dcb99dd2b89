"""Run the server: answer requests, follow edits, tell open tabs, until somebody stops it."""

import asyncio
import contextlib
import errno
import gc
import os
import secrets
import signal
import socket
import sys
import webbrowser
from collections.abc import Callable, Coroutine
from functools import partial

from site_builder.engine import Progress, Site
from site_builder.model import SiteError
from site_builder.server.background_refresh import BackgroundRefresh, SingleThreadExecutor
from site_builder.server.change import Change
from site_builder.server.http.connection import Connections
from site_builder.server.http.event_streams import Stream, Streams
from site_builder.server.http.guarding import Guard
from site_builder.server.http.messages import HEAD_BYTES, Answer, Request, refusal
from site_builder.server.live.live_site import LiveSite
from site_builder.server.process_pool import dismiss
from site_builder.server.routes import Routes, followed
from site_builder.server.watching import Gathering, Watch, now
from site_builder.server.writing import Writing

_PORTS = 50
"""How many ports are tried when the wanted one is in use."""

_BACKLOG = 1024
"""Connections that may wait to be taken; many tabs come back at once after a restart."""


def serve(
    site: Site,
    *,
    host: str,
    port: int,
    open_browser: bool,
    poll: bool,
    verbose: bool,
    write: bool,
    progress: Progress,
) -> None:
    """Serve a site until the process is told to stop.

    `port` 0 is any free one; one in use gives way to the next free one. `write` keeps the output folder up to date too.
    Raises SiteError when the address cannot be had.
    """
    _allow_many_connections()
    listener = listen(host, port, say=progress.say)
    with contextlib.closing(listener):
        live = LiveSite(site)
        asyncio.run(
            Server(live, host=host, verbose=verbose, progress=progress).run(
                listener, open_browser=open_browser, poll=poll, write=write
            )
        )


def listen(host: str, port: int, *, say: Callable[[str], None]) -> socket.socket:
    """Take a port, the next free one if it is in use. Raises SiteError."""
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
        listener.listen(_BACKLOG)
    except OSError:
        listener.close()
        raise
    return listener


class Server:
    """Everything that runs while a site is served."""

    def __init__(self, live: LiveSite, *, host: str, verbose: bool, progress: Progress) -> None:
        self._live = live
        self._progress = progress
        self._guard = Guard(host, token=secrets.token_urlsafe(24))
        self._routes = Routes(live, token=self._guard.token)
        self._executor = SingleThreadExecutor()
        self._streams = Streams()
        self._host = host
        self._log: Callable[[str], None] = progress.say if verbose else lambda _: None
        self._connections = Connections(self._respond, self._listen, self._log)
        self._refresh: BackgroundRefresh | None = None
        self._writing: Writing | None = None
        self._troubles: frozenset[str] = frozenset()

    async def run(self, listener: socket.socket, *, open_browser: bool, poll: bool, write: bool) -> None:
        """Serve until told to stop."""
        loop = asyncio.get_running_loop()
        stopped = asyncio.Event()
        for each in (signal.SIGINT, signal.SIGTERM):
            with contextlib.suppress(NotImplementedError):  # Windows has none; Ctrl-C ends the loop there.
                loop.add_signal_handler(each, stopped.set)
        # The first question waits for this, whatever it is.
        loading = asyncio.create_task(self._executor.ask(self._live.load))
        server = await asyncio.start_server(
            self._connections.take, sock=listener, limit=HEAD_BYTES, backlog=_BACKLOG
        )
        address = _address(self._host, listener)
        self._say_where(address)
        if open_browser:
            loop.run_in_executor(None, webbrowser.open, address)
        await loading
        following = asyncio.create_task(self._guarded(self._follow(poll=poll)))
        refreshing = asyncio.create_task(self._guarded(self._catch_up()))
        writing = asyncio.create_task(self._guarded(self._write() if write else asyncio.sleep(0)))
        try:
            await stopped.wait()
        finally:
            server.close()
            self._connections.close()
            for task in (following, refreshing, writing):
                task.cancel()
            await asyncio.gather(following, refreshing, writing, return_exceptions=True)
            self._executor.close()
            dismiss()

    def _say_where(self, address: str) -> None:
        self._progress.say(f"{address} shows the site; stop with Ctrl-C")
        self._progress.say(f"  {address}_inspect/ lists the articles that are least certain")
        if self._guard.open:
            self._progress.say(
                f"  listening on {self._host}: everybody who can reach this machine can read the whole archive;"
                " corrections are taken from this machine only"
            )

    async def _guarded(self, work: Coroutine[object, object, None]) -> None:
        """Do some of the work in the background; should it ever end, that is said."""
        try:
            await work
        except Exception as error:  # A mistake of the program; pages are served all the same.
            self._progress.say(
                f"the program failed: {type(error).__name__}: {error}; if it stays so, start it again"
            )

    async def _respond(self, request: Request) -> Answer | None:
        """Answer a request; None where it asks to be kept informed."""
        self._guard.admit(request)
        if request.path == "/_live/events" and request.method == "GET":
            self._guard.admit_stream(request)
            followed(request)
            return None
        writing = request.method == "POST" and request.path.startswith("/_inspect/")
        if writing:
            self._guard.admit_writing(request)
        work = self._routes.correct if writing else self._routes.answer
        try:
            answer = await self._executor.ask(lambda: work(request))
            if request.path.startswith("/_inspect"):
                await self._inspected(written=writing)
            return answer
        except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
            # A mistake of the program in one page must not cost the others.
            self._progress.say(f"{request.path}: the program failed: {type(error).__name__}: {error}")
            return refusal(500, f"the program failed: {type(error).__name__}: {error}")

    async def _inspected(self, *, written: bool) -> None:
        """Show what a correction changed, and look further where the list of doubts needs it."""
        if written:
            await self._tell()
        if self._refresh:
            self._refresh.wake()

    async def _listen(
        self, request: Request, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        stream = Stream(writer, followed(request))
        keeping = asyncio.ensure_future(self._streams.keep(stream, reader))
        stream.tell(await self._states(list(stream.told)))
        await keeping

    async def _states(self, pages: list[str]) -> dict[str, bytes]:
        return {page: await self._executor.ask(partial(self._routes.state, page)) for page in pages}

    async def _tell(self) -> None:
        """Bring all open tabs up to date."""
        for page in self._streams.pages:
            self._streams.tell(await self._states([page]))

    async def _catch_up(self) -> None:
        self._refresh = BackgroundRefresh(self._live.opening, self._executor, self._tell, self._progress)
        await self._executor.ask(self._live.articles.passages.count)
        gc.collect()
        # What was loaded stays; going through it again and again would make edits wait.
        gc.freeze()
        self._refresh.wake()
        await self._refresh.run()

    async def _write(self) -> None:
        self._writing = Writing(lambda: self._live.site)
        self._writing.wake()
        await self._writing.run()

    async def _follow(self, *, poll: bool) -> None:
        """Follow edits for ever."""
        loop = asyncio.get_running_loop()
        heard = asyncio.Event()
        gathering = Gathering(self._live.site)

        def hear(path: str, whole: bool, folder: bool) -> None:
            if gathering.add(path, now(), whole=whole, folder=folder):
                heard.set()

        def pass_on(path: str, whole: bool, folder: bool) -> None:
            loop.call_soon_threadsafe(hear, path, whole, folder)

        watch = Watch(self._live.site, pass_on, poll=poll)
        if watch.notice:
            self._progress.say(watch.notice)
        try:
            while True:
                await heard.wait()
                while (wait := gathering.wait(now())) is not None and wait > 0:
                    # What is heard meanwhile may be that the file is whole already.
                    heard.clear()
                    with contextlib.suppress(TimeoutError):
                        async with asyncio.timeout(wait):
                            await heard.wait()
                heard.clear()
                await self._guarded(self._update(gathering.take()))
        finally:
            watch.close()

    async def _update(self, change: Change) -> None:
        self._log(f"changed: {', '.join(change.parts())}")
        changed = await self._executor.ask(lambda: self._live.update(change))
        if changed:
            await self._tell()
            await self._say_troubles()
            if self._writing:
                self._writing.wake()
        if self._refresh:
            self._refresh.wake()

    async def _say_troubles(self) -> None:
        """Say on the terminal what has gone wrong since it was last said."""
        found = await self._executor.ask(lambda: self._live.troubles(""))
        texts = {"\n".join(each.lines()) for each in found if each.stops}
        for text in sorted(texts - self._troubles):
            self._progress.say(text)
        if self._troubles and not texts:
            self._progress.say("all is well again")
        self._troubles = frozenset(texts)


def _address(host: str, listener: socket.socket) -> str:
    port = listener.getsockname()[1]
    name = "localhost" if host in ("", "0.0.0.0", "::") else f"[{host}]" if ":" in host else host
    return f"http://{name}:{port}/"


def _allow_many_connections() -> None:
    """Ask for as many open files as the system gives; every open tab is one."""
    if sys.platform != "win32":
        import resource

        _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
