"""Articles ▶ sentences, parsed by spaCy."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from generator.briefing import Article, Paragraph, TranslatedSentence
from generator.drafting.resources import group
from generator.parser import parser

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

    from generator.drafting.cues import Cue

OPENING, CLOSING = "“‟«„", "”»"


@dataclass(frozen=True, slots=True)
class Referent:
    """“He”, “the company” or the article of “the board”, and what stands for it in [brackets].

    Attributes:
        start: first token's index in the document.
        end: one past the last.
        name: what it means.
    """

    start: int
    end: int
    name: str


@dataclass(slots=True, eq=False)
class Sentence:
    """A sentence, where it stands, and what the later steps find out about it.

    Attributes:
        span: its tokens.
        article: the article it is from.
        paragraph: the paragraph's number.
        heading: the article's heading above it, if any.
        order: its place in the article, from 0.
        opens: whether it is the first of its paragraph.
        in_quote: whether a quotation is open where it begins.
        speaker: the name of who says it.
        actor: the key of the actor whose words or deeds it tells.
        about: the keys of the actors that it names or points to.
        stance: whether it tells a position, not just a report.
        factual: whether its speaker only reports a fact.
        passed_on: whether its speaker is a news medium.
        silent: whether it only tells that somebody said nothing.
        cue: where it names its speaker.
        referents: what its words that point back stand for, where that is sure.
        translated: the sentences of a translated article that it is from, whole.
        text: as it stands in the article; a clause split off gets its capital and full stop.
        length: its length in words.
        is_split_off: whether it is the second clause of a sentence that told two voices.
    """

    span: "Span"
    article: Article
    paragraph: int
    heading: str | None
    order: int
    opens: bool
    in_quote: bool = False
    speaker: str | None = None
    actor: str | None = None
    about: frozenset[str] = frozenset()
    stance: bool = False
    factual: bool = False
    passed_on: bool = False
    silent: bool = False
    cue: "Cue | None" = None
    referents: "tuple[Referent, ...]" = ()
    translated: tuple[TranslatedSentence, ...] = ()
    text: str = field(init=False)
    length: int = field(init=False)
    is_split_off: bool = field(init=False)

    def __post_init__(self) -> None:
        doc, text = self.span.doc, self.span.text.strip()
        self.is_split_off = bool(self.span.start) and doc[self.span.start - 1].lower_ in {"while", ";", "but"}
        if self.is_split_off:
            text = text[:1].upper() + text[1:]
        if text.endswith(",") or (self.span.end < len(doc) and doc[self.span.end].text == ";"):
            text = text.rstrip(",") + "."
        self.text, self.length = text, len(text.split())

    @property
    def reference(self) -> str:
        """The source that names its paragraph."""
        return f"{self.article.id}:{self.paragraph}"


def is_english(sentences: Sequence[Sentence]) -> bool:
    """Whether the sentences read as English: every sixth word or more is one of its function words.

    In English news nearly half are; in other languages a few look alike.
    """
    tokens = [t for s in sentences for t in s.span if t.is_alpha]
    return 6 * sum(t.is_stop for t in tokens) >= len(tokens)


def sentences(articles: Sequence[Article]) -> list[Sentence]:
    """All sentences of the articles' prose, in order; headings are not sentences."""
    places = [(a, p, h) for a in articles for p, h in _under_headings(a.paragraphs)]
    docs = parser().pipe(_prose(p.text) for _, p, _ in places)
    result: list[Sentence] = []
    order: dict[str, int] = {}
    for (article, paragraph, heading), doc in zip(places, docs, strict=True):
        in_quote = False
        for index, span in enumerate(clause for whole in _spans(doc) for clause in _clauses(whole)):
            number = order[article.id] = order.get(article.id, -1) + 1
            sentence = Sentence(span, article, paragraph.number, heading, number, index == 0, in_quote)
            sentence.translated = tuple(_translated(paragraph, span))
            result.append(sentence)
            in_quote = _open_after(span.text, in_quote)
    return result


