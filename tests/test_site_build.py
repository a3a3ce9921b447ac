"""The built site, as a web server would hand it out."""

import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from urllib.parse import urljoin, urlsplit

import pytest
import yaml
from lxml import html as lxml_html
from mkdocs.exceptions import Abort
from site_project import LANGUAGES, build, entry, make_project

from generator import briefing_file
from generator.briefing import Entry, State, Translated, Translation
from generator.config import Project

SLUG = "river-talks"


def page(site: Path, path: str) -> lxml_html.HtmlElement:
    return lxml_html.document_fromstring((site / path).read_text("utf-8"))


def select(element: lxml_html.HtmlElement, tag: str, class_: str) -> list[lxml_html.HtmlElement]:
    return [found for found in element.iter(tag) if class_ in found.get("class", "").split()]


def path_of(language: str, rest: str) -> str:
    return rest if language == "en" else f"{language}/{rest}"


def target(site: Path, path: str, link: str) -> Path:
    """The file that a relative link on a page leads to."""
    url = urlsplit(urljoin(f"http://site/{path}", link))
    assert url.netloc == "site", f"{link} leads to another host"
    file = site / url.path.lstrip("/")
    return file / "index.html" if file.is_dir() or url.path.endswith("/") else file


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("rest", ["index.html", f"{SLUG}/index.html", "about/index.html", "404.html"])
def test_every_page_says_its_language_and_direction(built_site: Path, language: str, rest: str) -> None:
    document = page(built_site, path_of(language, rest))
    assert document.get("lang") == language
    assert document.find("body").get("dir") == ("rtl" if language == "ar" else "ltr")
    assert document.find(".//meta[@name='description']").get("content")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("rest", ["index.html", f"{SLUG}/index.html", "about/index.html"])
def test_the_language_switch_stays_on_the_page(built_site: Path, language: str, rest: str) -> None:
    path = path_of(language, rest)
    links = select(page(built_site, path), "a", "md-select__link")
    assert [link.get("hreflang") for link in links] == list(LANGUAGES)
    for link in links:
        expected = built_site / path_of(link.get("hreflang"), rest)
        assert target(built_site, path, link.get("href")) == expected


def test_the_switch_names_each_language_in_that_language(built_site: Path) -> None:
    links = select(page(built_site, "index.html"), "a", "md-select__link")
    assert [link.text.strip() for link in links] == ["English", "Português", "Русский", "العربية", "中文"]
    assert [link.get("lang") for link in links] == list(LANGUAGES)
    assert [link.get("hreflang") for link in links if link.get("aria-current")] == ["en"]


def test_words_of_the_theme_are_those_of_the_project_where_it_has_some(built_site: Path) -> None:
    document = page(built_site, "ar/index.html")
    words = yaml.safe_load((built_site.parent / "site_config" / "ui" / "ar.yml").read_text("utf-8"))
    translations = json.loads(document.get_element_by_id("__config").text)["translations"]
    assert translations["search.result.other"] == words["material.search.result.other"]
    assert translations["search.result.none"] == "لا توجد نتائج"


def test_every_page_names_its_translations_for_search_engines(built_site: Path) -> None:
    path = f"ar/{SLUG}/index.html"
    links = [e for e in page(built_site, path).iter("link") if e.get("hreflang")]
    assert {e.get("rel").strip() for e in links} == {"alternate"}
    assert {e.get("hreflang"): target(built_site, path, e.get("href")) for e in links} == {
        code: built_site / path_of(code, f"{SLUG}/index.html") for code in LANGUAGES
    }


def test_all_links_and_files_of_the_pages_exist_and_none_is_on_another_host(built_site: Path) -> None:
    for file in built_site.rglob("index.html"):
        path = str(file.relative_to(built_site))
        document = lxml_html.document_fromstring(file.read_text("utf-8"))
        for element, attribute, link, _ in document.iterlinks():
            if element.get("rel", "").startswith("external") or attribute == "style":
                continue
            assert target(built_site, path, link).is_file(), f"{path}: {link}"


