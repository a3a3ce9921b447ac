"""The project's folders and its languages."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Literal

from pydantic import BeforeValidator, ConfigDict

from generator.errors import DragomanError, InvalidFileError
from generator.fields import LanguageTag
from generator.yaml_file import YamlFile, nearest

# the file of a briefing, in its folder
BRIEFING = "briefing.yml"
Engine = Literal["auto", "firefox", "argos", "none"]


@dataclass(frozen=True, slots=True)
class Language:
    """How one language is made.

    Attributes:
        engine: what translates into it: ``firefox``, ``argos``, ``auto`` (firefox where its model
            is installed, else argos) or ``none`` (people only).
        theme: Material's code of the language, where it differs.
    """

    __pydantic_config__ = ConfigDict(extra="forbid")

    engine: Engine = "auto"
    theme: str | None = None


@dataclass(frozen=True, slots=True)
class Languages:
    """site_config/languages.yml.

    Attributes:
        default: the language at the root of the site.
        languages: the languages of the site in the order of the switcher, the default included.
    """

    __pydantic_config__ = ConfigDict(extra="forbid")

    default: LanguageTag = "en"
    languages: Mapping[LanguageTag, Annotated[Language, BeforeValidator(lambda v: v or {})]] = field(
        default_factory=lambda: MappingProxyType({})
    )

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of all languages, the default first."""
        return (self.default, *(code for code in self.languages if code != self.default))


def load_languages(path: Path) -> Languages:
    """Read languages.yml.

    Raises:
        InvalidFileError: it has mistakes.
        DragomanError: it is missing.
        OSError: it cannot be opened.
    """
    if not path.exists():
        raise DragomanError(f"{path}: is missing; it lists the site's languages: `languages: {{en: {{}}}}`")
    file = YamlFile(path, keep_empty=True)
    languages = file.check(Languages)
    if languages.default not in languages.languages:
        hint = nearest(languages.default, languages.languages)
        message = f"{languages.default!r} is not among the languages below{hint}"
        raise InvalidFileError([file.problem(("default",), message)])
    return languages


@dataclass(frozen=True, slots=True)
class Project:
    """Where a project's parts are; all below the folder of its mkdocs.yml."""

    root: Path

    @property
    def briefings(self) -> Path:
        """One folder for each briefing."""
        return self.root / "briefings"

    @property
    def templates(self) -> Path:
        """The Jinja2 templates."""
        return self.root / "templates"

    @property
    def site_config(self) -> Path:
        """languages.yml, glossary.yml, ui/ and pages/."""
        return self.root / "site_config"

    def slugs(self) -> tuple[str, ...]:
        """The names of the folders that hold a briefing or articles for one, in order."""
        if not self.briefings.is_dir():
            return ()
        folders = (f for f in self.briefings.iterdir() if f.is_dir() and not f.name.startswith("."))
        return tuple(sorted(f.name for f in folders if (f / BRIEFING).is_file() or (f / "articles").is_dir()))

    def strays(self) -> list[Path]:
        """What lies in briefings/ and is no briefing: most likely put there by mistake."""
        if not self.briefings.is_dir():
            return []
        known = {*self.slugs(), "README.md"}
        return sorted(p for p in self.briefings.iterdir() if p.name not in known and p.name[0] not in "._")


def find_project(start: Path) -> Project:
    """The project that a folder belongs to: the nearest folder upwards with an mkdocs.yml.

    Raises:
        DragomanError: there is none.
    """
    for folder in (start.resolve(), *start.resolve().parents):
        if (folder / "mkdocs.yml").is_file():
            return Project(folder)
    raise DragomanError(f"{start}: no mkdocs.yml here or above; run this inside the project")
