"""Other processes of the server: how they are started so that Ctrl-C does not reach them, and how they end."""

import multiprocessing
import signal
from multiprocessing import forkserver, resource_tracker

WRITER = "writer"
"""Name of the process that writes the output; it outlives those that read articles."""


def end_processes(*, besides: str = "") -> None:
    """End all other processes now, those included that Python keeps for itself; nothing of them stays."""
    for process in multiprocessing.active_children():
        if process.name != besides:
            process.terminate()
            process.join(1.0)
    if not multiprocessing.active_children():
        for keeper in (forkserver._forkserver, resource_tracker._resource_tracker):
            stop = getattr(keeper, "_stop", None)
            if stop:
                stop()


def ignore_interrupts() -> None:
    """Keep Ctrl-C from the processes that this thread starts; they could only complain about it."""
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
