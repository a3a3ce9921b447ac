"""Names that recur in briefings and have no entry in the glossary, with their forms in translations."""

import difflib
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import yaml
from babel import Locale

from generator.briefing import Briefing, Kind, State, Translation, messages
from generator.translation import sentences
from generator.translation.checks.naming import skeleton
from generator.translation.fold import fold
from generator.translation.glossary import CATEGORIES, Terms, forms
from generator.translation.names import country_name, latin, people
from generator.translation.tables import base, for_language, table

_SHOWN = {State.STANDARD, State.MACHINE, State.EDITED}
# how alike, from 0 to 1, a name and its form in another language are: Kyiv, Kiev .75; Istanbul, Istambul .88
_ALIKE = 0.7
# how often, from 0 to 1, a word must come with a name to be its form
_TOGETHER = 0.85
_WORD = re.compile(r"[^\W_][\w’'-]*")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A name that the glossary might settle.

    Attributes:
        name: as the briefings write it.
        category: of the glossary: people, places, organisations or, where it is not clear, terms.
        texts: how many texts of all briefings hold it.
        briefings: how many briefings do.
        example: one of the texts.
        forms: how the catalogs write it, most frequent first, with the number of texts; forms that may be
            one with other endings stand together.
    """

    name: str
    category: str
    texts: int
    briefings: int
    example: str
    forms: tuple[Mapping[str, int], ...] = ()

    @property
    def inconsistent(self) -> bool:
        """Whether the catalogs write it in two ways."""
        return len(self.forms) > 1


def suggest(
    briefings: Mapping[str, tuple[Briefing, Translation]], terms: Terms, least: int = 2
) -> list[Suggestion]:
    """The names that recur and have no entry; those written in two ways first, then the most frequent.

    Args:
        briefings: by slug, each with its translation into the language of the glossary.
        terms: the glossary of that language.
        least: in how many texts a name must stand.
    """
    found = _Names([briefing for briefing, _ in briefings.values()], terms)
    places: dict[str, list[tuple[str, str]]] = defaultdict(list)
    pairs: list[tuple[str, str]] = []
    for slug, (briefing, translation) in briefings.items():
        for text in dict.fromkeys(message.text for message in messages(briefing)):
            for name in dict.fromkeys(n for n, _ in forms.find(found.names, text, forms.source_pattern)):
                places[name].append((slug, text))
            string = translation(text)
            if string.state in _SHOWN:
                pairs.append((text, string.text))
    targets = _Targets(pairs, terms.language)
    suggestions = [
        Suggestion(
            name,
            found.category(name),
            len(where),
            len({slug for slug, _ in where}),
            min((text for _, text in where if text != name), key=len, default=name),
            targets.forms(name, [text for _, text in where]),
        )
        for name, where in places.items()
        if len(where) >= least
    ]
    return sorted(suggestions, key=lambda s: (not s.inconsistent, -s.texts, s.name))


def as_yaml(language: str, suggestions: Sequence[Suggestion]) -> str:
    """Suggestions as glossary.yml would hold them; a name whose form is not known stands in a comment.

    Args:
        language: the glossary's.
        suggestions: for that language.
    """
    lines = [f"{language}:"]
    if not _unchanging(language):
        lines.append("  # as the catalogs write them, maybe in another case: use takes the first case")
    for category in CATEGORIES:
        if found := [s for s in suggestions if s.category == category]:
            lines.append(f"  {category}:")
            for s in found:
                now = "; ".join(", ".join(f"{form} {n}" for form, n in group.items()) for group in s.forms)
                lines.append(f"    # {s.texts} texts; {f'now {now}' if now else 'no form found'}")
                lines.append(f"    {_entry(s, language)}")
    return "\n".join(lines) + "\n"


def _entry(suggestion: Suggestion, language: str) -> str:
    if not suggestion.forms:
        return f"# {_in_one_line({suggestion.name: {'use': '…'}})}"
    (wanted, *cases), *others = (list(group) for group in suggestion.forms)
    entry: dict[str, object] = {"keep": True} if wanted == suggestion.name else {"use": wanted}
    entry |= {"forms": cases} if cases else {}
    if others and _unchanging(language):  # else they may be cases too
        entry["avoid"] = [form for group in others for form in group]
    return _in_one_line({suggestion.name: entry})


def _in_one_line(entry: Mapping[str, object]) -> str:
    text: str = yaml.safe_dump(
        entry, default_flow_style=True, allow_unicode=True, width=10_000, sort_keys=False
    )
    return text.strip()[1:-1]


def _unchanging(language: str) -> bool:
    """Whether names take no endings in a language."""
    return base(language) in table("suggestions")["unchanging"]


# --- names in the source -------------------------------------------------------------------------


class _Names:
    """The names in briefings, without countries and what the glossary has."""

    def __init__(self, briefings: Sequence[Briefing], terms: Terms) -> None:
        self._people = {name for briefing in briefings for name in people(briefing)}
        self._people |= {name.split()[-1] for name in self._people}
        self._texts = [m.text for b in briefings for m in messages(b) if m.kind is Kind.TEXT]
        self._language = briefings[0].language if briefings else "en"
        known = {spelling for name, term in terms.entries.items() for spelling in (name, *term.also)}
        names = {name for briefing in briefings for name in _given(briefing)}
        inside = {word for name in names for word in name.split()}
        inside |= {
            word for text in self._texts for run in _runs(text, self._language) for word in run.split()
        }
        for text in self._texts:
            names |= set(_runs(text, self._language, inside))
        bare = (_without_titles(name, self._language) for name in names)
        self.names = {
            name for name in bare if name and self._is_name(name, terms.language) and name not in known
        }

    def _is_name(self, name: str, target: str) -> bool:
        ordinary = _ordinary(base(self._language))
        words = [word for word in name.split() if word[0].isupper()]
        telling = [word for word in words if fold(word) not in ordinary]
        if country_name(name, self._language, target) or fold(name) in _peoples(base(self._language)):
            return False
        return bool(telling) or len(words) > 1

    def category(self, name: str) -> str:
        """Where it belongs in the glossary, as far as can be told."""
        if name in self._people:
            return "people"
        translatable = for_language(table("names")["translatable"], self._language, ())
        if (name.isupper() and len(name) > 1) or any(word in translatable for word in name.split()):
            return "organisations"
        if self._after(name, for_language(table("names")["roles"], self._language, ())):
            return "people"
        places = for_language(table("suggestions")["places"], self._language, ())
        often = 3 * self._after(name, places) > sum(text.count(name) for text in self._texts)
        return "places" if often or name in _capitals() else "terms"

    def _after(self, name: str, words: Collection[str]) -> int:
        """How often a name stands right after one of some words."""
        pattern = re.compile(
            rf"(?<!\w)(?i:{'|'.join(map(re.escape, words)) or '(?!)'})\s+{re.escape(name)}(?!\w)"
        )
        return sum(len(pattern.findall(text)) for text in self._texts)


def _given(briefing: Briefing) -> Iterator[str]:
    """The sides, people, actors and speakers that have a name; “European leaders” is none."""
    particles = {*table("names")["particles"], "of", "and", "the", "for"}
    for message in messages(briefing):
        words = message.text.split()
        if message.kind is Kind.NAME and all(word[0].isupper() or word in particles for word in words):
            yield " ".join(words).removeprefix("The ")


def _runs(text: str, language: str, known: Collection[str] = ()) -> Iterator[str]:
    """The runs of capitalised words, one that opens a sentence only where it is `known` from names."""
    if base(language) in table("suggestions")["capitals"]:
        return
    particles = {*table("names")["particles"], "of"}
    for sentence in sentences.split(re.sub(r"[\[\]]", "", text), language):
        run: list[str] = []
        end = 0
        for match in _WORD.finditer(sentence):
            between, end = sentence[end : match.start()], match.end()
            word = re.sub(r"['’]s?$", "", match.group())
            opens = not match.start() or bool(re.search(r"[\"'“‘«„(]$|:\s*$", between))
            if between != " ":
                yield from _trimmed(run, particles)
                run = []
            named = len(word) > 1 and word[0].isupper() and (not opens or word in known)
            if named or (run and word in particles):
                run.append(word)
            if not (named or word in particles) or word != match.group():  # a possessive ends a name
                yield from _trimmed(run, particles)
                run = []
        yield from _trimmed(run, particles)


def _trimmed(run: list[str], particles: Collection[str]) -> Iterator[str]:
    words = run[1:] if run[:1] == ["The"] else run[:]
    while words and words[-1] in particles:
        words.pop()
    while words and words[0] in particles:
        words.pop(0)
    if words:
        yield " ".join(words)


def _without_titles(name: str, language: str) -> str:
    """“Russian President Vladimir Putin” without what says who he is."""
    roles = {fold(role) for role in for_language(table("names")["roles"], language, ())}
    words = name.split()
    last = max((i for i, word in enumerate(words) if fold(word) in roles), default=-1)
    if last < len(words) - 1:
        words = words[last + 1 :]
    peoples = _peoples(base(language))
    for size in (2, 1):  # South Korean, Russian
        if len(words) > size and fold(" ".join(words[:size])) in peoples:
            words = words[size:]
    return " ".join(words if words[0][0].isupper() else words[1:])


@cache
def _ordinary(language: str) -> frozenset[str]:
    """Single words with a capital that are no names by themselves."""
    names = table("names")
    lists = (names[kind].get(language, ()) for kind in ("translatable", "ordinary", "roles") if kind in names)
    found = {word for words in lists for word in words}
    locale = Locale.parse(language)
    for calendar in (locale.months, locale.days):
        found |= {*calendar["format"]["wide"].values(), *calendar["format"]["abbreviated"].values()}
    return frozenset(map(fold, found)) | _peoples(language)


@cache
def _peoples(language: str) -> frozenset[str]:
    """“Russian”, “Russians”: peoples, and languages."""
    from countryinfo import all_countries  # noqa: PLC0415 - for suggestions only

    demonyms = [part for c in all_countries() for part in re.split("[,/] *", c.demonym() or "") if part]
    found = {*demonyms, *(word + "s" for word in demonyms), *Locale.parse(language).languages.values()}
    return frozenset(map(fold, found))


@cache
def _capitals() -> frozenset[str]:
    from countryinfo import all_countries  # noqa: PLC0415 - for suggestions only

    return frozenset(capital for c in all_countries() if isinstance(capital := c.capital(), str))


# --- their forms in translations -----------------------------------------------------------------


class _Targets:
    """What stands in translations for the names of their sources."""

    def __init__(self, pairs: Sequence[tuple[str, str]], language: str) -> None:
        self._language = language
        self._by_source: dict[str, list[str]] = defaultdict(list)
        for source, target in pairs:
            self._by_source[source].append(forms.normal(target))
        self._frequency = Counter(gram for _, target in pairs for gram in set(self._grams(target)))

    def forms(self, name: str, sources: Iterable[str]) -> tuple[Mapping[str, int], ...]:
        """The forms of a name in the translations of texts that hold it, those that may be one together."""
        texts = [
            (source, target)
            for source in dict.fromkeys(sources)
            for target in self._by_source.get(source, ())
        ]
        counts: Counter[str] = Counter()
        left = []
        for source, target in texts:
            if form := target if source == name else self._alike(name, target):
                counts[form] += 1
            else:
                left.append(target)
        if not counts and (form := self._together(name)):
            counts[form] = 0
        known = [form for form, _ in counts.most_common()]
        for target in left:
            form = next((form for form in known if form in target), None)
            if form or (form := self._nearest(known[0], target, _ratio) if known else None):
                counts[form] += 1
        groups: list[dict[str, int]] = []
        for form, count in counts.most_common():
            group = next((g for g in groups if any(self._one(form, other) for other in g)), None)
            if group is None:
                groups.append({form: count})
            else:
                group[form] = count
        return tuple(groups)

    def _alike(self, name: str, target: str) -> str | None:
        """What is most like the name in a translation."""
        if re.search(forms.target_pattern(name, self._language), target):
            return name
        if latin(self._language):
            return self._nearest(name, target, _ratio)
        # of short names without capitals, too many words have the sound
        short = min(len(skeleton(word)) for word in name.split()) < 2
        return None if short else self._nearest(name, target, _sound)

    def _nearest(self, name: str, target: str, likeness: Callable[[str, str], float]) -> str | None:
        if forms.unspaced(self._language):
            return None
        own, words = name.split(), _WORD.findall(target)
        best = (0.0, "")
        for start in range(len(words) - len(own) + 1):
            run = words[start : start + len(own)]
            if all(
                self._may_be_name(word) and a.isupper() <= word.isupper()
                for a, word in zip(own, run, strict=True)
            ):
                best = max(best, (min(map(likeness, own, run)), " ".join(run)))
        return best[1] if best[0] >= _ALIKE else None

    def _may_be_name(self, word: str) -> bool:
        return not word[0].islower()

    def _together(self, name: str) -> str | None:
        """The words that stand in nearly all translations of texts with the name and in hardly any other."""
        pattern = re.compile(forms.source_pattern(name))
        texts = [t for source, found in self._by_source.items() if pattern.search(source) for t in found]
        if len(texts) < 3:  # chance
            return None
        counts = Counter(gram for text in texts for gram in set(self._grams(text)))
        share = {gram: 2 * n / (len(texts) + self._frequency[gram]) for gram, n in counts.items()}
        best = max(share, key=lambda gram: (share[gram], len(gram), gram), default="")
        return best if share.get(best, 0) >= _TOGETHER else None

    def _grams(self, text: str) -> Iterator[str]:
        """What may be a name: up to eight characters, or up to four words with a capital at both ends."""
        if forms.unspaced(self._language):
            for run in re.findall(r"[^\W\d_a-zA-Z]+", text):
                yield from (run[i : i + n] for n in range(2, 9) for i in range(len(run) - n + 1))
            return
        words = _WORD.findall(text)
        for n in range(1, 5):
            for i in range(len(words) - n + 1):
                run = words[i : i + n]
                if self._may_be_name(run[0]) and self._may_be_name(run[-1]):
                    yield " ".join(run)

    def _one(self, first: str, second: str) -> bool:
        """Whether two forms may be one, in other cases."""
        a, b = fold(first).split(), fold(second).split()
        if _unchanging(self._language):
            return a == b
        return len(a) == len(b) and all(map(_share_stem, a, b))


def _ratio(first: str, second: str) -> float:
    return difflib.SequenceMatcher(None, fold(first), fold(second)).ratio()


def _sound(first: str, second: str) -> float:
    return difflib.SequenceMatcher(None, skeleton(first), skeleton(second)).ratio()


def _share_stem(first: str, second: str) -> bool:
    # Київ, Києві; Стамбул, Стамбулі
    stem = max(2, min(len(first), len(second)) - 2)
    return first[:stem] == second[:stem] and abs(len(first) - len(second)) <= 4