def test_links_inside_a_page_have_a_target(built_site: Path) -> None:
    document = page(built_site, f"zh/{SLUG}/index.html")
    ids = [e.get("id") for e in document.iter() if e.get("id")]
    assert len(ids) == len(set(ids))
    wanted = [e.get("href")[1:] for e in document.iter("a") if e.get("href", "").startswith("#")]
    wanted += [e.get("popovertarget") for e in document.iter("button") if e.get("popovertarget")]
    assert set(wanted) <= set(ids)


def test_the_table_of_contents_speaks_the_language_of_the_page(built_site: Path) -> None:
    (contents,) = select(page(built_site, f"ar/{SLUG}/index.html"), "nav", "md-nav--secondary")
    links = select(contents, "a", "md-nav__link")
    titles = {link.get("href"): link.text_content().strip() for link in links}
    assert titles["#side-1"] == "نورلاند"
    words = yaml.safe_load((built_site.parent / "site_config" / "ui" / "ar.yml").read_text("utf-8"))
    assert titles["#sides"] == words["sides"]


def test_navigation_is_small_and_in_the_language_of_the_page(built_site: Path) -> None:
    links = select(page(built_site, f"ru/{SLUG}/index.html"), "a", "md-tabs__link")
    assert [target(built_site, f"ru/{SLUG}/index.html", e.get("href")) for e in links] == [
        built_site / "ru" / "index.html",
        built_site / "ru" / "topics" / "index.html",
        built_site / "ru" / "about" / "index.html",
    ]


def test_the_home_page_lists_the_newest_first(built_site: Path) -> None:
    teasers = select(page(built_site, "pt/index.html"), "article", "dm-teaser")
    links = [teaser.find(".//h2/a") for teaser in teasers]
    assert [link.get("href") for link in links] == ["river-talks/", "harbour-strike/"]
    assert links[0].text == "Norlândia e Sudmark aceitam negociar a barragem do Vell"


def index(site: Path, language: str) -> dict[str, object]:
    data: dict[str, object] = json.loads(
        (site / path_of(language, "search/search_index.json")).read_text("utf-8")
    )
    return data


def test_each_language_has_a_search_index_of_its_own(built_site: Path) -> None:
    for language in LANGUAGES:
        data = index(built_site, language)
        assert all(
            (built_site / path_of(language, d["location"].split("#")[0])).is_dir() for d in data["docs"]
        )
        assert {d["location"].split("/")[0] for d in data["docs"]} == {SLUG, "harbour-strike", "about"}
    assert [index(built_site, code)["config"]["lang"] for code in LANGUAGES] == [
        ["en"],
        ["pt"],
        ["ru"],
        ["ar"],
        ["en"],
    ]
    assert len((built_site / "search" / "search_index.json").read_text()) < 15_000


def test_search_locations_are_places_on_the_page(built_site: Path) -> None:
    ids = {e.get("id") for e in page(built_site, f"{SLUG}/index.html").iter()}
    anchors = {
        d["location"].partition("#")[2] for d in index(built_site, "en")["docs"] if SLUG in d["location"]
    }
    assert anchors - {""} <= ids
    assert {"side-1", "reaction-2", "timeline"} <= anchors


def test_chinese_words_are_parted_for_the_search(built_site: Path) -> None:
    title = next(d["title"] for d in index(built_site, "zh")["docs"] if d["location"] == f"{SLUG}/")
    assert "\u200b大坝\u200b" in title


def test_arabic_words_are_found_without_their_article(built_site: Path) -> None:
    docs = index(built_site, "ar")["docs"]
    assert any("مفاوضات" in d.get("bare", "").split() for d in docs)


