"""The files of a build: written aside, and put into the site's folder when all is done.

So a build that fails leaves the site as it was, and one that succeeds touches only what changed: a file
stays, with its times, where it was made from the same as now, or has the same bytes. What nobody wrote goes.
"""

import errno
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from tempfile import gettempdir

from generator.atomic import CannotWriteError, Workplace, locked
from generator.cache import Cache, digest, signature_of
from generator.errors import SiteError

_PREFIX = ".dragoman-building-"
# begins the name of a copy that is not whole yet
_COPY = ".dragoman-copy-"


class Outputs:
    """The files of one build.

    Attributes:
        folder: where they are written.
    """

    def __init__(self, cache: Cache, kind: str, site: Path, beside: Path | None) -> None:
        """Begin a build.

        Args:
            cache: remembers what the files were made from.
            kind: its name for them.
            site: the site's folder.
            beside: a folder for what is not done yet, which is put beside the site where this one cannot be
                written to. None writes all of the site, at once and in its place.

        Raises:
            OSError: neither can be written to.
        """
        self._cache, self._kind, self._site = cache, kind, site.resolve()
        self._folder = _room(beside, self._site.parent) if beside else None
        self.folder = self._folder.path if self._folder else self._site
        rows = cache.all(kind) if beside else {}
        self._known = {name: (key, value.decode()) for name, (key, value) in rows.items()}
        self._intact: dict[str, bool] = {}
        # by path: what they were made from, and the digests of their contents
        self._kept: set[str] = set()
        self._written: dict[str, tuple[str, str]] = {}

    def has(self, path: str, key: str) -> bool:
        """Whether the site has a file that was made from what `key` stands for, or begins with."""
        known = self._known.get(path)
        return known is not None and known[0].startswith(key) and self._is_intact(path, known[1])

    def _is_intact(self, path: str, known: str) -> bool:
        """Whether a file is what was written: by its size, times and number, else by its content."""
        if path not in self._intact:
            signature, _, content = known.rpartition(" ")
            file = f"{self._site}/{path}"
            try:
                same = signature_of(os.stat(file)) == signature  # noqa: PTH116 - of each file of the site
                self._intact[path] = same or digest(Path(file).read_bytes()) == content
            except OSError:
                self._intact[path] = False
        return self._intact[path]

    def keep(self, path: str, key: str) -> bool:
        """Leave a file in the site as it is, if it was made from what `key` stands for."""
        found = self.has(path, key) and self._known[path][0] == key
        if found:
            self._kept.add(path)
        return found

    def put(self, path: str, key: str, make: Callable[[], bytes]) -> None:
        """Write a file, unless it is there and was made from what `key` stands for."""
        if not self.keep(path, key):
            self.write(path, make(), key)

    def write(self, path: str, data: bytes, key: str = "") -> None:
        """Write a file.

        Args:
            path: in the site's folder.
            data: its content.
            key: what it was made from; empty where that cannot be told.
        """
        file = self.folder / path
        try:
            try:
                file.write_bytes(data)
            except FileNotFoundError:
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(data)
        except OSError as error:  # which of a full disk does not say where
            raise CannotWriteError.of(error, file) from None
        if key:
            self._written[path] = key, digest(data)

    def publish(self) -> int:
        """Put the files into the site's folder; what was neither written nor kept goes. How many changed.

        Raises:
            SiteError: another build has changed the site meanwhile.
            OSError: the folder cannot be written to.
        """
        if not self._folder:
            self._cache.drop_kinds([self._kind])
            return len(self._written)
        self._site.parent.mkdir(parents=True, exist_ok=True)
        with locked(self._site.parent), self._cache.writing():
            self._intact.clear()
            if not all(self._is_intact(path, self._known[path][1]) for path in self._kept):
                raise SiteError(f"{self._site}: another build has changed the site meanwhile; build again")
            try:
                changed = self._move()
            except OSError as error:
                raise CannotWriteError.of(error, error.filename2 or error.filename or self._site) from None
            rows = [
                (path, key, f"{signature_of((self._site / path).stat())} {content}".encode())
                for path, (key, content) in self._written.items()
            ]
            self._cache.put(self._kind, rows)
            self._cache.drop(self._kind, self._known.keys() - self._kept - self._written.keys())
        self.close()
        return changed

    def _move(self) -> int:
        if not self._site.exists():
            self.folder.chmod(0o777 & ~_umask())
            with suppress(OSError):  # another file system
                self.folder.rename(self._site)
                self.folder.mkdir()
                return len(self._written)
        changed, wanted = 0, set(self._kept)
        for path in _files(self.folder):
            if path in self._kept and path not in self._written:
                continue  # another plugin wrote its own
            wanted.add(path)
            new, old = self.folder / path, self._site / path
            if _same(new, old):
                continue
            changed += 1
            if old.is_dir() and not old.is_symlink():
                shutil.rmtree(old)
            _make_room(old, self._site)
            _move(new, old)
        return changed + self._clean(wanted)

    def _clean(self, wanted: set[str]) -> int:
        """Remove what does not belong to the site; as for mkdocs, hidden files at its root do."""
        found = (path for path in _files(self._site) if path not in wanted)
        gone = [path for path in found if path[0] != "." or path.startswith(_COPY)]
        for path in gone:
            file = self._site / path
            file.unlink(missing_ok=True)
            with suppress(OSError):  # not empty
                for folder in file.parents:
                    if folder == self._site:
                        break
                    folder.rmdir()
        return len(gone)

    def close(self) -> None:
        """Forget what is not published."""
        if self._folder:
            self._folder.close()


def _room(own: Path, other: Path) -> Workplace:
    """A new folder in one of our own, else in another, or wherever there is room for passing files."""
    for place in (own, other):
        with suppress(OSError):
            return Workplace(place, _PREFIX, clear=place is own)
    return Workplace(Path(gettempdir()), _PREFIX, clear=False)


def _files(folder: Path) -> Iterator[str]:
    """The files below a folder, as seen from it."""
    start = len(str(folder)) + 1
    for root, _, names in os.walk(folder):
        inside = root[start:].replace(os.sep, "/")
        for name in names:
            yield f"{inside}/{name}" if inside else name


def _same(new: Path, old: Path) -> bool:
    try:
        return new.stat().st_size == old.stat().st_size and new.read_bytes() == old.read_bytes()
    except OSError:
        return False


def _make_room(path: Path, root: Path) -> None:
    """Make the folders for a file; a file that stands in the place of one of them goes."""
    for folder in reversed(path.parents[: len(path.relative_to(root).parts) - 1]):
        if folder.is_file() or folder.is_symlink():
            folder.unlink()
    path.parent.mkdir(parents=True, exist_ok=True)


def _move(new: Path, old: Path) -> None:
    """Rename a file; on another file system, copy it beside its place first."""
    try:
        new.replace(old)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        beside = old.with_name(f"{_COPY}{old.name}")
        try:
            shutil.copyfile(new, beside)
            beside.replace(old)
        except OSError:
            beside.unlink(missing_ok=True)
            raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
