import json
import struct
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from types import MappingProxyType
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html as lxml_html
from pydantic import TypeAdapter
from site_project import FIXTURES, ROOT, entry

from generator.briefing import (
    Briefing,
    Entry,
    Original,
    Paragraph,
    Quote,
    Source,
    State,
    Statement,
    Status,
    Translated,
    Translation,
    Version,
)
from generator.config import Project
from generator.site import export, metadata, ui
from generator.site.head import Place
from generator.site.page_data import Page
from generator.site.views import BriefingView

SCHEMA = ROOT / "site_config" / "page.schema.json"
LANGUAGES = ("en", "pt", "ru", "ar", "zh")
NAMES = {"en": "Dragoman", "pt": "Dragomano", "ru": "Драгоман", "ar": "دراغومان", "zh": "通译"}
ROOT_ADDRESS = "https://example.org/news/"
HOSTILE = (
    "</script><script>alert(1)</script>",
    "<!-- <script>",
    "]]> &amp; \" ' \\ \u2028\u2029 \x00",
    "\u202eright\u202c \u200f«لا»",
)


@pytest.fixture(scope="module")
def river() -> Entry:
    return entry(Project(FIXTURES), "river-talks")


def place(language: str, root: str | None = ROOT_ADDRESS) -> Place:
    folders = {code: "" if code == "en" else f"{code}/" for code in LANGUAGES}
    addresses = {code: f"{root}{folder}river-talks/" for code, folder in folders.items()}
    return Place(language, NAMES, root, addresses if root else {})


def words(code: str) -> ui.Words:
    return ui.load(ROOT / "site_config" / "ui", code)


def linked_data(entry: Entry, language: str, root: str | None = ROOT_ADDRESS) -> dict[str, Any]:
    here = place(language, root)
    data = export.address(here.address) if here.address else None
    found: dict[str, Any] = json.loads(
        metadata.json_ld(BriefingView(entry, language), here, words(language), data)
    )
    return found


def graph(entry: Entry, language: str, root: str | None = ROOT_ADDRESS) -> list[tuple[str, str]]:
    return list(metadata.article_graph(BriefingView(entry, language), place(language, root)))


def data(entry: Entry, language: str, root: str | None = ROOT_ADDRESS) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(export.page(BriefingView(entry, language), place(language, root)))
    return found


def is_valid(page: dict[str, Any]) -> bool:
    validator = jsonschema.Draft202012Validator(
        json.loads(SCHEMA.read_text("utf-8")), format_checker=jsonschema.FormatChecker()
    )
    return bool(validator.is_valid(page))


def texts(value: Any) -> list[dict[str, Any]]:
    """All texts of a page, wherever they stand."""
    if isinstance(value, list):
        return [text for item in value for text in texts(item)]
    if not isinstance(value, dict):
        return []
    own = [value] if "state" in value else []
    return own + [text for item in value.values() for text in texts(item)]


def hostile(language: str) -> Entry:
    title, text, name, topic = HOSTILE
    briefing = Briefing(
        title=title,
        date=date(2031, 3, 14),
        authors=(name,),
        topics=(topic, title),
        sources={title: Source(title=title, publisher=text)},
        summary=(Statement(text, speaker=name, sources=(f"{title}:1",)), Statement(topic)),
        quotes=(Quote(name, speaker=text),),
    )
    made = {text: Translated(text + title, State.MACHINE, f"firefox {title}") for text in HOSTILE}
    translations = {language: Translation(language, MappingProxyType(made))}
    return Entry("hostile", briefing, Path("briefing.yml"), translations)


# --- schema.org


def test_a_briefing_says_what_search_engines_ask_of_a_news_article(river: Entry) -> None:
    found = linked_data(river, "en")
    assert (found["@context"], found["@type"]) == ("https://schema.org", "NewsArticle")
    assert found["headline"] == river.briefing.title
    assert found["description"] == river.briefing.summary[0].text
    assert (found["datePublished"], found["dateModified"]) == ("2031-03-14", "2031-03-14")
    assert found["author"] == found["publisher"]
    assert found["publisher"] == {"@type": "Organization", "name": "Dragoman", "url": ROOT_ADDRESS}
    assert found["@id"] == found["url"] == found["mainEntityOfPage"] == f"{ROOT_ADDRESS}river-talks/"
    assert (found["creativeWorkStatus"], found["timeRequired"]) == ("Draft", "PT1M")
    assert found["isAccessibleForFree"] is True
    assert found["encoding"]["contentUrl"] == f"{ROOT_ADDRESS}river-talks/briefing.json"
    assert "version" not in found


