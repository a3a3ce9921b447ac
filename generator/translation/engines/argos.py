"""Argos Translate's packages: their tokenizer, and CTranslate2.

Of the module argostranslate only the tokenizers are used. Importing its other modules makes folders in the
user's home, its sentence splitter downloads a model at first use, and its translations keep all that they
ever saw in memory.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from generator.errors import ModelError
from generator.translation import records
from generator.translation.engines import codes, cores

# of a language or a version: it stands in catalogs and in names of folders
_NAME = re.compile(r"\w[\w.+ -]{0,40}")
# as in argostranslate.settings and argostranslate.translate
_BEAM, _LENGTH_PENALTY, _BATCH_TOKENS = 4, 0.2, 32


@dataclass(frozen=True, slots=True)
class Package:
    """An unpacked Argos package.

    Attributes:
        source: code of the source language.
        target: code of the target language.
        version: the package's own.
        folder: where it is.
        prefix: a token that every translation starts with; empty in most packages.
    """

    source: str
    target: str
    version: str
    folder: Path
    prefix: str = ""


def read(folder: Path) -> Package:
    """The package in a folder.

    Raises:
        ModelError: the folder holds no usable package; the message says what is missing.
    """
    try:
        metadata = json.loads((folder / "metadata.json").read_text(encoding="utf-8"))
        source, target, version = (metadata.get(k) for k in ("from_code", "to_code", "package_version"))
    except (OSError, ValueError, AttributeError, RecursionError) as error:
        raise ModelError(f"{folder}: no usable metadata.json in this Argos package ({error})") from None
    if not all(isinstance(value, str) and _NAME.fullmatch(value) for value in (source, target, version)):
        raise ModelError(f"{folder}: metadata.json names no from_code, to_code and package_version")
    if not (folder / "model" / "model.bin").is_file():
        raise ModelError(f"{folder}: this Argos package has no model/model.bin")
    if not any((folder / name).is_file() for name in ("sentencepiece.model", "bpe.model")):
        raise ModelError(f"{folder}: this Argos package has neither sentencepiece.model nor bpe.model")
    return Package(source, target, version, folder, str(metadata.get("target_prefix") or ""))


def files(folder: Path) -> tuple[Path, ...]:
    """What is loaded of a package; other files, such as those of a sentence splitter, are never opened."""
    own = (folder / name for name in ("metadata.json", "sentencepiece.model", "bpe.model"))
    # file managers and network disks leave hidden files of their own
    found = (*own, *sorted((folder / "model").rglob("[!.]*")))
    return tuple(path for path in found if path.is_file())


def check(package: Package) -> None:
    """See to it that a package is as it was installed; nothing is known of one put there by hand.

    Raises:
        ModelError: it is not; the message tells which file.
    """
    if record := records.read(package.folder):
        again = f"dragoman models install {package.target} --from {package.source} --engine argos"
        remedy = f"install the package again: {again}, or with its file"
        records.check(package.folder, files(package.folder), record.files, remedy)


def find(source: str, target: str, models_dir: Path) -> Package | None:
    """The package for a pair of languages; broken ones for other pairs are passed over.

    Raises:
        ModelError: the only package for the pair is broken.
    """
    packages: dict[tuple[str, str], Package] = {}
    broken: dict[tuple[str, str], ModelError] = {}
    for file in sorted((models_dir / "argos").glob("[!.]*/metadata.json")):
        try:
            package = read(file.parent)
            packages[package.source, package.target] = package
        except ModelError as error:
            broken[_pair(file)] = error
    pairs = [(source, code) for code in codes("argos", target)]
    for pair in pairs:
        if pair in packages:
            return packages[pair]
    for pair in pairs:
        if pair in broken:
            raise ModelError(f"{broken[pair]}; install it again: dragoman models install FILE, or remove it")
    return None


def _pair(file: Path) -> tuple[str, str]:
    """The languages of a broken package: as its metadata say, else its folder's name."""
    try:
        metadata = json.loads(file.read_text(encoding="utf-8"))
        return str(metadata["from_code"]), str(metadata["to_code"])
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        match = re.match(r"(?:translate-)?([^_]+)_([^_]+?)(?:-\d|$)", file.parent.name)
        return (match[1], match[2]) if match else ("", "")


class Argos:
    """The engine: beam 4, one worker for each core with one thread each.

    Measured on 2 cores: two workers of one thread translate 2.3 times as many sentences per second as one
    worker of two threads; larger batches gain nothing on a CPU.
    """

    name = "argos"

    def __init__(self, package: Package) -> None:
        self._package = package

    @property
    def model(self) -> str:
        """The pair and the package's version."""
        return f"{self._package.source}-{self._package.target}-{self._package.version}".replace(" ", "_")

    def translate(self, sentences: Sequence[str]) -> list[str]:
        """See `Engine.translate`."""
        return [texts[0] for texts in self._hypotheses(sentences, _BEAM, 1)]

    def alternatives(self, sentences: Sequence[str], count: int) -> list[list[str]]:
        """See `generator.translation.engines.alternatives`."""
        first = self.translate(sentences)  # a search for several may rank another one first
        more = self._hypotheses(sentences, max(_BEAM, count), count)
        return [list(dict.fromkeys([text, *texts]))[:count] for text, texts in zip(first, more, strict=True)]

    def _hypotheses(self, sentences: Sequence[str], beam: int, count: int) -> list[list[str]]:
        prefix = self._package.prefix
        try:
            results = self._translator.translate_batch(
                [self._tokenizer.encode(sentence) for sentence in sentences],
                target_prefix=[[prefix]] * len(sentences) if prefix else None,
                replace_unknowns=True,
                max_batch_size=_BATCH_TOKENS,
                batch_type="tokens",
                beam_size=beam,
                num_hypotheses=count,
                length_penalty=_LENGTH_PENALTY,
            )
        except RuntimeError as error:  # settings beside the weights that fit no model
            raise ModelError(f"{self._package.folder}: this model cannot translate: {error}") from None
        return [[self._text(tokens) for tokens in result.hypotheses] for result in results]

    def _text(self, tokens: list[str]) -> str:
        text: str = self._tokenizer.decode(tokens)
        return text.removeprefix(self._package.prefix).strip()

    @cached_property
    def _translator(self) -> Any:
        import ctranslate2  # noqa: PLC0415 - a heavy library, only where it is used

        check(self._package)
        try:
            model = str(self._package.folder / "model")
            return ctranslate2.Translator(model, inter_threads=cores(), intra_threads=1)
        except (RuntimeError, ValueError) as error:
            raise self._broken(error) from None

    @cached_property
    def _tokenizer(self) -> Any:
        from argostranslate import tokenizer  # noqa: PLC0415 - a heavy library, only where it is used

        check(self._package)
        pieces, pairs = self._package.folder / "sentencepiece.model", self._package.folder / "bpe.model"
        found = (
            tokenizer.SentencePieceTokenizer(pieces)
            if pieces.is_file()
            else tokenizer.BPETokenizer(pairs, self._package.source, self._package.target)
        )
        try:
            found.encode("a")  # it opens its file at the first sentence
        except (OSError, RuntimeError, ValueError, SystemExit) as error:  # BPE would end the program
            raise self._broken(error) from None
        return found

    def _broken(self, error: BaseException) -> ModelError:
        message = f"{self._package.folder}: this Argos package cannot be opened ({error})"
        return ModelError(f"{message}; install it again: dragoman models install FILE")
