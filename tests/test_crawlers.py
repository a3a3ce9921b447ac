"""What a built site offers to search engines and language models."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from lxml import etree
from markdown_it import MarkdownIt
from markdown_it.token import Token
from site_project import LANGUAGES, build, entry, make_project

from generator.briefing import Briefing, Entry, Statement, Version
from generator.config import Project
from generator.site import crawlers

ROOT = "https://example.org/"
NAMESPACES = {
    "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "x": "http://www.w3.org/1999/xhtml",
}
TRAP = "A [link](javascript:hacked()) <b>&amp;</b> `code` *bold* \\"


def prepare(project: Project, *_: object) -> tuple[Entry, ...]:
    talks, strike = entry(project, "river-talks"), entry(project, "harbour-strike")
    summary = (Statement(f"{TRAP}\n\n# heading"), Statement("Second"))
    trap = Briefing(f"{TRAP}\n## heading", topics=("a & b",), summary=summary)
    versions = (Version(date(2031, 3, 11)), Version(date(2031, 3, 20)))
    return talks, replace(strike, versions=versions), Entry("trap", trap, strike.path)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    project = make_project(tmp_path_factory.mktemp("crawlers"))
    build(project, prepare, site_url=ROOT)
    return project / "site"


@pytest.fixture(scope="module")
def small_sitemaps(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same site in a folder of its host, with no more than five pages in a sitemap."""
    project = make_project(tmp_path_factory.mktemp("sitemaps"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(crawlers, "_PAGES", 5)
        build(project, prepare, site_url=f"{ROOT}news")
    return project / "site"


def values(file: Path, path: str) -> list[str]:
    root = etree.parse(file)
    return [str(found) for found in root.xpath(path, namespaces=NAMESPACES)]


def pages(site: Path, root: str, language: str) -> list[str]:
    """The addresses of all pages in a language, by what is in the folder; those not translated left out."""
    folders = (file.parent.relative_to(site).as_posix() for file in site.rglob("index.html"))
    own = (folder for folder in folders if (folder.split("/")[0] == language) or language == "en")
    kept = (f for f in own if language != "en" or f.split("/")[0] not in LANGUAGES)
    found = {root if folder == "." else f"{root}{folder}/": site / folder / "index.html" for folder in kept}
    return sorted(
        address
        for address, file in found.items()
        if f'<link rel="canonical" href="{address}">' in file.read_text("utf-8")
    )


def test_a_page_that_nobody_has_translated_leads_to_the_original_and_is_no_translation(site: Path) -> None:
    page = (site / "pt" / "harbour-strike" / "index.html").read_text("utf-8")
    assert f'<link rel="canonical" href="{ROOT}harbour-strike/">' in page
    assert 'rel="alternate " hreflang' not in page
    original = (site / "harbour-strike" / "index.html").read_text("utf-8")
    assert re.findall('rel="alternate " hreflang="([^"]*)"', original) == ["en", "x-default"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sitemap_of_a_language_has_each_of_its_pages_once(site: Path, language: str) -> None:
    file = site / (f"{language}/sitemap.xml" if language != "en" else "sitemap-en.xml")
    assert etree.parse(file).getroot().tag == f"{{{NAMESPACES['s']}}}urlset"
    assert sorted(values(file, "/s:urlset/s:url/s:loc/text()")) == pages(site, ROOT, language)


def test_a_sitemap_names_the_translations_of_each_page_and_the_one_for_everyone_else(site: Path) -> None:
    file = site / "ar" / "sitemap.xml"
    url = f"/s:urlset/s:url[s:loc='{ROOT}ar/river-talks/']"
    languages = values(file, f"{url}/x:link[@rel='alternate']/@hreflang")
    addresses = values(file, f"{url}/x:link[@rel='alternate']/@href")
    assert dict(zip(languages, addresses, strict=True)) == {
        "en": f"{ROOT}river-talks/",
        **{code: f"{ROOT}{code}/river-talks/" for code in LANGUAGES[1:]},
        "x-default": f"{ROOT}river-talks/",
    }


def test_a_sitemap_says_when_a_briefing_or_one_of_those_on_a_page_changed(site: Path) -> None:
    def changed(page: str) -> list[str]:
        return values(site / "sitemap-en.xml", f"/s:urlset/s:url[s:loc='{ROOT}{page}']/s:lastmod/text()")

    assert changed("harbour-strike/") == ["2031-03-20"]
    assert changed("topics/water/") == changed("river-talks/") == ["2031-03-14"]
    assert changed("") == changed("topics/") == changed("2031/") == ["2031-03-20"]
    assert changed("about/") == changed("trap/") == changed("topics/a-b/") == []


def test_the_sitemap_at_the_root_names_those_of_all_languages(site: Path) -> None:
    index = site / "sitemap.xml"
    assert etree.parse(index).getroot().tag == f"{{{NAMESPACES['s']}}}sitemapindex"
    assert values(index, "/s:sitemapindex/s:sitemap/s:loc/text()") == [
        f"{ROOT}sitemap-en.xml",
        *(f"{ROOT}{code}/sitemap.xml" for code in LANGUAGES[1:]),
    ]
    assert set(values(index, "//s:lastmod/text()")) == {"2031-03-20"}
    assert not list(site.rglob("sitemap*.gz"))


def test_a_sitemap_that_grows_too_large_is_divided(small_sitemaps: Path) -> None:
    root = f"{ROOT}news/"
    named = values(small_sitemaps / "sitemap.xml", "//s:loc/text()")
    for language in LANGUAGES:
        prefix = root if language == "en" else f"{root}{language}/"
        own = [a for a in named if a.startswith(f"{prefix}sitemap")]
        parts = [values(small_sitemaps / there.removeprefix(root), "//s:url/s:loc/text()") for there in own]
        assert len(parts) > 1
        assert all(len(part) == 5 for part in parts[:-1])
        assert sorted(page for part in parts for page in part) == pages(small_sitemaps, root, language)
        # a sitemap may name no page above its own place
        assert all(page.startswith(prefix) for part in parts for page in part)


def test_robots_are_welcome_and_told_of_the_sitemaps(site: Path) -> None:
    assert (site / "robots.txt").read_text("utf-8").splitlines() == [
        "User-agent: *",
        "Allow: /",
        "",
        f"Sitemap: {ROOT}sitemap.xml",
    ]


def test_there_is_no_robots_file_where_no_robot_would_look_for_it(small_sitemaps: Path) -> None:
    assert not (small_sitemaps / "robots.txt").exists()


def markdown(file: Path) -> list[Token]:
    return MarkdownIt().parse(file.read_text("utf-8"))


def texts(tokens: list[Token], kind: str) -> list[str]:
    """The plain text of all elements of a kind."""
    return [
        "".join(part.content for part in (inside.children or ()) if part.type == "text")
        for token, inside in zip(tokens, tokens[1:] + tokens[:1], strict=True)
        if token.type == "heading_open" and token.tag == kind
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_llms_txt_leads_to_the_briefings_their_data_the_topics_and_the_other_languages(
    site: Path, language: str
) -> None:
    prefix = "" if language == "en" else f"{language}/"
    tokens = markdown(site / f"{prefix}llms.txt")
    assert len(texts(tokens, "h1")) == 1
    assert len(texts(tokens, "h2")) == 3
    assert tokens[3].type == "blockquote_open"
    found = [
        str(part.attrGet("href"))
        for token in tokens
        for part in token.children or ()
        if part.type == "link_open"
    ]
    expected = [
        f"{ROOT}{prefix}{slug}/{file}"
        for slug in ("river-talks", "harbour-strike", "trap")
        for file in ("", "briefing.json")
    ]
    assert found[:6] == expected
    assert found[6:10] == [f"{ROOT}{prefix}topics/{key}/" for key in ("a-b", "diplomacy", "labour", "water")]
    others = ("" if code == "en" else f"{code}/" for code in LANGUAGES if code != language)
    assert found[10:] == [f"{ROOT}{other}llms.txt" for other in others]


def test_llms_txt_says_in_a_line_what_a_briefing_is_and_how_its_text_came_about(site: Path) -> None:
    first = next(line for line in (site / "llms.txt").read_text("utf-8").splitlines() if "river" in line)
    assert first == (
        f"- [Norland and Sudmark agree to talk about the Vell dam]({ROOT}river-talks/): 2031-03-14. Norland "
        "and Sudmark will send delegations to Lucerne on Thursday to talk about the Vell dam. (Draft) "
        f"[This page as data (JSON)]({ROOT}river-talks/briefing.json)"
    )
    arabic = (site / "ar" / "llms.txt").read_text("utf-8")
    assert "(مسودة · ترجمها أو راجعها إنسان)" in arabic


def test_metacharacters_in_texts_are_letters_in_llms_txt(site: Path) -> None:
    tokens = markdown(site / "llms.txt")
    (line,) = [token for token in tokens if token.children and "hacked" in token.content]
    shown = "".join(part.content for part in line.children or () if part.type.startswith("text"))
    assert shown.startswith(f"{TRAP} ## heading: {TRAP} # heading")
    assert {part.type for part in line.children or ()} <= {"text", "text_special", "link_open", "link_close"}


def test_a_site_without_an_address_has_nothing_for_crawlers(built_site: Path) -> None:
    assert not [
        *built_site.rglob("*sitemap*"),
        *built_site.rglob("robots.txt"),
        *built_site.rglob("llms.txt"),
    ]
