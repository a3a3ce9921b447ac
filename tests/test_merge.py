"""What becomes of people's texts and remarks when strings leave a briefing and come back."""

import time
from pathlib import Path

import polib
import pytest

from generator import translation
from generator.briefing import Briefing, Message, Statement
from generator.translation import catalog, lookup
from generator.translation.merge import merge

WEATHER = "Rain is expected."


def merged(entries: list[polib.POEntry], *sources: str) -> polib.POFile:
    file = catalog.new("pt")
    file += entries
    merge(file, [Message(f"summary[{n}].text", source) for n, source in enumerate(sources)])
    return polib.pofile(str(file))


def entry(text: str, remark: str = "", *, obsolete: bool = False) -> polib.POEntry:
    return polib.POEntry(msgid=WEATHER, msgstr=text, tcomment=remark, obsolete=obsolete)


def test_a_text_retired_twice_keeps_the_remarks_of_both() -> None:
    (kept,) = merged([entry("Chuva.", "Ada: checked.", obsolete=True), entry("Chuva.", "Bob: too short?")])
    assert (kept.msgstr, kept.obsolete) == ("Chuva.", True)
    assert kept.tcomment.splitlines() == ["Ada: checked.", "Bob: too short?"]


def test_a_remark_is_not_repeated() -> None:
    (kept,) = merged([entry("Chuva.", "Ada: checked.", obsolete=True), entry("Chuva.", "Ada: checked.")])
    assert kept.tcomment == "Ada: checked."
    (kept,) = merged([entry("Chuva.", "Ada: checked.", obsolete=True), entry("Chuva.")])
    assert kept.tcomment == "Ada: checked."
    (kept,) = merged([entry("Chuva.", "Ada: looks ok", obsolete=True), entry("Chuva.", "ok")])
    assert kept.tcomment.splitlines() == ["Ada: looks ok", "ok"]


def test_two_texts_of_one_string_are_both_kept() -> None:
    kept = merged([entry("Chuva.", obsolete=True), entry("Vai chover.")])
    assert [(e.msgstr, e.obsolete) for e in kept] == [("Chuva.", True), ("Vai chover.", True)]


def test_of_two_like_texts_that_a_tool_left_the_confirmed_one_returns_once() -> None:
    unsure = entry("Chuva.", obsolete=True)
    unsure.flags = ["fuzzy"]
    kept = merged([unsure, entry("Chuva.", obsolete=True)], WEATHER)
    assert [(e.obsolete, e.fuzzy) for e in kept] == [(False, False), (True, True)]


def test_a_remark_stays_where_a_text_that_returns_replaces_a_machines() -> None:
    machines = entry("Chove.", "Bob: too short?")
    catalog.set_machine_text(machines, "Chove.", "fake", "1")
    (kept,) = merged([entry("Vai chover.", "Ada: checked.", obsolete=True), machines], WEATHER)
    assert (kept.msgstr, kept.obsolete) == ("Vai chover.", False)
    assert kept.tcomment.splitlines() == ["Ada: checked.", "Bob: too short?"]


def test_many_texts_that_are_gone_do_not_take_long() -> None:
    """Each compared with each, twenty thousand would take minutes."""
    numbers = range(10_000)
    old = [polib.POEntry(msgid=f"Old {n}", msgstr=f"Velho {n}", obsolete=True) for n in numbers]
    gone = [polib.POEntry(msgid=f"Gone {n}", msgstr=f"Ido {n}") for n in numbers]
    file = catalog.new("pt")
    file += [*old, *gone]
    began = time.process_time()
    merge(file, [])
    assert time.process_time() - began < 5
    assert len(file) == 20_000
    assert all(entry.obsolete for entry in file)


def test_a_briefings_names_are_worked_out_once_for_all_languages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Briefing] = []
    people = lookup.people
    monkeypatch.setattr(lookup, "people", lambda briefing: asked.append(briefing) or people(briefing))
    first, second = (Briefing(title="Talks", summary=(Statement(text),)) for text in ("A", "B"))
    for briefing in (first, second):
        for code in ("pt", "es", "uk"):
            translation.load(briefing, tmp_path / f"{code}.po", code)
    assert asked == [first, second]
