"""Archives from elsewhere, unpacked without trust."""

import stat
import struct
import unicodedata
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from generator.errors import ModelError

# Argos packages have 50 to 300 MB; far more is a mistake or an attack
_LARGEST = 4 * 1024**3
_MOST_FILES = 1000
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
            name twice or far too much, or the disk is full.
    """
    try:
        with zipfile.ZipFile(archive) as zipped:
            top = _checked(archive, zipped.infolist())
            zipped.extractall(into)
    except _BROKEN as error:
        message = f"{archive.name}: not a whole zip archive ({error}); get the file again"
        raise ModelError(message) from None
    except OSError as error:
        raise ModelError(f"{archive.name}: cannot be unpacked ({error.strerror or error})") from None
    return into / top


def _checked(archive: Path, members: list[zipfile.ZipInfo]) -> str:
    """The name of the one folder that the members are in."""
    for member in members:
        if fault := _fault(member):
            raise ModelError(f"{archive.name}: refused, {member.filename!r} {fault}")
    if len(members) > _MOST_FILES or sum(member.file_size for member in members) > _LARGEST:
        raise ModelError(f"{archive.name}: refused, unpacked it is far larger than a model")
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
    kind = stat.S_IFMT(member.external_attr >> 16)
    if kind not in {0, stat.S_IFREG, stat.S_IFDIR}:
        return "is a link or a device"
    if member.compress_type not in _METHODS:
        return "is packed in a way that no Argos package is"
    return "is encrypted" if member.flag_bits & 1 else None
