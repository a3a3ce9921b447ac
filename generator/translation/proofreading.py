"""The texts that a catalog holds already, whoever wrote them, put to the checks of new machine texts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import polib

from generator.briefing import Briefing, Message, State, messages
from generator.errors import TranslationError
from generator.marks import straighten
from generator.translation import catalog, lookup, memory, roundtrip
from generator.translation.engines import Engine
from generator.translation.glossary import EMPTY, Glossary
from generator.translation.names import Namer

_READ = {State.MACHINE, State.EDITED, State.OUTDATED}


@dataclass(frozen=True, slots=True)
class Doubt:
    """A translation in which a check finds a fault.

    Attributes:
        message: the string and its first place in the briefing.
        line: of its entry in the catalog, from 1.
        state: whose text it is: a machine's, a person's, or a person's for an earlier wording.
        text: the translation.
        problems: what is wrong, worst first.
        taken_from: the briefing that the text was taken over from.
    """

    message: Message
    line: int
    state: State
    text: str
    problems: tuple[str, ...]
    taken_from: str | None = None

    @property
    def is_machines(self) -> bool:
        """Whether a machine made the text and nobody has touched it; what is taken over is a person's."""
        return self.state is State.MACHINE and self.taken_from is None


def doubts(
    briefing: Briefing,
    path: Path,
    language: str,
    glossary: Glossary = EMPTY,
    reverse: Engine | None = None,
) -> tuple[Doubt, ...]:
    """The doubtful translations in a catalog, in the order of the briefing.

    Names that go by rule and texts that are withheld already are passed over, and what the briefing no
    longer has.

    Args:
        briefing: the source.
        path: the catalog, ``<lang>.po``; a missing one has none.
        language: the target language's tag, another than the briefing's.
        glossary: of the project.
        reverse: what translates back into the briefing's language, English, if anything; texts that pass the
            checks take the round trip too.

    Raises:
        InvalidFileError: the catalog has mistakes.
        ModelError: the engine's model is broken.
        OSError: the catalog cannot be read.
    """
    if not path.exists():
        return ()
    entries = catalog.read(path, language)
    by_text, strings = lookup.by_source(entries), lookup.unique(messages(briefing))
    namer = lookup.namer_for(briefing, language, glossary)
    shown = lookup.shown(strings, entries, namer)
    namer = replace(namer, given=lookup.given_names(shown, namer))
    read = [
        (message, entry)
        for message in strings
        if (entry := by_text.get(message.text))
        and catalog.state(entry) in _READ
        and shown(message.text).state is not State.STANDARD  # a rule names it; the text is no longer shown
    ]
    found = {message.text: _problems(message.text, entry.msgstr, namer) for message, entry in read}
    passed = [(m.text, entry.msgstr) for m, entry in read if not found[m.text]]
    if reverse and passed:
        turned = _turned_back(passed, reverse, language)
        found |= {text: (problem,) for (text, _), problem in zip(passed, turned, strict=True) if problem}
    return tuple(
        Doubt(m, max(e.linenum or 1, 1), catalog.state(e), e.msgstr, found[m.text], _taken_from(e))
        for m, e in read
        if found[m.text]
    )


def _problems(source: str, target: str, namer: Namer) -> tuple[str, ...]:
    breaches = namer.terms.problems(straighten(source), lookup.straight(target))  # the checks tell the first
    return tuple(dict.fromkeys((*lookup.problems(source, target, namer), *breaches)))


def _taken_from(entry: polib.POEntry) -> str | None:
    """The briefing whose person wrote the text."""
    origin = catalog.origin(entry)
    taken = origin and origin.engine == memory.NAME and catalog.state(entry) is State.MACHINE
    return origin.model if origin and taken else None


def _turned_back(pairs: Sequence[tuple[str, str]], reverse: Engine, language: str) -> list[str | None]:
    straight = [(straighten(source), lookup.straight(target)) for source, target in pairs]
    return roundtrip.problems(
        straight, lambda parts: [straighten(text) for text in reverse.translate(parts)], language
    )


def withhold(path: Path, language: str, found: Iterable[Doubt]) -> tuple[Doubt, ...]:
    """Withhold those doubtful texts that are a machine's and that nobody has touched; nothing else changes.

    Args:
        path: the catalog.
        language: its language's tag.
        found: by `doubts`.

    Returns:
        Those that are withheld now.

    Raises:
        InvalidFileError: the catalog has mistakes.
        TranslationError: it changed meanwhile.
        OSError: it cannot be read or written.
    """
    wanted = [doubt for doubt in found if doubt.is_machines]
    if not wanted:
        return ()
    before = path.read_bytes()
    entries = catalog.read(path, language)
    by_text = lookup.by_source(entries)
    done = []
    for doubt in wanted:
        entry = by_text.get(doubt.message.text)
        # somebody may have mended or confirmed it since
        if entry and entry.msgstr == doubt.text and catalog.state(entry) is State.MACHINE:
            entry.comment += f"\nwithheld: {doubt.problems[0]}"
            done.append(doubt)
    if done and not catalog.write(path, entries, before=before):
        raise TranslationError(f"{path}: was changed meanwhile, and is left as it is; run the command again")
    return tuple(done)
