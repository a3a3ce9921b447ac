"""Archives from elsewhere, unpacked without trust."""

import os
import re
import stat
import struct
import unicodedata
import zipfile
import zlib
from itertools import pairwise
from pathlib import Path, PurePosixPath

from generator.atomic import CannotWriteError
from generator.errors import ModelError

# Argos packages have 50 to 300 MB; far more is a mistake or an attack
_LARGEST = 4 * 1024**3
_MOST_FILES = 1000
_LARGEST_DIRECTORY = 1024**2
# weights hardly shrink when they are packed; what is small does no harm
_RATIO, _SMALL = 100, 100 * 1024**2
# the end of an archive that has no comment: signature, disks and files, the directory's size and place
_END = struct.Struct("<4s4H2LH")
# bytes before a file's name and content, at least
_HEADER = 30
# names that Windows keeps for devices
_RESERVED = re.compile(r"(con|prn|aux|nul|(com|lpt)[0-9¹²³])\s*(\..*)?", re.IGNORECASE)
# as Argos packs; others can ask for gigabytes of memory
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
# what zipfile raises where an archive is broken
_BROKEN = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, RuntimeError, ValueError)


def unpack(archive: Path, into: Path) -> Path:
    """Unpack a zip archive that holds one folder.

    Args:
        archive: the file.
        into: an empty folder.

    Returns:
        The unpacked folder.

    Raises:
        ModelError: the archive is broken, or would write outside `into`, holds links, several folders, a
            name twice or far too much, or the disk is full. Something of it may be in `into`.
    """
    try:
        _check_end(archive)
        with zipfile.ZipFile(archive) as zipped:
            top = _checked(archive, zipped.infolist())
            zipped.extractall(into)
            for member in zipped.infolist():
                if not member.is_dir() and (into / member.filename).stat().st_size != member.file_size:
                    raise zipfile.BadZipFile(f"{member.filename} is shorter than it says")
    except _BROKEN as error:
        message = f"{archive.name}: not a whole zip archive ({error}); get the file again"
        raise ModelError(message) from None
    except OSError as error:
        raise ModelError(f"{archive.name}: cannot be unpacked: {CannotWriteError.of(error, into)}") from None
    return into / top


def _check_end(archive: Path) -> None:
    """Refuse a huge directory, which zipfile would read, and a file that is more than an archive."""
    with archive.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - _END.size))
        end = file.read()
    if len(end) < _END.size or not end.startswith(b"PK\5\6"):
        raise zipfile.BadZipFile("its end is missing")
    *_, files, directory, place, comment = _END.unpack(end)
    if files > _MOST_FILES or directory > _LARGEST_DIRECTORY:
        raise _too_large(archive)
    if place + directory + _END.size != size or comment:
        raise zipfile.BadZipFile("something stands before or after it")


def _too_large(archive: Path) -> ModelError:
    return ModelError(f"{archive.name}: refused, unpacked it is far larger than a model")


def _overlapping(members: list[zipfile.ZipInfo]) -> zipfile.ZipInfo | None:
    """A member in whose bytes another one begins, so that a small archive becomes a large one."""
    ordered = sorted(members, key=lambda member: member.header_offset)
    for one, following in pairwise(ordered):
        if one.header_offset + _HEADER + one.compress_size > following.header_offset:
            return following
    return None


def _checked(archive: Path, members: list[zipfile.ZipInfo]) -> str:
    """The name of the one folder that the members are in."""
    for member in members:
        if fault := _fault(member):
            raise ModelError(f"{archive.name}: refused, {member.filename!r} {fault}")
    most = min(_LARGEST, max(_SMALL, _RATIO * archive.stat().st_size))
    if sum(member.file_size for member in members) > most:
        raise _too_large(archive)
    if one := _overlapping(members):
        raise ModelError(f"{archive.name}: refused, {one.filename!r} shares its bytes with another file")
    if twice := _twice([PurePosixPath(member.filename) for member in members if not member.is_dir()]):
        raise ModelError(f"{archive.name}: refused, {str(twice)!r} is in it twice, in capitals or not")
    tops = {PurePosixPath(member.filename).parts[0] for member in members}
    if len(tops) != 1 or all(len(PurePosixPath(member.filename).parts) == 1 for member in members):
        raise ModelError(f"{archive.name}: refused, expected one folder in the archive, found {len(tops)}")
    return tops.pop()


def _twice(files: list[PurePosixPath]) -> PurePosixPath | None:
    """A file whose name another file or folder has too, on a disk that does not tell capitals apart."""
    folders = {_folded(parent) for file in files for parent in file.parents}
    seen: set[str] = set()
    for file in files:
        name = _folded(file)
        if name in seen or name in folders:
            return file
        seen.add(name)
    return None


def _folded(path: PurePosixPath) -> str:
    return unicodedata.normalize("NFC", str(path)).casefold()


def _fault(member: zipfile.ZipInfo) -> str | None:
    # orig_filename is what the archive says, before zipfile made it harmless
    name = member.orig_filename
    path = PurePosixPath(name)
    if not path.parts or path.is_absolute() or ".." in path.parts or set(name) & set("\\:\0"):
        return "leads out of the folder"
    if any(_RESERVED.fullmatch(p) or p[-1] in ". " or not p.isprintable() for p in path.parts):
        return "has a name that not every system can write"
    kind = stat.S_IFMT(member.external_attr >> 16)
    if kind not in {0, stat.S_IFREG, stat.S_IFDIR}:
        return "is a link or a device"
    if member.compress_type not in _METHODS:
        return "is packed in a way that no Argos package is"
    return "is encrypted" if member.flag_bits & 1 else None
