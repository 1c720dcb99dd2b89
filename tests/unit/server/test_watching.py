import mmap
import os
import shutil
import threading
import time

import pytest
from watchdog.events import FileOpenedEvent, FileSystemEventHandler
from watchdog.observers import Observer

from site_builder.engine import open_site
from site_builder.server.watching import Watch
from tests.unit.server.running import LIGHT, make_site


@pytest.mark.parametrize("poll", [False, True])
def test_reading_is_never_heard(tmp_path, poll):
    site = open_site(make_site(tmp_path / "site"))
    heard = []
    watch = Watch(site, lambda path, whole, folder: heard.append(path), poll=poll)
    time.sleep(0.2)

    for path in site.root.rglob("*"):
        os.stat(path)
        if path.is_dir():
            os.listdir(path)
            continue
        with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
            assert mapped[:] == file.read()
        shutil.copy2(path, tmp_path / "copy")

    time.sleep(1.3 if poll else 0.3)
    assert heard == []
    (site.content / "2020" / "light.md").write_text("# Changed\n")
    end = time.monotonic() + 5
    while not any(path.endswith("light.md") for path in heard) and time.monotonic() < end:
        time.sleep(0.01)
    assert any(path.endswith("light.md") for path in heard)
    watch.close()


class Opened(FileSystemEventHandler):
    """Keeps the names of files that somebody opens."""

    def __init__(self):
        self.names = set()
        self.changed = threading.Event()

    def on_opened(self, event):
        self.names.add(os.path.basename(event.src_path))


def test_edit_reads_one_file_again(case):
    tab = case.listen(case.light)
    tab.state()
    opened = Opened()
    observer = Observer()
    observer.schedule(
        opened, str(case.running.folder / "content"), recursive=True, event_filter=[FileOpenedEvent]
    )
    observer.start()

    case.source.write_text(LIGHT.replace("village", "harbour"), "utf-8")
    tab.state()
    time.sleep(0.3)

    observer.stop()
    assert {name for name in opened.names if name.endswith(".md")} == {"light.md"}