def test_a_hand_written_page_is_shown_in_the_original_with_a_notice_where_it_is_not_translated(
    project: Path,
) -> None:
    pages = project / "site_config" / "pages"
    for file in pages.iterdir():
        file.unlink()
    (pages / "about.en.md").write_text("# About\n\n![map](map.svg)\n", "utf-8")
    (pages / "about.ru.md").write_text("# О сайте\n\n![карта](map.svg)\n", "utf-8")
    (pages / "about.ja.md").write_text("# このサイト\n", "utf-8")
    (pages / "map.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>", "utf-8")
    build(project)
    site = project / "site"
    assert page(site, "ru/about/index.html").find(".//h1").text.strip() == "О сайте"
    assert not select(page(site, "ru/about/index.html"), "p", "dm-notice")
    arabic = page(site, "ar/about/index.html")
    assert select(arabic, "p", "dm-notice")
    assert arabic.find(".//h1").getparent().get("lang") == "en"
    assert target(site, "ar/about/index.html", arabic.find(".//article//img").get("src")).is_file()
    assert not list(site.rglob("*ja*/index.html"))


def test_the_error_page_of_each_language_is_right_wherever_it_is_shown(built_site: Path) -> None:
    for language in LANGUAGES:
        document = page(built_site, path_of(language, "404.html"))
        links = [link for _, _, link, _ in document.iterlinks() if not link.startswith("#")]
        assert all(link.startswith("/") for link in links)
        assert all(target(built_site, "x/y/z", link).is_file() for link in links)
        config = json.loads(document.get_element_by_id("__config").text)
        assert config["base"] == ("/" if language == "en" else f"/{language}/")
    (homes,) = select(page(built_site, "404.html"), "ul", "dm-languages")
    assert [home.get("lang") for home in homes] == list(LANGUAGES[1:])


def test_with_an_address_of_its_own_the_site_names_itself_and_its_translations_in_full(project: Path) -> None:
    build(project, site_url="https://example.org/news")
    document = page(project / "site", f"ar/{SLUG}/index.html")
    links = {(e.get("rel").strip(), e.get("hreflang")): e.get("href") for e in document.iter("link")}
    assert links["canonical", None] == f"https://example.org/news/ar/{SLUG}/"
    assert links["alternate", "zh"] == f"https://example.org/news/zh/{SLUG}/"
    assert links["alternate", "x-default"] == f"https://example.org/news/{SLUG}/"
    sitemap = (project / "site" / "ru" / "sitemap.xml").read_text("utf-8")
    assert re.findall("<loc>(.*?)</loc>", sitemap)[:2] == [
        "https://example.org/news/ru/about/",
        "https://example.org/news/ru/",
    ]
    missing = page(project / "site", "ru/404.html")
    assert json.loads(missing.get_element_by_id("__config").text)["base"] == "/news/ru/"
    assert missing.find(".//link[@rel='stylesheet']").get("href").startswith("/news/assets/")


def test_drafts_can_be_left_out_and_then_stand_nowhere(project: Path) -> None:
    config = (project / "mkdocs.yml").read_text("utf-8").replace("publish: all", "publish: reviewed")
    (project / "mkdocs.yml").write_text(config, "utf-8")
    build(project, site_url="https://example.org/")
    assert (project / "site" / "harbour-strike" / "index.html").is_file()
    for file in (f for f in (project / "site").rglob("*") if f.suffix not in {".png", ".gz"} and f.is_file()):
        assert SLUG not in str(file)
        assert not re.search(f"{SLUG}|Norland|Norlândia", file.read_text("utf-8")), file


def test_without_folders_for_addresses_all_links_lead_somewhere_too(project: Path) -> None:
    build(project, site_url="https://example.org/", use_directory_urls=False)
    site = project / "site"
    for path in (f"ar/{SLUG}.html", "topics/water.html", "index.html", "pt/2031.html"):
        for element, _, link, _ in page(site, path).iterlinks():
            if not element.get("rel", "").startswith("external") and not link.startswith("https://"):
                assert target(site, path, link).is_file(), f"{path}: {link}"


