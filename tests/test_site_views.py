import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import MappingProxyType

import pytest
from site_project import FIXTURES, ROOT, entry, page_of

from generator.briefing import (
    Article,
    Entry,
    Paragraph,
    Source,
    State,
    Statement,
    StatementKind,
    Status,
    Translated,
    Translation,
    Version,
)
from generator.config import Project
from generator.errors import SiteError
from generator.site import locales, reading, ui
from generator.site.views import BriefingView

TEMPLATES = ROOT / "templates"


@pytest.fixture(scope="module")
def river() -> Entry:
    return entry(Project(FIXTURES), "river-talks")


def words(code: str) -> ui.Words:
    """English words, whatever the language: the pages below show that of the texts."""
    english = ui.load(ROOT / "site_config" / "ui", "en")
    return english if code == "en" else ui.Words(code, {}, english)


@pytest.mark.parametrize("code", ["en", "ar"])
def test_a_briefing_makes_the_page_of_the_golden_file(river: Entry, code: str) -> None:
    golden = FIXTURES / "golden" / f"river-talks.{code}.html"
    html = page_of(river, words(code))
    # to renew a golden file after a change of the templates: write `html` to it and read the difference
    assert html.split() == golden.read_text("utf-8").split()


def test_the_page_of_the_source_language_has_no_marks_of_translation(river: Entry) -> None:
    html = page_of(river, words("en"))
    assert "dm-state " not in html
    assert "dm-notice--translation" not in html


def test_a_string_without_a_translation_is_shown_in_the_original_and_says_so(river: Entry) -> None:
    html = page_of(river, words("ar"))
    assert ' lang="en" dir="ltr">A second meeting was cancelled.' in html
    assert "Not translated yet" in html


def test_a_page_without_any_translation_says_so_once(river: Entry) -> None:
    untranslated = replace(river, translations=MappingProxyType({}))
    html = page_of(untranslated, words("ar"))
    assert html.count("has not been translated yet") == 1
    assert "Not translated yet" not in html


def test_each_way_of_translation_is_counted_for_the_notice(river: Entry) -> None:
    states = BriefingView(river, "ar").states
    assert states[State.MACHINE] == 3
    assert states[State.OUTDATED] == 1
    assert states[State.WITHHELD] == 1
    assert states[State.MISSING] == 1
    assert BriefingView(river, "ar").models == ("Firefox Translations (en-ar 2.1)",)


@pytest.mark.parametrize("code", ["en", "ar", "es", "fr", "pt", "ru", "uk", "zh"])
def test_the_page_says_in_its_language_what_was_taken_over_and_what_was_held_back(
    river: Entry, code: str
) -> None:
    title, text = river.briefing.title, river.briefing.summary[0].text
    made = {
        title: Translated("Title", State.MACHINE, "memory other-talks"),
        text: Translated(text, State.WITHHELD),
    }
    changed = replace(
        river,
        briefing=replace(river.briefing, language="de"),
        translations={code: Translation(code, MappingProxyType(made))},
    )
    own = ui.load(ROOT / "site_config" / "ui", code)
    html = page_of(changed, own)
    assert f"<p>{own('state_taken_over')}</p>" in html
    assert own("show_original", state=own("state_taken_over")) in html
    assert "other-talks" not in html
    assert own("translated_by") not in html
    assert own("notice_withheld", count=1, language=locales.language_name("de", code)) in html
    assert f'<span class="dm-tag">{own("state_withheld")}</span>' in html


def test_names_and_topics_are_not_counted_for_the_notice(river: Entry) -> None:
    made = {name: Translated(name, State.MACHINE) for name in ("water", "Norland", "Switzerland")}
    changed = replace(river, translations={"ar": Translation("ar", MappingProxyType(made))})
    assert BriefingView(changed, "ar").states[State.MACHINE] == 0


def test_a_name_that_a_machine_translated_carries_a_mark_and_one_by_rule_does_not(river: Entry) -> None:
    made = {
        "Norland": Translated("Norlândia", State.MACHINE, "fake 1"),
        "Switzerland": Translated("Suíça", State.STANDARD),
    }
    translated = replace(river, translations=MappingProxyType({"pt": Translation("pt", made)}))
    view = BriefingView(translated, "pt")
    marks = {party.name.source: party.name.mark for party in (*view.sides, *view.reactions)}
    assert (marks["Norland"], marks["Switzerland"]) == ("t-1", None)
    assert view.marked["t-1"].source == "Norland"


