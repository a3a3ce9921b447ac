"""What is kept from one build for the next: a database in ``.cache/``, which may be deleted at any time.

Nothing in it is taken on trust: each value is stored with a key, a digest of all that it was made of, and is
found under that key alone. So it does no harm when two processes write it at once, or when one is killed.
"""

import contextlib
import hashlib
import os
import sqlite3
import sys
import time
import zlib
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path
from types import TracebackType

_TABLE = (
    "CREATE TABLE kept "
    "(kind TEXT, name TEXT, key TEXT, value BLOB, sum INTEGER, PRIMARY KEY (kind, name)) WITHOUT ROWID"
)
# seconds to wait for another process that is writing
_PATIENCE = 30.0
_INSTALLED = {".dist-info", ".egg-info"}
# the second one where sqlite would quote the bytes that it stumbles over
_ERRORS = (sqlite3.Error, UnicodeDecodeError)
_BROKEN = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_FORMAT}
Row = tuple[str, str, bytes]


def digest(*parts: str | bytes) -> str:
    """A digest of several values: 32 hexadecimal digits, different for different values."""
    made = hashlib.blake2b(digest_size=16)
    for part in parts:
        data = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        made.update(len(data).to_bytes(8, "big"))
        made.update(data)
    return made.hexdigest()


def _sum(name: str, key: str, value: bytes) -> int:
    """A checksum, for the database has none, and a disk that fails may change any byte."""
    return isinstance(value, bytes) and zlib.crc32(
        value, zlib.crc32(f"{name} {key}".encode("utf-8", "surrogatepass"))
    )


