"""The words of the site itself: site_config/ui/<language>.yml.

A file holds one text per key. A text may have ``{placeholders}``. A text that depends on a number
stands once for each plural form of its language: ``statements.one``, ``statements.other``.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from pathlib import Path

from generator.contained import contained
from generator.errors import InvalidFileError, Problem, SiteError
from generator.site.locales import number, plural, plurals
from generator.yaml_file import MOST_PROBLEMS, YamlFile, nearest

REFERENCE = "en"
_FORMS = ("zero", "one", "two", "few", "many", "other")
# words of the theme that a language may replace; no file needs them
_THEME = "material."
_NUMBERS = (int, float)
_PLACEHOLDER = re.compile(r"\{(\w+)\}")


@lru_cache(maxsize=1024)
def _pieces(text: str) -> Sequence[str]:
    return _PLACEHOLDER.split(text)


@dataclass(frozen=True, slots=True)
class Words:
    """The texts of one language.

    Attributes:
        language: its code.
        texts: by key.
        fallback: where a text that is missing is taken from.
    """

    language: str
    texts: Mapping[str, str]
    fallback: "Words | None" = None

    def __call__(self, key: str, **values: object) -> str:
        """The text of a key, with its placeholders filled; `count` chooses the plural form.

        Raises:
            SiteError: no file has the key.
        """
        text = self.texts.get(key)
        if text is None:
            text = self._form(key, values.get("count"))
        if text is None and self.fallback:
            return self.fallback(key, **values)
        if text is None:
            raise SiteError(f"there is no text {key!r} in site_config/ui/{self.language}.yml")
        if not values or "{" not in text:
            return text
        # literal text and names in turn
        pieces = list(_pieces(text))
        for place in range(1, len(pieces), 2):
            name = pieces[place]
            pieces[place] = self._value(values[name]) if name in values else f"{{{name}}}"
        return "".join(pieces)

    def _form(self, key: str, count: object) -> str | None:
        form = plural(count, self.language) if isinstance(count, int) else "other"
        return self.texts.get(f"{key}.{form}", self.texts.get(f"{key}.other"))

    def _value(self, value: object) -> str:
        return number(value, self.language) if isinstance(value, _NUMBERS) else str(value)

    def get(self, key: str, default: str) -> str:
        """The text of a key, or `default` where no file has it."""
        text = self.texts.get(key)
        return text if text is not None else self.fallback.get(key, default) if self.fallback else default


def path(folder: Path, code: str) -> Path:
    """Where a language's texts are."""
    return folder / f"{code}.yml"


def load(folder: Path, code: str) -> Words:
    """The texts of a language; English stands in for what is missing.

    Raises:
        InvalidFileError: a file is no YAML or not a list of keys and texts.
        SiteError: there is no English file.
    """
    if not path(folder, REFERENCE).is_file():
        raise SiteError(f"{path(folder, REFERENCE)}: is missing; it names every text of the site")
    reference = Words(REFERENCE, _texts(path(folder, REFERENCE)))
    if code == REFERENCE:
        return reference
    own = path(folder, code)
    return Words(code, _texts(own) if own.is_file() else {}, reference)


def _texts(file: Path) -> Mapping[str, str]:
    return {key: contained(text) for key, text in _read(file).check(dict[str, str]).items()}


def check(folder: Path, code: str) -> tuple[Problem, ...]:
    """What is wrong with a language's texts: missing or unknown keys, placeholders that differ."""
    own = path(folder, code)
    if not own.is_file():
        return (Problem(own, 1, 1, "", "is missing; English words are shown in its place"),)
    try:
        reference = _read(path(folder, REFERENCE)).check(dict[str, str])
        file = _read(own)
        texts = file.check(dict[str, str])
    except InvalidFileError as error:
        return error.problems
    return tuple(sorted(islice(_problems(file, texts, reference, code), MOST_PROBLEMS)))


def _problems(
    file: YamlFile, texts: Mapping[str, str], reference: Mapping[str, str], code: str
) -> Iterable[Problem]:
    expected = {form: key for key in reference for form in _forms(key, code)}
    for key in expected.keys() - texts.keys():
        yield Problem(
            file.path, 1, 1, key, f"is missing; English is shown: {_english(reference, expected[key])!r}"
        )
    for key, text in texts.items():
        if key.startswith(_THEME):
            continue
        stem, form = _split(key)
        if key not in expected and not (form and f"{stem}.other" in reference):
            yield file.problem((key,), f"unknown key{nearest(key, expected)}", at_key=True)
            continue
        allowed = set(_PLACEHOLDER.findall(_english(reference, key)))
        used = set(_PLACEHOLDER.findall(text))
        # a form such as “one” may say its number in words
        if unknown := used - allowed:
            names = ", ".join(f"{{{name}}}" for name in sorted(unknown))
            yield file.problem((key,), f"there is no placeholder {names} in the English text")
        elif left_out := allowed - used - ({"count"} if form else set()):
            names = ", ".join(f"{{{name}}}" for name in sorted(left_out))
            yield file.problem((key,), f"the English text has {names}; say it too")


def _split(key: str) -> tuple[str, str | None]:
    stem, _, form = key.rpartition(".")
    return (stem, form) if form in _FORMS and stem else (key, None)


def _forms(key: str, code: str) -> list[str]:
    stem, form = _split(key)
    return [f"{stem}.{name}" for name in plurals(code)] if form else [key]


def _english(reference: Mapping[str, str], key: str) -> str:
    stem, form = _split(key)
    return reference[f"{stem}.other" if form else key]


def _read(file: Path) -> YamlFile:
    status = file.stat()
    return _cached(file, status.st_mtime_ns, status.st_size)


@lru_cache(maxsize=128)
def _cached(file: Path, _changed: int, _size: int) -> YamlFile:
    """Every language is measured against English; `mkdocs serve` reads again only what was edited."""
    return YamlFile(file)
