"""A catalog brought in line with its briefing: new strings in, vanished ones out, no person's text lost."""

import difflib
import re
from collections.abc import Sequence

import polib

from generator.briefing import Kind, Message, State
from generator.translation import catalog

# How alike two source strings must be, by words, for a person's translation of one to be offered for the
# other. Gettext's msgmerge takes 0.6 by letters; news needs more: a wrong match would show another fact.
_ALIKE = 0.7


def merge(entries: polib.POFile, messages: Sequence[Message]) -> None:
    """Give the catalog one entry for each string, in the order of the briefing.

    A machine's entry for a string that is gone goes too. A person's becomes obsolete, from where it returns
    when the string does; and the new string most like it, if it has no person's text yet, gets that text as
    outdated, with the string it was written for as ``#| msgid``.

    Args:
        entries: the catalog; changed in place.
        messages: the briefing's strings.
    """
    paths: dict[str, list[str]] = {}
    for message in messages:
        paths.setdefault(message.text, []).append(message.path)
    active = {entry.msgid: entry for entry in entries if not entry.obsolete}
    obsolete = [entry for entry in entries if entry.obsolete]
    kept = {(entry.msgid, entry.msgstr): entry for entry in reversed(obsolete)}
    for text, old in active.items():
        if text not in paths and (catalog.is_human(old) or old.tcomment):
            _retire(old)
            same = kept.setdefault((old.msgid, old.msgstr), old)
            if same is old:
                obsolete.append(old)
            else:
                _add_comment(same, old.tcomment)
    by_text: dict[str, list[polib.POEntry]] = {}
    for old in obsolete:
        by_text.setdefault(old.msgid, []).append(old)
    names = {message.text for message in messages if message.kind is Kind.NAME}
    current: list[polib.POEntry] = []
    new: list[polib.POEntry] = []
    for text, where in paths.items():
        entry = _revived(active.get(text), by_text.get(text, ()))
        if entry is None:
            entry = polib.POEntry(msgid=text)
            if text not in names:
                new.append(entry)
        entry.occurrences = [(path, "") for path in where]
        current.append(entry)
    obsolete = [entry for entry in obsolete if entry.obsolete]
    _carry_over(new, current, obsolete)
    entries[:] = current + obsolete


def _retire(entry: polib.POEntry) -> None:
    """Make an entry obsolete; an outdated one goes back to the string that it was written for."""
    human = catalog.is_human(entry)
    if catalog.state(entry) is State.EDITED:
        # edited but still fuzzy: only the machine's comment told, and obsolete entries keep none
        catalog.set_fuzzy(entry, False)
    entry.msgid = entry.previous_msgid or entry.msgid
    entry.previous_msgid = None
    entry.obsolete = True
    if not human:  # kept for its translator's comment
        entry.msgstr = ""


def _add_comment(entry: polib.POEntry, comment: str) -> None:
    """Give an entry a translator's comment beside its own, unless that says it already."""
    if not set(comment.splitlines()) <= set(entry.tcomment.splitlines()):
        entry.tcomment = "\n".join(filter(None, (entry.tcomment, comment)))


def _revived(entry: polib.POEntry | None, obsolete: Sequence[polib.POEntry]) -> polib.POEntry | None:
    """A string's entry: its own, unless one of its obsolete ones, a person's, is better."""
    if entry and catalog.is_human(entry):
        return entry
    old = [other for other in obsolete if other.msgstr or not entry]
    if not old:
        return entry
    best = min(old, key=lambda other: (not other.msgstr, other.fuzzy))
    best.obsolete = False
    if entry:
        _add_comment(best, entry.tcomment)
    return best


def _carry_over(
    new: list[polib.POEntry], current: list[polib.POEntry], obsolete: list[polib.POEntry]
) -> None:
    """Offer people's texts for vanished strings to the new strings most like them."""
    taken = {entry.previous_msgid for entry in current}
    pool = [entry for entry in obsolete if entry.msgstr and entry.msgid not in taken]
    pairs = [(_likeness(old.msgid, entry.msgid), entry, old) for entry in new for old in pool]
    for likeness, entry, old in sorted(pairs, key=lambda pair: -pair[0]):
        if likeness >= _ALIKE and not entry.msgstr and old.msgid not in taken:
            entry.msgstr, entry.tcomment, entry.flags = old.msgstr, old.tcomment, [*old.flags]
            entry.previous_msgid = old.msgid
            catalog.set_fuzzy(entry, True)
            taken.add(old.msgid)


def _likeness(old: str, new: str) -> float:
    """How many words two strings share in the same order, from 0 to 1; letters where words are not apart."""
    matcher = difflib.SequenceMatcher(None, _words(old), _words(new), autojunk=False)
    if min(matcher.real_quick_ratio(), matcher.quick_ratio()) < _ALIKE:
        return 0.0
    return matcher.ratio()


def _words(text: str) -> list[str]:
    return re.findall(r"[\u3040-\u9fff]|\w+|[^\w\s]", text)
