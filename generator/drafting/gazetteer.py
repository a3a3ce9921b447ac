"""The names in a text: of countries, bodies and organisations, and of people, each under one spelling.

Countries come from the package countryinfo (capitals, demonyms, spellings) and
``data/actors.yml``; organisations and people from spaCy's named entities.
"""

import difflib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING

from generator.drafting.resources import group, words
from generator.drafting.text import parser

if TYPE_CHECKING:
    from spacy.matcher import PhraseMatcher
    from spacy.tokens import Doc


@cache
def country_forms() -> dict[str, str]:
    """Every form by which a country or body is named ▶ its name."""
    from countryinfo import all_countries  # noqa: PLC0415

    data = words("actors")
    forms: dict[str, str] = {}
    # the most populous country first: French is of France, not of French Polynesia
    for country in sorted(all_countries(), key=lambda c: (-(c.population() or 0), c.name())):
        name = country.name()
        capital, demonym = country.capital(), country.demonym()
        own = [name, *(s for s in country.alt_spellings() or () if len(s) > 3 and s.isascii())]
        for adjective in re.split("[,/]", demonym or ""):
            own += [adjective, adjective + "s"] if adjective else []
        if isinstance(capital, str) and capital not in data["places"]:
            own.append(capital)
        for form in own:
            forms.setdefault(form, name)
    for kind in ("countries", "bodies"):
        for name, others in data[kind].items():
            forms.update(dict.fromkeys([name, *others], name))
    return forms


@cache
def country_names() -> frozenset[str]:
    """The names under which countries and bodies are known here."""
    return frozenset(country_forms().values())


@cache
def matcher() -> "PhraseMatcher":
    """Finds countries and bodies in a document."""
    from spacy.matcher import PhraseMatcher  # noqa: PLC0415

    nlp = parser()
    matcher = PhraseMatcher(nlp.vocab)
    by_name: dict[str, list[Doc]] = {}
    for form, name in country_forms().items():
        spellings = {form, form.upper()} if len(form) > 3 else {form}
        by_name.setdefault(name, []).extend(nlp.make_doc(s) for s in sorted(spellings))
    for name, docs in by_name.items():
        matcher.add(name, docs)
    return matcher


def fold(name: str) -> str:
    """A name without accents, hyphens, case and possessive, for comparison."""
    plain = unicodedata.normalize("NFKD", name)
    plain = "".join(c for c in plain if not unicodedata.combining(c)).replace("-", " ").lower()
    return re.sub(r"['’´]s$|[^\w ]", "", plain).strip()


@cache
def folded_forms() -> frozenset[str]:
    """The forms of countries and bodies, folded."""
    return frozenset(map(fold, country_forms()))


def people(docs: Iterable["Doc"]) -> dict[str, str]:
    """Folded form ▶ full name, of every person; a surname that two people share stands for nobody."""
    counts: Counter[str] = Counter()
    for doc in docs:
        for ent in doc.ents:
            if ent.label_ == "PERSON":
                name = re.sub(r"['’´]s?$", "", ent.text).strip()
                if (
                    re.fullmatch(r"[\w.'’-]+(?: [\w.'’-]+){0,4}", name)
                    and name[0].isupper()
                    and not name.isupper()
                ):
                    counts[name] += 1
    forms = country_forms()
    full = [
        n
        for n in sorted(
            counts,  # a stable sort: the first spelling read is kept
            key=lambda n: -len(n.split()),
        )
        if " " in n and n not in forms
    ]
    canonical: dict[str, str] = {}
    for name in full:
        canonical[fold(name)] = next(
            (c for c in dict.fromkeys(canonical.values()) if _same_person(name, c)), name
        )
    by_surname: dict[str, set[str]] = {}
    for folded, name in list(canonical.items()):
        by_surname.setdefault(folded.split()[-1], set()).add(name)
    for surname, names in by_surname.items():
        if len(names) == 1 and surname not in folded_forms():
            canonical.setdefault(surname, next(iter(names)))
    for name in sorted(counts):
        if " " not in name and name not in forms and counts[name] > 1:
            canonical.setdefault(fold(name), _near(fold(name), canonical) or name)
    return canonical