def test_a_site_may_have_another_first_language_and_briefings_in_one_that_it_does_not_show(
    project: Path,
) -> None:
    languages = "default: ar\nlanguages: {ar: {engine: none}, pt: {engine: none}}\n"
    (project / "site_config" / "languages.yml").write_text(languages, "utf-8")
    build(project, site_url="https://example.org/")
    document = page(project / "site", f"{SLUG}/index.html")
    assert document.get("lang") == "ar"
    assert document.findtext(".//h1").strip() == page(project / "site", "index.html").findtext(".//h2/a")
    data = json.loads((project / "site" / "pt" / SLUG / "briefing.json").read_text("utf-8"))
    assert data["translations"] == {"ar": f"https://example.org/{SLUG}/"}


# --- text is data ------------------------------------------------------------------------------

TRAPS = (
    "<script>hacked()</script>",
    "<img src=x onerror=hacked()>",
    '"><svg onload=hacked()>',
    "</title><script>hacked()</script>",
    "{{ 7 * 7 }} {% raw %} ${7*7}",
    "[TOC] **bold** `code` # no heading",
    "- a: b #c &amp; &lt;",
    "[[link]] [text](javascript:hacked())",
)


def trapped(project: Project, *_: object) -> tuple[Entry, ...]:
    """Every field of a briefing, of its translation and of its articles is a trap."""
    whole = entry(project, SLUG)
    data = yaml.safe_load(briefing_file.dump(whole.briefing))
    trap = " ".join(TRAPS)

    def replaced(value: object, key: str) -> object:
        if isinstance(value, dict):
            kept = {"sources", "positions"} if key else set()
            return {k: v if k in kept else replaced(v, k) for k, v in value.items()}
        if isinstance(value, list):
            return [replaced(v, key) for v in value]
        return (
            f"{trap} {value}"
            if isinstance(value, str) and key not in {"language", "status", "date"}
            else value
        )

    data = {k: v if k in {"sources", "contrasts"} else replaced(v, k) for k, v in data.items()}
    for source in data["sources"].values():
        source["title"] = source["publisher"] = trap
    data["contrasts"] = [{"topic": trap, "positions": {s["name"]: "01:4" for s in data["sides"]}}]
    path = project.briefings / SLUG / briefing_file.NAME
    path.write_text(yaml.dump(data, allow_unicode=True), "utf-8")
    briefing = briefing_file.load(path)
    strings = {s.text: Translated(f"ar {trap} {s.text}", State.MACHINE, trap) for s in briefing.statements()}
    article = whole.articles["01"]
    paragraphs = tuple(replace(p, text=f"{trap} {p.text}") for p in article.paragraphs)
    yield Entry(
        SLUG,
        briefing,
        path,
        {"ar": Translation("ar", MappingProxyType(strings))},
        {"01": replace(article, paragraphs=paragraphs)},
    )


@pytest.fixture(scope="module")
def trapped_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    project = make_project(tmp_path_factory.mktemp("trapped"))
    build(project, prepare=trapped)
    return project / "site"


@pytest.mark.parametrize(
    "path", [f"{SLUG}/index.html", f"ar/{SLUG}/index.html", "index.html", "zh/index.html"]
)
def test_metacharacters_in_texts_appear_as_text_and_never_run(trapped_site: Path, path: str) -> None:
    document = page(trapped_site, path)
    data = [script for script in document.iter("script") if script.get("type") == "application/ld+json"]
    assert json.loads(data[0].text)["@context"] == "https://schema.org"
    assert not any("hacked" in (s.text or "") for s in document.iter("script") if s not in data)
    assert not any(
        "hacked" in str(value) for e in document.iter() for key, value in e.items() if key.startswith("on")
    )
    assert not [e for e in document.iter("svg") if e.get("onload")]
    assert not [a for a in document.iter("a") if a.get("href", "").startswith("javascript:")]
    shown = " ".join(document.text_content().split())
    for trap in TRAPS:
        assert trap in shown


