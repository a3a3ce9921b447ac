"""Strings ▶ an engine ▶ checked strings: all that is done around a machine translation."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from generator.briefing import Kind, Message
from generator.config import Engine as Choice
from generator.marks import straighten
from generator.translation import brackets, checks, roundtrip, typography
from generator.translation.engines import Engine, alternatives, engines_for
from generator.translation.names import KEPT, Namer, latin
from generator.translation.tables import base
from generator.translation.ways import Way, end_like, join, ways

# other translations of a string that are looked at where the first has a fault
_HYPOTHESES = 4


@dataclass(frozen=True, slots=True)
class Outcome:
    """A machine's translation of a string.

    Attributes:
        text: with the typography of the target language.
        problem: why it must not be shown; None where it may.
        engine: what made it, where it is another engine than the one asked first.
    """

    text: str
    problem: str | None = None
    engine: Engine | None = None


@dataclass(frozen=True, slots=True)
class Support:
    """What helps an engine where it fails.

    Attributes:
        others: other engines for the same languages, best first.
        reverse: an engine from the target language back into the source's, English, for the round trip.
    """

    others: Sequence[Engine] = ()
    reverse: Engine | None = None


ALONE = Support()


def support_for(language: str, choice: Choice, models_dir: Path, source: str) -> Support:
    """What can help the best engine for a pair of languages.

    Args:
        language: tag of the target language.
        choice: of the engine, as for `engine_for`.
        models_dir: the folder of the installed models.
        source: tag of the source language.
    """
    others = engines_for(language, choice, models_dir, source)[1:]
    # only English can be parsed
    back = engines_for(source, "auto", models_dir, language) if base(source) == "en" else []
    return Support(others, back[0] if back else None)


def translate(
    messages: Sequence[Message], engine: Engine, namer: Namer, support: Support = ALONE
) -> list[Outcome]:
    """Translate strings, and check the translations.

    A translation with a fault is tried again in other ways: in other words of the same meaning, cut
    otherwise, the engine's second thoughts, another engine.

    Args:
        messages: the strings; a larger batch is faster with some engines.
        engine: what translates a sentence.
        namer: the languages, the glossary and the names that are kept.
        support: what helps where the engine fails.

    Raises:
        ModelError: a model is broken.
    """
    work = [_Work(message, namer, engine, support) for message in messages]
    memories: dict[int, _Memory] = {}
    while open_ := [w for w in work if w.next_try()]:
        for asked in {id(w.attempt.engine): w.attempt.engine for w in open_}.values():
            texts = [text for w in open_ if w.attempt.engine is asked for text in w.attempt.texts]
            memories.setdefault(id(asked), _Memory(asked))(texts)
        passed = [w for w in open_ if w.take(memories[id(w.attempt.engine)])]
        if support.reverse and passed:
            _turn_back(passed, support.reverse, memories, namer)
    return [w.outcome for w in work]


def _turn_back(
    work: Sequence["_Work"], reverse: Engine, memories: dict[int, "_Memory"], namer: Namer
) -> None:
    """Refuse the translations that mean something else when they are turned back."""
    memory = memories.setdefault(id(reverse), _Memory(reverse))
    pairs = [(w.source, straighten(w.outcome.text)) for w in work]
    for w, problem in zip(work, roundtrip.problems(pairs, memory, namer.target), strict=True):
        if problem:
            w.refuse(problem)


@dataclass(frozen=True, slots=True)
class _Attempt:
    """One way to translate a string: how it is cut, and which of an engine's translations is taken."""

    engine: Engine
    way: Way
    rank: int = 0

    @property
    def texts(self) -> list[str]:
        return [text for text, _ in self.way]


