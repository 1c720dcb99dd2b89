"""Remove what builds made: the files of the site that are this program's, and its memory of them."""

from site_builder.disk import Folder
from site_builder.engine.site import Site
from site_builder.engine.store import Store, forget, locked


def clean(site: Site) -> int:
    """Remove every output file in the ledger, then the state; gives how many files were removed.

    Files that this program did not write stay, and so do their folders.
    """
    if not site.state.is_dir():
        return 0
    with locked(site.state, waiting=""):
        store = Store(site.state)
        names = [
            f"{above}/{name}" if above else name for above, files in store.outputs().items() for name in files
        ]
        store.close()
        folder = Folder(site.output)
        removed = sum(folder.remove(name) for name in names)
        forget(site.state)
    return removed
