"""Installs models: the only place of the project that downloads."""

import json
import os
import re
import shutil
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from generator.config import Engine as Choice
from generator.errors import ModelError
from generator.translation import records
from generator.translation.engines import argos, codes, firefox
from generator.translation.tables import base
from generator.translation.unpack import unpack

Progress = Callable[[int, int | None], None]

_TIMEOUT = 60  # seconds without a byte
_CHUNK = 1 << 20
_LARGEST = 2 * 1024**3  # bytes; Argos packages have 50 to 300 MB
_VERSION = re.compile(r"[\w.+-]{1,40}")  # without spaces: it stands in catalogs
_LARGEST_INDEX = 32 * 1024**2  # bytes; Argos's own has 0.1 MB


def install(
    what: str, folder: Path, *, engine: Choice = "auto", source: str = "en", progress: Progress | None = None
) -> str:
    """Install the model of a language, or an Argos package from a file.

    A model of the same pair of languages is replaced once the new one is whole and opens.

    Args:
        what: a language tag, or the path of an .argosmodel file.
        folder: of the installed models.
        engine: whose model; ``auto`` is Firefox's, else Argos's where Firefox has none.
        source: tag of the language to translate from.
        progress: called with the bytes that are here and of all, where that is known. Firefox's downloads
            draw their own bar instead, when standard error is a terminal.

    Returns:
        The engine and the installed model, such as ``argos en-fr-1.9``.

    Raises:
        ModelError: there is no such model, it cannot be had, or it is broken; nothing is left of it.
    """
    if what.endswith(".argosmodel") or Path(what).is_file():
        return _install_package(Path(what), str(Path(what).resolve()), folder)
    if engine == "none":
        raise ModelError(f"{what}: languages.yml says engine: none; give the engine with --engine")
    if engine in {"auto", "firefox"}:
        try:
            return _install_firefox(base(source), what, folder)
        except _NoSuchModelError:
            if engine == "firefox":
                raise
    return _download_package(base(source), what, folder, progress)


class _NoSuchModelError(ModelError):
    """The engine has no model for the pair of languages."""


# --- Firefox -------------------------------------------------------------------------------------


def _install_firefox(source: str, language: str, folder: Path) -> str:
    from fxtranslate import discovery  # noqa: PLC0415 - a heavy library, only where it is used

    by_hand = (
        f"Without a connection: get the model's files elsewhere and put them into"
        f" {folder / 'firefox' / f'{source}-{language}'}, unpacked"
    )
    try:
        body = discovery.fetch_records_body()
        pairs = set(discovery.model_pairs(body))
        known = ((s, c) for s in codes("firefox", source) for c in codes("firefox", language))
        pair = next((pair for pair in known if pair in pairs), None)
        if pair is None:
            raise _NoSuchModelError(f"Firefox has no model from {source} into {language}")
        source, code = pair
        with _workplace(folder) as place:
            discovery.add_models(source, code, str(place), sys.stderr.isatty())
            model = firefox.Model(source, code, place / f"{source}-{code}")
            hashes = {file.name: records.sha256(file) for file in dict.fromkeys(model.files)}
            version = _version(discovery.parse_records(body), hashes)
            records.write(model.folder, records.Record(version, discovery.records_url(), hashes))
            firefox.Firefox(model).translate(["Test."])
            target = folder / "firefox" / model.folder.name
            _put(model.folder, target)
    except ValueError as error:
        raise ModelError(f"{language}: Firefox's model cannot be downloaded: {error}. {by_hand}") from None
    return f"{firefox.Firefox.name} {firefox.Model(source, code, target).id}"


def _version(known: list[dict[str, str | None]], hashes: dict[str, str]) -> str:
    """The version of the downloaded weights."""
    for record in known:
        version = record["version"] or ""
        if record["decompressedHash"] in hashes.values() and _VERSION.fullmatch(version):
            return version
    return "unknown"


# --- Argos ---------------------------------------------------------------------------------------


def _download_package(source: str, language: str, folder: Path, progress: Progress | None) -> str:
    """Install the newest package of the index for a pair of languages."""
    index = _index_address()
    by_hand = "Without a connection: get the .argosmodel file elsewhere, then dragoman models install FILE"
    with _workplace(folder) as place:
        try:
            file = place / "index.json"
            _download(index, file, None, _LARGEST_INDEX)
            links = _links(index, file.read_bytes(), source, language)
            package = place / "package.argosmodel"
            link = _download_any(links, package, progress)
        except OSError as error:
            message = f"{language}: no Argos package could be downloaded from {index} ({error}). {by_hand}"
            raise ModelError(message) from None
        return _install_package(package, link, folder, (source, language))


def _index_address() -> str:
    """$ARGOS_PACKAGE_INDEX, which may be a mirror, else what argostranslate knows; index.json in it."""
    own = os.environ.get("ARGOS_PACKAGE_INDEX")
    if not own:
        own = _argos_default()
    return own if own.endswith(".json") else own.rstrip("/") + "/index.json"


