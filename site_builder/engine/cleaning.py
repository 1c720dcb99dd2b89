"""Remove what builds made: the files of the site that are this program's, and its memory of them."""

from contextlib import nullcontext, suppress
from pathlib import Path

from site_builder.disk import Folder, Staging
from site_builder.engine.atomic import is_swapped, link_of, slots
from site_builder.engine.ledger import Ledger, some
from site_builder.engine.locking import alone_in, forget, locked
from site_builder.engine.ownership import settled_names, take_over
from site_builder.engine.progress import Progress, Silent
from site_builder.engine.publishing import other_files
from site_builder.engine.site import Site, display_path

_SILENT = Silent()


def clean(site: Site, progress: Progress = _SILENT) -> int:
    """Remove every output file in the ledger, then the ledger and the state; returns how many files were removed.

    Files that this program did not write stay, and so do their folders; `progress` hears of them.
    What `--atomic` made goes too: both folders, and the link to one of them.
    Raises SiteError where a ledger is damaged; nothing is removed then.
    """
    # The output may be a link to one of the two folders before it.
    outputs = [each.output for each in slots(site)] + ([] if is_swapped(site) else [site.output])
    outputs = [output for output in outputs if output.is_dir()]
    has_state = site.state.is_dir()
    with locked(site.state, waiting="") if has_state else nullcontext(""):
        for each in (*slots(site), site) if has_state else ():
            take_over(each, _SILENT)
        # Before anything is removed, as a ledger may be damaged.
        names = {output: _names(output) for output in outputs}
        removed = sum([_clean(output, names[output]) for output in outputs])
        link = link_of(site)
        if is_swapped(site) and not link.exists():
            link.unlink()
        for each in (*slots(site), site) if has_state else ():
            forget(each.state)
        if site.former_state:
            # It has the states of all contents that have their outputs side by side.
            with suppress(OSError):
                site.former_state.rmdir()
    left = [display_path(output / name) for output in outputs for name in other_files(output, ())]
    if left:
        progress.say(f"left, as this program did not write them: {some(left)}")
    if has_state and site.state.is_dir():
        progress.say(f"left, as it holds more than this program's memory: {display_path(site.state)}")
    return removed


def _names(output: Path) -> set[str]:
    ledger = Ledger(output)
    return settled_names(ledger, Folder(output)) if ledger.mark() else set()


def _clean(output: Path, names: set[str]) -> int:
    folder = Folder(output)
    removed = 0
    with alone_in(output, waiting=""):
        for name in sorted(names):
            if not folder.is_behind_a_link(name):
                removed += folder.remove(name)
        Staging(output).discard()
        Ledger(output).remove()
    if not output.is_symlink():
        folder.remove_if_empty()
    return removed
