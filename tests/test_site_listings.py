"""The pages that lead to briefings, and what leads from page to page."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from types import MappingProxyType

import pytest
from mkdocs.exceptions import Abort
from site_project import FIXTURES, build, entry, prepare
from test_site_build import SLUG, page, select

from generator.briefing import Entry, State, Translated, Translation
from generator.config import Project
from generator.site import cards
from generator.site.briefings import newest_first
from generator.site.cards import Card
from generator.site.listings import Listing
from generator.site.topics import Topic, by_topic, by_year


@pytest.fixture(scope="module")
def river() -> Entry:
    return entry(Project(FIXTURES), SLUG)


def about(entry: Entry, slug: str, *topics: str, **changes: object) -> Entry:
    return replace(entry, slug=slug, briefing=replace(entry.briefing, topics=topics, **changes))


def of_all(*entries: Entry, language: str = "en") -> tuple[Card, ...]:
    return tuple(cards.of(entry, language, "en") for entry in entries)


def topics_of(*entries: Entry, language: str = "en") -> tuple[Topic, ...]:
    return by_topic(of_all(*entries, language=language))


def test_briefings_are_listed_by_day_the_newest_first_and_undated_last(river: Entry) -> None:
    def on(slug: str, day: date | None) -> Entry:
        return about(river, slug, date=day)

    later, last = date(2025, 5, 11), date(2026, 1, 1)
    found = newest_first(of_all(on("b", later), on("c", None), on("a", later), on("d", last)))
    assert [card.slug for card in found] == ["d", "a", "b", "c"]


def test_topics_are_one_where_their_names_differ_in_capitals_and_marks_alone(river: Entry) -> None:
    entries = (about(river, "a", "War in Ukraine", "war in Ukraine"), about(river, "b", "War – in Ukraine"))
    (topic,) = topics_of(*entries)
    assert topic.key == "topics/war-in-ukraine"
    assert [card.slug for card in topic.cards] == ["a", "b"]


def test_briefings_in_two_languages_share_a_topic_of_one_name_in_the_default_language(river: Entry) -> None:
    strings = {"água": Translated("Water", State.EDITED)}
    portuguese = replace(
        about(river, "b", "água", language="pt"),
        translations={"en": Translation("en", MappingProxyType(strings))},
    )
    for language, name in (("en", "water"), ("ar", "المياه")):
        (topic,) = topics_of(about(river, "a", "water"), portuguese, language=language)
        assert [card.slug for card in topic.cards] == ["a", "b"]
        assert topic.name.text == name


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Índice geral", "índice-geral"),
        ("हिन्दी", "हिन्दी"),
        ("水资源", "水资源"),
        ("index", "index-"),
        ("…", None),
    ],
)
def test_the_address_of_a_topic_keeps_the_letters_of_every_script(
    river: Entry, name: str, key: str | None
) -> None:
    assert [topic.key for topic in topics_of(about(river, "a", name))] == ([f"topics/{key}"] if key else [])


def test_a_long_topic_has_an_address_that_file_systems_can_hold(river: Entry) -> None:
    first, second = topics_of(about(river, "a", "ط" * 200, "ط" * 201))
    assert first.key != second.key
    assert len(first.key.encode()) < 200


def test_topics_with_the_most_briefings_and_the_latest_years_come_first(river: Entry) -> None:
    entries = (about(river, "a", "x", "y"), about(river, "b", "y"), about(river, "c", date=None))
    assert [topic.key for topic in topics_of(*entries)] == ["topics/y", "topics/x"]
    assert list(by_year(of_all(*entries))) == ["2031"]


def test_a_listing_has_another_digest_where_it_shows_something_else_or_in_another_order(river: Entry) -> None:
    first, second = of_all(about(river, "a", "x"), about(river, "b", "y"))
    (other,) = of_all(about(river, "a", "x", title="Other"))
    topics = by_topic((first, second))
    listings = (
        Listing("index", "Home", "About"),
        Listing("2031", "Home", "About"),
        Listing("index", "Start", "About"),
        Listing("index", "Home", "About", cards=(first, second)),
        Listing("index", "Home", "About", cards=(second, first)),
        Listing("index", "Home", "About", cards=(other, second)),
        Listing("index", "Home", "About", cards=(first,), others=(second,)),
        Listing("index", "Home", "About", topics=topics),
        Listing("index", "Home", "About", topics=by_topic((first, *of_all(about(river, "c", "x")), second))),
        Listing("index", "Home", "About", years=by_year((first,))),
        Listing("index", "Home", "About", years=by_year((first, second))),
    )
    assert len({listing.digest for listing in listings}) == len(listings)
    again = cards.from_json(cards.to_json((first, second)))
    assert Listing("index", "Home", "About", cards=again, topics=by_topic(again)).digest == (
        Listing("index", "Home", "About", cards=(first, second), topics=topics).digest
    )


def test_a_topic_has_a_page_in_every_language_that_its_briefings_lead_to(built_site: Path) -> None:
    briefing = page(built_site, f"pt/{SLUG}/index.html")
    (topics,) = select(briefing, "ul", "dm-topics")
    links = {a.text_content(): a.get("href") for a in topics.iter("a")}
    assert links == {"water": "../topics/water/", "negociações": "../topics/diplomacy/"}
    topic = page(built_site, "pt/topics/diplomacy/index.html")
    assert topic.findtext(".//h1") == "negociações"
    assert topic.findtext(".//title") == "Negociações – Dragomano"
    assert [a.get("href") for a in topic.xpath("//article[contains(@class, 'dm-teaser')]//a")] == [
        f"../../{SLUG}/"
    ]


def test_a_year_lists_its_briefings_newest_first_and_those_beyond_the_first_by_title(project: Path) -> None:
    def many(project: Project, *_: object) -> tuple[Entry, ...]:
        (first, *_rest) = prepare(project)
        return tuple(replace(first, slug=f"b{number:02}") for number in range(30))

    build(project, prepare=many)
    for path, listed in (("2031", 30), ("index.html", 24), ("topics/labour", 30)):
        found = page(project / "site", path if path.endswith("html") else f"{path}/index.html")
        slugs = [a.get("href").strip("./") for a in found.xpath("//div[@class='dm-home']//h2/a")]
        slugs += [a.get("href").strip("./") for a in found.xpath("//ul[@class='dm-others']//a")]
        assert slugs == [f"b{number:02}" for number in range(listed)]
        assert len(found.xpath("//article")) - len(found.xpath("//article[contains(@class,'md-')]")) == 24


def test_every_briefing_can_be_reached_from_the_home_page(project: Path) -> None:
    def undated(project: Project, *_: object) -> tuple[Entry, ...]:
        (first, *_rest) = prepare(project)
        return tuple(about(replace(first), f"b{number:02}", date=None) for number in range(30))

    build(project, prepare=undated)
    assert len(set(page(project / "site", "index.html").xpath("//div[@class='dm-home']//a/@href"))) == 30


@pytest.mark.parametrize(
    ("settings", "edit"),
    [
        ("edit_uri: edit/main/site_config/pages/", "https://github.com/a/b/edit/main/"),
        ("", "https://github.com/a/b/edit/master/"),
    ],
    ids=["edit_uri", "guessed"],
)
def test_a_page_leads_to_the_file_that_corrects_it(project: Path, settings: str, edit: str) -> None:
    config = project / "mkdocs.yml"
    config.write_text(f"{config.read_text('utf-8')}\nrepo_url: https://github.com/a/b\n{settings}\n", "utf-8")
    build(project)
    for path, files in ((SLUG, ["briefing.yml"]), (f"ar/{SLUG}", ["ar.po", "briefing.yml"])):
        links = page(project / "site", f"{path}/index.html").xpath("//a[@rel='edit']/@href")
        assert links == [f"{edit}briefings/{SLUG}/{file}" for file in files]
    # asking GitHub for the number of stars is how the theme would greet every reader
    html = (project / "site" / SLUG / "index.html").read_text("utf-8")
    assert 'data-md-component="source"' not in html


@pytest.mark.parametrize("name", ["topics", "2031", "feed.xml", "llms.txt", "sitemap-en.xml"])
def test_no_briefing_takes_the_address_of_a_listing_or_a_file(project: Path, name: str) -> None:
    (project / "briefings" / SLUG).rename(project / "briefings" / name)
    with pytest.raises(Abort):
        build(project)
