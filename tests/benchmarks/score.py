"""How good a drafted briefing is, by the labels of the cluster that it was drafted from."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain, zip_longest

from generator.briefing import Briefing, Statement

from .clusters import Cluster, Labelled, plain

# figures between 0 and 1, or None where there is nothing to count; the others are counts
RATIOS = frozenset(
    {
        "parties_found",
        "section_ok",
        "section_strict",
        "actor_ok",
        "speaker_ok",
        "speaker_wrong_share",
        "key_coverage",
        "lead_key_coverage",
        "compression",
    }
)
# A statement carries a sentence that has this share of its words of content in it, or that gives the
# statement this share of its own.
_WHOLE, _PART = 0.75, 0.85
_FEWEST, _FEWEST_OF_A_PART = 3, 5
# shorter runs of words, between two brackets, stand in any article
_SHORTEST_RUN = 3
_STOP = re.compile(
    "the|a|an|of|to|in|on|for|and|or|that|this|it|its|is|was|were|be|been|by|with|at|as|from|has|have|had"
)


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is wrong with a briefing.

    Attributes:
        kind: what sort of fault.
        section: of the briefing.
        text: the statement, the sentence that leaked into it, or the party.
        note: what it says, and what it should.
    """

    kind: str
    section: str
    text: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Score:
    """How good a briefing is.

    Attributes:
        figures: by name; ratios have three decimals, and are None where there is nothing to count.
        faults: those of the statements first, in the order of the briefing.
    """

    figures: Mapping[str, float | int | None]
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class _Told:
    """A statement, where it stands, and the labelled sentences that it carries."""

    section: str
    actor: str | None
    text: str
    statement: Statement
    carried: tuple[Labelled, ...]

    @property
    def best(self) -> Labelled:
        return self.carried[0]

    @property
    def is_placed(self) -> bool:
        """Whether it stands in a section that can be right or wrong."""
        return self.section != "summary" and bool(self.carried) and self.best.prose

    @property
    def has_actor(self) -> bool:
        return self.is_placed and self.section in {"position", "reaction"} and bool(self.best.actor)

    @property
    def has_speaker(self) -> bool:
        return self.is_placed and bool(self.best.speaker or self.statement.speaker)

    def fault(self, kind: str, note: str = "") -> Fault:
        return Fault(kind, self.section, self.text, note)


def score(briefing: Briefing, cluster: Cluster) -> Score:
    """Compare a briefing, drafted from a cluster's articles, with the cluster's labels."""
    told = [_told(*where, cluster) for where in _statements(briefing)]
    faults = [*chain.from_iterable(_faults(t, cluster) for t in told), *_repeats(told)]
    faults += _party_faults(briefing, cluster)
    count = Counter(f.kind for f in faults)
    words = sum(len(t.text.split()) for t in told)
    placed = [t for t in told if t.is_placed]
    actors, speakers = sum(t.has_actor for t in told), sum(t.has_speaker for t in told)
    keys = {s.fact for s in cluster.sentences if s.key}
    covered = _keys(chain.from_iterable(t.carried for t in told))
    by_lead = _keys(s for first in lead(cluster, words) for s in _carried(first.text, cluster.sentences))
    parties = len(cluster.parties)
    figures = {
        "parties_found": ratio(parties - count["party_missing"], parties),
        "parties_extra": count["party_extra"],
        "section_ok": ratio(len(placed) - count["section"], len(placed)),
        "section_strict": ratio(sum(t.section in t.best.sections[:1] for t in placed), len(placed)),
        "actor_ok": ratio(actors - count["actor"], actors),
        "speaker_ok": ratio(speakers - count["speaker_wrong"] - count["speaker_missing"], speakers),
        "speaker_wrong": count["speaker_wrong"],
        "speaker_wrong_share": ratio(count["speaker_wrong"], len(told)),
        "speaker_missing": count["speaker_missing"],
        "key_coverage": ratio(len(covered), len(keys)),
        "compression": ratio(words, len(cluster.text.split())),
        "lead_key_coverage": ratio(len(by_lead), len(keys)),
        "repeats": count["repeat"],
        "unsupported": count["unsupported"],
        "not_verbatim": count["not_verbatim"],
        "bad_source": count["bad_source"],
        "leaks": count["leak"],
        "dangling": count["dangling"],
        "statements": len(told),
    }
    return Score(figures, tuple(faults))


def _told(section: str, actor: str | None, statement: Statement, cluster: Cluster) -> _Told:
    text = plain(statement.text)
    return _Told(section, actor, text, statement, _carried(text, cluster.sentences))


