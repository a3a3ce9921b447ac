"""Installs models: the only place of the project that downloads."""

import json
import os
import re
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from generator.atomic import NO_ROOM, CannotWriteError, Workplace, exchange, flush, locked
from generator.config import Engine as Choice
from generator.errors import ModelError
from generator.translation import records, trial
from generator.translation.engines import argos, codes, firefox
from generator.translation.tables import base
from generator.translation.unpack import unpack

Progress = Callable[[int, int | None], None]

_TIMEOUT = 60  # seconds without a byte
_CHUNK = 1 << 20
_LARGEST = 2 * 1024**3  # bytes; Argos packages have 50 to 300 MB
_VERSION = re.compile(r"[\w.+-]{1,40}")  # without spaces: it stands in catalogs
_FILE_NAME = re.compile(r"\w[\w.-]{0,200}")
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
            listed = _listed(discovery.parse_records(body), source, code)
            discovery.add_models(source, code, str(place), sys.stderr.isatty())
            model = firefox.Model(source, code, place / f"{source}-{code}")
            files = records.files(model.folder, model.files)
            version = _version(listed, files)
            records.write(model.folder, records.Record(version, discovery.records_url(), files))
            if fault := trial.run("firefox", source, code, model.folder):
                raise ModelError(f"{language}: Firefox's model cannot be opened ({fault}). {by_hand}")
            target = folder / "firefox" / model.folder.name
            _put(model.folder, target)
    except ValueError as error:
        raise ModelError(f"{language}: Firefox's model cannot be downloaded: {error}. {by_hand}") from None
    return f"{firefox.Firefox.name} {firefox.Model(source, code, target).id}"


def _listed(found: list[dict[str, str | None]], source: str, code: str) -> list[dict[str, str | None]]:
    """What Mozilla's list says of the files for a pair of languages.

    Raises:
        ValueError: a file has a name that would lead out of its folder.
    """
    listed = [r for r in found if (r["sourceLanguage"], r["targetLanguage"]) == (source, code)]
    for record in listed:
        if not _FILE_NAME.fullmatch(record["name"] or ""):
            raise ValueError(f"the list of models names a file {record['name']!r}")
    return listed


def _version(listed: list[dict[str, str | None]], files: Mapping[str, records.File]) -> str:
    """The version of the downloaded weights.

    Raises:
        ValueError: a file is not the one that the list gives a hash of.
    """
    hashes = {file.sha256 for file in files.values()}
    for name, file in files.items():
        said = {record["decompressedHash"] for record in listed if record["name"] == name} - {None, ""}
        if said and file.sha256 not in said:
            raise ValueError(f"{name} has another SHA-256 than the list of models says")
    for record in listed:
        version = record["version"] or ""
        if record["decompressedHash"] in hashes and _VERSION.fullmatch(version):
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
            links = [
                link for link in _links(index, file.read_bytes(), source, language) if _safe(link, index)
            ]
            if not links:
                raise OSError("its packages are at addresses without https alone")
            package = place / "package.argosmodel"
            link = _download_any(links, package, progress)
        except OSError as error:
            if error.errno in NO_ROOM:
                raise CannotWriteError.of(error, place) from None
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


def _safe(address: str, named: str) -> bool:
    """Whether nobody on the way can change what comes from an address, or the user named one like it."""
    return urlsplit(address).scheme == "https" or urlsplit(named).scheme == "http"


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Follows a few redirects, and none from https to something else."""

    max_redirections = 5

    def redirect_request(self, req: urllib.request.Request, *rest: Any) -> urllib.request.Request | None:
        to = rest[-1]
        if not _fetchable(to) or not _safe(to, req.full_url):
            raise OSError(f"{req.full_url} leads to {to}, which is no https address")
        return super().redirect_request(req, *rest)


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
        _strip(unpacked)
        known = records.files(unpacked, argos.files(unpacked))
        records.write(unpacked, records.Record(package.version, origin, known, records.sha256(file)))
        target = folder / "argos" / f"{package.source}_{package.target}"
        _put(unpacked, target)
    return f"{argos.Argos.name} {argos.Argos(argos.read(target)).model}"


def _strip(folder: Path) -> None:
    """Remove what is never loaded, such as a sentence splitter's programs; what people read of it stays."""
    kept = {*argos.files(folder)}
    for file in [path for path in folder.rglob("*") if path.is_file() and path not in kept]:
        if file.parent != folder or not file.name.upper().startswith(("README", "LICENSE", "LICENCE")):
            file.unlink()


def _tried(file: Path, folder: Path) -> argos.Package:
    """The package in a folder, once it has translated a sentence."""
    try:
        package = argos.read(folder)
    except ModelError as error:
        raise ModelError(str(error).replace(str(folder), file.name)) from None
    for code in (package.source, package.target):
        if not re.fullmatch(r"[A-Za-z]{2,3}([-_][A-Za-z]{2,8})?", code):
            raise ModelError(f"{file.name}: {code!r} in metadata.json is no language code")
    if not _VERSION.fullmatch(package.version):
        raise ModelError(f"{file.name}: {package.version!r} in metadata.json is no version")
    if fault := trial.run("argos", package.source, package.target, folder):
        raise ModelError(f"{file.name}: this Argos package cannot be opened ({fault}); get the file again")
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
        opener = urllib.request.build_opener(_Redirects)
        with opener.open(request, timeout=_TIMEOUT) as response, file.open("wb") as out:
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


def _workplace(folder: Path) -> Workplace:
    """A passing folder on the same disk as the models, so that a finished model can be renamed into place."""
    return Workplace(folder, ".install-")


def _put(new: Path, target: Path) -> None:
    """Rename a finished model into its place; the one that was there goes, or comes back if that fails."""
    target.parent.mkdir(parents=True, exist_ok=True)
    flush(new)
    with locked(target.parent):
        if not target.exists():
            new.rename(target)
            return
        try:
            exchange(new, target)
            return
        except OSError:  # a file system that cannot, so that for a moment there is none
            old = new.parent / f".{new.name}.old"
        try:
            target.rename(old)
            new.rename(target)
        except BaseException:  # an interrupt too
            if old.exists() and not target.exists():
                old.rename(target)
            raise
