"""What is known about an installed model: files in its folder.

``installed.json`` tells where the model is from, and size and SHA-256 of each file that an engine loads; they
are checked before it does. That finds what a disk, a copy that broke off or a mix-up of models has changed.
Whoever may write into the folder may write the record too.

As for git, a file is unchanged while its size, times and number are, so that not every process has to read
hundreds of megabytes; ``checked.json`` remembers these. No program can set back a file's time of change.
"""

import base64
import contextlib
import hashlib
import json
import time
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from generator.atomic import write_text
from generator.errors import ModelError

NAME = "installed.json"
_CHECKED = "checked.json"
# nanoseconds; no file system counts in longer steps, within which a second change could have the same time
_STEP = 2_000_000_000


@dataclass(frozen=True, slots=True)
class File:
    """A file of a model.

    Attributes:
        size: in bytes.
        sha256: in hexadecimal digits.
    """

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Record:
    """How a model came to be in its folder.

    Attributes:
        version: the model's.
        origin: the address or the file that it was installed from.
        files: what an engine loads, by the path in the folder; empty in the records of older versions.
        archive: the SHA-256 of the package that the model came in.
    """

    version: str
    origin: str
    files: Mapping[str, File] = field(default_factory=dict)
    archive: str | None = None


def sha256(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def files(folder: Path, loaded: Iterable[Path]) -> dict[str, File]:
    """Size and hash of files in a model's folder, as they are now."""
    return {_name(folder, path): File(path.stat().st_size, sha256(path)) for path in dict.fromkeys(loaded)}


def write(folder: Path, record: Record) -> None:
    """Put the record into the model's folder."""
    write_text(folder / NAME, json.dumps(asdict(record), indent=2, ensure_ascii=False) + "\n")


def read(folder: Path) -> Record | None:
    """The record in a model's folder; None where the model was put there by hand."""
    try:
        data: dict[str, Any] = json.loads((folder / NAME).read_text(encoding="utf-8"))
        known = {str(n): File(int(f["size"]), str(f["sha256"])) for n, f in data.get("files", {}).items()}
        return Record(str(data["version"]), str(data["origin"]), known, data.get("archive"))
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return None


def in_wheel(distribution: str, folder: Path) -> dict[str, File]:
    """The files of an installed distribution in a folder, as its wheel had them; empty where it does not say.

    Args:
        distribution: its name.
        folder: where the files are.
    """
    from importlib import metadata  # noqa: PLC0415 - only where a model is opened

    try:
        installed = metadata.files(distribution) or []
    except metadata.PackageNotFoundError:
        return {}
    known = ((Path(str(file.locate())), file) for file in installed if file.parent.name == folder.name)
    return {
        path.name: File(file.size or 0, base64.urlsafe_b64decode(file.hash.value + "==").hex())
        for path, file in known
        if path.parent == folder and file.size and file.hash and file.hash.mode == "sha256"
    }


def check(folder: Path, loaded: Iterable[Path], known: Mapping[str, File], remedy: str) -> None:
    """See to it that the files of a model are those that were installed.

    Args:
        folder: the model's.
        loaded: what an engine is going to load.
        known: what was installed; where it is empty, nothing is checked.
        remedy: what to do about a file that is another, as an imperative.

    Raises:
        ModelError: a file has changed, is missing or is new.
    """
    if not known:
        return
    paths = {_name(folder, path): path for path in loaded}
    for name in sorted(known.keys() ^ paths.keys()):
        fault = "is missing" if name in known else "was not there when the model was installed"
        raise ModelError(f"{folder / name}: {fault}; {remedy}")
    seen = _seen(folder)
    for name, path in paths.items():
        size, signature = path.stat().st_size, _signature(path)
        if size != known[name].size:
            fault = f"has {size} bytes, it had {known[name].size} when it was installed"
            raise ModelError(f"{path}: {fault}; {remedy}")
        if seen.get(name) == [known[name].sha256, *signature]:
            continue
        if sha256(path) != known[name].sha256:
            raise ModelError(f"{path}: is not the file that was installed (its SHA-256 differs); {remedy}")
        seen[name] = [known[name].sha256, *signature]
    _remember(folder, {name: seen[name] for name in paths})


# by folder, what was found unchanged: where that folder cannot be written to, it is known for this process
_checked: dict[Path, dict[str, list[Any]]] = {}


def _signature(path: Path) -> list[int]:
    status = path.stat()
    return [status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino, status.st_dev]


def _seen(folder: Path) -> dict[str, list[Any]]:
    if folder not in _checked:
        try:
            found = json.loads((folder / _CHECKED).read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError):
            found = None
        _checked[folder] = found if isinstance(found, dict) else {}
    return dict(_checked[folder])


def _remember(folder: Path, seen: dict[str, list[Any]]) -> None:
    """Keep what was found unchanged, but for what changed only just: the next change may have that time."""
    old = {name: found for name, found in seen.items() if found[3] < time.time_ns() - _STEP}
    if old != _checked[folder]:
        _checked[folder] = old
        if (folder / NAME).exists():
            with contextlib.suppress(OSError):  # a folder that is shared to be read only
                write_text(folder / _CHECKED, json.dumps(old) + "\n")


def _name(folder: Path, path: Path) -> str:
    return path.relative_to(folder).as_posix()
