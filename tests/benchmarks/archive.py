"""An archive of any size to measure with: invented briefings, their articles and catalogs, nothing missing.

The words are made of syllables and mean nothing. They are drawn as in a language, a few very often and most
hardly ever, in sentences, paragraphs and briefings as long as real ones: about a thousand words a page. The
same arguments give the same files, to the byte.
"""

import itertools
import random
import shutil
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import TypeVar

import polib
import yaml

from generator import briefing_file
from generator.briefing import (
    Briefing,
    Contrast,
    Event,
    Kind,
    Quote,
    Reaction,
    Side,
    Source,
    Statement,
    StatementKind,
    Status,
    messages,
)
from generator.translation import catalog, glossary
from generator.translation.lookup import namer_for, unique

ROOT = Path(__file__).parents[2]
LANGUAGES = ("en", "es", "fr", "ru", "ar", "zh")
ALL_LANGUAGES = (*LANGUAGES, "uk", "pt")
TOPICS = ("diplomacy", "economy", "elections", "energy", "trade", "floods", "courts", "labour", "health")
# how often a word comes falls with its rank, as Zipf found
_RANKS = 4000
_SMALL = ("the", "of", "and", "to", "in", "a", "that", "for", "on", "is", "with", "by", "it", "was", "as")
_SYLLABLES = [a + b for a in (*"bdfgklmnprstv", "st") for b in "aeiou"]
_CYRILLIC = dict(zip("abcdefghijklmnopqrstuvwxyz", "абцдефгхийклмнопкрстувшхыз", strict=True))
_ARABIC = dict(zip("abcdefghijklmnopqrstuvwxyz", "ابكدعفغهيجكلمنوبقرستوفوخيز", strict=True))
# common characters, of which a word is one or two
_HAN = (
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里"
    "用道行所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实"
)
_ENDINGS = {"es": "o", "fr": "e", "pt": "a"}

T = TypeVar("T")


class _Writer:
    """Writes texts of nothing, the same for the same number."""

    def __init__(self, number: int) -> None:
        self._random = random.Random(number)  # noqa: S311 - no secret

    def words(self, least: int, most: int) -> list[str]:
        count = self._random.randint(least, most)
        return self._random.choices(_words(), cum_weights=_weights(), k=count)

    def sentence(self) -> str:
        first, *others = self.words(12, 26)
        return " ".join([first.capitalize(), *others]) + "."

    def paragraph(self) -> str:
        return " ".join(self.sentence() for _ in range(self._random.randint(2, 4)))

    def name(self, words: int = 2) -> str:
        return " ".join(self._random.choice(_words()[400:]).capitalize() for _ in range(words))

    def pick(self, values: tuple[T, ...], count: int) -> tuple[T, ...]:
        return tuple(self._random.sample(values, count))

    def number(self, end: int) -> int:
        return self._random.randrange(end)


@cache
def _words() -> list[str]:
    maker = random.Random(0)  # noqa: S311 - no secret
    found = dict.fromkeys(_SMALL)
    while len(found) < _RANKS:
        found["".join(maker.choices(_SYLLABLES, k=maker.choice((1, 2, 2, 3, 3, 4))))] = None
    return list(found)


@cache
def _weights() -> list[float]:
    return list(itertools.accumulate(1 / (rank + 2) for rank in range(_RANKS)))


def write(folder: Path, briefings: int, languages: tuple[str, ...] = LANGUAGES) -> None:
    """Write a project that is ready to build.

    Args:
        folder: for the project; it is made. Templates and settings that are there are replaced.
        briefings: how many.
        languages: of the site; the briefings are in the first.
    """
    for name in ("templates", "site_config"):
        shutil.rmtree(folder / name, ignore_errors=True)
        shutil.copytree(ROOT / name, folder / name)
    settings = (ROOT / "mkdocs.yml").read_text("utf-8")
    address = "site_url: https://example.org/"
    (folder / "mkdocs.yml").write_text(settings.replace(f"# {address}", address), "utf-8")
    codes = {"default": languages[0], "languages": {code: {"engine": "none"} for code in languages}}
    (folder / "site_config" / "languages.yml").write_text(yaml.dump(codes, sort_keys=False), "utf-8")
    for number in range(briefings):
        _write_briefing(folder / "briefings" / f"event-{number:05}", number, languages)