def test_every_source_stands_among_what_a_briefing_is_based_on(river: Entry) -> None:
    first, second = linked_data(river, "ar")["citation"]
    assert first == {
        "@type": "NewsArticle",
        "name": "Talks on the Vell dam to open in Lucerne",
        "url": "https://example.org/harbour/1",
        "publisher": {"@type": "Organization", "name": "The Harbour Post"},
        "datePublished": "2031-03-14",
        "inLanguage": "en",
    }
    assert "url" not in second


def test_topics_parties_and_people_are_named_in_the_language_of_the_page(river: Entry) -> None:
    found = linked_data(river, "ar")
    assert [thing["name"] for thing in found["about"]] == ["المياه", "الدبلوماسية"]
    assert {"@type": "Thing", "name": "آدا ليندكفيست"} in found["mentions"]


def test_a_translation_names_its_original_and_the_original_its_translations(river: Entry) -> None:
    work = {"@type": "NewsArticle", "@id": f"{ROOT_ADDRESS}river-talks/", "inLanguage": "en"}
    assert linked_data(river, "ar")["translationOfWork"] == work
    assert "workTranslation" not in linked_data(river, "ar")
    original = linked_data(river, "en")
    assert [(w["inLanguage"], w["@id"]) for w in original["workTranslation"]] == [
        (code, f"{ROOT_ADDRESS}{code}/river-talks/") for code in LANGUAGES[1:]
    ]
    assert "translationOfWork" not in original


def test_a_page_that_nobody_has_translated_is_not_called_a_translation(river: Entry) -> None:
    kept = {code: river.translations[code] for code in ("pt", "ar")}
    withheld = {river.briefing.title: Translated(river.briefing.title, State.WITHHELD)}
    partly = replace(river, translations={**kept, "ru": Translation("ru", MappingProxyType(withheld))})
    for language in ("zh", "ru"):
        found = linked_data(partly, language)
        assert found["inLanguage"] == "en"
        assert "translationOfWork" not in found
        assert ("og:locale", "en_US") in graph(partly, language)
        assert list(data(partly, language)["translations"]) == ["en", "pt", "ar"]
    assert [w["inLanguage"] for w in linked_data(partly, "en")["workTranslation"]] == ["pt", "ar"]


def test_software_that_translated_is_named_and_a_page_without_it_names_none(river: Entry) -> None:
    assert (
        linked_data(river, "ar")["creditText"]
        == f"{words('ar')('translated_by')} Firefox Translations (en-ar 2.1)"
    )
    assert "creditText" not in linked_data(river, "en")


def test_an_author_is_a_person_and_one_with_the_name_of_the_site_an_organization(river: Entry) -> None:
    signed = replace(river, briefing=replace(river.briefing, authors=("Ada Lindqvist", "Dragoman news desk")))
    assert linked_data(signed, "ar")["author"] == [
        {"@type": "Person", "name": "Ada Lindqvist"},
        {"@type": "Organization", "name": "Dragoman news desk"},
    ]
    assert ("author", "Ada Lindqvist, Dragoman news desk") in graph(signed, "ar")


def test_moments_are_told_where_they_are_known_and_days_elsewhere(river: Entry) -> None:
    first = Version(date(2031, 3, 14))
    second = Version(date(2031, 3, 16), datetime(2031, 3, 16, 8, 30, tzinfo=UTC), status=Status.REVIEWED)
    later = replace(river, versions=(first, second), briefing=replace(river.briefing, status=Status.REVIEWED))
    found = linked_data(later, "en")
    assert (found["datePublished"], found["dateModified"]) == ("2031-03-14", "2031-03-16T08:30:00+00:00")
    assert (found["version"], found["creativeWorkStatus"]) == (2, "Published")
    assert ("article:modified_time", "2031-03-16T08:30:00+00:00") in graph(later, "en")


def test_without_an_address_of_the_site_no_address_of_it_is_told(river: Entry) -> None:
    found = linked_data(river, "ar", root=None)
    assert not {"@id", "url", "mainEntityOfPage", "encoding", "translationOfWork"} & found.keys()
    assert found["publisher"] == {"@type": "Organization", "name": "دراغومان"}
    names = {name for name, _ in graph(river, "ar", root=None)}
    assert not {"og:url", "og:image", "og:locale:alternate"} & names
    assert ("twitter:card", "summary") in graph(river, "ar", root=None)
    page = data(river, "ar", root=None)
    assert "address" not in page
    assert page["translations"] == {"en": None, "pt": None, "ru": None, "zh": None}


