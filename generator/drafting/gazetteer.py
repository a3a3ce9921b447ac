"""The names in a text: of countries, bodies and organisations, and of people, each under one spelling.

Countries come from the package countryinfo (capitals, demonyms, spellings) and
``data/actors.yml``; organisations and people from spaCy's named entities.
"""

import difflib
import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from functools import cache
from typing import TYPE_CHECKING

from generator.drafting.resources import group, words
from generator.parser import parser

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
        spellings |= {f"The{form[3:]}"} if form.startswith("the ") else set()
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


def people(docs: Sequence["Doc"]) -> dict[str, str]:
    """Folded form ▶ full name of each person; a surname that two people share stands for nobody."""
    counts: Counter[str] = Counter()
    firms, papers = _firm_names(docs), _media_names(docs)
    for doc in docs:
        for ent in doc.ents:
            if ent.label_ == "PERSON":
                name = _without_title(re.sub(r"['’´]s?$", "", ent.text).strip())
                if (
                    re.fullmatch(r"[\w.'’-]+(?: [\w.'’-]+){0,4}", name)
                    and name[0].isupper()
                    and not name.isupper()
                    and not (" " not in name and name in firms)
                    and name not in papers
                ):
                    counts[name] += 1
    for name in _people_by_role(docs):
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
        shared = len(by_surname.get(fold(name), ())) > 1
        if " " not in name and name not in forms and counts[name] > 1 and not shared:
            canonical.setdefault(fold(name), _near(fold(name), canonical) or name)
    return canonical


def _people_by_role(docs: Iterable["Doc"]) -> Iterable[str]:
    """Names of two words or more beside a role: “Minister X Y”, “X Y, the minister”."""
    for doc in docs:
        for token in doc:
            if token.lemma_.lower() not in group("roles") or token.pos_ not in {"NOUN", "PROPN"}:
                continue
            head = token.head
            near = token.dep_ == "compound" or (token.dep_ == "appos" and token.pos_ == "NOUN")
            words_ = [
                c for c in head.children if c.dep_ == "compound" and c.pos_ == "PROPN" and c.i > token.i
            ]
            if token.dep_ == "appos":
                words_ = [c for c in head.children if c.dep_ == "compound" and c.pos_ == "PROPN"]
            name = doc[min((c.i for c in words_), default=head.i) : head.i + 1]
            unlike = any(t.ent_type_ in {"ORG", "NORP", "GPE"} for t in name)
            plain = _without_title(name.text)
            if near and head.pos_ == "PROPN" and plain.count(" ") in {1, 2} and not unlike:
                yield plain


def _media_names(docs: Iterable["Doc"]) -> frozenset[str]:
    """“The Halden Post newspaper”: names that are taken for a person's, but a medium's."""
    known = group("media")
    ents = ((d, e) for d in docs for e in d.ents if e.label_ == "PERSON" and e.end < len(d))
    return frozenset(e.text for d, e in ents if d[e.end].lemma_.lower() in known)


def _firm_names(docs: Iterable["Doc"]) -> frozenset[str]:
    """Names that have shares, a board or directors, which no person has."""
    return frozenset(
        t.text
        for d in docs
        for t in d
        if t.pos_ == "PROPN"
        and t.dep_ in {"poss", "compound"}
        and t.head.lemma_.lower() in group("firm_parts")
    )


def _without_title(name: str) -> str:
    """A name without “Mr”, “Ms.” or “Gen.” before it."""
    title, _, rest = name.partition(" ")
    return rest if rest and title.rstrip(".").lower() in group("honorifics") else name


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


def organisations(docs: Sequence["Doc"]) -> dict[str, str]:
    """Folded form ▶ the shortest form in use, of organisations that are named more than once."""
    counts: Counter[str] = Counter()
    for doc in docs:
        for ent in doc.ents:
            if ent.label_ in {"ORG", "PRODUCT"}:
                name = re.sub(r"^[Tt]he |['’´]s?$", "", ent.text).strip()
                if name and name[0].isupper():
                    counts[name] += 1
    counts.update(_acting_names(docs))
    counts.update(_media_names(docs))
    portfolios = _portfolios(docs)
    for name in list(counts):
        if name in portfolios or _is_no_actor(name):
            del counts[name]
    common = {t.text for d in docs for t in d if t.is_lower}
    result: dict[str, str] = {}
    for name in sorted(counts, key=lambda n: (len(n.split()), -counts[n], n)):
        folded = fold(name)
        head = folded.split()[0] if folded else ""
        result[folded] = name if head in common else result.get(head, name)
    for name, first in _first_words(docs, result):
        result[first] = result[name]
    _add_short_forms(result, counts, docs)
    return {k: v for k, v in result.items() if len(k) > 1}


def _is_no_actor(name: str) -> bool:
    """“The Foreign Ministry”, which is its country's; an act or a treaty."""
    *front, last = name.split()
    organ = last.lower() in group("organs") and len(front) < 2 and name not in country_forms()
    return organ or last.lower() in group("documents")


def _add_short_forms(result: dict[str, str], counts: Collection[str], docs: Sequence["Doc"]) -> None:
    """Add “NNS” for “National News Service”, “the Commission”, “the Front”."""
    for name, short in _abbreviations(docs):
        if fold(name) in result:
            result[fold(short)] = result[fold(name)]
    longer = [*_known_bodies(docs), *(n for n in counts if " " in n)]
    for name in sorted(counts):
        whole = {country_forms().get(n, n) for n in longer if n.split()[-1] == name}
        if len(whole) == 1:
            result[fold(name)] = whole.pop()
    initials = {"".join(w[0] for w in name.split() if w[0].isupper()): name for name in sorted(counts)}
    for name in sorted(counts):
        if name.isupper() and len(name) > 2 and initials.get(name, name) != name:
            result[fold(name)] = result[fold(initials[name])]


def _known_bodies(docs: Iterable["Doc"]) -> list[str]:
    """The bodies of more than one word that the texts name, as they name them."""
    text = " ".join(d.text for d in docs)
    return [
        f for n, forms in words("actors")["bodies"].items() for f in (n, *forms) if " " in f and f in text
    ]


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
        for match in re.finditer(
            r"((?:[A-Z][\w&.'’-]*\s(?:(?:of|for|and|the)\s)*)+)\(([A-Z]{2,6})\)", doc.text
        ):
            yield re.sub("^The ", "", match[1].strip()), match[2]


def _portfolios(docs: Iterable["Doc"]) -> frozenset[str]:
    offices = {"minister", "ministry", "secretary"}
    return frozenset(e.text for d in docs for e in d.ents if e.end < len(d) and d[e.end].lower_ in offices)


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
        plural = f"{demonym}s"
        if demonym and plural in text and name not in text and re.search(rf"\b{re.escape(plural)}\b", text):
            others = words("actors")["countries"].get(name, [])
            if not any(re.search(rf"\b{re.escape(o)}\b", text) for o in others):
                shown[name] = plural
    return shown