class _Work:
    """A string on its way to a translation that has no fault."""

    def __init__(self, message: Message, namer: Namer, engine: Engine, support: Support) -> None:
        self.source = straighten(message.text)
        self.outcome = Outcome("", "nothing was translated")
        self._is_text, self._namer, self._engine = message.kind is Kind.TEXT, namer, engine
        self._names = names_within(self.source, namer)
        self._attempts = self._all_attempts(engine, support)
        self._done = False
        self._first: Outcome | None = None  # with a fault

    def _all_attempts(self, engine: Engine, support: Support) -> Iterator[_Attempt]:
        if not self._is_text:
            yield from (_Attempt(one, [(self.source, "")]) for one in (engine, *support.others))
            return
        for one in (engine, *support.others):
            for number, way in enumerate(ways(self.source, self._namer.source, self._namer.small)):
                yield _Attempt(one, way)
                if number == 0 and hasattr(one, "alternatives"):
                    yield from (_Attempt(one, way, rank) for rank in range(1, _HYPOTHESES))

    def next_try(self) -> bool:
        """Whether there is something left to try; then it is `attempt`."""
        attempt = None if self._done else next(self._attempts, None)
        if attempt:
            self.attempt = attempt
        return attempt is not None

    def take(self, memory: "_Memory") -> bool:
        """Make a translation by the attempt; whether the checks find no fault in it."""
        attempt = self.attempt
        parts = memory(attempt.texts) if attempt.rank == 0 else memory.other(attempt.texts, attempt.rank)
        if parts is None:
            return False
        target = (self._as_text if self._is_text else self._as_name)(
            join(attempt.way, parts, self._namer.target), memory
        )
        pair = checks.Pair(
            self.source, target, self._namer.source, self._namer.target, self._names, self._namer.terms
        )
        problem = next(checks.problems(pair), None)
        if problem is None and not self._is_text and _is_untouched(target, self._namer):
            problem = "the name was not transliterated"
        self._note(Outcome(typography.localise(target, self._namer.target), problem, self._other()))
        return self._done

    def refuse(self, problem: str) -> None:
        """Take back a translation that passed the checks; an earlier one with a fault is kept again.

        So what is withheld is of the engine asked first, wherever that gave anything: another engine's text
        would be tried again in every run, as one that a better model may do better.
        """
        self._done = False
        self._first = self._first or replace(self.outcome, problem=problem)
        self.outcome = self._first

    def _note(self, outcome: Outcome) -> None:
        """Keep the first translation, or the first without a fault."""
        self._done = outcome.problem is None
        if self._done:
            self.outcome = outcome
        elif not self.outcome.text:
            self.outcome = self._first = outcome

    def _other(self) -> Engine | None:
        return None if self.attempt.engine is self._engine else self.attempt.engine

    def _as_text(self, target: str, memory: "_Memory") -> str:
        target = self._namer.terms.apply(end_like(self.source, target), self.source)
        if "[" in target:
            return target
        return _with_brackets(self.source, target, memory, self._namer) or target

    def _as_name(self, target: str, _: "_Memory") -> str:
        """A name or a topic: no sentence, so no full stop, no remark."""
        if "(" not in self.source:
            target = re.sub(r"\s*\([^)]*\)?", "", target)
        if self.source[:1].islower() and base(self._namer.target) != "de":  # German nouns are capitalised
            target = target[:1].lower() + target[1:]
        return self._namer.terms.apply(end_like(self.source, target), self.source)


def _is_untouched(target: str, namer: Namer) -> bool:
    return not latin(namer.target) and latin(namer.source) and target.isascii()


class _Memory:
    """An engine that translates each sentence once."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._known: dict[str, str] = {}
        self._others: dict[str, list[str]] = {}

    def __call__(self, texts: Sequence[str]) -> list[str]:
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        if new:
            self._known.update(zip(new, map(straighten, self._engine.translate(new)), strict=True))
        return [self._known[text] for text in texts]

    def other(self, texts: Sequence[str], rank: int) -> list[str] | None:
        """The engine's translations of a lower rank; None where it has no other for any."""
        new = [text for text in dict.fromkeys(texts) if text not in self._others]
        if new:
            self._others.update(zip(new, alternatives(self._engine, new, _HYPOTHESES), strict=True))
        found = [self._others[text] for text in texts]
        if all(len(options) <= rank for options in found):
            return None
        return [straighten(options[min(rank, len(options) - 1)]) for options in found]


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


def names_within(source: str, namer: Namer) -> dict[str, str]:
    """The words of kept names in a text, with the forms they must have."""
    names: dict[str, str] = {}
    for name in sorted(namer.kept):
        form = namer.given.get(name) or _kept(name, namer)
        if not form:
            continue
        own, wanted = name.split(), re.split(r"[\s·]+", form)
        for index, word in enumerate(own):
            if word[0].isupper() and len(word) > 2 and re.search(rf"(?<!\w){re.escape(word)}(?!\w)", source):
                names.setdefault(word, wanted[index] if len(own) == len(wanted) else wanted[-1])
    return names


def _kept(name: str, namer: Namer) -> str | None:
    form = namer.name(name)
    return form.text if form and form.source == KEPT else None
