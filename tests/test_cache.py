"""What builds remember: only what was put there under the same key, whatever happens to the file."""

import os
import random
import sqlite3
import time
from pathlib import Path

import pytest

from generator.cache import Cache, Digests, digest

ROWS = [(f"name{n}", f"key{n}", os.urandom(3000)) for n in range(40)]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / ".cache" / "build.sqlite"


def test_a_value_is_found_under_its_key_alone_and_after_the_file_was_closed(path: Path) -> None:
    with Cache(path) as cache:
        cache.put("page", [("a", "1", b"one"), ("b", "1", b"two")])
        cache.put("page", [("a", "2", b"new")])
        cache.put("other", [("a", "1", b"else")])
    with Cache(path) as cache:
        assert cache.get("page", "a", "1") is None
        assert cache.get("page", "a", "2") == b"new"
        assert cache.all("page") == {"a": ("2", b"new"), "b": ("1", b"two")}
        assert cache.keys("page") == {"a": "2", "b": "1"}
        assert cache.kinds() == {"page", "other"}
        cache.drop("page", ["a"])
        cache.drop_kinds(["other"])
        assert cache.keys("page") == {"b": "1"}
        assert cache.kinds() == {"page"}


@pytest.mark.parametrize("seed", range(40))
def test_a_damaged_file_gives_no_wrong_value_and_is_made_anew(path: Path, seed: int) -> None:
    with Cache(path) as cache:
        cache.put("page", ROWS)
    chance, data = random.Random(seed), bytearray(path.read_bytes())  # noqa: S311 - no secret
    for _ in range(chance.choice((1, 5, 200))):
        data[chance.randrange(len(data))] = chance.randrange(256)
    path.write_bytes(data[: chance.choice((len(data), len(data), len(data) // 2))])
    for _ in range(2):
        with Cache(path) as cache:
            known = {name: (key, value) for name, key, value in (*ROWS, ("new", "1", b"value"))}
            assert all(found == known.get(name) for name, found in cache.all("page").items())
            cache.put("page", [("new", "1", b"value")])
            assert cache.get("page", "new", "1") in (b"value", None)
    with Cache(path) as cache:
        assert cache.get("page", "new", "1") == b"value"


@pytest.mark.parametrize("content", [b"", b"no database", b"SQLite format 3\0" + bytes(200)])
def test_what_is_no_database_is_replaced(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    for _ in range(2):
        with Cache(path) as cache:
            cache.put("page", [("a", "1", b"one")])
    with Cache(path) as cache:
        assert cache.get("page", "a", "1") == b"one"


def test_a_folder_that_cannot_be_written_to_stops_nobody(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with Cache(tmp_path / "file" / "build.sqlite") as cache:
        cache.put("page", [("a", "1", b"one")])
        assert cache.get("page", "a", "1") == b"one"


def test_while_another_writes_one_waits(path: Path) -> None:
    with Cache(path) as one, Cache(path) as other:
        with one.writing():
            one.put("page", [("a", "1", b"one")])
            assert other.get("page", "a", "1") is None
        assert other.get("page", "a", "1") == b"one"


def test_a_name_that_is_no_text_is_not_kept(path: Path) -> None:
    with Cache(path) as cache:
        cache.put("page", [("\udcff", "1", b"one")])
        assert cache.get("page", "\udcff", "1") is None


def test_digests_of_values_do_not_run_together() -> None:
    assert digest("ab", "c") != digest("a", "bc")
    assert digest("a") != digest("a", "")


# --- files


def old(path: Path) -> None:
    """Have a file look as if nobody had touched it for long; a moment later it is so."""
    os.utime(path, (time.time() - 60, time.time() - 60))


def test_a_file_is_read_once_while_it_stays_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.txt"
    path.write_text("one")
    old(path)
    # what is no longer new, since its number and times were changed just now
    monkeypatch.setattr(Digests, "_STEP", -10_000_000_000)
    with Cache(None) as cache:
        digests = Digests(cache, tmp_path)
        first = digests.file(str(path))
        digests.keep()
        reads: list[Path] = []
        real = Path.read_bytes
        monkeypatch.setattr(Path, "read_bytes", lambda p: reads.append(p) or real(p))
        assert Digests(cache, tmp_path).file(str(path)) == first
        assert reads == []
        path.write_text("two")
        assert Digests(cache, tmp_path).file(str(path)) != first
        assert reads == [path]


def test_what_changed_only_just_is_not_remembered(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    with Cache(None) as cache:
        found = set()
        for text in ("one", "two", "six"):  # of one length, perhaps within one step of the clock
            path.write_text(text)
            digests = Digests(cache, tmp_path)
            found.add(digests.file(str(path)))
            digests.keep()
        assert len(found) == 3
        assert cache.keys("file") == {}


def test_a_folder_changes_with_names_and_contents(tmp_path: Path) -> None:
    def now() -> str:
        with Cache(None) as cache:
            return Digests(cache, tmp_path).folder(str(tmp_path / "f"))

    seen = [now()]
    (tmp_path / "f").mkdir()
    seen.append(now())
    for change in (
        lambda f: (f / "a").write_text("one"),
        lambda f: (f / "a").write_text("two"),
        lambda f: (f / "a").rename(f / "b"),
        lambda f: (f / "inside").mkdir(),
        lambda f: (f / "inside" / "c").write_text("one"),
        lambda f: (f / "dangling").symlink_to("nowhere"),
        lambda f: (f / ".hidden").write_text("one"),
    ):
        change(tmp_path / "f")
        seen.append(now())
    # a missing folder and an empty one differ too; what is in a hidden file makes no difference
    assert len(set(seen)) == len(seen)
    (tmp_path / "f" / ".hidden").write_text("two")
    assert now() == seen[-1]


def test_the_file_is_a_database_that_anybody_may_look_into(path: Path) -> None:
    with Cache(path) as cache:
        cache.put("page", [("a", "1", b"one")])
    database = sqlite3.connect(path)
    assert database.execute("SELECT kind, name, key, value FROM kept").fetchall() == [
        ("page", "a", "1", b"one")
    ]
    database.close()