def test_an_untranslated_quotation_stands_in_the_marks_of_its_own_language(river: Entry) -> None:
    untranslated = replace(river, translations=MappingProxyType({}))
    html = page_of(untranslated, words("ar"))
    assert '<blockquote lang="en" dir="ltr"><q>Water has no passport' in html


def test_a_paragraph_cited_twice_has_one_note(river: Entry) -> None:
    html = page_of(river, words("en"))
    marks = re.findall('popovertarget="(cite-2-3[^"]*)"', html)
    assert len(marks) == 3
    assert sorted(re.findall('id="(cite-2-3[^"]*)"', html)) == sorted(set(marks))


def test_a_contrast_shows_the_statement_of_the_side_that_rests_on_the_paragraph(river: Entry) -> None:
    first, second = BriefingView(river, "en").contrasts
    assert [p and p.text.text[:22] for p in first.positions] == [
        "Filling the reservoir ",
        "Maric said that talks ",
    ]
    assert second.positions[0] is None


def test_a_contrast_without_a_statement_shows_the_paragraph_itself(river: Entry) -> None:
    contrast = replace(river.briefing.contrasts[0], positions={"Norland": "01:7"})
    changed = replace(river, briefing=replace(river.briefing, contrasts=(contrast,)))
    (row,) = BriefingView(changed, "ar").contrasts
    assert row.positions[0] is not None
    assert row.positions[0].text.text.startswith("Switzerland offered")
    assert row.positions[0].text.language == "en"


def test_what_a_source_does_not_say_comes_from_the_article(river: Entry) -> None:
    article = Article(
        "02", (Paragraph(1, "x"),), publisher="Radio", url="javascript:alert(1)", date="--05-11"
    )
    briefing = replace(river.briefing, sources={"02": Source(title="Doubts")})
    view = BriefingView(replace(river, briefing=briefing, articles={"02": article}), "en")
    assert view.sources[0].source == Source("Doubts", "Radio", None, None)


def test_an_article_that_is_cited_but_not_declared_is_listed(river: Entry) -> None:
    view = BriefingView(replace(river, briefing=replace(river.briefing, sources={})), "en")
    assert [(s.number, s.id) for s in view.sources] == [(1, "01"), (2, "02")]


def test_a_source_mark_opens_the_paragraph_with_its_sentence_marked_and_leads_to_that_place(
    river: Entry,
) -> None:
    html = page_of(river, words("en"))
    note = html[html.index('id="cite-1-4-49-') :]
    note = note[: note.index("</div>")]
    assert "The Harbour Post" in note
    assert "March 14, 2031" in note
    assert "paragraph 4" in note
    (sentence,) = re.findall("<mark>(.*?)</mark>", note)
    assert sentence.startswith("Filling the reservoir")
    assert 'href="https://example.org/harbour/1#:~:text=' in note


def test_each_mark_opens_the_sentences_of_its_own_statement(river: Entry) -> None:
    paragraph = Paragraph(2, "One came at noon. Two went at night.")
    statements = (
        Statement("One came at noon.", sources=("01:2",)),
        Statement("One came at noon. Two went at night.", sources=("01:2",)),
    )
    changed = replace(
        river,
        briefing=replace(river.briefing, summary=statements),
        articles={"01": replace(river.articles["01"], paragraphs=(paragraph,))},
    )
    found = [s.citations[0].passages for s in BriefingView(changed, "en").summary]
    assert found == [
        (("One came at noon.", True), (" Two went at night.", False)),
        (("One came at noon. Two went at night.", True),),
    ]


@pytest.mark.parametrize(
    ("url", "start"),
    [
        ("https://a.org/x", "https://a.org/x#:~:text="),
        ("https://a.org/x#part", "https://a.org/x#part:~:text="),
        ("https://a.org/#:~:text=old", "https://a.org/#:~:text="),
    ],
)
def test_a_link_to_a_passage_keeps_the_place_that_the_address_names(
    river: Entry, url: str, start: str
) -> None:
    sources = {**river.briefing.sources, "01": replace(river.briefing.sources["01"], url=url)}
    view = BriefingView(replace(river, briefing=replace(river.briefing, sources=sources)), "en")
    address = view.summary[0].citations[0].address
    assert address is not None
    assert address.startswith(start)
    assert "old" not in address


