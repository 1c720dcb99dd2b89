"""Remove what builds made: the files of the site that are this program's, and its memory of them."""

from contextlib import nullcontext
from pathlib import Path

from site_builder.disk import Folder, Staging
from site_builder.engine.atomic import is_swapped, link_of, slots
from site_builder.engine.ledger import Ledger, some
from site_builder.engine.locking import alone_in, forget, locked
from site_builder.engine.ownership import settled_names, take_over
from site_builder.engine.progress import Progress, Silent
from site_builder.engine.publishing import other_files
from site_builder.engine.site import Site, display_path
from site_builder.model import SiteError

_SILENT = Silent()


def clean(site: Site, progress: Progress = _SILENT) -> int:
    """Remove every output file in the ledger, then the ledger and the state; returns how many files were removed.

    Files that this program did not write stay, and so do their folders; `progress` hears of them.
    What `--atomic` made goes too: both folders, and the link to one of them.
    Raises SiteError where a ledger is damaged; nothing is removed then.
    """
    sites = [each for each in (*slots(site), site) if each.output.is_dir()]
    has_state = site.state.is_dir()
    with locked(site.state, waiting="") if has_state else nullcontext(""):
        if has_state:
            for each in sites:
                take_over(each, _SILENT)
        ledgers = {each.output: Ledger(each.output) for each in sites}
        names = {
            output: settled_names(ledger, Folder(output))
            for output, ledger in ledgers.items()
            if ledger.mark()
        }
        removed = 0
        left: list[str] = []
        for each in sites:
            if each.output.is_symlink() and is_swapped(each):
                # It leads to one of the two folders before.
                continue
            with alone_in(each.output, waiting=""):
                removed += _clean(each.output, names.get(each.output, set()), ledgers[each.output])
                left += (display_path(each.output / name) for name in other_files(each.output, ()))
            if not each.output.is_symlink():
                Folder(each.output).remove_if_empty()
        link = link_of(site)
        if is_swapped(site) and not link.exists():
            link.unlink()
        if has_state:
            for each in (*slots(site), site):
                forget(each.state)
    if left:
        progress.say(f"left, as this program did not write them: {some(left)}")
    if has_state and site.state.is_dir():
        progress.say(f"left, as it holds more than this program's memory: {display_path(site.state)}")
    return removed


def _clean(output: Path, names: set[str], ledger: Ledger) -> int:
    folder = Folder(output)
    removed = 0
    for name in sorted(names):
        try:
            removed += folder.remove(name)
        except SiteError:
            # A link stands in the place of its folder: what is behind it is not this program's.
            continue
    Staging(output).discard()
    ledger.remove()
    return removed
