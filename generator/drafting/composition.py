"""What was chosen ▶ `Briefing`: summary, sides, reactions, contrasts, quotes and title."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from generator.briefing import (
    Article,
    Briefing,
    Contrast,
    Event,
    Original,
    Quote,
    Reaction,
    Side,
    Source,
    Statement,
)
from generator.drafting import attribution, kinds, timeline
from generator.drafting.actors import Actors
from generator.drafting.resources import group, words
from generator.drafting.sections import Section
from generator.drafting.selection import Choice, Selection
from generator.drafting.text import Sentence
from generator.drafting.titles import title

_SUMMARY_WORDS, _SUMMARY = 90, 3
# words; shorter ones are phrases, not statements
_QUOTE_LENGTH = 6
_MOST_QUOTES = 4
_MOST_EVENTS = 10
_MOST_CONTRASTS = 3
# Two statements on one topic are at least as alike as this.
_ON_TOPIC = 0.1
_VOICED = {Section.POSITION, Section.REACTION}


def compose(
    selection: Selection, choices: Sequence[Choice], events: Sequence[Event], articles: Sequence[Article]
) -> Briefing:
    """Put a briefing together.

    Args:
        selection: what was measured of the articles.
        choices: what was chosen, in the order of the articles.
        events: the dated events, oldest first.
        articles: the articles.
    """
    sentences, actors = selection.sentences, selection.actors
    summary, rest = _summary(choices)
    headline, original = title(articles, choices, selection.likeness)
    return Briefing(
        title=headline,
        original=original,
        date=timeline.published(sentences),
        sources={a.id: source(a) for a in articles},
        summary=summary,
        background=statements(rest, Section.BACKGROUND),
        sides=sides(selection.parties, rest, sentences, actors),
        reactions=reactions(rest, actors),
        developments=statements(rest, Section.DEVELOPMENT),
        outlook=statements(rest, Section.OUTLOOK),
        contrasts=contrasts(selection, rest),
        timeline=tuple(events)[-_MOST_EVENTS:],
        quotes=quotes(sentences, selection.parties),
    )


def source(article: Article) -> Source:
    """What a briefing says of an article; of a translated one, what it says of itself."""
    language = article.original.language if article.original else None
    article = article.original or article
    full = article.date and not article.date.startswith("-")
    day = date.fromisoformat(article.date) if full and article.date else None
    return Source(article.title, article.publisher, article.url, day, language)


def _statement(choice: Choice) -> Statement:
    kind = kinds.kind(choice.unit.sentences, choice.speaker)
    return Statement(choice.unit.text, choice.speaker, choice.sources, choice.unit.original, kind)


def statements(choices: Sequence[Choice], section: Section) -> tuple[Statement, ...]:
    """The statements of a section."""
    return tuple(_statement(c) for c in choices if c.section is section)


def _summary(choices: Sequence[Choice]) -> tuple[tuple[Statement, ...], list[Choice]]:
    """Two or three statements for the bottom line, and the rest.

    What an actor says stays under its name too; a development is not told twice.
    """
    # the news stands at the top of an article
    ranked = sorted(choices, key=lambda c: (-c.value - 1 / (1 + c.unit.sentences[-1].order), c.index))
    taken: list[Choice] = []
    for choice in ranked:
        long = sum(c.unit.words for c in [*taken, choice]) > _SUMMARY_WORDS
        new_voice = choice.section not in _VOICED or all(c.actor != choice.actor for c in taken)
        if len(taken) < _SUMMARY and not long and new_voice:
            taken.append(choice)
    taken.sort(key=lambda c: c.index)
    rest = [c for c in choices if c not in taken or c.section in _VOICED]
    return tuple(_statement(c) for c in taken), rest


def sides(
    keys: Sequence[str], choices: Sequence[Choice], sentences: Sequence[Sentence], actors: Actors
) -> tuple[Side, ...]:
    """The parties with what they say, and who speaks for them."""
    known = set(actors.people.values())
    speakers = dict.fromkeys(s.speaker for s in sentences if s.speaker in known)
    found = []
    for key in keys:
        own = tuple(_statement(c) for c in choices if c.section is Section.POSITION and c.actor == key)
        people = tuple(p for p in speakers if p and p != key and actors.actor_of(p) == key)
        found.append(Side(actors.name(key), people, own))
    return tuple(s for s in found if s.statements)


def reactions(choices: Sequence[Choice], actors: Actors) -> tuple[Reaction, ...]:
    """What everybody else says, by actor."""
    by_actor: dict[str, list[Statement]] = {}
    for choice in choices:
        if choice.section is Section.REACTION:
            name = actors.name(choice.actor) if choice.actor else choice.speaker or "Others"
            by_actor.setdefault(name, []).append(_statement(choice))
    return tuple(Reaction(name[:1].upper() + name[1:], tuple(found)) for name, found in by_actor.items())


def quotes(sentences: Sequence[Sentence], parties: Sequence[str]) -> tuple[Quote, ...]:
    """Direct quotations, one for each speaker, the parties' first."""
    found: dict[str, tuple[bool, Quote]] = {}
    for sentence in sorted(sentences, key=lambda s: bool(s.translated)):  # rather in her own language
        original = _quoted_original(sentence)
        if not sentence.speaker or sentence.passed_on or (sentence.translated and not original):
            continue
        found_here = attribution.quotations(sentence)
        for quoted in found_here[:1] if len(found_here) == 1 else ():  # one that its cue interrupts is cut
            if len(quoted.split()) >= _QUOTE_LENGTH and quoted[0].isupper():  # else a fragment
                quote = Quote(quoted.rstrip(","), sentence.speaker, (sentence.reference,), original)
                found.setdefault(sentence.speaker, (sentence.actor not in parties, quote))
    return tuple(quote for _, quote in sorted(found.values(), key=lambda f: f[0]))[:_MOST_QUOTES]