def test_reports_claims_and_views_look_different_and_say_whose_they_are(river: Entry) -> None:
    statements = (
        Statement("It rained.", sources=("01:2",)),
        Statement("He left.", "Ada Lindqvist", ("01:2",)),
        Statement("Talks will be hard.", sources=("01:2",), kind=StatementKind.VIEW),
        Statement("A wall is said to lean.", sources=("01:2",), kind=StatementKind.CLAIM),
    )
    changed = replace(river, briefing=replace(river.briefing, outlook=statements))
    html = page_of(changed, words("en"))
    found = re.findall(r'<div id="[^"]*"( class="[^"]*")?>(.*?)</div>', html[html.index('id="outlook"') :])[
        :4
    ]
    assert [class_ for class_, _ in found] == [
        "",
        *(f' class="dm-is-{k}"' for k in ("claim", "view", "claim")),
    ]
    named = [re.findall(r'<span class="dm-credit">(.*?)</span></span>', body) for _, body in found]
    texts = [" ".join(re.sub("<[^>]*>", "", credit).split()) for found in named for credit in found]
    assert texts == ["Ada Lindqvist Claim", "The Harbour Post View", "The Harbour Post Claim"]
    assert "a judgement, demand or expectation" in html


def test_versions_tell_what_changed_and_lead_to_what_is_still_there(river: Entry) -> None:
    kept = river.briefing.summary[0].text
    later = Version(
        date(2031, 3, 16), added=(kept, "Gone since."), removed=1, status=Status.REVIEWED, notes=("A word.",)
    )
    html = page_of(replace(river, versions=(Version(date(2031, 3, 14)), later)), words("en"))
    (id_,) = re.findall(f'<p id="(s-[0-9a-f]+)">{kept}', html)
    versions = html[html.index('id="versions"') :]
    assert re.findall(r"<b>(.*?)</b>", versions) == ["Version 2", "First version"]
    assert "Reviewed by an editor" in versions
    assert "<summary>2 passages added</summary>" in versions
    assert "<p>1 passage removed</p>" in versions
    assert "A word." in versions
    assert re.findall(r'<a href="#(s-[^"]*)"', versions) == [id_]
    assert '<a href="#versions">Version 2</a>' in html


def test_a_briefing_of_one_version_has_no_list_of_versions(river: Entry) -> None:
    assert not BriefingView(replace(river, versions=(Version(date(2031, 3, 14)),)), "en").versions


def test_a_statement_has_the_same_id_in_every_language(river: Entry) -> None:
    ids = [{s.id for s in BriefingView(river, code).summary} for code in ("en", "ar")]
    assert ids[0] == ids[1]


def test_reading_takes_as_long_as_readers_of_the_language_were_measured_to_need() -> None:
    assert reading.minutes(["a" * 882 * 13], "en") == 10
    assert reading.minutes(["字" * 255 * 13], "zh-TW") == 10
    assert reading.minutes(["a b"], "en") == 1


def test_speakers_are_named_once_for_what_they_say_in_a_row(river: Entry) -> None:
    side = BriefingView(river, "en").sides[0]
    assert [voice.speaker and voice.speaker.text for voice in side.voices] == [
        "Ada Lindqvist",
        "Per Holm",
        None,
    ]


@pytest.fixture
def broken(tmp_path: Path) -> Callable[[str], Path]:
    def make(template: str) -> Path:
        (tmp_path / "briefing.html").write_text(template, "utf-8")
        return tmp_path

    return make


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ("<p>\n{% if %}", r"briefing\.html:2: Expected an expression"),
        ("<p>\n{{ b.titel }}", r"briefing\.html:2: .*titel"),
        ('<p>\n\n{{ ui("nowhere") }}', r"briefing\.html:3: there is no text 'nowhere'"),
        ('{% include "gone.html" %}', r"gone\.html: there is no such template"),
    ],
)
def test_a_mistake_in_a_template_is_named_with_file_and_line(
    river: Entry, broken: Callable[[str], Path], template: str, message: str
) -> None:
    with pytest.raises(SiteError, match=message):
        page_of(river, words("en"), broken(template))
