"""Translating a briefing: what reaches the catalog and the page."""

import os
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import polib
import pytest

from generator import translation
from generator.briefing import Briefing, Message, Quote, Reaction, Side, State, Statement
from generator.errors import InvalidFileError, TranslationError
from generator.translation import catalog, fill, glossary
from generator.translation.engines import engine_for
from generator.translation.machine import Support
from generator.translation.merge import merge

BRIEFING = Briefing(
    title="Mediators announce a 72-hour truce",
    topics=("ceasefire",),
    summary=(
        Statement("[Okoye] said the truce would begin at 6 a.m. on 3 March.", "Amina Okoye"),
        Statement("Neither side has agreed to withdraw its 1,500 troops."),
    ),
    sides=(Side("Türkiye", ("Amina Okoye",)),),
    reactions=(Reaction("European leaders", (Statement("They called for calm.", "Foreign Ministry"),)),),
)


class Fake:
    """An engine that answers from a function."""

    name = "fake"

    def __init__(self, answer: Callable[[str], str], model: str = "1") -> None:
        self.answer, self.model = answer, model
        self.asked: list[str] = []

    def translate(self, sentences: Sequence[str]) -> list[str]:
        self.asked += sentences
        return [self.answer(sentence) for sentence in sentences]


def backwards(sentence: str) -> str:
    return " ".join(w[::-1] if w.isalpha() and w.islower() else w for w in sentence.split())


@pytest.fixture
def po(tmp_path: Path) -> Path:
    return tmp_path / "pt.po"


# --- what is translated, and by what -------------------------------------------------------------


def test_a_fresh_machine_translates_into_portuguese(po: Path, tmp_path: Path) -> None:
    engine = engine_for("pt", "auto", tmp_path / "no models")
    translation.translate(BRIEFING, po, "pt", engine=engine)
    page = translation.load(BRIEFING, po, "pt")
    first = page("[Okoye] said the truce would begin at 6 a.m. on 3 March.")
    assert first.text.startswith("[Okoye] disse que a trégua começaria às 6")
    assert (first.state, first.model) == (State.MACHINE, "firefox enpt-1693087644")
    assert page("Neither side has agreed to withdraw its 1,500 troops.").text.count("1.500") == 1
    assert page("ceasefire").text == "cessar-fogo"
    assert page("European leaders").text == "Líderes europeus"
    assert page("Foreign Ministry").state is State.MACHINE


@pytest.mark.parametrize("apostrophe", ["'", "’"])
def test_who_invades_whom_is_not_turned_round(apostrophe: str, po: Path, tmp_path: Path) -> None:
    briefing = Briefing(title=f"Russia{apostrophe}s full-scale invasion of Ukraine began in 2022.")
    translation.translate(briefing, po, "pt", engine=engine_for("pt", "auto", tmp_path))
    assert (
        "invasão em grande escala da Ucrânia pela Rússia"
        in translation.load(briefing, po, "pt")(briefing.title).text
    )


def test_names_of_countries_and_people_need_no_engine(po: Path) -> None:
    translation.translate(BRIEFING, po, "pt", engine=None)
    page = translation.load(BRIEFING, po, "pt")
    assert (page("Türkiye").text, page("Türkiye").state) == ("Turquia", State.STANDARD)
    assert (page("Amina Okoye").text, page("Amina Okoye").state) == ("Amina Okoye", State.STANDARD)
    assert translation.load(BRIEFING, po.with_name("uk.po"), "uk")("Amina Okoye").state is State.MISSING


