"""Machine-translates what a briefing's catalog lacks."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import polib

from generator.briefing import Briefing, Message, State, messages
from generator.errors import TranslationError
from generator.translation import catalog, lookup, machine
from generator.translation.engines import Engine
from generator.translation.glossary import EMPTY, Glossary
from generator.translation.merge import merge
from generator.translation.names import Name, Namer

# strings between two writes of the catalog: what an interrupt can cost
_BATCH = 16
# how often a catalog may change while it is read; an editor saves it once
_ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class Report:
    """What a run of `translate` did.

    Attributes:
        translated: how many strings the engine translated.
        withheld: those of them that failed a check: field path and what is wrong.
        states: how many strings are in each state now.
    """

    translated: int
    withheld: tuple[tuple[str, str], ...]
    states: Counter[State]


def translate(  # noqa: PLR0913 - most are options
    briefing: Briefing,
    path: Path,
    language: str,
    *,
    engine: Engine | None,
    glossary: Glossary = EMPTY,
    progress: Callable[[int, int], None] | None = None,
) -> Report:
    """Bring a catalog up to date and machine-translate what has no translation.

    No person's text is changed. The catalog is written only where something changed, after each batch, so
    that an interrupt keeps what was done; it is read again before each write, so that an edit made meanwhile
    is kept too.

    Args:
        briefing: the source.
        path: the catalog, ``<lang>.po``; made where it is missing.
        language: the target language's tag, another than the briefing's.
        engine: what translates; None leaves strings missing, for a person to fill in.
        glossary: of the project.
        progress: called with the number of strings done and of all to do.

    Raises:
        InvalidFileError: the catalog has mistakes; nothing is written.
        ModelError: the engine's model is broken.
        TranslationError: the catalog changes each time before it can be written.
        OSError: the catalog cannot be read or written.
    """
    namer = lookup.namer_for(briefing, language, glossary)
    file = _File(path, language, tuple(messages(briefing)), namer, engine)
    todo = file.update()
    withheld: list[tuple[str, str]] = []
    if engine:
        for start in range(0, len(todo), _BATCH):
            batch = todo[start : start + _BATCH]
            outcomes = dict(zip(batch, machine.translate(batch, engine, namer), strict=True))
            file.update(outcomes)
            withheld += [(message.path, o.problem) for message, o in outcomes.items() if o.problem]
            if progress:
                progress(start + len(batch), len(todo))
    states = lookup.status(lookup.load(briefing, path, language, glossary))
    return Report(len(todo) if engine else 0, tuple(withheld), states)


class _File:
    """A catalog that is read, changed and written in one go, again and again."""

    def __init__(
        self, path: Path, language: str, strings: Sequence[Message], namer: Namer, engine: Engine | None
    ) -> None:
        self._path, self._language, self._strings, self._namer = path, language, strings, namer
        self._engine = engine

    def update(self, outcomes: Mapping[Message, machine.Outcome] = MappingProxyType({})) -> list[Message]:
        """Merge the briefing's strings and the engine's translations into the file.

        Args:
            outcomes: translations; dropped where a person was faster.

        Returns:
            The strings that the engine may translate.
        """
        for _ in range(_ATTEMPTS):
            version = self._version()
            entries, before = catalog.new(self._language), None
            if version:
                entries = catalog.read(self._path, self._language)
                before = str(entries)
            todo = self._change(entries, outcomes)
            if str(entries) == before:
                return todo
            if self._version() == version:
                catalog.write(self._path, entries)
                return todo
        raise TranslationError(
            f"{self._path}: the file keeps changing while it is being updated; "
            "close the programs that write it and run the command again"
        )

    def _version(self) -> tuple[int, int, int] | None:
        """What changes when somebody saves the file; None where it is missing."""
        try:
            status = self._path.stat()
        except FileNotFoundError:
            return None
        return status.st_mtime_ns, status.st_size, status.st_ino

    def _change(self, entries: polib.POFile, outcomes: Mapping[Message, machine.Outcome]) -> list[Message]:
        merge(entries, self._strings)
        by_text = {entry.msgid: entry for entry in entries if not entry.obsolete}
        strings = lookup.unique(self._strings)
        for message in strings:
            _set_name(by_text[message.text], self._namer(message))
        todo = [message for message in strings if _wanted(by_text[message.text], self._engine)]
        for message in todo:
            if (outcome := outcomes.get(message)) and (engine := self._engine):
                entry = by_text[message.text]
                catalog.set_machine_text(entry, outcome.text, engine.name, engine.model, outcome.problem)
        return todo


def _wanted(entry: polib.POEntry, engine: Engine | None) -> bool:
    """Whether an engine may write the entry's text."""
    state, origin = catalog.state(entry), catalog.origin(entry)
    if state is State.WITHHELD and origin and engine:  # another model may do better
        return (origin.engine, origin.model) != (engine.name, engine.model)
    return state is State.MISSING


def _set_name(entry: polib.POEntry, name: Name | None) -> None:
    """Give an entry the name that the rules give it, unless a person gave it another."""
    if catalog.is_human(entry):
        return
    if name and (catalog.state(entry) is not State.STANDARD or entry.msgstr != name.text):
        catalog.set_machine_text(entry, name.text, name.source, "rule")
    elif not name and catalog.state(entry) is State.STANDARD:
        entry.msgstr = entry.comment = ""