def _argos_default() -> str:
    # importing the settings makes folders in the user's home; here they go into a passing one
    kept = {name: os.environ.get(name) for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME")}
    with tempfile.TemporaryDirectory() as passing:
        os.environ.update(dict.fromkeys(kept, passing))
        try:
            from argostranslate import settings  # noqa: PLC0415 - reads the environment when imported
        finally:
            for name, value in kept.items():
                os.environ.pop(name) if value is None else os.environ.update({name: value})
    return str(settings.package_index)


def _links(index: str, body: bytes, source: str, language: str) -> list[str]:
    """The addresses of the newest package for a pair of languages."""
    try:
        entries = [entry for entry in json.loads(body) if isinstance(entry, dict)]
    except (ValueError, TypeError, RecursionError):
        raise ModelError(f"{index}: this is no index of Argos packages") from None
    for code in codes("argos", language):
        fitting = [e for e in entries if (e.get("from_code"), e.get("to_code")) == (source, code)]
        if fitting:
            newest = max(fitting, key=_version_key)
            links = newest.get("links")
            if isinstance(links, list) and (links := [link for link in map(str, links) if _fetchable(link)]):
                return links
    raise _NoSuchModelError(f"{index}: no Argos package from {source} into {language}")


def _fetchable(address: str) -> bool:
    try:
        return urlsplit(address).scheme in {"http", "https"}
    except ValueError:  # such as http://[
        return False


def _version_key(entry: dict[str, Any]) -> list[int]:
    return [int(part) for part in re.findall(r"\d+", str(entry.get("package_version", "")))]


def _install_package(file: Path, origin: str, folder: Path, wanted: tuple[str, str] | None = None) -> str:
    """Install a package from a file; `wanted` are the languages that it must be for."""
    if not file.is_file():
        raise ModelError(f"{file}: there is no such file")
    with _workplace(folder) as place:
        package = _tried(file, unpack(file, place))
        unpacked = package.folder
        pair = package.source, package.target
        if wanted and not all(code in codes("argos", tag) for code, tag in zip(pair, wanted, strict=True)):
            message = f"{origin}: is a package from {package.source} into {package.target}"
            raise ModelError(f"{message}, not from {wanted[0]} into {wanted[1]}")
        record = records.Record(package.version, origin, {file.name: records.sha256(file)})
        records.write(unpacked, record)
        target = folder / "argos" / f"{package.source}_{package.target}"
        _put(unpacked, target)
    return f"{argos.Argos.name} {argos.Argos(argos.read(target)).model}"


def _tried(file: Path, folder: Path) -> argos.Package:
    """The package in a folder, once it has translated a sentence."""
    try:
        package = argos.read(folder)
        for code in (package.source, package.target):
            if not re.fullmatch(r"[A-Za-z]{2,3}([-_][A-Za-z]{2,8})?", code):
                raise ModelError(f"{file.name}: {code!r} in metadata.json is no language code")
        if not _VERSION.fullmatch(package.version):
            raise ModelError(f"{file.name}: {package.version!r} in metadata.json is no version")
        argos.Argos(package).translate(["Test."])
    except ModelError:
        raise
    except Exception as error:  # whatever the libraries raise at what they were never meant to read
        message = f"{file.name}: this Argos package cannot be opened ({type(error).__name__}: {error})"
        raise ModelError(message) from None
    return package


# --- files ---------------------------------------------------------------------------------------


def _download_any(links: list[str], file: Path, progress: Progress | None) -> str:
    """Download the file from the first address that has it; returns that address."""
    for link in links[:-1]:
        try:
            _download(link, file, progress)
        except OSError:
            continue  # the next mirror
        return link
    _download(links[-1], file, progress)
    return links[-1]


def _download(address: str, file: Path, progress: Progress | None, largest: int = _LARGEST) -> None:
    """Download a file.

    Raises:
        OSError: it cannot be had whole.
    """
    if not _fetchable(address):
        raise OSError(f"{address} is no http or https address")
    request = urllib.request.Request(address, headers={"User-Agent": "dragoman"})  # noqa: S310 - checked above
    try:
        with urllib.request.urlopen(request, timeout=_TIMEOUT) as response, file.open("wb") as out:  # noqa: S310
            length = response.headers.get("Content-Length", "")
            total = int(length) if length.isdecimal() else None
            done = 0
            while chunk := response.read(_CHUNK):
                out.write(chunk)
                done += len(chunk)
                if done > largest:
                    raise OSError("it is far larger than it can be")
                if progress:
                    progress(done, total)
    except (HTTPException, ValueError) as error:  # ValueError: an address with letters that none can have
        raise OSError(f"{address}: {type(error).__name__}") from None
    if total is not None and done < total:
        raise OSError(f"{address}: the connection broke off after {done} of {total} bytes")


@contextmanager
def _workplace(folder: Path) -> Iterator[Path]:
    """A passing folder on the same disk as the models, so that a finished model can be renamed into place."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".install-") as place:
        yield Path(place)


def _put(new: Path, target: Path) -> None:
    """Rename a finished model into its place; the one that was there goes, or comes back if that fails."""
    target.parent.mkdir(parents=True, exist_ok=True)
    old = new.parent / f".{new.name}.old"
    try:
        if target.exists():
            target.rename(old)
        new.rename(target)
    except BaseException:  # an interrupt too
        if old.exists() and not target.exists():
            old.rename(target)
        raise
    shutil.rmtree(old, ignore_errors=True)