@pytest.mark.parametrize("language", ["en", "ar"])
def test_no_text_ends_the_script(language: str) -> None:
    here = place(language)
    script = metadata.json_ld(BriefingView(hostile("ar"), language), here, words(language))
    assert not set("<>&\u2028\u2029") & set(script)
    document = lxml_html.document_fromstring(
        f'<!doctype html><head><script type="application/ld+json">{script}</script></head><body><p>end</p>'
    )
    (element,) = document.iter("script")
    found = json.loads(element.text)
    expected = HOSTILE[0] if language == "en" else HOSTILE[0] + HOSTILE[0]
    assert found["headline"] == expected
    assert document.findtext(".//p") == "end"


@given(title=st.text(min_size=1, max_size=100), text=st.text(min_size=1, max_size=200))
def test_whatever_the_texts_are_they_are_read_back_as_they_were(title: str, text: str) -> None:
    briefing = Briefing(title=title, summary=(Statement(text),), topics=(text,))
    strange = Entry("strange", briefing, Path("briefing.yml"))
    found = linked_data(strange, "en")
    assert (found["headline"], found["description"], found["about"][0]["name"]) == (title, text, text)
    page = data(strange, "en")
    assert (page["title"]["text"], page["summary"][0]["text"]) == (title, text)


def test_the_home_page_is_the_web_site_and_lists_are_parts_of_it() -> None:
    home = Place("ar", NAMES, ROOT_ADDRESS, {"en": ROOT_ADDRESS, "ar": f"{ROOT_ADDRESS}ar/"})
    found = json.loads(metadata.website(home, "The news in short."))
    assert (found["@type"], found["name"], found["url"]) == ("WebSite", "دراغومان", f"{ROOT_ADDRESS}ar/")
    assert found["alternateName"] == ["Dragoman", "Dragomano", "Драгоман", "通译"]
    topic = json.loads(metadata.collection(place("ar"), "المياه", "كل الإحاطات"))
    assert (topic["@type"], topic["name"], topic["inLanguage"]) == ("CollectionPage", "المياه", "ar")
    assert topic["isPartOf"] == {"@type": "WebSite", "name": "دراغومان", "url": ROOT_ADDRESS}
    bare = json.loads(metadata.collection(place("ar", root=None), "المياه", "كل الإحاطات"))
    assert not {"@id", "url"} & bare.keys()


# --- previews


def test_a_preview_has_all_that_open_graph_asks_of_an_article(river: Entry) -> None:
    pairs = graph(river, "ar")
    found = dict(pairs)
    assert found["og:type"] == "article"
    assert found["og:title"] == "نورلاند وسودمارك تتفقان على التفاوض بشأن سد فيل"
    assert found["og:url"] == f"{ROOT_ADDRESS}ar/river-talks/"
    assert found["og:image"] == f"{ROOT_ADDRESS}assets/images/card.png"
    assert found["og:site_name"] == "دراغومان"
    assert found["twitter:card"] == "summary_large_image"
    assert found["article:published_time"] == "2031-03-14"
    assert [text for name, text in pairs if name == "article:tag"] == ["المياه", "الدبلوماسية"]
    assert [text for name, text in pairs if name == "og:locale"] == ["ar_AR"]
    alternates = [text for name, text in pairs if name == "og:locale:alternate"]
    assert alternates == ["en_US", "pt_BR", "ru_RU", "zh_CN"]
    assert all(name and text for name, text in pairs)


def test_a_preview_of_another_page_is_that_of_a_web_site() -> None:
    pairs = metadata.open_graph(place("pt"), "Água", "Tudo sobre a água.")
    assert pairs[:3] == (
        ("og:type", "website"),
        ("og:title", "Água"),
        ("og:description", "Tudo sobre a água."),
    )
    assert ("og:locale:alternate", "ar_AR") in pairs


@pytest.mark.parametrize(
    ("code", "locale"),
    [
        ("en", "en_US"),
        ("pt", "pt_BR"),
        ("pt-PT", "pt_PT"),
        ("uk", "uk_UA"),
        ("es", "es_ES"),
        ("fr", "fr_FR"),
        ("ar", "ar_AR"),
        ("zh", "zh_CN"),
        ("zh-Hant", "zh_TW"),
        ("sr-Latn", "sr_RS"),
        ("eo", None),
    ],
)
def test_a_language_gets_the_country_that_open_graph_asks_for(code: str, locale: str | None) -> None:
    assert metadata.og_locale(code) == locale


