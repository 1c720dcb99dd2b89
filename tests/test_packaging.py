"""The wheel carries the theme and works in an empty environment, far from the clone."""

import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.packaging
CLONE = Path(__file__).parents[1]


def run(*command, cwd):
    return subprocess.run(command, cwd=cwd, check=True, capture_output=True, text=True).stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder), cwd=CLONE)
    (found,) = folder.glob("*.whl")
    return found


def test_the_wheel_holds_the_theme_and_the_weights(wheel):
    names = zipfile.ZipFile(wheel).namelist()

    assert "site_builder/_templates/article.html" in names
    assert "site_builder/_templates/static/style.css" in names
    assert any(name.startswith("site_builder/segmenting/weights") for name in names)


def test_an_installed_wheel_builds_a_site_anywhere(wheel, tmp_path):
    room = tmp_path / "venv"
    venv.create(room, with_pip=False)
    python = room / "bin/python"
    run(
        sys.executable,
        "-m",
        "pip",
        "--python",
        str(python),
        "install",
        "--no-deps",
        "--no-index",
        str(wheel),
        cwd=tmp_path,
    )
    # The libraries are those of this environment; its own copy of the program is not on this path.
    packages = Path(
        run(str(python), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=tmp_path).strip()
    )
    (packages / "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n")
    site = tmp_path / "site"
    (site / "content").mkdir(parents=True)
    (site / "content/holm.md").write_text(
        "## The gauge at Holm\n\nBy Ines Marr\n\nThe float had caught on a bolt.\n"
    )

    said = run(str(room / "bin/site-builder"), "build", cwd=site)

    assert "1 article" in said
    assert b"The float had caught on a bolt." in (site / "public/articles/holm/index.html").read_bytes()
    assert list((site / "public/static").glob("style.*.css"))
    where = run(str(python), "-c", "import site_builder; print(site_builder.__file__)", cwd=site)
    assert where.startswith(str(packages))
