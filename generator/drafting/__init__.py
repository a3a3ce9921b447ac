"""Articles ▶ `Briefing`: extractive, verbatim, offline, the same to the byte for the same articles."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from generator.briefing import Article, Briefing, Contrast, Quote, Reaction, Side, Source, Statement
from generator.drafting import actors as actors_
from generator.drafting import attribution, parties, selection, text, timeline
from generator.drafting.actors import Actors
from generator.drafting.sections import Section
from generator.drafting.selection import Choice
from generator.drafting.text import Sentence
from generator.errors import DraftError

# A title longer than this does not fit a list or a search result.
_TITLE_LENGTH = 90
_SUMMARY_WORDS = 90
_MOST_QUOTES = 4
_MOST_EVENTS = 10


def draft(articles: Sequence[Article]) -> Briefing:
    """Condense articles on one event.

    Args:
        articles: one or more, in the order of their ids.

    Raises:
        DraftError: there are no articles, or no prose in them.
    """
    sentences = text.sentences(articles)
    if not sentences:
        raise DraftError("no sentences to draft from; put articles (.txt, .md, .html) into articles/")
    actors = actors_.find(sentences, text.titles(articles))
    attribution.attribute(sentences, actors)
    sides = parties.choose(sentences, actors)
    choices = selection.choose(sentences, sides, actors)
    summary, rest = _summary(choices)
    return Briefing(
        title=_title(articles, choices),
        date=timeline.published(sentences),
        sources={a.id: _source(a) for a in articles},
        summary=summary,
        background=_statements(rest, Section.BACKGROUND),
        sides=_sides(sides, rest, actors),
        reactions=_reactions(rest, actors),
        developments=_statements(rest, Section.DEVELOPMENT),
        outlook=_statements(rest, Section.OUTLOOK),
        contrasts=_contrasts(sides, rest, actors),
        timeline=timeline.timeline(sentences, actors)[-_MOST_EVENTS:],
        quotes=_quotes(choices),
    )


def _source(article: Article) -> Source:
    full = article.date and not article.date.startswith("-")
    day = date.fromisoformat(article.date) if full and article.date else None
    return Source(article.title, article.publisher, article.url, day)


def _statement(choice: Choice) -> Statement:
    return Statement(choice.unit.text, choice.speaker, choice.sources)


def _statements(choices: Sequence[Choice], section: Section) -> tuple[Statement, ...]:
    return tuple(_statement(c) for c in choices if c.section is section)


def _summary(choices: Sequence[Choice]) -> tuple[tuple[Statement, ...], list[Choice]]:
    """Two or three statements for the bottom line, and the rest.

    What an actor says stays under its name too; a development is not told twice.
    """
    ranked = sorted(choices, key=lambda c: (-c.value, c.index))
    taken: list[Choice] = []
    for choice in ranked:
        long = sum(c.unit.words for c in [*taken, choice]) > _SUMMARY_WORDS
        if len(taken) < 3 and not long and all(c.actor != choice.actor or c.actor is None for c in taken):
            taken.append(choice)
    taken.sort(key=lambda c: c.index)
    rest = [c for c in choices if c not in taken or c.section in {Section.POSITION, Section.REACTION}]
    return tuple(_statement(c) for c in taken), rest


def _sides(keys: Sequence[str], choices: Sequence[Choice], actors: Actors) -> tuple[Side, ...]:
    sides = []
    for key in keys:
        own = [c for c in choices if c.section is Section.POSITION and c.actor == key]
        people = {p: None for c in own for p in [c.speaker] if p and actors.affiliations.get(p) == key}
        sides.append(Side(actors.name(key), tuple(people), tuple(_statement(c) for c in own)))
    return tuple(s for s in sides if s.statements)


def _reactions(choices: Sequence[Choice], actors: Actors) -> tuple[Reaction, ...]:
    by_actor: dict[str, list[Statement]] = {}
    for choice in choices:
        if choice.section is Section.REACTION:
            name = actors.name(choice.actor) if choice.actor else choice.speaker or "Others"
            by_actor.setdefault(name, []).append(_statement(choice))
    return tuple(Reaction(name[:1].upper() + name[1:], tuple(found)) for name, found in by_actor.items())


def _quotes(choices: Sequence[Choice]) -> tuple[Quote, ...]:
    found = []
    for choice in sorted(choices, key=lambda c: (-c.value, c.index)):
        for sentence in choice.unit.sentences:
            for words in attribution.quotations(sentence):
                if sentence.speaker and not parties.is_medium(sentence.speaker) and len(words.split()) >= 7:
                    found.append(Quote(words.rstrip(","), sentence.speaker, (sentence.reference,)))
    return tuple(dict.fromkeys(found))[:_MOST_QUOTES]


def _contrasts(keys: Sequence[str], choices: Sequence[Choice], actors: Actors) -> tuple[Contrast, ...]:
    """Topics, as nouns, on which at least two sides have a statement."""
    best: dict[str, dict[str, Choice]] = {}
    counts: Counter[str] = Counter()
    for choice in sorted(choices, key=lambda c: (-c.value, c.index)):
        if choice.section is Section.POSITION and choice.actor and choice.actor in keys:
            for noun in _nouns(choice.unit.sentences):
                best.setdefault(noun, {}).setdefault(choice.actor, choice)
                counts[noun] += 1
    shared = [n for n, sides in best.items() if len(sides) > 1]
    shared.sort(key=lambda n: (-len(best[n]), -counts[n], n))
    found, used = [], set()
    for noun in shared:
        positions = {actors.name(k): best[noun][k].unit.sources[-1] for k in keys if k in best[noun]}
        if frozenset(positions.values()) not in used:
            used.add(frozenset(positions.values()))
            found.append(Contrast(noun, positions))
    return tuple(found[:3])


def _nouns(sentences: Sequence[Sentence]) -> list[str]:
    """What a statement is about: the nouns that are objects or subjects of its verbs, lemmatised."""
    roles = {"dobj", "nsubj", "nsubjpass", "pobj", "attr"}
    tokens = (t for s in sentences for t in s.span if t.pos_ == "NOUN" and t.dep_ in roles)
    return sorted({t.lemma_.lower() for t in tokens if not t.ent_type_ and len(t.text) > 3})


def _title(articles: Sequence[Article], choices: Sequence[Choice]) -> str:
    """The most telling of the articles' titles; without one, the front of the first statement."""
    titles = [a.title for a in articles if a.title and len(a.title) <= _TITLE_LENGTH]
    if titles:
        words = Counter(w.lower() for c in choices for w in c.unit.text.split())
        return max(titles, key=lambda t: (sum(words[w.lower()] > 1 for w in set(t.split())), -len(t)))
    first = choices[0].unit.text if choices else articles[0].paragraphs[0].text
    return first if len(first) <= _TITLE_LENGTH else first[: _TITLE_LENGTH - 1].rsplit(" ", 1)[0] + "…"