def test_a_text_that_is_too_long_ends_after_a_whole_word() -> None:
    assert metadata.shortened("one two, three", 14) == "one two, three"
    assert metadata.shortened("one two, three", 13) == "one two…"
    assert metadata.shortened("河水不分国界,谈判将于周四在卢塞恩举行", 8) == "河水不分国界…"


@given(text=st.text(), limit=st.integers(2, 40))
def test_a_shortened_text_keeps_to_the_limit(text: str, limit: int) -> None:
    assert len(metadata.shortened(text, limit)) <= limit


def test_a_long_headline_is_shortened_and_stands_whole_in_the_name(river: Entry) -> None:
    title = "Delegations " * 12 + "meet"
    found = linked_data(replace(river, briefing=replace(river.briefing, title=title)), "en")
    assert found["name"] == title
    assert len(found["headline"]) <= 110
    assert found["headline"].removesuffix("…").split() == ["Delegations"] * 9


def test_the_picture_has_the_size_that_pages_say_it_has() -> None:
    picture = (ROOT / "templates" / "theme" / metadata.CARD).read_bytes()
    assert struct.unpack(">II", picture[16:24]) == (metadata.CARD_WIDTH, metadata.CARD_HEIGHT)
    assert len(picture) < 25_000


# --- the briefing as data


def test_the_schema_of_the_data_is_up_to_date() -> None:
    assert SCHEMA.read_text("utf-8") == export.schema()


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_briefing_makes_the_data_of_the_golden_file(river: Entry, language: str) -> None:
    golden = FIXTURES / "golden" / f"river-talks.{language}.json"
    # to renew a golden file after a change of the format: write `made` to it and read the difference
    made = json.dumps(data(river, language), indent=1, ensure_ascii=False) + "\n"
    assert made == golden.read_text("utf-8")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_data_are_as_the_schema_says(river: Entry, language: str) -> None:
    assert is_valid(data(river, language))
    assert is_valid(data(hostile("ar"), language))


@pytest.mark.parametrize(
    "change",
    [{"title": "plain"}, {"version": 2}, {"status": "final"}, {"sources": [{"number": 1}]}, {"date": "May"}],
)
def test_the_schema_refuses_what_is_something_else(river: Entry, change: dict[str, Any]) -> None:
    assert not is_valid({**data(river, "en"), **change})


