"""Reading glossary.yml, with all that can be told to be wrong in it."""

import re
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from types import MappingProxyType

from pydantic import BaseModel, ConfigDict

from generator.errors import InvalidFileError, Problem
from generator.fields import LanguageTag
from generator.translation.glossary.terms import Form, Term
from generator.yaml_file import MOST_PROBLEMS, Location, YamlFile, nearest

Glossary = Mapping[LanguageTag, Mapping[str, Term]]
EMPTY: Glossary = MappingProxyType({})


class _Entries(BaseModel):
    """The terms of a language, by category or not; the categories are there for people to find them."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, Term]

    people: dict[Form, Term] = {}
    places: dict[Form, Term] = {}
    organisations: dict[Form, Term] = {}
    terms: dict[Form, Term] = {}


CATEGORIES = tuple(_Entries.model_fields)


def load(path: Path) -> Glossary:
    """Read glossary.yml; a missing file is an empty glossary.

    Raises:
        InvalidFileError: it has mistakes.
        OSError: it cannot be opened.
    """
    if not path.exists():
        return EMPTY
    file = YamlFile(path)
    if problems := list(islice(_strange_parts(file), MOST_PROBLEMS)):
        raise InvalidFileError(problems)
    languages = file.check(dict[LanguageTag, _Entries])
    found = (p for code, entries in languages.items() for p in _problems(file, code, entries))
    if problems := list(islice(found, MOST_PROBLEMS)):
        raise InvalidFileError(problems)
    return {code: {where[-1]: term for where, term in _terms(entries)} for code, entries in languages.items()}


def _strange_parts(file: YamlFile) -> Iterator[Problem]:
    """What is neither a category nor a term, and would be taken for one of them."""
    for code, entries in file.data.items() if isinstance(file.data, dict) else ():
        if not isinstance(entries, dict):
            yield file.problem((code,), f"expected terms, such as Kyiv: {{use: …}}; found {entries!r}")
            continue
        for name, value in entries.items():
            holds_terms = isinstance(value, dict) and any(isinstance(v, dict) for v in value.values())
            if holds_terms and name not in CATEGORIES:
                near = nearest(name, CATEGORIES)
                message = f"no category of terms{near}; there are: {', '.join(CATEGORIES)}"
                yield file.problem((code, name), message, at_key=True)


def _terms(entries: _Entries) -> Iterator[tuple[tuple[str, ...], Term]]:
    """Each term with its place below the language."""
    yield from (((name,), term) for name, term in (entries.__pydantic_extra__ or {}).items())
    for category in CATEGORIES:
        yield from (((category, name), term) for name, term in getattr(entries, category).items())


def _problems(file: YamlFile, code: str, entries: _Entries) -> Iterator[Problem]:
    seen: dict[str, tuple[Location, bool]] = {}
    for place, term in _terms(entries):
        where = (code, *place)
        yield from _term_problems(file, where, term)
        for at, spelling in ((where, place[-1]), *_items(where, "also", term.also)):
            if spelling in seen:
                first, at_key = seen[spelling]
                line = file.problem(first, "", at_key=at_key).line
                message = f"{spelling!r} stands here twice, first in line {line}; keep one of them"
                yield file.problem(at, message, at_key=at == where)
            seen.setdefault(spelling, (at, at == where))


def _term_problems(file: YamlFile, where: Location, term: Term) -> Iterator[Problem]:
    if term.use and term.keep:
        yield file.problem((*where, "use"), "a term has use or keep: true, not both; remove one", at_key=True)
    if not term.use and not term.keep:
        if term.forms:
            message = "forms stand beside the usual one; write that as use: …"
            yield file.problem((*where, "forms"), message, at_key=True)
        elif not term.avoid:
            yield file.problem(where, "expected use: form, keep: true or avoid: [forms]", at_key=True)
    plain = [((*where, "use"), term.use or ""), *_items(where, "also", term.also), (where, str(where[-1]))]
    for at, form in plain:
        if "*" in form:
            yield file.problem(at, "a * has a meaning in forms and avoid only", at_key=at == where)
    own = {term.wanted(str(where[-1])), *term.forms}
    for at, form in (*_items(where, "forms", term.forms), *_items(where, "avoid", term.avoid)):
        if re.search(r"(?<!\w)\*|\*(?!\s|$)", form):
            message = f"a * stands for the rest of a word, after its first letters; found {form!r}"
            yield file.problem(at, message)
        elif at[-2] == "avoid" and (clash := next((o for o in own if o and _cover(form, o)), None)):
            yield file.problem(at, f"{form!r} is to be avoided and used, as {clash!r}; remove one")


def _items(where: Location, key: str, values: tuple[str, ...]) -> Iterator[tuple[Location, str]]:
    return (((*where, key, index), value) for index, value in enumerate(values))


def _cover(first: str, second: str) -> bool:
    """Whether one of two forms is the other, or a stem of it."""
    if "*" not in first + second:
        return first == second
    pairs = ((first, second), (second, first))
    return any(re.fullmatch(re.escape(a).replace(r"\*", r"\w*"), b.replace("*", "")) for a, b in pairs)