def test_metacharacters_in_texts_stay_text_in_the_search(trapped_site: Path) -> None:
    for language in ("en", "ar"):
        for doc in index(trapped_site, language)["docs"]:
            fields = " ".join((doc["title"], doc["text"], *doc.get("tags", ())))
            assert set(re.findall(r"<[^>]*>", fields)) <= {"<p>", "</p>"}


# --- mistakes ----------------------------------------------------------------------------------


def test_a_mistake_in_a_briefing_ends_the_build_and_leaves_the_old_site(
    project: Path, caplog: pytest.LogCaptureFixture
) -> None:
    build(project)
    before = sorted(str(p) for p in (project / "site").rglob("*"))
    briefing = project / "briefings" / SLUG / "briefing.yml"
    briefing.write_text(briefing.read_text("utf-8").replace("sides:", "sidez:"), "utf-8")
    with pytest.raises(Abort):
        build(project)
    assert re.search(r"briefing\.yml:17:1: sidez: unknown key; did you mean 'sides'\?", caplog.text)
    assert sorted(str(p) for p in (project / "site").rglob("*")) == before


@pytest.mark.parametrize(
    ("name", "message"),
    [("ar", "rename the folder"), ("about", "rename the folder"), ("404", "rename the folder")],
)
def test_a_briefing_whose_address_is_taken_is_refused(
    project: Path, caplog: pytest.LogCaptureFixture, name: str, message: str
) -> None:
    (project / "briefings" / SLUG).rename(project / "briefings" / name)
    (project / "site").mkdir()
    (project / "site" / "old.html").touch()
    with pytest.raises(Abort):
        build(project)
    assert (project / "site" / "old.html").exists()
    assert f"briefings/{name}:1:1: the site uses this name" in caplog.text
    assert message in caplog.text


@pytest.mark.parametrize("name", ["topics.md", "topics/water.en.md", "2031.md", "topics/index.md"])
def test_a_hand_written_page_where_one_is_generated_is_refused(
    project: Path, caplog: pytest.LogCaptureFixture, name: str
) -> None:
    path = project / "site_config" / "pages" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("# Ours\n", "utf-8")
    with pytest.raises(Abort):
        build(project)
    assert f"{name}:1:1: the site makes a page of its own of this name" in caplog.text


def test_a_hand_written_home_page_is_refused(project: Path, caplog: pytest.LogCaptureFixture) -> None:
    (project / "site_config" / "pages" / "index.md").write_text("# Home\n", "utf-8")
    with pytest.raises(Abort):
        build(project)
    assert "index.md:1:1: the home page is made from templates/listing.html" in caplog.text


def test_a_mistake_in_a_template_of_the_theme_is_named_with_file_and_line(
    project: Path, caplog: pytest.LogCaptureFixture
) -> None:
    main = project / "templates" / "theme" / "main.html"
    main.write_text(
        main.read_text("utf-8") + "\n{% block footer %}{{ nothing.at.all }}{% endblock %}\n", "utf-8"
    )
    lines = main.read_text("utf-8").count("\n")
    with pytest.raises(Abort):
        build(project)
    assert re.search(rf"main\.html:{lines}: 'nothing' is undefined", caplog.text)


def test_english_stands_in_for_words_that_are_missing_in_a_language(
    project: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "mkdocs")
    (project / "site_config" / "ui" / "pt.yml").unlink()
    build(project)
    assert "Reactions" in (project / "site" / "pt" / SLUG / "index.html").read_text()
    assert "pt.yml:1:1: is missing; English words are shown" in caplog.text


def test_the_command_ends_with_the_message_alone(project: Path) -> None:
    (project / "site_config" / "languages.yml").write_text("default: en\nlanguages: {xx-yy: {}}\n", "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "-q", "-f", str(project / "mkdocs.yml")],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
    )
    assert done.returncode == 1
    assert "languages.yml:2:" in done.stderr
    assert "Traceback" not in done.stderr
