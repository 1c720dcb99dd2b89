"""Run the server: answer requests, follow edits, tell open tabs, until somebody stops it."""

import asyncio
import contextlib
import gc
import secrets
import signal
import socket
import webbrowser
from collections.abc import Callable, Coroutine
from functools import partial

from site_builder.disk import SUFFIXES
from site_builder.engine import Progress, Site
from site_builder.engine.empty import count_endings
from site_builder.server.background_refresh import BackgroundRefresh, SingleThreadExecutor
from site_builder.server.change import Change
from site_builder.server.http.connection import Connections
from site_builder.server.http.event_streams import EventStream, EventStreams
from site_builder.server.http.guarding import Guard
from site_builder.server.http.listening import BACKLOG, address_of, allow_many_connections, listen
from site_builder.server.http.messages import HEAD_BYTES, RefusedError, Request, Response, refusal
from site_builder.server.live.live_site import LiveSite
from site_builder.server.lost_notes import LostNotesReport
from site_builder.server.processes import end_processes
from site_builder.server.routes import Routes, pages_to_follow
from site_builder.server.watching import Gathering, Watch, now
from site_builder.server.writing import Writing

_SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT")
"""Signals that stop the server with everything cleaned up; Windows has some of them."""


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
    allow_many_connections()
    listener = listen(host, port, say=progress.say)
    with contextlib.closing(listener):
        live = LiveSite(site)
        asyncio.run(
            Server(live, host=host, verbose=verbose, progress=progress).run(
                listener, open_browser=open_browser, poll=poll, write=write
            )
        )