def test_what_only_looks_like_a_person_is_translated_by_the_engine(po: Path) -> None:
    briefing = Briefing(
        title="Markets fell",
        summary=(Statement("It was a bad day, said analyst Amina Okoye.", "Amina Okoye"),),
        quotes=(Quote("A bad day", "Wall Street"),),
    )
    po.write_text(
        'msgid ""\nmsgstr "Language: pt\\n"\n\n'
        f'#. machine: name rule {catalog.digest("Wall Street")}\nmsgid "Wall Street"\nmsgstr "Wall Street"\n'
    )
    assert translation.load(briefing, po, "pt")("Wall Street").state is State.MISSING
    answers = {"Wall Street": "Bolsa"}
    translation.translate(briefing, po, "pt", engine=Fake(lambda s: answers.get(s, backwards(s))))
    page = translation.load(briefing, po, "pt")
    assert (page("Wall Street").text, page("Wall Street").state) == ("Bolsa", State.MACHINE)
    assert (page("Amina Okoye").text, page("Amina Okoye").state) == ("Amina Okoye", State.STANDARD)


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [("en-GB", "en", True), ("en", "en", True), ("pt-BR", "pt-PT", False), ("zh-Hant", "zh", False)],
)
def test_a_variety_is_the_same_language_to_its_readers(first: str, second: str, same: bool) -> None:
    assert translation.same_language(first, second) is same


def test_without_an_engine_strings_stay_missing_and_the_source_is_shown(po: Path) -> None:
    report = translation.translate(BRIEFING, po, "pt", engine=None)
    assert report.translated == 0
    assert report.states == {State.MISSING: 7, State.STANDARD: 2}
    page = translation.load(BRIEFING, po, "pt")
    assert (page(BRIEFING.title).text, page(BRIEFING.title).state) == (BRIEFING.title, State.MISSING)
    assert [e.msgstr for e in polib.pofile(str(po)) if e.msgid == BRIEFING.title] == [""]


def test_a_page_needs_no_catalog(po: Path) -> None:
    page = translation.load(BRIEFING, po, "pt")
    assert translation.status(page) == {State.MISSING: 7, State.STANDARD: 2}


def test_the_briefings_own_language_shows_the_source(po: Path) -> None:
    page = translation.load(BRIEFING, po, "en-GB")
    assert translation.status(page) == {State.SOURCE: 9}


def test_a_persons_translation_is_shown_before_any_other(po: Path) -> None:
    po.write_text(
        'msgid ""\nmsgstr "Language: pt\\n"\n\nmsgid "Türkiye"\nmsgstr "Turquía"\n\n'
        'msgid "ceasefire"\nmsgstr "trégua"\n'
    )
    report = translation.translate(BRIEFING, po, "pt", engine=Fake(backwards))
    page = translation.load(BRIEFING, po, "pt")
    assert (page("Türkiye").text, page("Türkiye").state) == ("Turquía", State.EDITED)
    assert (page("ceasefire").text, page("ceasefire").state) == ("trégua", State.EDITED)
    assert report.states[State.EDITED] == 2


def test_each_sentence_is_translated_once(po: Path) -> None:
    engine = Fake(backwards)
    briefing = Briefing(title="The talks failed.", summary=(Statement("The talks failed. The war goes on."),))
    translation.translate(briefing, po, "pt", engine=engine)
    assert sorted(engine.asked) == ["The talks failed.", "The war goes on."]


def test_another_model_leaves_machine_texts_as_they_are(po: Path) -> None:
    briefing = Briefing(title="The talks failed", topics=("talks",))
    translation.translate(briefing, po, "pt", engine=Fake(backwards))
    before = po.read_bytes()
    assert translation.translate(briefing, po, "pt", engine=Fake(str.upper, model="2")).translated == 0
    assert po.read_bytes() == before


# --- interruptions -------------------------------------------------------------------------------


def test_an_interrupted_run_keeps_what_was_done(po: Path) -> None:
    parts = tuple(Statement(f"Part {n} of the talks.") for n in range(100))
    briefing = Briefing(title="Talks", summary=parts)
    calls: list[int] = []

    def interrupt(done: int, total: int) -> None:
        assert total == 101
        calls.append(done)
        if len(calls) == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        translation.translate(briefing, po, "pt", engine=Fake(backwards), progress=interrupt)
    states = translation.status(translation.load(briefing, po, "pt"))
    assert states == {State.MACHINE: 48, State.MISSING: 53}
    again = Fake(backwards)
    assert translation.translate(briefing, po, "pt", engine=again).states == {State.MACHINE: 101}
    assert len(again.asked) == 53