def _write_briefing(folder: Path, number: int, languages: tuple[str, ...]) -> None:
    writer = _Writer(number + 1)
    (folder / "articles").mkdir(parents=True)
    articles = {f"{n:02}": [writer.paragraph() for _ in range(12)] for n in range(1, 5)}
    briefing = _briefing(writer, number, articles)
    for id_, paragraphs in articles.items():
        source = briefing.sources[id_]
        known = {"title": source.title, "publisher": source.publisher, "date": source.date, "url": source.url}
        head = "\n".join(["---", *(f"{key}: {value}" for key, value in known.items()), "---"])
        (folder / "articles" / f"{id_}.md").write_text("\n\n".join([head, *paragraphs]) + "\n", "utf-8")
    (folder / briefing_file.NAME).write_text(briefing_file.dump(briefing), "utf-8")
    for code in languages[1:]:
        _write_catalog(folder / f"{code}.po", briefing, code)


def _briefing(writer: _Writer, number: int, articles: Mapping[str, list[str]]) -> Briefing:
    day = date(2025, 1, 1) + timedelta(days=number // 3)
    sides, others = [writer.name(1) for _ in range(2)], [writer.name(1) for _ in range(4)]
    people = {name: (writer.name(), writer.name()) for name in (*sides, *others)}
    places = iter(_places(writer, articles))

    def statements(count: int, by: str | None = None) -> tuple[Statement, ...]:
        return tuple(statement(by) for _ in range(count))

    def statement(by: str | None) -> Statement:
        text, sources = next(places)
        speaker = people[by][writer.number(2)] if by else None
        kind = StatementKind.VIEW if by and writer.number(3) == 0 else None
        return Statement(text, speaker, sources, kind=kind)

    return Briefing(
        title=" ".join(writer.words(7, 11)).capitalize(),
        date=day,
        status=Status.REVIEWED if number % 2 else Status.DRAFT,
        authors=(writer.name(),),
        topics=writer.pick(TOPICS, 2),
        sources={
            id_: Source(
                title=" ".join(writer.words(6, 10)).capitalize(),
                publisher=writer.name(),
                url=f"https://example.org/{number}/{id_}",
                date=day,
            )
            for id_ in articles
        },
        summary=statements(3),
        background=statements(5),
        sides=tuple(Side(name, people[name], statements(7, name)) for name in sides),
        reactions=tuple(Reaction(name, statements(2, name)) for name in others),
        developments=statements(7),
        outlook=statements(3),
        contrasts=tuple(Contrast(" ".join(writer.words(1, 2))) for _ in range(2)),
        timeline=tuple(Event(f"{2015 + n}-0{1 + n}", *next(places)) for n in range(5)),
        quotes=tuple(
            Quote(text, people[side][0], sources)
            for side, (text, sources) in zip(sides, places, strict=False)
        ),
    )


def _places(writer: _Writer, articles: Mapping[str, list[str]]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Sentences of the articles, each once, with the paragraphs that they are from."""
    found = [
        (sentence.strip(" .") + ".", f"{id_}:{number}")
        for id_, paragraphs in articles.items()
        for number, text in enumerate(paragraphs, 1)
        for sentence in text.split(". ")[:2]
    ]
    for text, reference in writer.pick(tuple(found), len(found)):
        other = found[writer.number(len(found))][1]
        yield text, tuple(dict.fromkeys((reference, other)[: 1 + writer.number(2)]))


def _write_catalog(path: Path, briefing: Briefing, code: str) -> None:
    made, namer = catalog.new(code), namer_for(briefing, code, glossary.EMPTY)
    for message in unique(messages(briefing)):
        entry = polib.POEntry(msgid=message.text, occurrences=[(message.path, "")])
        if message.kind is Kind.NAME or not namer(message):
            catalog.set_machine_text(entry, foreign(message.text, code), "firefox", f"en-{code}-1.0")
        made.append(entry)
    catalog.write(path, made)


def foreign(text: str, code: str) -> str:
    """A text in the letters of a language."""
    if code == "zh":
        words = text.strip(".").split()
        return "".join(map(_chinese, words)) + ("。" if text.endswith(".") else "")
    letters = _ARABIC if code == "ar" else _CYRILLIC if code in {"ru", "uk"} else None
    if letters:
        return "".join(letters.get(letter, letter) for letter in text.lower())
    return " ".join(word.rstrip(".") + _ENDINGS.get(code, "u") for word in text.split()) + "."


def _chinese(word: str) -> str:
    """A character for every four letters, the same for the same word."""
    return "".join(
        _HAN[(7 * len(word) + sum(map(ord, word[start:]))) % len(_HAN)] for start in range(1 + len(word) // 4)
    )
