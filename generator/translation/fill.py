"""Machine-translates what a briefing's catalog lacks."""

import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

import polib

from generator.atomic import tidy
from generator.briefing import Briefing, Message, State, Translation, messages
from generator.errors import TranslationError
from generator.translation import catalog, lookup, machine, memory
from generator.translation.engines import Engine
from generator.translation.glossary import EMPTY, Glossary, Terms
from generator.translation.machine import ALONE, Support
from generator.translation.memory import Memory
from generator.translation.merge import merge
from generator.translation.names import KEPT, Name, Namer

# Strings between two writes of the catalog: what an interrupt can cost. A fast engine gets more, until a
# batch takes so many seconds: several processes gain nothing on a short one.
_BATCH = 16
_SHORTEST = 3.0
# how often a catalog may change while it is read; an editor saves it once
_ATTEMPTS = 5
# seconds; many editors empty a file before they fill it again, which takes them a few milliseconds
_SETTLE = 0.1

Tell = Callable[[Sequence[Message]], None]
Translate = Callable[[Sequence[Message], Engine, Namer, Support], list[machine.Outcome]]


@dataclass(frozen=True, slots=True)
class Report:
    """What a run of `translate` did.

    Attributes:
        translated: how many strings the engine translated.
        taken: how many were taken over from other briefings.
        withheld: those of them that failed a check: field path and what is wrong.
        states: how many strings are in each state now.
    """

    translated: int
    taken: int
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
    """Bring one catalog up to date and machine-translate what has no translation; see `Job`.

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
    job = Job(briefing, path, language, engine=engine, glossary=glossary)
    total, done = len(job.todo), 0

    def tell(strings: Sequence[Message]) -> None:
        nonlocal done
        done += len(strings)
        if progress:
            progress(done, total)

    return job.run(tell)


class Job:
    """A catalog to fill: brought up to date when the job is made, translated when it is run.

    No person's text is changed. The catalog is written only where something changed, after each batch, so
    that an interrupt keeps what was done; it is read again before each write, so that an edit made meanwhile
    is kept too.

    Attributes:
        engine: what translates, if anything.
        support: what helps where the engine fails.
        todo: the strings that it may translate and has not.
        namer: what knows the names, those too that people wrote into the catalog.
        translation: all strings, as they are now.
    """

    def __init__(  # noqa: PLR0913 - most are options
        self,
        briefing: Briefing,
        path: Path,
        language: str,
        *,
        engine: Engine | None,
        support: Support = ALONE,
        glossary: Glossary = EMPTY,
        known: Memory | None = None,
    ) -> None:
        """Bring the catalog up to date with its briefing.

        Args:
            briefing: the source.
            path: the catalog, ``<lang>.po``, in the briefing's folder; made where it is missing.
            language: the target language's tag, another than the briefing's.
            engine: what translates; None leaves strings missing, for a person to fill in.
            support: what helps where the engine fails.
            glossary: of the project.
            known: what other catalogs hold; is told what this one does.

        Raises:
            InvalidFileError: the catalog has mistakes; nothing is written.
            TranslationError: the catalog changes each time before it can be written.
            OSError: the catalog cannot be read or written.
        """
        self.engine, self.support = engine, support
        self._known = Memory() if known is None else known
        self._slug = path.parent.name
        tidy(path.parent)
        self._translated = 0
        self._withheld: dict[str, str] = {}  # why, by the field's path
        self._namer = lookup.namer_for(briefing, language, glossary)
        self._strings = tuple(messages(briefing))
        self._file = _File(path, self._strings, self._namer, engine, self._known)
        self.todo = self._file.update()

    @property
    def translation(self) -> Translation:
        """All strings, as they are now."""
        return self._file.translation

    @property
    def namer(self) -> Namer:
        """What knows the names, those too that people wrote into the catalog."""
        return replace(self._namer, given=lookup.given_names(self.translation, self._namer))

    def run(self, tell: Tell = lambda _: None, translate: Translate = machine.translate) -> Report:
        """Take over what other briefings have, machine-translate the rest.

        Args:
            tell: called with strings that are done, again and again.
            translate: what stands around the engine.

        Raises:
            InvalidFileError: the catalog has mistakes; nothing is written.
            ModelError: the engine's model is broken.
            TranslationError: the catalog changes each time before it can be written.
            OSError: the catalog cannot be read or written.
        """
        self.recall(tell)
        size = _BATCH
        while self.engine and (batch := self.todo[:size]):
            began = time.monotonic()
            made = translate(batch, self.engine, self.namer, self.support)
            self.fill(dict(zip(batch, made, strict=True)), tell)
            if time.monotonic() - began < _SHORTEST:
                size *= 2
        order = {message.path: number for number, message in enumerate(self._strings)}
        withheld = sorted(self._withheld.items(), key=lambda item: order[item[0]])
        return Report(self._translated, self._file.taken, tuple(withheld), lookup.status(self.translation))

    def recall(self, tell: Tell) -> None:
        """Take over what other briefings have; `tell` and errors are as for `run`."""
        if (self.engine and self.todo) or self._known.has_news(self._slug, self.translation):
            left = self._file.update(recall=True)
            if recalled := [message for message in self.todo if message not in left]:
                tell(recalled)
            self.todo = left

    def fill(self, outcomes: Mapping[Message, machine.Outcome], tell: Tell) -> None:
        """Write translations of some of `todo`; `tell` and errors are as for `run`."""
        self._file.update(outcomes)
        self._withheld |= {message.path: o.problem for message, o in outcomes.items() if o.problem}
        self._translated += len(outcomes)
        self.todo = [message for message in self.todo if message not in outcomes]
        tell(list(outcomes))


_Version = tuple[int, int, int]


class _File:
    """A catalog that is read, changed and written in one go, again and again."""

    def __init__(
        self, path: Path, strings: Sequence[Message], namer: Namer, engine: Engine | None, known: Memory
    ) -> None:
        self._path, self._strings, self._namer = path, strings, namer
        self._engine, self._known = engine, known
        self._written: _Version | None = None
        self.translation = Translation(namer.target, {})
        self.taken = self._taken_now = 0

    def update(
        self,
        outcomes: Mapping[Message, machine.Outcome] = MappingProxyType({}),
        *,
        recall: bool = False,
    ) -> list[Message]:
        """Merge the briefing's strings and the engine's translations into the file.

        Args:
            outcomes: translations; dropped where a person was faster.
            recall: whether to take over what other briefings have.

        Returns:
            The strings that the engine may translate.
        """
        for _ in range(_ATTEMPTS):
            version = self._version()
            if self._may_be_half_saved(version):
                time.sleep(_SETTLE)
                if self._version() != version:
                    continue
            entries, before, data = catalog.new(self._namer.target), None, None
            if version:
                try:
                    data = self._path.read_bytes() if self._path.is_file() else b""
                    entries = catalog.read(self._path, self._namer.target)
                except FileNotFoundError:  # some editors move the old file away first
                    continue
                before = _content(entries)
            todo = self._change(entries, outcomes, recall=recall)
            unchanged = _content(entries) == before
            if unchanged or self._write(entries, data):
                self.taken += self._taken_now
                if not unchanged:
                    self._written = self._version()
                self._known.learn(self._path.parent.name, entries)
                self.translation = lookup.shown(lookup.unique(self._strings), entries, self._namer)
                return todo
            time.sleep(_SETTLE)
        raise TranslationError(
            f"{self._path}: the file keeps changing while it is being updated; "
            "close the programs that write it and run the command again"
        )

    def _may_be_half_saved(self, version: _Version | None) -> bool:
        """Whether somebody else saved the file just now, or emptied it to fill it again."""
        if version is None or version == self._written:
            return False
        saved, size, _ = version
        return size == 0 or abs(time.time() - saved / 1e9) < _SETTLE

    def _write(self, entries: polib.POFile, before: bytes | None) -> bool:
        """Write the file, if it still holds what it held before; None where it was missing."""
        try:
            return catalog.write(self._path, entries, replace=before is not None, before=before)
        except FileExistsError:
            return False

    def _version(self) -> _Version | None:
        """What changes when somebody saves the file; None where it is missing."""
        try:
            status = self._path.stat()
        except FileNotFoundError:
            return None
        return status.st_mtime_ns, status.st_size, status.st_ino

    def _change(
        self, entries: polib.POFile, outcomes: Mapping[Message, machine.Outcome], *, recall: bool
    ) -> list[Message]:
        merge(entries, self._strings)
        by_text = lookup.by_source(entries)
        strings = lookup.unique(self._strings)
        for message in strings:
            _set_name(by_text[message.text], self._namer(message))
        named = (by_text[m.text] for m in strings if recall and not self._namer(m))
        self._taken_now = sum(map(self._recall, named))
        terms = self._namer.terms
        todo = [message for message in strings if _wanted(by_text[message.text], self._engine, terms)]
        for message in todo:
            if (outcome := outcomes.get(message)) and (engine := self._engine):
                entry = by_text[message.text]
                digest = terms.digest(message.text)
                maker = outcome.engine or engine
                catalog.set_machine_text(
                    entry, outcome.text, maker.name, maker.model, outcome.problem, glossary=digest
                )
        return todo

    def _recall(self, entry: polib.POEntry) -> bool:
        """Give an entry what another briefing has; returns whether there is something to give."""
        source, slug, terms = entry.msgid, self._path.parent.name, self._namer.terms
        if catalog.is_human(entry):
            return False
        if text := self._known.person(source, slug):
            if catalog.state(entry) is State.MACHINE and entry.msgstr == text.text:
                return False
            catalog.set_machine_text(entry, text.text, memory.NAME, text.label)
            return True
        if not self._engine or not _wanted(entry, self._engine, terms):
            return False
        made = self._known.machine(source, self._engine, terms.digest(source))
        if not made or not _keeps_names(source, made, self._namer):
            return False
        engine, digest = self._engine, terms.digest(source)
        catalog.set_machine_text(entry, made, engine.name, engine.model, glossary=digest)
        return True


def _content(entries: polib.POFile) -> list[tuple[object, ...]]:
    """All of a catalog that `_File` changes; to write it out and compare would take ten times as long."""
    return [
        (e.msgid, e.msgstr, e.comment, e.tcomment, *e.flags, *e.occurrences, e.previous_msgid, e.obsolete)
        for e in entries
    ]


def _keeps_names(source: str, target: str, namer: Namer) -> bool:
    """Whether the names that this briefing keeps are kept in a text made for another."""
    forms = (namer.name(name) for name in namer.kept)
    words = {word for form in forms if form and form.source == KEPT for word in form.text.split()}
    return all(word in target for word in words if word in source)


def _wanted(entry: polib.POEntry, engine: Engine | None, terms: Terms) -> bool:
    """Whether an engine may write the entry's text."""
    state, origin = catalog.state(entry), catalog.origin(entry)
    if engine and origin and origin.engine != memory.NAME and state in {State.MACHINE, State.WITHHELD}:
        # another model may do better
        other = state is State.WITHHELD and (origin.engine, origin.model) != (engine.name, engine.model)
        return other or origin.glossary != terms.digest(entry.msgid)
    return state is State.MISSING


def _set_name(entry: polib.POEntry, name: Name | None) -> None:
    """Give an entry the name that the rules give it, unless a person gave it another."""
    if catalog.is_human(entry):
        return
    if name and (catalog.state(entry) is not State.STANDARD or entry.msgstr != name.text):
        catalog.set_machine_text(entry, name.text, name.source, "rule")
    elif not name and catalog.state(entry) is State.STANDARD:
        entry.msgstr = entry.comment = ""
