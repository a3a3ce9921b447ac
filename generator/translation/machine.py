"""Strings ▶ an engine ▶ checked strings: all that is done around a machine translation."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from generator.briefing import Kind, Message
from generator.translation import brackets, checks, sentences, typography
from generator.translation.currency import spell_out
from generator.translation.engines import Engine
from generator.translation.names import KEPT, Namer, latin
from generator.translation.rewording import reword
from generator.translation.tables import base

# Engines garble longer sentences: Firefox's en-pt model keeps one of 72 words whole and loses part of one
# of 104.
_LONGEST_SENTENCE = 60


@dataclass(frozen=True, slots=True)
class Outcome:
    """A machine's translation of a string.

    Attributes:
        text: with the typography of the target language.
        problem: why it must not be shown; None where it may.
    """

    text: str
    problem: str | None = None


def translate(messages: Sequence[Message], engine: Engine, namer: Namer) -> list[Outcome]:
    """Translate strings, and check the translations.

    A translation with a fault is tried again in other ways: with sums of money in words, with the
    brackets left in, clause by clause.

    Args:
        messages: the strings; a larger batch is faster with some engines.
        engine: what translates a sentence.
        namer: the languages, the glossary and the names that are kept.

    Raises:
        ModelError: the engine's model is broken.
    """
    memory = _Memory(engine)
    sources = [typography.straighten(message.text) for message in messages]
    first = (next(_ways(source, namer.source)) for source in sources)
    memory([text for way in first for text, _ in way])
    return [
        _text(source, memory, namer) if message.kind is Kind.TEXT else _name(source, memory, namer)
        for message, source in zip(messages, sources, strict=True)
    ]


class _Memory:
    """An engine that translates each sentence once."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._known: dict[str, str] = {}

    def __call__(self, texts: Sequence[str]) -> list[str]:
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        if new:
            self._known.update(zip(new, map(typography.straighten, self._engine.translate(new)), strict=True))
        return [self._known[text] for text in texts]


# the parts of a string that are translated on their own, each with what stands between it and the next
_Way = list[tuple[str, str]]


def _ways(source: str, language: str) -> Iterator[_Way]:
    """The ways to cut a string for the engine, best first."""
    plain, held = brackets.remove(source)
    yield _parts(plain, language, _LONGEST_SENTENCE)
    if (spelled := spell_out(plain)) != plain and base(language) == "en":
        yield _parts(spelled, language, _LONGEST_SENTENCE)
    if held:
        yield _parts(source, language, _LONGEST_SENTENCE)
    if len(clauses := _parts(source, language, 1)) > len(_parts(source, language, _LONGEST_SENTENCE)):
        yield clauses


def _parts(text: str, language: str, longest: int) -> _Way:
    parts: _Way = []
    for sentence in sentences.split(text, language):
        wording = reword(sentence) if base(language) == "en" else sentence
        *rest, (last, _) = sentences.clauses(wording, longest)
        parts += [*rest, (last, _SENTENCE)]
    return parts


_SENTENCE = "\n"  # between two sentences: each language has its own space there


def _text(source: str, memory: _Memory, namer: Namer) -> Outcome:
    """Prose: the first way whose result has no fault, else the first result with its fault."""
    names = _names(source, namer)
    failed: Outcome | None = None
    for way in _ways(source, namer.source):
        target = _join(way, memory([text for text, _ in way]), namer.target)
        target = namer.terms.apply(_end_like(source, target))
        if "[" not in target:
            target = _with_brackets(source, target, memory, namer) or target
        pair = checks.Pair(source, target, namer.source, namer.target, names)
        problem = next(checks.problems(pair), None)
        outcome = Outcome(typography.localise(target, namer.target), problem)
        if problem is None:
            return outcome
        failed = failed or outcome
    return failed or Outcome("", "nothing was translated")


def _join(way: _Way, translations: Sequence[str], language: str) -> str:
    """The translated parts as one text."""
    finished, text = [], ""
    for (part, separator), translation in zip(way, translations, strict=True):
        text += _end_like(part, translation)
        if separator == _SENTENCE:
            finished.append(text)
            text = ""
        else:
            text += separator
    return sentences.join(finished, language)


def _end_like(source: str, target: str) -> str:
    """The translation without a full stop that an engine added."""
    return target if re.search(r"[.!?。！？]\W*$", source) else re.sub(r"(?<![.])[.。]$", "", target)


def _with_brackets(source: str, target: str, memory: _Memory, namer: Namer) -> str | None:
    """The translation with the source's brackets around the same words; None where they cannot be told."""
    _, held = brackets.remove(source)
    if not held:
        return None
    forms = []
    for bracket in held:
        name = namer.name(bracket.text)
        own = [bracket.text, *([name.text] if name else [])]
        forms.append((bracket, [*map(namer.terms.apply, own), *map(_bare, memory([bracket.text]))]))
    return brackets.restore(target, forms)


def _bare(text: str) -> str:
    return text.rstrip(".。")


def _name(source: str, memory: _Memory, namer: Namer) -> Outcome:
    """A name or a topic: no sentence, so no full stop, no remark."""
    target = memory([source])[0]
    if "(" not in source:
        target = re.sub(r"\s*\([^)]*\)?", "", target)
    if source[0].islower() and base(namer.target) != "de":  # German nouns are capitalised
        target = target[:1].lower() + target[1:]
    target = namer.terms.apply(_end_like(source, target))
    pair = checks.Pair(source, target, namer.source, namer.target, _names(source, namer))
    problem = next(checks.problems(pair), None)
    if problem is None and not latin(namer.target) and latin(namer.source) and target.isascii():
        problem = "the name was not transliterated"
    return Outcome(typography.localise(target, namer.target), problem)


def _names(source: str, namer: Namer) -> dict[str, str]:
    """The glossary's terms and the words of kept names in a text, with the forms they must have."""
    names = namer.terms.within(source)
    for name in namer.kept:
        form = namer.name(name)
        if not form or form.source != KEPT:
            continue
        own, wanted = name.split(), form.text.split()
        for index, word in enumerate(own):
            if word[0].isupper() and len(word) > 2 and re.search(rf"(?<!\w){re.escape(word)}(?!\w)", source):
                names.setdefault(word, wanted[index] if len(own) == len(wanted) else wanted[-1])
    return names