def titles(articles: Sequence[Article]) -> list["Doc"]:
    """The articles' titles, parsed."""
    return list(parser().pipe(a.title for a in articles if a.title))


def _under_headings(paragraphs: Sequence[Paragraph]) -> Iterator[tuple[Paragraph, str | None]]:
    heading = None
    for index, paragraph in enumerate(paragraphs):
        if not paragraph.heading:
            yield paragraph, heading
        elif index:  # the first is the title
            heading = paragraph.text


def _translated(paragraph: Paragraph, span: "Span") -> Iterator[TranslatedSentence]:
    """The translated sentences that a span of a paragraph's prose has a part of."""
    start = len(span.doc.text) - len(paragraph.text)  # of a list's item, the mark is gone
    for sentence in paragraph.sentences:
        end = start + len(sentence.text)
        if start < span.end_char and span.start_char < end:
            yield sentence
        start = end + 1


def _prose(text: str) -> str:
    plain = re.sub(r"\s+", " ", text).strip()
    return re.sub(r"^(?:[-*•▪◦]|\d{1,2}[.)]) ", "", plain)  # the mark of a list's item


def _spans(doc: "Doc") -> Iterator["Span"]:
    """The sentences that spaCy finds, rejoined where it split before a lower-case word or a lone mark."""
    start = 0
    bounds = [s.end for s in doc.sents]
    for end, following in zip(bounds, [*bounds[1:], None], strict=True):
        if following is not None:
            rest = doc[end:following].text
            broken = (
                rest[:1].islower()
                or not re.search(r"\w{2}", rest)
                or _cue_follows(doc, start, end, following)
            )
            if broken or not re.search(r"[.!?…:][\"'”’)\]]*\s*$", doc[start:end].text):
                continue
        if doc[start:end].text.strip():
            yield doc[start:end]
        start = end


def _clauses(span: "Span") -> Iterator["Span"]:
    """“A said this, while B said that”, or with a semicolon, tells two voices: one clause for each."""
    says = group("report") | group("stance")
    for token in span[3:-5]:
        if token.lower_ == "while" and token.dep_ == "mark" and token.nbor(-1).text == ",":
            second = token.head
        elif token.text == ";" or (
            token.lower_ == "but" and token.dep_ == "cc" and token.nbor(-1).text == ","
        ):
            second = span.doc[token.i + 1 : span.end].root
        else:
            continue
        first = span.doc[span.start : token.i].root
        if any(c.lower_ in {"may", "might", "can", "could"} for c in second.children):
            continue  # what somebody may say, nobody has
        # after a semicolon one voice is enough: what stands beside it is not hers
        needed = 1 if token.text == ";" else 2
        voices = (first.lemma_ in says) + (second.lemma_ in says) >= needed
        if (
            voices
            and first.i < token.i < second.i
            and _has_subject(first, before=token.i)
            and _has_subject(second)
        ):
            yield span.doc[span.start : token.i]
            yield span.doc[token.i + 1 : span.end]
            return
    yield span


def _has_subject(verb: "Token", before: int | None = None) -> bool:
    return any(c.dep_ == "nsubj" and (before is None or c.i < before) for c in verb.children)


def _cue_follows(doc: "Doc", start: int, end: int, following: int) -> bool:
    """Whether “Great day!” is followed by its own “Trump wrote …”."""
    if not re.search(r"[!?,][\"”]$", doc[start:end].text.strip()) or following - end > 12:
        return False
    return any(t.dep_ == "nsubj" and t.i - end < 4 and t.head.i - t.i < 3 for t in doc[end:following])


def _open_after(text: str, is_open: bool) -> bool:
    for mark in text:
        if mark in OPENING:
            is_open = True
        elif mark in CLOSING:
            is_open = False
        elif mark == '"':
            is_open = not is_open
    return is_open