class Server:
    """Everything that runs while a site is served."""

    def __init__(self, live: LiveSite, *, host: str, verbose: bool, progress: Progress) -> None:
        self._live = live
        self._progress = progress
        self._guard = Guard(host, token=secrets.token_urlsafe(24))
        self._routes = Routes(live, token=self._guard.token)
        self._executor = SingleThreadExecutor()
        self._streams = EventStreams()
        self._host = host
        self._log: Callable[[str], None] = progress.say if verbose else lambda _: None
        self._connections = Connections(self._respond, self._stream, self._log)
        self._refresh = BackgroundRefresh(
            live.articles, live.reader, self._executor, self._notify, self._settled, progress
        )
        self._writing = Writing(lambda: live.site)
        self._watch: Watch | None = None
        self._reported: frozenset[str] = frozenset()
        self._lost_notes = LostNotesReport()

    async def run(self, listener: socket.socket, *, open_browser: bool, poll: bool, write: bool) -> None:
        """Serve until told to stop."""
        loop = asyncio.get_running_loop()
        stopped = asyncio.Event()
        for name in _SIGNALS:
            # Windows has neither the handlers nor all of these signals.
            with contextlib.suppress(NotImplementedError, AttributeError):
                loop.add_signal_handler(getattr(signal, name), stopped.set)
        # The first question waits for this, whatever it is.
        loading = asyncio.create_task(self._executor.run(self._live.load))
        server = await asyncio.start_server(
            self._connections.take, sock=listener, limit=HEAD_BYTES, backlog=BACKLOG
        )
        address = address_of(self._host, listener)
        self._say_where(address)
        if open_browser:
            loop.run_in_executor(None, webbrowser.open, address)
        await loading
        self._say_if_empty()
        await self._say_errors()
        jobs = [self._follow(poll=poll), self._refresh_for_ever(), *([self._writing.run()] if write else [])]
        tasks = [asyncio.create_task(self._guarded(job)) for job in jobs]
        self._writing.wake()
        try:
            await stopped.wait()
        finally:
            server.close()
            self._connections.close()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            self._executor.close()
            end_processes()

    def _say_where(self, address: str) -> None:
        self._progress.say(f"{address} shows the site; stop with Ctrl-C")
        self._progress.say(f"  {address}_inspect/ lists the articles that are least certain")
        if self._guard.open:
            self._progress.say(
                f"  listening on {self._host}: everybody who can reach this machine can read the whole archive;"
                " corrections are taken from this machine only"
            )

    def _say_if_empty(self) -> None:
        live = self._live
        if not live.articles.addresses:
            passed_over = count_endings(live.ignored)
            contents = f"; passed over {passed_over}" if passed_over else ""
            self._progress.say(
                f"{live.site.display_path}: no article found yet{contents}\n"
                f"  hint: save one there that ends in {' or '.join(SUFFIXES)}, and it is shown at once"
            )

    async def _guarded(self, work: Coroutine[object, object, None]) -> None:
        """Do some of the work in the background; should it ever fail, that is said."""
        try:
            await work
        except Exception as error:  # A mistake of the program; pages are served all the same.
            self._progress.say(
                f"the program failed: {type(error).__name__}: {error}; if it stays so, start it again"
            )

    async def _respond(self, request: Request) -> Response | None:
        """Answer a request; None where it asks for an event stream. Raises RefusedError."""
        self._guard.admit(request)
        if request.path == "/_live/events" and request.method == "GET":
            self._guard.admit_stream(request)
            pages_to_follow(request)
            return None
        is_correction = request.method == "POST" and request.path.startswith("/_inspect/")
        if is_correction:
            self._guard.admit_writing(request)
        route = self._routes.correct if is_correction else self._routes.get
        try:
            response = await self._executor.run(partial(route, request))
            if is_correction:
                await self._notify()
            if request.path.startswith("/_inspect"):
                # The list of the least certain needs articles that nobody has asked for.
                self._refresh.wake()
            return response
        except RefusedError:
            raise
        except Exception as error:  # A mistake of the program in one page must not cost the others.
            self._progress.say(f"{request.path}: the program failed: {type(error).__name__}: {error}")
            return refusal(500, f"the program failed: {type(error).__name__}: {error}")

    async def _stream(
        self, request: Request, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        stream = EventStream(writer, pages_to_follow(request))
        keeping = asyncio.ensure_future(self._streams.keep(stream, reader))
        stream.tell(await self._states(list(stream.told)))
        await keeping

    async def _states(self, pages: list[str]) -> dict[str, bytes]:
        return {page: await self._executor.run(partial(self._routes.state, page)) for page in pages}

    async def _notify(self) -> None:
        """Bring all open tabs up to date."""
        for page in self._streams.pages:
            self._streams.tell(await self._states([page]))

    async def _refresh_for_ever(self) -> None:
        gc.collect()
        # What was loaded stays; going through it again and again would make edits wait.
        gc.freeze()
        self._refresh.wake()
        await self._refresh.run()

    async def _follow(self, *, poll: bool) -> None:
        """Follow edits for ever."""
        loop = asyncio.get_running_loop()
        heard = asyncio.Event()
        gathering = Gathering(self._live.site, lambda: self._live.linked)

        def hear(path: str, whole: bool, folder: bool) -> None:
            if gathering.add(path, now(), whole=whole, folder=folder):
                heard.set()

        def pass_on(path: str, whole: bool, folder: bool) -> None:
            loop.call_soon_threadsafe(hear, path, whole, folder)

        watch = Watch(self._live.site, pass_on, poll=poll, linked=lambda: self._live.linked)
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
                linked = self._live.linked
                await self._guarded(self._update(gathering.take()))
                if self._live.linked.keys() != linked.keys():
                    watch.renew()
        finally:
            watch.close()

    async def _update(self, change: Change) -> None:
        self._log(f"changed: {', '.join(change.parts())}")
        if await self._executor.run(partial(self._live.update, change)):
            await self._notify()
            await self._say_errors()
            self._writing.wake()
        self._refresh.wake()

    async def _settled(self) -> None:
        """Bring all open tabs up to date, and report notes that have lost their places."""
        await self._notify()
        for line in self._lost_notes.lines(await self._executor.run(self._live.lost_notes)):
            self._progress.say(line)

    async def _say_errors(self) -> None:
        """Report on the terminal what has gone wrong since the last report."""
        diagnostics = await self._executor.run(partial(self._live.diagnostics, ""))
        texts = frozenset("\n".join(each.lines()) for each in diagnostics if each.stops)
        for text in sorted(texts - self._reported):
            self._progress.say(text)
        if self._reported and not texts:
            self._progress.say("all is well again")
        self._reported = texts