_QUOTED = re.compile(r"“([^“”]+)”|«\s*([^«»]+?)\s*»|„([^„“”]+)[“”]|\"([^\"]+)\"|「([^「」]+)」")


def _quoted_original(sentence: Sentence) -> Original | None:
    """What is quoted in the sentence that a translated one is from; None unless that is sure."""
    if len(sentence.translated) != 1 or sentence.translated[0].problem:
        return None
    original = sentence.translated[0].original
    quoted = [next(filter(None, match.groups())) for match in _QUOTED.finditer(original.text)]
    return replace(original, text=quoted[0].rstrip(",")) if len(quoted) == 1 else None


def contrasts(selection: Selection, choices: Sequence[Choice]) -> tuple[Contrast, ...]:
    """Topics, as nouns, on which two sides have a statement; the most alike first, and yes beside no."""
    actors, alike = selection.actors, selection.likeness.alike
    own = [c for c in choices if c.section is Section.POSITION]
    nouns = {c.index: _nouns(c.unit.sentences) for c in own}
    pairs = []
    for place, one in enumerate(own):
        for other in own[place + 1 :]:
            topics = sorted(nouns[one.index].keys() & nouns[other.index].keys())
            near = float(alike[one.index, other.index])
            if one.actor != other.actor and topics and near >= _ON_TOPIC:
                pairs.append((near + 0.2 * (one.gist.refuses != other.gist.refuses), one, other, topics))
    counts = Counter(noun for found in nouns.values() for noun in found)
    forms = Counter(form for found in nouns.values() for form in found.values())
    pairs.sort(key=lambda p: (-p[0], p[1].index, p[2].index))
    found: list[Contrast] = []
    used: set[str] = set()
    for _, one, other, topics in pairs:
        topic = max(topics, key=lambda noun: (counts[noun], noun))
        positions = {actors.name(str(c.actor)): c.unit.sources[-1] for c in (one, other)}
        if not used & {topic, *positions.values()}:
            used |= {topic, *positions.values()}
            said = {nouns[c.index][topic] for c in (one, other)}
            found.append(Contrast(max(said, key=lambda form: (forms[form], form)), positions))
    return tuple(found[:_MOST_CONTRASTS])


def _nouns(sentences: Sequence[Sentence]) -> dict[str, str]:
    """What a statement is about: the nouns that are objects or subjects, as lemma and as they stand."""
    roles = {"dobj", "nsubj", "nsubjpass", "pobj", "attr"}
    dull = {*words("attribution")["nouns"], *group("speakers"), *group("firms"), *group("roles")}
    tokens = (t for s in sentences for t in s.span if t.pos_ == "NOUN" and t.dep_ in roles)
    plain = (t for t in tokens if not t.ent_type_ and len(t.text) > 3 and t.lemma_.lower() not in dull)
    return {t.lemma_.lower(): t.text.lower() for t in plain}
