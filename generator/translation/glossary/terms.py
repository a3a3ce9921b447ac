"""The glossary of one language: what it makes of a translation, and what it finds wrong with it."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Annotated

from pydantic import AfterValidator, ConfigDict

from generator.fields import Text
from generator.translation.glossary import forms
from generator.translation.tables import base


def _form(value: str) -> str:
    if not (form := forms.normal(value)):
        raise ValueError("expected letters, found nothing but vowel signs")
    return form


Form = Annotated[Text, AfterValidator(_form)]


@dataclass(frozen=True, slots=True)
class Term:
    """How a name or term of the source is written in one language.

    Attributes:
        use: its form.
        keep: whether it stays as it is, in place of `use`.
        forms: what may stand for that form, such as other cases; a word ending in ``*`` goes on as it likes.
        avoid: what must not stand for it; ``*`` as in `forms`.
        also: other spellings in the source.
    """

    __pydantic_config__ = ConfigDict(extra="forbid")

    use: Form | None = None
    keep: bool = False
    forms: tuple[Form, ...] = ()
    avoid: tuple[Form, ...] = ()
    also: tuple[Form, ...] = ()

    def wanted(self, name: str) -> str | None:
        """The form of the term `name`; None where the glossary only says what to avoid."""
        return name if self.keep else self.use


@dataclass(frozen=True, slots=True)
class Terms:
    """The glossary of one target language.

    Attributes:
        entries: by the term as the source writes it.
        language: the target language's tag.
        spellings: the terms by what else the source writes for them.
    """

    entries: Mapping[str, Term]
    language: str = ""
    spellings: Mapping[str, str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Find the spellings; the first term that has one counts."""
        found: dict[str, str] = {}
        for name, term in self.entries.items():
            for spelling in term.also:
                found.setdefault(spelling, name)
        object.__setattr__(self, "spellings", found)

    @classmethod
    def of(cls, glossary: Mapping[str, Mapping[str, Term]], language: str) -> "Terms":
        """The terms of a language; those of pt hold for pt-BR too, unless it has its own."""
        return cls({**glossary.get(base(language), {}), **glossary.get(language, {})}, language)

    def form(self, name: str) -> str | None:
        """The form of a string that is nothing but a term; None where the glossary has none."""
        known = name if name in self.entries else self.spellings.get(name)
        return None if known is None else self.entries[known].wanted(known)

    def within(self, text: str) -> dict[str, str]:
        """The terms that stand in a source text, with their forms."""
        found = ((name, term.wanted(name)) for name, term in self._touching(text).items())
        return {name: form for name, form in found if form}

    def apply(self, text: str, source: str = "") -> str:
        """A translation in which terms have their forms.

        Terms that were left as the source writes them get theirs; so do forms to avoid, where grammar cannot
        tell the two apart.

        Args:
            text: the translation.
            source: what it is the translation of; without it, any term may have been left, and no form is
                known to be wrong.
        """
        swaps: dict[str, str] = {}
        for name, term in (self._touching(source) if source else self.entries).items():
            if wanted := term.wanted(name):
                if source:
                    wrong = (form for form in term.avoid if self._replaceable(form, wanted, term.keep))
                    swaps = dict.fromkeys(wrong, wanted) | swaps
                swaps |= dict.fromkeys((name, *term.also), wanted)
        own = self._own(self.entries)
        pattern = partial(forms.target_pattern, language=self.language, prefixes=False)
        parts, end = [], 0
        for form, place in forms.find({*swaps, *own}, text, pattern):
            if form not in own:
                parts += [text[end : place.start()], forms.capitalised_like(swaps[form], place[0], form)]
                end = place.end()
        return "".join(parts) + text[end:]

    def problems(self, source: str, target: str) -> Iterator[str]:
        """What a translation has against the glossary: a form that is missing, a form to avoid."""
        touching, target = self._touching(source), forms.normal(target)
        for name, term in touching.items():
            wanted = term.wanted(name)
            if wanted and not any(forms.holds(target, f, self.language) for f in (wanted, *term.forms)):
                yield (
                    f"the glossary keeps “{name}”"
                    if term.keep
                    else f"the glossary wants “{wanted}” for “{name}”"
                )
        # what one term must not be may be the form of another that is in the same sentence
        own = self._own(touching)
        avoid = {form for term in touching.values() for form in term.avoid} - own
        pattern = partial(forms.target_pattern, language=self.language)
        found = forms.find(avoid | own, target, pattern) if avoid else ()
        yield from dict.fromkeys(
            f"the glossary avoids “{place[0]}”" for form, place in found if form in avoid
        )

    def digest(self, source: str) -> str:
        """Eight hexadecimal digits that change with the entries that a source text is touched by; else ""."""
        touching = self._touching(source)
        rules = [[name, t.wanted(name), sorted(t.forms), sorted(t.avoid)] for name, t in touching.items()]
        text = json.dumps(sorted(rules, key=lambda rule: str(rule[0])))
        return hashlib.sha256(text.encode()).hexdigest()[:8] if rules else ""

    def _touching(self, text: str) -> dict[str, Term]:
        """The entries whose terms stand in a source text; not those within a longer term."""
        names = {spelling: name for name, term in self.entries.items() for spelling in (name, *term.also)}
        found = forms.find(names, forms.normal(text), forms.source_pattern) if text else ()
        return {names[spelling]: self.entries[names[spelling]] for spelling, _ in found}

    def _own(self, entries: Mapping[str, Term]) -> set[str]:
        """The forms that may stand in a translation."""
        wanted = {form for name, term in entries.items() if (form := term.wanted(name))}
        return wanted | {form for term in entries.values() for form in term.forms}

    def _replaceable(self, form: str, wanted: str, keep: bool) -> bool:
        return "*" not in form and (keep or forms.interchangeable(form, wanted, self.language))
