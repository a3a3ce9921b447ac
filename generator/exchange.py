"""Which briefings have translations for each other, told without reading their catalogs again.

What a person translated in one catalog is taken over by those that have the same string; what a machine
translated, by those that lack it. Of each catalog only numbers are kept, made of language and string: two
strings of one number cost a needless look, no more.
"""

import hashlib
import zlib
from array import array
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

import polib

from generator.briefing import State, Translation
from generator.translation import catalog
from generator.translation.memory import OPEN


@dataclass(frozen=True, slots=True)
class Texts:
    """The texts of a briefing's catalogs.

    Attributes:
        people: what persons translated: the number of the string, then one made of the translation, in turns.
        machines: what machines translated.
        wanted: what a person's translation in another catalog would replace.
        missing: those of them that have no translation.
    """

    people: array  # type: ignore[type-arg]
    machines: array  # type: ignore[type-arg]
    wanted: array  # type: ignore[type-arg]
    missing: array  # type: ignore[type-arg]

    def to_bytes(self) -> bytes:
        """For a cache."""
        parts = [numbers.tobytes() for numbers in (self.people, self.machines, self.wanted, self.missing)]
        return b"".join((array("Q", map(len, parts)).tobytes(), *parts))

    @classmethod
    def from_bytes(cls, data: bytes) -> "Texts":
        """From a cache."""
        sizes, start, found = array("Q", data[:32]), 32, []
        for size in sizes:
            found.append(array("Q", data[start : start + size]))
            start += size
        return cls(*found)

    @property
    def pairs(self) -> set[tuple[int, int]]:
        """The people's texts, with the numbers of their strings."""
        return set(zip(self.people[::2], self.people[1::2], strict=True))


NOTHING = Texts(*(array("Q") for _ in range(4)))


def _number(pair: str, text: str) -> int:
    return zlib.crc32(text.encode(), zlib.crc32(pair.encode()))


@dataclass(slots=True)
class _Ear:
    """Is told what a catalog holds, as a `Memory` is."""

    pair: str
    people: "array[int]" = field(default_factory=lambda: array("Q"))
    machines: "array[int]" = field(default_factory=lambda: array("Q"))

    def learn(self, slug: str, entries: Iterable[polib.POEntry]) -> None:  # noqa: ARG002
        for entry in entries:
            if entry.obsolete or not entry.msgstr:
                continue
            state = catalog.state(entry)
            if state is State.EDITED:
                made = hashlib.blake2b(entry.msgstr.encode(), digest_size=8).digest()
                self.people.extend((_number(self.pair, entry.msgid), int.from_bytes(made, "big")))
            elif state is State.MACHINE:
                self.machines.append(_number(self.pair, entry.msgid))


class Listener:
    """Hears what the catalogs of a briefing hold while they are read."""

    def __init__(self, language: str) -> None:
        """Listen to a briefing in a language."""
        self._language = language
        self._ears: list[_Ear] = []

    def of(self, code: str) -> _Ear:
        """What is to be told of the catalog in a language."""
        self._ears.append(_Ear(f"{self._language} {code}"))
        return self._ears[-1]

    def texts(self, translations: Mapping[str, Translation]) -> Texts:
        """All that was heard, and what the translations still want."""
        wanted, missing = array("Q"), array("Q")
        for code, made in translations.items():
            pair = f"{self._language} {code}"
            for source, string in made.strings.items():
                if string.state in OPEN:
                    wanted.append(_number(pair, source))
                    if string.state is State.MISSING:
                        missing.append(wanted[-1])
        people, machines = array("Q"), array("Q")
        for ear in self._ears:
            people.extend(ear.people)
            machines.extend(ear.machines)
        return Texts(people, machines, wanted, missing)


class Exchange:
    """Who has something for whom, after some briefings have changed."""

    def __init__(
        self, before: Mapping[str, Texts], changed: Mapping[str, Texts], gone: Collection[str] = ()
    ) -> None:
        """Compare.

        Args:
            before: the texts of all briefings as they were.
            changed: those of the briefings that were read again, as they are.
            gone: the briefings that are no more.
        """
        self._now = {slug: texts for slug, texts in {**before, **changed}.items() if slug not in gone}
        # what persons wrote anew, or otherwise, or no longer
        self._news = {
            number
            for slug in (*changed, *gone)
            for number, _ in before.get(slug, NOTHING).pairs ^ (changed.get(slug, NOTHING).pairs)
        }
        # those that may get something: not all of what they want is new
        self._asking = {
            slug: texts
            for slug, texts in self._now.items()
            if slug in changed or not self._news.isdisjoint(texts.wanted)
        }
        self._people, self._machines = self._holders()

    def _holders(self) -> tuple[dict[int, set[str]], dict[int, set[str]]]:
        """Who has the strings that may be wanted: from persons, from machines."""
        written = sum(len(texts.people) for texts in self._now.values()) // 2
        wanted = sum(len(texts.wanted) for texts in self._asking.values())
        # the smaller of the two is held, and the larger gone through
        if written < wanted:
            have = {number for texts in self._now.values() for number in texts.people[::2]}
            both = {n for texts in self._asking.values() for n in texts.wanted if n in have}
        else:
            want = {number for texts in self._asking.values() for number in texts.wanted}
            both = {n for texts in self._now.values() for n in texts.people[::2] if n in want}
        lacking = {number for texts in self._asking.values() for number in texts.missing}
        people: dict[int, set[str]] = {number: set() for number in both | self._news}
        machines: dict[int, set[str]] = {number: set() for number in lacking}
        for slug, texts in self._now.items():
            for found, numbers in ((people, texts.people[::2]), (machines, texts.machines)):
                if found:
                    for number in found.keys() & set(numbers):
                        found[number].add(slug)
        return people, machines

    def helpers(self, slug: str) -> set[str]:
        """The briefings that may have something for one that it does not have yet."""
        texts = self._asking.get(slug)
        if texts is None:
            return set()
        found = [self._people[number] for number in texts.wanted if number in self._people]
        found += [self._machines[number] for number in texts.missing]
        return set().union(*found) - {slug}
