"""What is known about an installed model: a file in its folder."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

NAME = "installed.json"


@dataclass(frozen=True, slots=True)
class Record:
    """How a model came to be in its folder.

    Attributes:
        version: the model's.
        origin: the address or the file that it was installed from.
        sha256: of each file, or of the package's archive, by file name.
    """

    version: str
    origin: str
    sha256: Mapping[str, str]


def sha256(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write(folder: Path, record: Record) -> None:
    """Put the record into the model's folder."""
    text = json.dumps(asdict(record), indent=2, ensure_ascii=False)
    (folder / NAME).write_text(text + "\n", encoding="utf-8")


def read(folder: Path) -> Record | None:
    """The record in a model's folder; None where the model was put there by hand."""
    try:
        data: dict[str, Any] = json.loads((folder / NAME).read_text(encoding="utf-8"))
        return Record(str(data["version"]), str(data["origin"]), dict(data["sha256"]))
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
