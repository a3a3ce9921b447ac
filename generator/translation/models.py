"""The models that are installed, and what is known about them."""

import os
from dataclasses import dataclass
from pathlib import Path

from generator.config import Engine, Languages
from generator.errors import ModelError
from generator.translation import records
from generator.translation.engines import argos, codes, engine_for, firefox
from generator.translation.engines.pivot import Pivot
from generator.translation.tables import base, table


@dataclass(frozen=True, slots=True)
class Row:
    """How one language is translated.

    Attributes:
        language: the tag of the one that is not the default, or not English.
        engine: the engine that is used; None where no model is installed or people alone translate.
        model: the engine's model.
        version: the model's.
        size: of its files in bytes.
        origin: where it is from: ``bundled``, the address or file it was installed from, or its folder, with
            ``not checked`` where nothing is known of its files; of a broken model, ``broken:`` and what is
            wrong.
        score: the engine's published BLEU on FLORES from English into the language.
    """

    language: str
    engine: str | None = None
    model: str | None = None
    version: str | None = None
    size: int | None = None
    origin: str | None = None
    score: float | None = None


def models_dir() -> Path:
    """Where models are installed: $DRAGOMAN_MODELS, else dragoman/models in the user's data folder."""
    if own := os.environ.get("DRAGOMAN_MODELS"):
        return Path(own).expanduser()
    data = os.environ.get("XDG_DATA_HOME")
    return (Path(data) if data else Path.home() / ".local" / "share") / "dragoman" / "models"


def rows(languages: Languages, folder: Path) -> list[Row]:
    """One row for each language but the default, in the order of languages.yml.

    Args:
        languages: of the project.
        folder: of the installed models.
    """
    others = (code for code in languages.codes if code != languages.default)
    return [
        _row_or_fault(code, code, languages.languages[code].engine, folder, languages.default)
        for code in others
    ]


def reading(languages: Languages, folder: Path) -> list[Row]:
    """One row for each language from which a model translates into English, so that articles can be read.

    Args:
        languages: of the project.
        folder: of the installed models.
    """
    installed = {place.name[:-3] for place in folder.glob("*/*[-_]en") if place.name[0] != "."}
    others = sorted({base(code) for code in (*languages.codes, *installed)} - {"en"})
    found = (_row_or_fault(code, "en", "auto", folder, code) for code in others)
    return [row for row in found if row.engine or row.origin]


def _firefox(source: str, target: str, folder: Path) -> firefox.Model | None:
    known = (firefox.find(code, target, folder) for code in codes("firefox", source))
    return next(filter(None, known), None)


def _origin(place: Path, record: records.Record | None) -> str:
    if record is None:
        return f"{place} (by hand, not checked)"
    return record.origin if record.files else f"{record.origin} (not checked; install it again)"


def _row_or_fault(language: str, target: str, choice: Engine, folder: Path, source: str) -> Row:
    try:
        return _row(language, target, choice, folder, source)
    except (ModelError, OSError) as error:
        return Row(language, origin=f"broken: {error}")


def _row(language: str, target: str, choice: Engine, folder: Path, source: str) -> Row:
    engine = engine_for(target, choice, folder, source)
    if engine is None:
        return Row(language)
    if isinstance(engine, Pivot):
        return Row(language, engine.name, engine.model, origin="by way of English")
    source = base(source)
    if engine.name == firefox.Firefox.name and (model := _firefox(source, target, folder)):
        model.check()
        place, bundled = model.folder, model.bundled
    elif package := argos.find(source, target, folder):
        argos.check(package)
        place, bundled = package.folder, False
    record = records.read(place)
    version = record.version if record else engine.model.rpartition("-")[2]
    origin = "bundled" if bundled else _origin(place, record)
    size = sum(file.stat().st_size for file in place.rglob("*") if file.is_file())
    scores = table("scores").get(base(target), {}) if source == "en" else {}
    return Row(language, engine.name, engine.model, version, size, origin, scores.get(engine.name))
