"""How each string of a catalog came about, and where a translator finds it; opens no engine."""

from dataclasses import dataclass
from pathlib import Path

from generator.briefing import Briefing, Message, State, messages
from generator.translation import catalog, lookup
from generator.translation.glossary import EMPTY, Glossary


@dataclass(frozen=True, slots=True)
class Standing:
    """A string of a briefing in one language.

    Attributes:
        message: the string and its first place in the briefing.
        state: how its translation came about.
        line: of its entry in the catalog, from 1; None where it has none yet.
        why: what is wrong with a machine's text that is withheld.
    """

    message: Message
    state: State
    line: int | None = None
    why: str | None = None


def standings(
    briefing: Briefing, path: Path, language: str, glossary: Glossary = EMPTY
) -> tuple[Standing, ...]:
    """Every string of a briefing in one language, in the order of the briefing, repeats left out.

    Args:
        briefing: the source.
        path: the catalog, ``<lang>.po``; it may be missing.
        language: the target language's tag; in the briefing's own, every string is the source's.
        glossary: of the project.

    Raises:
        InvalidFileError: the catalog has mistakes.
        OSError: the catalog cannot be read.
    """
    strings = lookup.unique(messages(briefing))
    if lookup.same_language(language, briefing.language):
        return tuple(Standing(message, State.SOURCE) for message in strings)
    entries = catalog.read(path, language) if path.exists() else ()
    by_text = lookup.by_source(entries)
    shown = lookup.shown(strings, entries, lookup.namer_for(briefing, language, glossary))
    found = []
    for message in strings:
        state, entry = shown(message.text).state, by_text.get(message.text)
        origin = catalog.origin(entry) if entry and state is State.WITHHELD else None
        found.append(
            Standing(message, state, entry.linenum if entry else None, origin.withheld if origin else None)
        )
    return tuple(found)
