"""Remove what builds made: the files of the site that are this program's, and its memory of them."""

from site_builder.disk import Folder
from site_builder.engine.atomic import slots
from site_builder.engine.locking import forget, locked
from site_builder.engine.site import Site
from site_builder.engine.store import Store


def clean(site: Site) -> int:
    """Remove every output file in the ledger, then the state; gives how many files were removed.

    Files that this program did not write stay, and so do their folders.
    What `--atomic` made goes too: both folders, and the link to one of them.
    """
    if not site.state.is_dir():
        return 0
    removed = 0
    with locked(site.state, waiting=""):
        for each in (*slots(site), site):
            if (each.state / "store.sqlite").exists() and not each.output.is_symlink():
                removed += _clean(each)
        if site.output.is_symlink() and not site.output.exists():
            site.output.unlink()
        for each in (*slots(site), site):
            forget(each.state)
    return removed


def _clean(site: Site) -> int:
    store = Store(site.state)
    try:
        files = store.outputs().items()
    finally:
        store.close()
    folder = Folder(site.output)
    removed = sum(
        folder.remove(f"{above}/{name}" if above else name) for above, names in files for name in names
    )
    folder.remove_if_empty()
    return removed