class Cache:
    """Values by kind and name, each under a key; to be used in a `with`.

    What is wrong with the file stops nobody: it is made anew, or else nothing is kept.
    """

    def __init__(self, path: Path | None) -> None:
        """Open the file, or make it.

        Args:
            path: of the database; None keeps everything in memory, for this run alone.
        """
        self._path = path
        try:
            self._database = self._open(path)
        except _ERRORS as error:
            self._database = self._renewed() if _is_broken(error) else self._open(None)
        except OSError:
            self._database = self._open(None)

    @staticmethod
    def _open(path: Path | None) -> sqlite3.Connection:
        if path:
            path.parent.mkdir(parents=True, exist_ok=True)
        database = sqlite3.connect(path or ":memory:", timeout=_PATIENCE, isolation_level=None)
        # a computer that stops may cost the file, which is made anew; no value is ever taken for another
        database.execute("PRAGMA synchronous = OFF")
        database.execute(_TABLE.replace("TABLE", "TABLE IF NOT EXISTS", 1))
        if database.execute("SELECT sql FROM sqlite_master").fetchall() != [(_TABLE,)]:
            database.close()
            raise sqlite3.DatabaseError("the table is not the one that was made")
        return database

    def _renewed(self) -> sqlite3.Connection:
        """A new file in place of one that is broken; in memory where there can be none."""
        if self._path:
            with contextlib.suppress(*_ERRORS, OSError):
                self._path.unlink(missing_ok=True)
                return self._open(self._path)
        return self._open(None)

    def __enter__(self) -> "Cache":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; what was put is kept."""
        self._database.close()

    def keys(self, kind: str) -> dict[str, str]:
        """The names of a kind, with their keys."""
        rows = self._rows("SELECT name, key FROM kept WHERE kind = ?", kind)
        # a damaged file may hold anything
        return {name: key for name, key in rows if isinstance(name, str) and isinstance(key, str)}

    def all(self, kind: str) -> dict[str, tuple[str, bytes]]:
        """The keys and values of a kind, by name."""
        rows = self._rows("SELECT name, key, value, sum FROM kept WHERE kind = ?", kind)
        return {name: (key, value) for name, key, value, sum_ in rows if _sum(name, key, value) == sum_}

    def get(self, kind: str, name: str, key: str) -> bytes | None:
        """A value; None where there is none under that key."""
        found = self._rows(
            "SELECT value, sum FROM kept WHERE kind = ? AND name = ? AND key = ?", kind, name, key
        )
        return found[0][0] if found and _sum(name, key, found[0][0]) == found[0][1] else None

    def _rows(self, query: str, *values: str) -> list[tuple]:  # type: ignore[type-arg]
        try:
            return self._database.execute(query, values).fetchall()
        except _ERRORS as error:
            self._break(error)
        except UnicodeEncodeError:  # a name that is no text
            pass
        return []

    def put(self, kind: str, rows: Iterable[Row]) -> None:
        """Keep values: name, key and value of each, in place of those that have these names."""
        self._change(
            "INSERT OR REPLACE INTO kept VALUES (?, ?, ?, ?, ?)", ((kind, *row, _sum(*row)) for row in rows)
        )

    def drop(self, kind: str, names: Iterable[str]) -> None:
        """Forget values."""
        self._change("DELETE FROM kept WHERE kind = ? AND name = ?", ((kind, name) for name in names))

    def drop_kinds(self, kinds: Iterable[str]) -> None:
        """Forget all values of some kinds."""
        self._change("DELETE FROM kept WHERE kind = ?", ((kind,) for kind in kinds))

    def kinds(self) -> set[str]:
        """The kinds of what is kept."""
        # a loose index scan: one step for each kind, not for each row
        query = (
            "WITH RECURSIVE found(kind) AS (SELECT min(kind) FROM kept UNION ALL "
            "SELECT (SELECT min(kind) FROM kept WHERE kind > found.kind) FROM found WHERE kind NOTNULL) "
            "SELECT kind FROM found WHERE kind NOTNULL"
        )
        return {kind for (kind,) in self._rows(query)}

    def _change(self, statement: str, rows: Iterable[tuple[object, ...]]) -> None:
        with self.writing():
            try:
                self._database.executemany(statement, rows)
            except _ERRORS as error:  # broken, or the disk is full
                self._break(error)
            except UnicodeEncodeError:  # a name that is no text
                pass

    @contextlib.contextmanager
    def writing(self) -> Iterator[None]:
        """No other process writes meanwhile, and all that is put is kept at once."""
        if self._database.in_transaction:
            yield
            return
        try:
            self._database.execute("BEGIN IMMEDIATE")
        except _ERRORS as error:
            self._break(error)
        try:
            yield
        finally:
            if self._database.in_transaction:
                try:
                    self._database.execute("COMMIT")
                except _ERRORS as error:
                    self._break(error)

    def _break(self, error: sqlite3.Error | UnicodeDecodeError) -> None:
        """Go on in memory; a file that is broken goes, so that the next build makes it anew."""
        with contextlib.suppress(sqlite3.Error):
            self._database.close()
        if self._path and _is_broken(error):
            with contextlib.suppress(OSError):
                self._path.unlink()
        self._database = self._open(None)


def _is_broken(error: sqlite3.Error | UnicodeDecodeError) -> bool:
    """Whether a file is to go: not because it is locked, or the disk full."""
    # text that cannot be decoded has no code
    code: int = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT)
    return code & 0xFF in _BROKEN


# --- what files hold


class Digests:
    """The digests of files, taken anew only where a file may have changed since.

    As for git, a file is unchanged while its size, times and number are. Two changes within one step of the
    file system's clock could have the same times; so what changed only just is not remembered.
    """

    _KIND = "file"
    # nanoseconds; no file system that is in use counts in longer steps
    _STEP = 2_000_000_000

    def __init__(self, cache: Cache, root: Path) -> None:
        """Recall the digests.

        Args:
            cache: where they are kept.
            root: of the project; paths are kept as seen from it.
        """
        self._cache, self._root = cache, f"{root}{os.sep}"
        self._known = cache.all(self._KIND)
        self._new: dict[str, tuple[str, bytes]] = {}
        self._asked: set[str] = set()

    def file(self, path: str) -> str:
        """The digest of a file's content.

        Raises:
            OSError: it cannot be read.
        """
        now, stat = time.time_ns(), os.stat(path)  # noqa: PTH116 - ten thousand of them are asked for
        signature = signature_of(stat)
        name = path.removeprefix(self._root)
        self._asked.add(name)
        known = self._new.get(name) or self._known.get(name)
        if known and known[0] == signature:
            return known[1].decode()
        found = digest(Path(path).read_bytes())
        if (
            max(stat.st_mtime_ns, stat.st_ctime_ns) + self._STEP < now
            and signature_of(Path(path).stat()) == signature
        ):
            self._new[name] = (signature, found.encode())
        return found

    def folder(self, path: str, *, hidden: bool = False) -> str:
        """A digest of the names and contents of the files in a folder and below; of hidden ones, the names.

        Args:
            path: of the folder, which may be missing.
            hidden: whether what is in hidden folders counts too.

        Raises:
            OSError: one of them cannot be read.
        """
        try:
            with os.scandir(path) as found:
                items = sorted(((item.name, item) for item in found), key=lambda pair: pair[0])
        except (FileNotFoundError, NotADirectoryError):
            return ""
        parts: list[str] = []
        for name, item in items:
            if name == "__pycache__":
                continue
            parts.append(name)
            if item.is_dir():
                if (hidden or name[0] != ".") and not _is_loop(item):
                    parts.append(self.folder(item.path, hidden=hidden))
            elif name[0] != "." and item.is_file():
                parts.append(self._dangling(item.path))
        return digest(*parts)

    def _dangling(self, path: str) -> str:
        """The digest of a file; of a link to nowhere, nothing."""
        try:
            return self.file(path)
        except FileNotFoundError:
            return ""

    @cached_property
    def programs(self) -> str:
        """A digest of the program that is running: its own files, and the packages that are installed."""
        names: set[str] = set()
        for folder in map(Path, sys.path):
            with contextlib.suppress(OSError):
                names |= {path.name for path in folder.iterdir() if path.suffix in _INSTALLED}
        return digest(sys.version, self.folder(str(Path(__file__).parent)), *sorted(names))

    def keep(self) -> None:
        """Remember what was found; files that nobody has asked for are forgotten."""
        self._cache.drop(self._KIND, self._known.keys() - self._asked)
        self._cache.put(self._KIND, ((name, *found) for name, found in self._new.items()))


def _is_loop(item: os.DirEntry[str]) -> bool:
    """Whether a folder is a link to one that it is in."""
    if not item.is_symlink():
        return False
    here = Path(item.path).parent.resolve()
    return Path(item.path).resolve() in (here, *here.parents)


def signature_of(stat: os.stat_result) -> str:
    """What changes with a file: its size, times and number."""
    return f"{stat.st_size} {stat.st_mtime_ns} {stat.st_ctime_ns} {stat.st_ino} {stat.st_dev}"
