"""site_config/glossary.yml: how names and terms are written in each language."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Annotated

from pydantic import AfterValidator, ConfigDict, Field

from generator.fields import LanguageTag
from generator.translation.tables import base
from generator.yaml_file import YamlFile


@dataclass(frozen=True, slots=True)
class Term:
    """What becomes of a term: one of the two.

    Attributes:
        use: its form in the language.
        keep: whether it stays as it is.
    """

    __pydantic_config__ = ConfigDict(extra="forbid")

    use: Annotated[str, Field(min_length=1)] | None = None
    keep: bool = False


def _one_of_two(term: Term) -> Term:
    if bool(term.use) == term.keep:
        raise ValueError("expected either {use: …} or {keep: true}")
    return term


Glossary = Mapping[
    LanguageTag, Mapping[Annotated[str, Field(min_length=1)], Annotated[Term, AfterValidator(_one_of_two)]]
]
EMPTY: Glossary = MappingProxyType({})


def load(path: Path) -> Glossary:
    """Read glossary.yml; a missing file is an empty glossary.

    Raises:
        InvalidFileError: it has mistakes.
    """
    return YamlFile(path).check(Glossary) if path.exists() else EMPTY  # type: ignore[type-abstract]


@dataclass(frozen=True, slots=True)
class Terms:
    """The glossary of one target language: a term's form, which is the term itself where it is kept."""

    forms: Mapping[str, str]

    @classmethod
    def of(cls, glossary: Glossary, language: str) -> "Terms":
        """The terms of a language; those of pt hold for pt-BR too."""
        terms = {**glossary.get(base(language), {}), **glossary.get(language, {})}
        return cls({name: term.use or name for name, term in terms.items()})

    def within(self, text: str) -> dict[str, str]:
        """The terms that stand in a text, as whole words, with their forms."""
        return {term: form for term, form in self.forms.items() if _whole(term).search(text)}

    def apply(self, text: str) -> str:
        """A text in which each term has its form, longer terms first."""
        for term in sorted(self.within(text), key=len, reverse=True):
            text = _whole(term).sub(self.forms[term].replace("\\", r"\\"), text)
        return text


def _whole(term: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(term)}(?!\w)")