def test_the_same_briefing_makes_the_same_bytes_in_one_line(river: Entry) -> None:
    again = entry(Project(FIXTURES), "river-talks")
    made = [export.page(BriefingView(found, "ar"), place("ar")) for found in (river, again)]
    assert made[0] == made[1]
    assert made[0].count("\n") == 1
    assert "نورلاند" in made[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_data_are_those_of_the_fields_with_what_is_no_default(river: Entry, language: str) -> None:
    at = datetime(2031, 3, 14, 9, 26, 53, tzinfo=UTC)
    later = at.replace(microsecond=70, tzinfo=timezone(timedelta(hours=-3, minutes=-30)))
    texts = (river.briefing.title, river.briefing.summary[0].text)
    versions = (
        Version(date(2031, 3, 14), at, status=Status.DRAFT),
        Version(date(2031, 3, 15), later, texts[:1], texts[1:], 2, Status.REVIEWED, ("A note.",)),
        Version(date(2031, 3, 16)),
    )
    fields = TypeAdapter(Page)
    for found in (river, replace(river, versions=versions), hostile("ar")):
        made = export.page(BriefingView(found, language), place(language))
        again = fields.dump_json(fields.validate_json(made), exclude_defaults=True)
        assert made == again.decode() + "\n"


def test_each_text_says_how_it_came_into_the_language(river: Entry) -> None:
    page = data(river, "ar")
    by_source = {text.get("source_text", text["text"]): text for text in texts(page)}
    for source, made in river.translations["ar"].strings.items():
        text = by_source[source]
        assert (text["state"], text["text"]) == (made.state.value, made.text)
        is_arabic = made.state not in {State.WITHHELD, State.MISSING}
        assert text["language"] == ("ar" if is_arabic else "en")
        assert ("model" in text) == (made.state is State.MACHINE)
    assert by_source["A second meeting was cancelled."]["state"] == "missing"
    assert Counter(text["state"] for text in texts(data(river, "en"))).keys() == {"source"}


def test_a_text_taken_over_from_another_briefing_says_so_but_not_from_which(river: Entry) -> None:
    made = {river.briefing.title: Translated("العنوان", State.MACHINE, "memory other-talks")}
    taken = replace(river, translations={"ar": Translation("ar", MappingProxyType(made))})
    assert data(taken, "ar")["title"] == {
        "text": "العنوان",
        "language": "ar",
        "state": "machine",
        "source_text": river.briefing.title,
        "taken_over": True,
    }
    assert "other-talks" not in json.dumps(data(taken, "ar"))


def test_a_text_from_a_foreign_article_carries_what_the_article_says(river: Entry) -> None:
    original = Original("pt", "A Norlândia ofereceu 11%.", "firefox pten-1")
    statement = Statement("Norland offered 11%.", sources=("02:3",), original=original)
    foreign = replace(river, briefing=replace(river.briefing, summary=(statement,)))
    (found,) = data(foreign, "ar")["summary"]
    assert found["original"] == {
        "text": "A Norlândia ofereceu 11%.",
        "language": "pt",
        "model": "Firefox Translations (pten-1)",
    }


def test_statements_say_who_speaks_what_they_are_and_where_they_stand(river: Entry) -> None:
    page = data(river, "ar")
    said = page["sides"][0]["statements"]
    assert [s["kind"] for s in said] == ["claim", "claim", "fact"]
    assert said[0]["speaker"]["source_text"] == "Ada Lindqvist"
    assert said[0]["sources"] == ["01:3"]
    assert [s["id"] for s in said] == [s["id"] for s in data(river, "en")["sides"][0]["statements"]]
    assert page["timeline"][1]["date"] == "2030-11"


def test_a_position_names_the_side_and_its_statement(river: Entry) -> None:
    page = data(river, "en")
    first, second = page["contrasts"]
    assert first["positions"] == [
        {"side": 1, "statement": page["sides"][0]["statements"][1]["id"], "sources": ["01:4"]},
        {"side": 2, "statement": page["sides"][1]["statements"][0]["id"], "sources": ["02:3"]},
    ]
    assert [position["side"] for position in second["positions"]] == [2]


def test_paragraphs_of_articles_are_referred_to_but_not_given_away(river: Entry) -> None:
    articles = {
        id_: replace(found, paragraphs=tuple(Paragraph(n, f"Whole paragraph {n}.") for n in range(1, 9)))
        for id_, found in river.articles.items()
    }
    contrast = replace(river.briefing.contrasts[0], positions={"Norland": "01:7"})
    briefing = replace(river.briefing, contrasts=(contrast,))
    page = data(replace(river, articles=articles, briefing=briefing), "en")
    assert page["contrasts"][0]["positions"] == [{"side": 1, "sources": ["01:7"]}]
    assert "Whole paragraph" not in json.dumps(page)


def test_versions_tell_what_changed_and_which_statements(river: Entry) -> None:
    text = river.briefing.summary[0].text
    versions = (
        Version(date(2031, 3, 14)),
        Version(
            date(2031, 3, 15),
            datetime(2031, 3, 15, 8, 30, tzinfo=UTC),
            added=(text, "A sentence that went again."),
            removed=1,
            notes=("The talks have a date.",),
        ),
    )
    page = data(replace(river, versions=versions), "en")
    latest, first = page["versions"]
    assert first == {"number": 1, "date": "2031-03-14"}
    assert (latest["number"], latest["at"]) == (2, "2031-03-15T08:30:00Z")
    assert (latest["added"], latest["removed"]) == (2, 1)
    assert latest["statements"] == [page["summary"][0]["id"]]
    assert [note["text"] for note in latest["notes"]] == ["The talks have a date."]
    assert (page["published"], page["modified"]) == ("2031-03-14", "2031-03-15")
    assert is_valid(page)


@pytest.mark.parametrize(
    ("address", "file", "expected"),
    [
        ("https://example.org/talks/", "talks/index.html", "talks/briefing.json"),
        ("https://example.org/talks.html", "talks.html", "talks.json"),
    ],
)
def test_the_data_stand_beside_the_page(address: str, file: str, expected: str) -> None:
    assert export.address(address) == f"https://example.org/{expected}"
    assert export.path(file) == expected