def test_an_edit_made_during_a_run_is_kept(po: Path) -> None:
    briefing = Briefing(title="Talks failed", topics=("talks",))

    def meanwhile(sentence: str) -> str:
        entries = polib.pofile(str(po))
        entries[0].msgstr = "As conversas fracassaram"
        entries.save()
        return backwards(sentence)

    translation.translate(briefing, po, "pt", engine=Fake(meanwhile))
    page = translation.load(briefing, po, "pt")
    assert (page("Talks failed").text, page("Talks failed").state) == (
        "As conversas fracassaram",
        State.EDITED,
    )
    assert page("talks").state is State.MACHINE


def saves(po: Path, times: int) -> Callable[..., None]:
    """What brings a catalog up to date, while a person saves the file that has just been read."""
    texts = [f"As conversas fracassaram{'!' * time}" for time in range(times)]

    def merge_meanwhile(entries: polib.POFile, messages: Sequence[Message]) -> None:
        merge(entries, messages)
        if texts:
            by_hand = polib.pofile(str(po))
            by_hand[0].msgstr, by_hand[0].flags = texts.pop(), []
            by_hand.save()

    return merge_meanwhile


def test_an_edit_saved_between_reading_and_writing_is_kept(po: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    translation.translate(Briefing(title="Talks failed"), po, "pt", engine=Fake(backwards))
    monkeypatch.setattr(fill, "merge", saves(po, times=2))
    briefing = Briefing(title="Talks failed", topics=("talks",))
    translation.translate(briefing, po, "pt", engine=Fake(backwards))
    page = translation.load(briefing, po, "pt")
    assert (page("Talks failed").text, page("Talks failed").state) == (
        "As conversas fracassaram",
        State.EDITED,
    )
    assert page("talks").state is State.MACHINE


@pytest.mark.parametrize("begun", ["nothing", "half"])
def test_a_file_that_an_editor_is_about_to_fill_is_waited_for(begun: str, po: Path) -> None:
    briefing = Briefing(title="Talks failed", summary=(Statement("They never came."),))
    translation.translate(briefing, po, "pt", engine=Fake(backwards))
    by_hand = polib.pofile(str(po))
    for entry in by_hand:
        entry.msgstr, entry.flags = "Por uma pessoa", []
    whole = str(by_hand)
    if begun == "nothing":
        po.write_text("")
        os.utime(po, (0, 0))  # emptied, though it does not say so yet
    else:
        po.write_text(whole[: whole.index("msgid", whole.index("Talks failed"))])
    editor = threading.Timer(fill._SETTLE / 3, po.write_text, [whole])
    editor.start()
    now = replace(briefing, topics=("talks",))
    translation.translate(now, po, "pt", engine=Fake(backwards))
    editor.join()
    page = translation.load(now, po, "pt")
    assert [string.state for string in page.strings.values()].count(State.EDITED) == 2
    assert page("talks").state is State.MACHINE


def test_a_catalog_that_keeps_changing_is_told_and_left_alone(
    po: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    translation.translate(Briefing(title="Talks failed"), po, "pt", engine=Fake(backwards))
    monkeypatch.setattr(fill, "merge", saves(po, times=99))
    briefing = Briefing(title="Talks failed", topics=("talks",))
    with pytest.raises(TranslationError, match=r"pt\.po: the file keeps changing"):
        translation.translate(briefing, po, "pt", engine=Fake(backwards))
    assert [entry.msgid for entry in polib.pofile(str(po))] == ["Talks failed"]


# --- what is withheld ----------------------------------------------------------------------------


def test_a_translation_with_a_fault_is_withheld_with_its_reason(po: Path) -> None:
    briefing = Briefing(title="The army lost 30 men and 12 guns")
    engine = Fake(lambda _: "O exército perdeu 13 homens e 12 canhões")
    report = translation.translate(briefing, po, "pt", engine=engine)
    assert report.withheld == (("title", "the number 30 is lost"),)
    page = translation.load(briefing, po, "pt")
    assert (page(briefing.title).text, page(briefing.title).state) == (briefing.title, State.WITHHELD)
    (entry,) = polib.pofile(str(po))
    assert entry.msgstr == "O exército perdeu 13 homens e 12 canhões"
    assert entry.comment.endswith("withheld: the number 30 is lost")
    before = po.read_bytes()
    translation.translate(briefing, po, "pt", engine=engine)
    assert po.read_bytes() == before


def test_a_person_may_confirm_or_correct_what_was_withheld(po: Path) -> None:
    briefing = Briefing(title="The army lost 30 men and 12 guns")
    translation.translate(briefing, po, "pt", engine=Fake(lambda _: "O exército perdeu trinta homens"))
    po.write_text(po.read_text().replace("trinta homens", "30 homens e 12 canhões"))
    page = translation.load(briefing, po, "pt")
    assert page(briefing.title).text == "O exército perdeu 30 homens e 12 canhões"
    assert page(briefing.title).state is State.EDITED


def test_a_better_model_gets_another_try_at_what_was_withheld(po: Path) -> None:
    briefing = Briefing(title="The army lost 30 men")
    translation.translate(briefing, po, "pt", engine=Fake(lambda _: "O exército perdeu"))
    translation.translate(briefing, po, "pt", engine=Fake(lambda _: "O exército perdeu 30 homens", "2"))
    assert translation.load(briefing, po, "pt")(briefing.title).state is State.MACHINE


def test_what_the_round_trip_refuses_is_settled_in_one_run(po: Path) -> None:
    briefing = Briefing(title="The army left the town with 12 tanks.")
    first = Fake(lambda _: "O exército deixou a cidade com 13 tanques.")
    other = Fake(lambda _: "O exército deixou a cidade com 12 tanques.", "2")
    support = Support([other], Fake(lambda _: "The army has not left the town with 12 tanks."))
    fill.Job(briefing, po, "pt", engine=first, support=support).run()
    (entry,) = catalog.read(po, "pt")
    origin = catalog.origin(entry)
    assert other.asked
    assert entry.msgstr == first.answer("")
    assert (origin and (origin.model, origin.withheld)) == ("1", "the number 12 is lost")
    assert fill.Job(briefing, po, "pt", engine=first, support=support).todo == []


def test_a_name_of_nothing_that_can_be_seen_is_no_reason_to_stop(po: Path) -> None:
    briefing = Briefing(title="Talks", topics=("\u200b",))
    report = translation.translate(briefing, po, "pt", engine=Fake(lambda _: "Conversas"))
    assert report.translated == 2


def test_a_lost_name_is_withheld(po: Path) -> None:
    briefing = Briefing(
        title="Okoye met the ministers today",
        sides=(Side("Türkiye", ("Amina Okoye",)),),
    )
    report = translation.translate(briefing, po, "pt", engine=Fake(lambda _: "Ela encontrou os ministros"))
    assert ("title", "“Okoye” is lost") in report.withheld


def test_a_fault_is_repaired_by_another_wording_before_it_is_withheld(po: Path) -> None:
    briefing = Briefing(title="The deal is worth £11million.")
    engine = Fake(lambda s: "São 11 milhões de libras." if "pounds" in s else "São 11 milhões de euros.")
    translation.translate(briefing, po, "pt", engine=engine)
    assert translation.load(briefing, po, "pt")(briefing.title).text == "São 11 milhões de libras."


# --- brackets ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "answers", "result"),
    [
        ("[Okoye] said no.", {"Okoye said no.": "Disse Okoye que não."}, "Disse [Okoye] que não."),
        (
            "Weber told [Okoye] that [Weber] was ill.",
            {"Weber told Okoye that Weber was ill.": "Weber disse a Okoye que Weber estava doente."},
            "Weber disse a [Okoye] que [Weber] estava doente.",
        ),
        (
            "[The army’s] men left.",
            {"The army's men left.": "O exército retirou seus homens.", "The army": "o exército"},
            "[O exército] retirou seus homens.",
        ),
        (
            "[He] left.",
            {"He left.": "Saiu.", "He": "Ele", "[He] left.": "[Ele] saiu."},
            "[Ele] saiu.",
        ),
        (
            "[T]he talks […] failed.",
            {"The talks [...] failed.": "As conversas [...] falharam."},
            "As conversas […] falharam.",
        ),
    ],
)
def test_brackets_come_back_around_the_same_words(
    source: str, answers: dict[str, str], result: str, po: Path
) -> None:
    briefing = Briefing(title=source)
    translation.translate(briefing, po, "pt", engine=Fake(lambda s: answers.get(s, "?")))
    assert translation.load(briefing, po, "pt")(source).text == result


def test_a_translation_whose_brackets_have_no_place_is_withheld(po: Path) -> None:
    briefing = Briefing(title="[The army’s] men left.")
    engine = Fake(lambda s: "o exército" if s == "The army" else "Os militares saíram.")
    report = translation.translate(briefing, po, "pt", engine=engine)
    assert report.withheld == (("title", "the [brackets] differ"),)


# --- glossary ------------------------------------------------------------------------------------


def test_the_glossary_decides_names_and_terms(po: Path, tmp_path: Path) -> None:
    file = tmp_path / "glossary.yml"
    file.write_text("pt:\n  Kyiv: {use: Kiev}\n  Hamas: {keep: true}\n  ceasefire: {use: trégua}\n")
    terms = glossary.load(file)
    briefing = Briefing(
        title="Talks in Kyiv failed again",
        topics=("ceasefire",),
        reactions=(Reaction("Hamas"),),
    )
    engine = Fake(lambda s: s.replace("Talks in", "Conversas em").replace("failed again", "falharam de novo"))
    translation.translate(briefing, po, "pt", engine=engine, glossary=terms)
    page = translation.load(briefing, po, "pt", terms)
    assert page(briefing.title).text == "Conversas em Kiev falharam de novo"
    assert (page("ceasefire").text, page("ceasefire").state) == ("trégua", State.STANDARD)
    assert (page("Hamas").text, page("Hamas").state) == ("Hamas", State.STANDARD)


def test_a_changed_glossary_entry_changes_the_name_but_not_a_persons(po: Path, tmp_path: Path) -> None:
    file = tmp_path / "glossary.yml"
    briefing = Briefing(title="x", reactions=(Reaction("Hamas"), Reaction("Germany")))
    translation.translate(briefing, po, "pt", engine=None)
    po.write_text(po.read_text().replace('"Alemanha"', '"A Alemanha"'))
    file.write_text("pt:\n  Germany: {use: RFA}\n  Hamas: {use: o Hamas}\n")
    translation.translate(briefing, po, "pt", engine=None, glossary=glossary.load(file))
    assert {e.msgid: e.msgstr for e in polib.pofile(str(po))} == {
        "x": "",
        "Hamas": "o Hamas",
        "Germany": "A Alemanha",
    }


def test_a_mistake_in_the_glossary_is_told_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "glossary.yml"
    file.write_text("pt:\n  Kyiv: {uze: Kiev}\n")
    with pytest.raises(
        InvalidFileError, match=r"glossary.yml:2:10: pt.Kyiv.uze: unknown key; did you mean 'use'"
    ):
        glossary.load(file)


def test_the_projects_own_glossary_is_valid() -> None:
    glossary.load(Path(__file__).parents[1] / "site_config" / "glossary.yml")