def _near(folded: str, canonical: dict[str, str]) -> str | None:
    close = difflib.get_close_matches(folded, [k for k in canonical if " " not in k], 1, 0.85)
    return canonical[close[0]] if close else None


def _same_person(name: str, other: str) -> bool:
    """Two spellings of one name: all words but the last the same or left out, the last nearly so."""
    a, b = fold(name).split(), fold(other).split()
    if len(a) > len(b):
        a, b = b, a
    last = difflib.SequenceMatcher(None, a[-1], b[-1]).ratio()
    return last >= 0.8 and all(w in b[:-1] for w in a[:-1]) and (len(a) == len(b) or last == 1)


def organisations(docs: Iterable["Doc"]) -> dict[str, str]:
    """Folded form ▶ the shortest form in use, of organisations that are named more than once."""
    counts: Counter[str] = Counter()
    for doc in docs:
        for ent in doc.ents:
            if ent.label_ in {"ORG", "PRODUCT"}:
                name = re.sub(r"^[Tt]he |['’´]s?$", "", ent.text).strip()
                if name and name[0].isupper():
                    counts[name] += 1
    counts.update(_acting_names(docs))
    organs = group("organs")
    for name in list(counts):
        *front, last = name.split()
        if last.lower() in organs and len(front) < 2 and name not in country_forms():
            del counts[name]  # “the Foreign Ministry” is its country's
    result: dict[str, str] = {}
    for name in sorted(counts, key=lambda n: (len(n.split()), -counts[n], n)):
        folded = fold(name)
        head = folded.split()[0] if folded else ""
        result[folded] = result.get(head, name)
    for name, first in _first_words(docs, result):
        result[first] = result[name]
    for name, short in _abbreviations(docs):
        if fold(name) in result:
            result[fold(short)] = result[fold(name)]
    return {k: v for k, v in result.items() if len(k) > 1}


def _first_words(docs: Iterable["Doc"], names: dict[str, str]) -> list[tuple[str, str]]:
    """“Halden” for “Halden Foods”: a first word that stands alone as a name, and for one name only."""
    alone = {t.lower_ for d in docs for t in d if t.pos_ == "PROPN" and t.dep_ != "compound"}
    alone |= {t.lower_ for d in docs for t in d if t.pos_ == "PROPN" and t.head.pos_ == "NOUN"}
    firsts = Counter(name.split()[0] for name in names if " " in name)
    return [
        (name, first)
        for name in names
        if " " in name and (first := name.split()[0]) not in names and firsts[first] == 1
        if first in alone and first not in folded_forms() and len(first) > 2
    ]


def _abbreviations(docs: Iterable["Doc"]) -> Iterable[tuple[str, str]]:
    """“National News Service (NNS)”: the name and its abbreviation."""
    for doc in docs:
        for match in re.finditer(r"((?:[A-Z][\w&.]*\s)+)\(([A-Z]{2,6})\)", doc.text):
            yield match[1].strip(), match[2]


def _acting_names(docs: Iterable["Doc"]) -> Counter[str]:
    """Names that the entity recogniser missed: proper nouns that do or own something, again and again."""
    counts = Counter(
        token.text
        for doc in docs
        for token in doc
        if token.pos_ == "PROPN" and token.dep_ in {"nsubj", "poss"} and len(token.text) > 2
        if token.ent_type_ in {"", "ORG", "PRODUCT", "GPE", "PERSON"}
    )
    return Counter({name: n for name, n in counts.items() if n >= 3})


def shown_names(docs: Iterable["Doc"]) -> dict[str, str]:
    """A country whose name never appears, but whose people do, is shown as its people."""
    from countryinfo import all_countries  # noqa: PLC0415

    text = " ".join(d.text for d in docs)
    shown = {}
    for country in all_countries():
        name, demonym = country.name(), (country.demonym() or "").split(",")[0]
        if demonym and name not in text and re.search(rf"\b{re.escape(demonym)}s\b", text):
            others = words("actors")["countries"].get(name, [])
            if not any(re.search(rf"\b{re.escape(o)}\b", text) for o in others):
                shown[name] = f"{demonym}s"
    return shown
