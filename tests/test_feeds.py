"""The feeds of a built site, as feed readers get them."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import feedparser
import jsonschema
import pytest
from lxml import etree
from lxml import html as lxml_html
from site_project import FIXTURES, LANGUAGES, build, entry, make_project
from site_project import ROOT as FOLDER

from generator.briefing import Briefing, Entry, Side, Source, Statement, Version
from generator.config import Project
from generator.site import cards, feeds, ui
from generator.site.views import BriefingView

ROOT = "https://example.org/news/"
ATOM = "http://www.w3.org/2005/Atom"
TRAP = "<b>bold</b> </title> &amp; ]]> \"'><script>hacked()</script> \x08 {{ 7 * 7 }}"
EAST = timezone(timedelta(hours=2))
VERSIONS = (
    Version(date(2031, 3, 20), datetime(2031, 3, 20, 9, 30, 15, 5, EAST)),
    Version(date(2031, 3, 20)),
)


def prepare(project: Project, *_: object) -> tuple[Entry, ...]:
    """News of a day, older news that came to the site later, traps, and one that nobody has dated."""
    talks, strike = entry(project, "river-talks"), entry(project, "harbour-strike")
    briefing = replace(strike.briefing, authors=("Ada Quill", "News desk"))
    return (
        talks,
        replace(strike, briefing=briefing, versions=VERSIONS),
        Entry("trap", trapped(), strike.path),
        Entry("someday", Briefing("Nobody knows when", topics=("labour",)), strike.path),
    )


def trapped() -> Briefing:
    statement = Statement(TRAP, TRAP, ("a:1",))
    return Briefing(
        TRAP,
        date=date(2031, 3, 1),
        authors=(TRAP,),
        topics=(f"{TRAP} topic",),
        sources={"a": Source(publisher=TRAP)},
        summary=(statement,),
        sides=(Side(TRAP, statements=(statement,)),),
    )


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    project = make_project(tmp_path_factory.mktemp("feeds"))
    build(project, prepare, site_url=ROOT)
    return project / "site"


def path_of(language: str, rest: str) -> str:
    return rest if language == "en" else f"{language}/{rest}"


def parsed(site: Path, path: str) -> Any:
    found = feedparser.parse((site / path).read_bytes(), sanitize_html=False, resolve_relative_uris=False)
    assert not found.bozo, f"{path}: {found.bozo_exception}"
    return found


def data(site: Path, path: str) -> Any:
    return json.loads((site / path).read_bytes())


def files(site: Path) -> dict[str, bytes]:
    found = [*site.rglob(feeds.ATOM), *site.rglob(feeds.JSON)]
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in sorted(found)}


def test_every_home_and_topic_page_links_to_an_atom_feed_and_a_json_feed_beside_it(site: Path) -> None:
    expected = set()
    for page in site.rglob("index.html"):
        links = lxml_html.document_fromstring(page.read_text("utf-8")).iter("a")
        linked = {link.get("href") for link in links}
        key = page.parent.relative_to(site).as_posix()
        key = key.partition("/")[2] if key.split("/")[0] in LANGUAGES else key
        has_feeds = key in {"", "."} or (key.startswith("topics/") and key != "topics")
        assert (feeds.JSON in linked) == (feeds.ATOM in linked) == has_feeds, page
        expected |= {f"{page.parent}/{name}" for name in (feeds.ATOM, feeds.JSON) if has_feeds}
    assert {str(site / path) for path in files(site)} == expected
    assert len(expected) == 2 * len(LANGUAGES) * (1 + 4)


def test_feed_readers_read_every_atom_feed(site: Path) -> None:
    for path in files(site):
        if not path.endswith(feeds.ATOM):
            continue
        found = parsed(site, path)
        language = path.split("/")[0] if path.split("/")[0] in LANGUAGES else "en"
        assert found.version == "atom10"
        assert found.feed.language == language
        assert found.feed.title
        assert found.feed.author
        (own,) = (link.href for link in found.feed.links if link.rel == "self")
        assert own == found.feed.id
        assert file_at(site, own) == site / path
        assert file_at(site, found.feed.link).is_file()
        assert found.entries
        assert found.feed.updated == max(item.updated for item in found.entries)
        for item in found.entries:
            assert item.id == item.link
            assert file_at(site, item.link).is_file()
            assert [link.hreflang for link in item.links] == [language]
            assert item.updated >= item.published


def file_at(site: Path, address: str) -> Path:
    assert address.startswith(ROOT)
    file = site / unquote(address.removeprefix(ROOT))
    return file / "index.html" if address.endswith("/") else file


def test_json_feeds_are_as_the_specification_wants_them_and_say_what_the_atom_feeds_say(site: Path) -> None:
    schema = json.loads((FIXTURES.parent / "json-feed.schema.json").read_text("utf-8"))
    checked = jsonschema.Draft202012Validator(schema)
    for path in files(site):
        if not path.endswith(feeds.JSON):
            continue
        made = data(site, path)
        checked.validate(made)
        atom = parsed(site, path.replace(feeds.JSON, feeds.ATOM))
        assert made["feed_url"] == ROOT + made["feed_url"].removeprefix(ROOT)
        assert file_at(site, made["feed_url"]) == site / path
        assert made["home_page_url"] == atom.feed.link
        assert (made["title"], made["language"]) == (atom.feed.title, atom.feed.language)
        for item, other in zip(made["items"], atom.entries, strict=True):
            assert item["id"] == other.id
            assert item["content_html"] == other.content[0].value
            assert (item["date_published"], item["date_modified"]) == (other.published, other.updated)


def test_what_came_last_is_first_and_what_has_no_day_is_left_out(site: Path) -> None:
    slugs = [urlsplit(item["id"]).path.split("/")[-2] for item in data(site, "feed.json")["items"]]
    assert slugs == ["harbour-strike", "river-talks", "trap"]
    assert len(data(site, "topics/labour/feed.json")["items"]) == 1


def test_moments_are_as_exact_as_they_are_known_and_never_run_backwards(site: Path) -> None:
    strike, talks, _ = data(site, "feed.json")["items"]
    assert strike["date_published"] == strike["date_modified"] == "2031-03-20T07:30:15+00:00"
    assert talks["date_published"] == talks["date_modified"] == "2031-03-14T00:00:00+00:00"


def test_a_later_version_changes_when_an_item_was_updated_and_not_when_it_was_published() -> None:
    later = Version(date(2031, 4, 2), datetime(2031, 4, 2, 1, 0, 0, 0, EAST))
    found = card(Entry("slug", Briefing("Title", date=date(2031, 1, 1)), Path(), versions=(*VERSIONS, later)))
    assert found.published == datetime(2031, 3, 20, 7, 30, 15, tzinfo=UTC)
    assert found.updated == datetime(2031, 4, 1, 23, 0, tzinfo=UTC)


def card(entry: Entry) -> cards.Card:
    return cards.of(entry, "en", "en")


def test_a_feed_has_the_newest_fifty_and_keeps_the_order_of_those_of_one_day() -> None:
    days = [date(2031, 1, 1) + timedelta(days=number // 3) for number in range(60)]
    found = [card(Entry(f"b-{n}", Briefing("Title", date=day), Path())) for n, day in enumerate(days)]
    assert [c.slug for c in feeds.newest(found)][:4] == ["b-57", "b-58", "b-59", "b-54"]
    assert len(feeds.newest(found)) == 50


def test_the_feed_of_a_topic_has_its_newest_twenty(tmp_path: Path) -> None:
    def many(*_: object) -> tuple[Entry, ...]:
        days = [date(2031, 1, 1) + timedelta(days=number) for number in range(25)]
        made = (Briefing(f"Title {day.day}", date=day, topics=("labour",)) for day in days)
        return tuple(
            Entry(f"b-{n:02}", briefing, Path(f"b-{n:02}/briefing.yml")) for n, briefing in enumerate(made)
        )

    project = make_project(tmp_path / "project")
    build(project, many, site_url=ROOT)
    titles = [item["title"] for item in data(project / "site", "topics/labour/feed.json")["items"]]
    assert titles == [f"Title {day} (Draft)" for day in range(25, 5, -1)]
    assert len(data(project / "site", "feed.json")["items"]) == 25


def test_items_name_their_authors_and_topics_in_the_language_of_the_feed(site: Path) -> None:
    strike, talks, _ = data(site, "ar/feed.json")["items"]
    assert [author["name"] for author in strike["authors"]] == ["Ada Quill", "News desk"]
    assert talks["tags"] == ["المياه", "الدبلوماسية"]
    assert "authors" not in talks
    assert [tag.term for tag in parsed(site, "ar/feed.xml").entries[1].tags] == talks["tags"]


def test_texts_that_are_not_translated_say_which_language_they_are_in(site: Path) -> None:
    strike, talks, _ = parsed(site, "ar/feed.xml").entries
    assert [item.title_detail.language for item in (strike, talks)] == ["en", "ar"]
    assert [item.summary_detail.language for item in (strike, talks)] == ["en", "ar"]
    assert [item.get("language") for item in data(site, "ar/feed.json")["items"]] == ["en", None, "en"]
    content = lxml_html.fragment_fromstring(talks.content[0].value)
    assert (content.get("lang"), content.get("dir")) == ("ar", "rtl")
    withheld = [e for e in content.iter("li") if e.get("lang") == "en"]
    assert ["ترجمة محجوبة" in e.text_content() for e in withheld] == [True]
    assert withheld[0].find("small").get("lang") == "ar"


def test_the_content_has_each_side_with_its_speakers_and_sources_and_links_that_work_anywhere(
    site: Path,
) -> None:
    for language in LANGUAGES:
        talks = data(site, path_of(language, "feed.json"))["items"][1]
        content = lxml_html.fragment_fromstring(talks["content_html"])
        links = [link for _, attribute, link, _ in content.iterlinks() if attribute == "href"]
        assert len(links) == len(LANGUAGES) + 1
        assert all(file_at(site, link.partition("#")[0]).is_file() for link in links)
    talks = lxml_html.fragment_fromstring(data(site, "feed.json")["items"][1]["content_html"])
    assert [side.text_content() for side in talks.iter("h3")] == ["Norland", "Sudmark"]
    assert next(talks.iter("li")).text_content() == (
        "“We will come without conditions,” [Lindqvist] said on Monday. "
        "(Ada Lindqvist · Claim · The Harbour Post)"
    )


def test_the_title_of_a_draft_says_so(site: Path) -> None:
    strike, talks, _ = data(site, "feed.json")["items"]
    assert talks["title"] == "Norland and Sudmark agree to talk about the Vell dam (Draft)"
    assert strike["title"] == "Harbour workers and owners return to the table"


def test_metacharacters_in_texts_are_letters_in_a_feed(site: Path) -> None:
    shown = TRAP.replace("\x08 ", " ")
    for item in (parsed(site, "feed.xml").entries[2], parsed(site, "zh/feed.xml").entries[2]):
        assert item.title.startswith(shown)
        assert item.title_detail.type == "text/plain"
        assert item.summary == shown
        assert item.author == shown
        content = lxml_html.fragment_fromstring(item.content[0].value)
        assert not list(content.iter("script", "b"))
        assert content.text_content().count("<script>hacked()</script>") == 7
    titles = [found["title"] for path in files(site) if (found := as_json(site, path))]
    assert f"Dragoman: {shown} topic" in titles


def test_quotes_and_line_breaks_of_a_text_are_the_same_in_a_feed() -> None:
    text = "“One”, \"two\" & 'three'\r\n\tfour\r"
    found = Entry("slug", Briefing(text, date=date(2031, 1, 1), topics=(text,), authors=(text,)), Path())
    english = ui.load(FOLDER / "site_config" / "ui", "en")
    view, address = BriefingView(found, "en"), "https://example.org/slug/?a=1&b='2'"
    item = feeds.item(view, card(found), FOLDER / "templates", english, {"en": address})
    tree = etree.fromstring(f'<feed xmlns="{ATOM}">{item.atom}</feed>')
    other = json.loads(item.json)
    assert tree.findtext("{*}entry/{*}title") == other["title"] == f"{text} (Draft)"
    assert [e.get("term") for e in tree.iter("{*}category")] == other["tags"] == [text]
    assert [e.text for e in tree.iter("{*}name")] == [author["name"] for author in other["authors"]] == [text]
    assert [e.get("href") for e in tree.iter("{*}link")] == [other["url"]] == [address]
    assert tree.findtext("{*}entry/{*}content") == other["content_html"]


def as_json(site: Path, path: str) -> Any:
    return data(site, path) if path.endswith(feeds.JSON) else None


def test_ids_stay_when_the_title_the_day_and_the_texts_of_a_briefing_change(project: Path) -> None:
    def ids() -> list[str]:
        tree = etree.parse(project / "site" / "ru" / feeds.ATOM)
        return sorted(element.text for element in tree.iter(f"{{{ATOM}}}id"))

    build(project, site_url=ROOT)
    before, first = ids(), files(project / "site")
    file = project / "briefings" / "river-talks" / "briefing.yml"
    text = file.read_text("utf-8").replace("2031-03-14", "2032-01-02").replace("Vell dam", "dam on the Vell")
    file.write_text(text, "utf-8")
    build(project, site_url=ROOT)
    after = files(project / "site")
    assert b"dam on the Vell (Draft)" in after["feed.json"]
    assert b"2032-01-02T" in after["feed.json"]
    assert ids() == before
    assert f"{ROOT}ru/river-talks/" in before
    # what did not change is the same to the byte
    assert first.keys() == after.keys()
    assert {path for path in first if first[path] == after[path]} == {
        path for path in first if "/labour/" in f"/{path}"
    }


def test_a_site_without_an_address_has_no_feeds(built_site: Path) -> None:
    assert not files(built_site)
