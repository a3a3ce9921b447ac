"""Whatever is killed, full, forbidden or edited at the same time: files are the old ones or the new ones."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import unavailable

from generator import atomic
from generator import cache as cache_module
from generator.atomic import Workplace, exchange, locked, tidy, write_text
from generator.cache import Cache
from generator.site.outputs import Outputs

LONG_RUNS = os.environ | {"PYTHONPATH": str(Path(__file__).parent)}


def endurance(module: str, *arguments: str) -> str:
    """Run one of the long runs, shortly; what it prints."""
    command = (sys.executable, "-m", f"endurance.{module}", *arguments)
    done = subprocess.run(command, capture_output=True, text=True, env=LONG_RUNS, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_killed_commands_leave_whole_files_and_the_next_run_mends_all() -> None:
    assert "  10       0" in endurance("kills", "--runs", "10", "--seed", "1", "--only", "catalogs")


def test_a_full_disk_leaves_whole_files_and_is_told() -> None:
    done = subprocess.run(("unshare", "-rm", "true"), capture_output=True, check=False)
    if done.returncode:
        unavailable("no file system can be mounted in a namespace of one's own")
    table = endurance("full", "--runs", "5", "--seed", "2", "--only", "catalogs")
    assert int(table.split()[-4]) > 0, table


def test_folders_that_cannot_be_written_to_are_told() -> None:
    assert "river/pt.po: cannot be written: Permission denied; give" in endurance(
        "full", "--read-only", "--only", "catalogs"
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    ("module", "arguments"),
    [("kills", ("--runs", "33")), ("full", ("--runs", "22")), ("races", ("--runs", "5"))],
)
def test_every_command(module: str, arguments: tuple[str, ...]) -> None:
    endurance(module, *arguments)


# --- somebody saves the file in the very moment


@pytest.fixture
def catalog(tmp_path: Path) -> Path:
    path = tmp_path / "pt.po"
    path.write_text("old")
    return path


def at_the_exchange(monkeypatch: pytest.MonkeyPatch, *hands: Callable[[], object]) -> None:
    """Have somebody do something right before files are exchanged: the first time, the second time."""
    waiting = list(hands)

    def slow(one: Path, other: Path) -> None:
        if waiting:
            waiting.pop(0)()
        exchange(one, other)

    monkeypatch.setattr(atomic, "exchange", slow)


def saved_beside(path: Path, text: str) -> Callable[[], object]:
    """As editors save that write another file and rename it."""

    def save() -> None:
        beside = path.with_name(f"{path.name}.new")
        beside.write_text(text)
        beside.replace(path)

    return save


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize("way", ["over", "beside"])
def test_an_edit_between_the_look_and_the_exchange_comes_back(
    way: str, catalog: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    over = lambda: catalog.write_text("hers")  # noqa: E731
    at_the_exchange(monkeypatch, over if way == "over" else saved_beside(catalog, "hers"))
    assert not write_text(catalog, "ours", before=b"old")
    assert catalog.read_text() == "hers"
    assert names(catalog.parent) == ["pt.po"]


def test_of_two_edits_at_once_both_are_kept(catalog: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at_the_exchange(monkeypatch, saved_beside(catalog, "first"), saved_beside(catalog, "second"))
    with pytest.raises(
        OSError, match=r"was saved twice at the same time; what was saved first is in pt\.po\.\w+\.kept"
    ):
        write_text(catalog, "ours", before=b"old")
    assert catalog.read_text() == "second"
    (kept,) = catalog.parent.glob("*.kept")
    assert kept.read_text() == "first"
    assert len(names(catalog.parent)) == 2


def test_a_file_that_is_removed_in_that_moment_stays_so(
    catalog: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_the_exchange(monkeypatch, catalog.unlink)
    assert not write_text(catalog, "ours", before=b"old")
    assert names(catalog.parent) == []


def test_a_file_that_an_editor_is_writing_is_left_to_her(
    catalog: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with catalog.open("r+") as file:
        assert not write_text(catalog, "ours", before=b"old")
        file.write("new")
    assert catalog.read_text() == "new"
    opened = []
    at_the_exchange(monkeypatch, lambda: opened.append(catalog.open("r+")))
    assert not write_text(catalog, "ours", before=b"new")
    opened[0].write("she")
    opened[0].close()
    assert catalog.read_text() == "she"
    assert write_text(catalog, "ours", before=b"she")


def test_where_files_cannot_be_exchanged_they_are_renamed(
    catalog: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cannot(*_: object) -> None:
        raise OSError(22, "Invalid argument")

    monkeypatch.setattr(atomic, "_rename", cannot)
    assert write_text(catalog, "ours", before=b"old")
    assert not write_text(catalog, "more", before=b"old")
    assert catalog.read_text() == "ours"
    assert names(catalog.parent) == ["pt.po"]


# --- what killed processes leave


class Killed(BaseException):
    """The process is no more."""


def test_an_edit_that_a_killed_process_displaced_comes_back(
    catalog: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def displaced(text: str) -> None:
        """Leave it as a process does that is killed right after it has exchanged the files."""

        def last(one: Path, other: Path) -> None:
            saved_beside(catalog, text)()
            exchange(one, other)
            raise Killed

        with monkeypatch.context() as patched:
            patched.setattr(atomic, "exchange", last)
            with pytest.raises(Killed):
                write_text(catalog, "ours", before=catalog.read_bytes())
        assert catalog.read_text() == "ours"

    displaced("hers")
    tidy(catalog.parent)
    assert (catalog.read_text(), names(catalog.parent)) == ("hers", ["pt.po"])
    displaced("first")
    catalog.write_text("hers, later")
    assert write_text(catalog, "ours", before=b"hers, later")
    (kept,) = catalog.parent.glob("*.kept")
    assert (kept.read_text(), catalog.read_text()) == ("first", "ours")


def test_half_written_files_of_the_dead_go_and_those_of_the_living_stay(catalog: Path) -> None:
    half, others = catalog.with_name(".pt.po.0123abcd.tmp"), catalog.with_name(".somebodys.tmp")
    for path in (half, others):
        path.write_text("o")
    with locked(catalog.parent):  # as somebody who is writing
        tidy(catalog.parent)
        assert half.exists()
    tidy(catalog.parent)
    assert names(catalog.parent) == [others.name, "pt.po"]


def test_a_workplace_is_cleared_when_its_process_is_dead(tmp_path: Path) -> None:
    program = (
        "import os, sys, pathlib; from generator.atomic import Workplace\n"
        "Workplace(pathlib.Path(sys.argv[1]), '.work-').path.joinpath('file').touch()\n"
        "os.kill(os.getpid(), 9)"
    )
    with Workplace(tmp_path, ".work-") as alive:
        subprocess.run((sys.executable, "-c", program, str(tmp_path)), check=False)
        assert len(list(tmp_path.iterdir())) == 2
        with Workplace(tmp_path, ".work-") as mine:
            assert sorted(tmp_path.iterdir()) == sorted((alive, mine))
    assert list(tmp_path.iterdir()) == []


def test_a_half_published_site_is_mended_and_copies_that_broke_off_go(tmp_path: Path) -> None:
    site = tmp_path / "site"

    def build() -> None:
        with Cache(tmp_path / "cache" / "build.sqlite") as cache:
            outputs = Outputs(cache, "files", site, tmp_path / "cache")
            for name in ("a.html", "b/c.html"):
                outputs.put(name, "key", name.encode)
            outputs.publish()

    build()
    (site / ".dragoman-copy-a.html").write_text("<ht")
    (site / "b" / ".dragoman-copy-c.html").write_text("<ht")
    (site / ".htaccess").write_text("a person's")
    (site / "a.html").write_text("of a build that was killed")
    build()
    assert sorted(path.name for path in site.rglob("*") if path.is_file()) == [
        ".htaccess",
        "a.html",
        "c.html",
    ]
    assert (site / "a.html").read_text() == "a.html"


def test_a_cache_that_somebody_uses_is_not_thrown_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "build.sqlite"
    with Cache(path) as cache:
        cache.put("page", [("a", "1", b"one")])
    monkeypatch.setattr(cache_module, "_PATIENCE", 0.01)
    somebody = sqlite3.connect(path, isolation_level=None)
    somebody.execute("BEGIN EXCLUSIVE")
    with Cache(path) as other:
        other.put("page", [("b", "1", b"two")])
        assert other.get("page", "b", "1") == b"two"
    somebody.execute("COMMIT")
    somebody.close()
    with Cache(path) as cache:
        assert cache.keys("page") == {"a": "1"}