def lead(cluster: Cluster, most: int) -> tuple[Labelled, ...]:
    """The baseline: the first sentence of each article in turn, then the second ones, up to `most` words.

    Debris and headings are passed over, as if somebody had cleaned the articles by hand.
    """
    by_article: dict[int, list[Labelled]] = defaultdict(list)
    for sentence in cluster.sentences:
        if sentence.prose:
            by_article[sentence.article].append(sentence)
    taken: list[Labelled] = []
    for sentence in filter(None, chain.from_iterable(zip_longest(*by_article.values()))):
        most -= len(sentence.text.split())
        if most < 0:
            break
        taken.append(sentence)
    return tuple(taken)


def ratio(part: int, whole: int) -> float | None:
    """A share with three decimals; None of nothing."""
    return round(part / whole, 3) if whole else None


def _statements(briefing: Briefing) -> Iterator[tuple[str, str | None, Statement]]:
    """Every statement with its section, as labels name them, and its actor."""
    parts = {
        "summary": briefing.summary,
        "background": briefing.background,
        "development": briefing.developments,
        "outlook": briefing.outlook,
    }
    yield from ((section, None, s) for section, part in parts.items() for s in part)
    yield from (("position", side.name, s) for side in briefing.sides for s in side.statements)
    yield from (("reaction", r.actor, s) for r in briefing.reactions for s in r.statements)


def _faults(told: _Told, cluster: Cluster) -> Iterator[Fault]:
    """What is wrong with a statement."""
    sources = told.statement.sources
    if not _is_verbatim(told.text, cluster.text):
        yield told.fault("not_verbatim")
    if not sources or not cluster.references.issuperset(sources):
        yield told.fault("bad_source", ", ".join(sources) or "none")
    if not told.carried:
        yield told.fault("unsupported")
        return
    yield from (Fault("leak", told.section, s.text) for s in told.carried if not s.prose)
    first = min(told.carried, key=lambda s: s.place)
    # a bracket in the first half explains what the sentence leaves open
    if first.dangling and "[" not in told.text[: max(12, len(told.text) // 2)]:
        yield told.fault("dangling")
    if told.is_placed and told.section not in told.best.sections:
        yield told.fault("section", f"labelled {' or '.join(told.best.sections) or 'none'}")
    if told.has_actor and not cluster.same(told.actor, told.best.actor):
        yield told.fault("actor", f"{told.actor}, labelled {told.best.actor}")
    if told.has_speaker:
        wanted, given = told.best.speaker, told.statement.speaker
        if not given:
            yield told.fault("speaker_missing", f"labelled {wanted}")
        elif not cluster.same(wanted, given):
            yield told.fault("speaker_wrong", f"{given}, labelled {wanted or 'none'}")


def _repeats(told: Sequence[_Told]) -> Iterator[Fault]:
    """Statements outside the summary that tell what an earlier one has told."""
    seen = set()
    for one in told:
        fact = one.best.same_as if one.carried and one.section != "summary" else None
        if fact in seen:
            yield one.fault("repeat", f"fact {fact}")
        elif fact:
            seen.add(fact)


def _party_faults(briefing: Briefing, cluster: Cluster) -> Iterator[Fault]:
    sides = [side.name for side in briefing.sides]
    for party in cluster.parties:
        if not any(cluster.same(party, side) for side in sides):
            yield Fault("party_missing", "sides", party)
    for side in sides:
        if not any(cluster.same(party, side) for party in cluster.parties):
            yield Fault("party_extra", "sides", side)


def _keys(sentences: Iterable[Labelled]) -> set[str | tuple[int, int]]:
    return {s.fact for s in sentences if s.key}


@cache
def content(text: str) -> frozenset[str]:
    words = re.findall(r"[\w%$.'-]*\w", plain(text).lower())
    return frozenset(word for word in words if not _STOP.fullmatch(word))


def _carried(text: str, sentences: Iterable[Labelled]) -> tuple[Labelled, ...]:
    """The labelled sentences that a text tells, the most completely told first."""
    own = content(re.sub(r"[\[\]]", "", text))
    shares: list[tuple[float, Labelled]] = []
    for sentence in sentences:
        words = content(sentence.text)
        common = len(own & words)
        if common < _FEWEST:
            continue
        is_part = common >= _FEWEST_OF_A_PART and common / len(own) >= _PART
        if common / len(words) >= _WHOLE or is_part:
            shares.append((common / len(words), sentence))
    return tuple(sentence for _, sentence in sorted(shares, key=lambda s: -s[0]))


def _is_verbatim(text: str, articles: str) -> bool:
    """Whether every run of words outside [brackets] stands in the articles, but for its first capital."""
    for part in re.split(r"\[[^\]]*\]", text):
        run = part.strip(" .,;:\"'")
        spellings = {run, run[:1].lower() + run[1:], run[:1].upper() + run[1:]}
        if len(run.split()) >= _SHORTEST_RUN and not any(s in articles for s in spellings):
            return False
    return True
