"""The site in a real browser."""

import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from loopback import serve
from site_project import LANGUAGES, ROOT, build, entry
from test_site_build import SLUG, trapped_site  # noqa: F401  # a fixture

from generator.briefing import Entry, State, Translated, Translation
from generator.config import Project

pytestmark = pytest.mark.browser

PATHS = {code: "" if code == "en" else f"{code}/" for code in LANGUAGES}
WORDS = {
    # as the page has it, in another form, in another spelling
    "en": ("delegations", "delegation", "délegation’s"),
    "pt": ("barragem", "negociação", "Suíça", "suica"),
    "ru": ("переговоры", "переговорами", "зюдмарку"),
    "ar": ("المفاوضات", "مفاوضات", "ايفو", "قاعه"),
    "zh": ("大坝", "谈判"),
}


@pytest.fixture(scope="module")
def address(built_site: Path) -> Iterator[str]:
    with serve(built_site) as served:
        yield served


@pytest.fixture
def open_page(browser: Any) -> Iterator[Callable[..., Any]]:
    """Opens pages; fails at a message in the console and at a request to another host."""
    contexts, faults = [], []

    def open_(url: str, **options: Any) -> Any:
        context = browser.new_context(**({"viewport": {"width": 1280, "height": 800}} | options))
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        host = "/".join(url.split("/")[:3])
        page.on("console", lambda message: faults.append(f"console: {message.text}"))
        page.on("pageerror", lambda error: faults.append(f"error: {error}"))
        page.on("request", lambda r: r.url.startswith((host, "data:")) or faults.append(f"foreign: {r.url}"))
        page.on("response", lambda r: r.status < 400 or faults.append(f"{r.status}: {r.url}"))
        page.goto(url)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert faults == []


def search(page: Any, word: str) -> Any:
    """Paste into the search box, which presses no key; the results."""
    page.locator("input.md-search__input").fill("")
    page.locator(".md-search-result__item").first.wait_for(state="detached")
    page.locator("input.md-search__input").fill(word)
    results = page.locator(".md-search-result__item")
    results.first.wait_for()
    return results


def test_the_language_switch_stays_on_the_page_and_comes_back(
    open_page: Callable[..., Any], address: str
) -> None:
    page = open_page(f"{address}{SLUG}/#reactions")
    for code in (*LANGUAGES[1:], "en"):
        page.locator(".md-select button").hover()
        page.locator(f"a.md-select__link[hreflang={code}]").click()
        page.wait_for_url(f"{address}{PATHS[code]}{SLUG}/#reactions")
        assert page.locator("html").get_attribute("lang") == code


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_search_finds_words_of_the_language_and_opens_the_page(
    open_page: Callable[..., Any], address: str, language: str
) -> None:
    page = open_page(address + PATHS[language])
    for word in WORDS[language]:
        results = search(page, word)
        assert results.count() == 1
    results.first.locator("a").first.click()
    page.wait_for_url(re.compile(f"^{address}{PATHS[language]}{SLUG}/"))
    assert page.locator("h1").is_visible()


def ukrainian(project: Project, *_: object) -> tuple[Entry, ...]:
    """The briefing with two sentences in Ukrainian."""
    whole = entry(project, SLUG)
    texts = {
        whole.briefing.title: "Нордланд веде переговори про роз’єднання річки",
        whole.briefing.summary[0].text: "Рівень води визначають посли Зюдмарку.",
    }
    strings = {source: Translated(text, State.EDITED) for source, text in texts.items()}
    return (replace(whole, translations={"uk": Translation("uk", MappingProxyType(strings))}),)


def test_the_search_finds_other_forms_of_ukrainian_words_and_any_apostrophe(
    open_page: Callable[..., Any], project: Path
) -> None:
    languages = "default: en\nlanguages: {en: {}, uk: {engine: none}}\n"
    (project / "site_config" / "languages.yml").write_text(languages, "utf-8")
    shutil.copy(ROOT / "site_config" / "ui" / "uk.yml", project / "site_config" / "ui")
    build(project, prepare=ukrainian)
    with serve(project / "site") as address:
        page = open_page(f"{address}uk/")
        for word in ("переговорами", "Зюдмарка", "послам", "роз'єднання", "розʼєднанням"):
            assert search(page, word).count() == 1
        # neither half of a word that an apostrophe parts, nor a single letter
        for word in ("єднання", "я"):
            page.locator("input.md-search__input").fill(word)
            page.locator(".md-search-result__item").first.wait_for(state="detached")


@pytest.mark.parametrize("how", ["mouse", "keyboard", "touch"])
def test_a_source_mark_shows_its_paragraph(open_page: Callable[..., Any], address: str, how: str) -> None:
    page = open_page(f"{address}ar/{SLUG}/", has_touch=how == "touch")
    mark = page.locator(".dm-summary .dm-cite").first
    note = page.locator(".dm-note:popover-open")
    if how == "mouse":
        mark.hover()
    elif how == "touch":
        mark.tap()
    else:
        page.locator(".dm-facts a").focus()
        page.keyboard.press("Tab")
    note.wait_for()
    assert "both governments confirmed on Friday" in note.inner_text()
    assert note.locator("blockquote").get_attribute("lang") == "en"
    assert note.evaluate("n => n.getBoundingClientRect().left >= 0")
    page.keyboard.press("Escape")
    assert note.count() == 0


def test_a_note_that_was_clicked_stays_open(open_page: Callable[..., Any], address: str) -> None:
    page = open_page(f"{address}{SLUG}/")
    page.locator(".dm-summary .dm-cite").first.click()
    page.mouse.move(5, 5)
    page.wait_for_timeout(500)
    assert page.locator(".dm-note:popover-open").count() == 1


def test_the_tab_key_goes_from_mark_to_mark_past_the_links_in_their_notes(
    open_page: Callable[..., Any], address: str
) -> None:
    page = open_page(f"{address}{SLUG}/")
    page.locator(".dm-facts a").last.focus()
    for number in range(3):
        page.keyboard.press("Tab")
        assert page.locator(".dm-cite").nth(number).evaluate("m => m === document.activeElement")


@pytest.mark.parametrize("key", ["Escape", "Enter"])
def test_a_note_that_was_left_by_a_key_stays_closed_until_its_mark_is_used_again(
    open_page: Callable[..., Any], address: str, key: str
) -> None:
    page = open_page(f"{address}{SLUG}/")
    note = page.locator(".dm-note:popover-open")
    page.locator(".dm-facts a").focus()
    page.keyboard.press("Tab")
    note.wait_for()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert note.locator("a").first.evaluate("a => a === document.activeElement")
    page.keyboard.press(key)
    page.wait_for_timeout(100)
    assert note.count() == 0
    page.locator(".dm-summary .dm-cite").first.focus()
    page.keyboard.press("Escape")
    page.keyboard.press("Enter")
    note.wait_for()


def test_a_note_on_a_phone_does_not_cover_the_sentence_it_belongs_to(
    open_page: Callable[..., Any], address: str
) -> None:
    page = open_page(f"{address}{SLUG}/", viewport={"width": 360, "height": 740}, has_touch=True)
    mark = page.locator(".dm-background .dm-cite").first
    mark.evaluate("m => scrollBy({top: m.getBoundingClientRect().bottom - innerHeight + 20})")
    mark.tap()
    page.locator(".dm-note:popover-open").wait_for()
    page.wait_for_timeout(100)
    bottom, top = mark.bounding_box(), page.locator(".dm-note:popover-open").bounding_box()
    assert bottom["y"] + bottom["height"] <= top["y"]


def test_marks_work_without_scripts(open_page: Callable[..., Any], address: str) -> None:
    page = open_page(f"{address}zh/{SLUG}/", java_script_enabled=False)
    page.locator(".dm-background .dm-state").click()
    assert (
        "would hold back a third of the river"
        in page.locator(".dm-note").locator("visible=true").inner_text()
    )


def test_a_phone_without_scripts_needs_no_sideways_scroll(
    open_page: Callable[..., Any], address: str
) -> None:
    for language in ("en", "ar"):
        path = f"{address}{PATHS[language]}{SLUG}/"
        page = open_page(path, viewport={"width": 360, "height": 740}, java_script_enabled=False)
        assert page.evaluate("document.documentElement.scrollWidth") == 360


def test_a_phone_of_360_pixels_needs_no_sideways_scroll(open_page: Callable[..., Any], address: str) -> None:
    page = open_page(address, viewport={"width": 360, "height": 740})
    too_wide = "n => [...n.querySelectorAll('*')].filter(e => e.getBoundingClientRect().width > 360).length"
    for language in LANGUAGES:
        for path in ("", f"{SLUG}/", "about/"):
            page.goto(f"{address}{PATHS[language]}{path}")
            assert page.evaluate("document.documentElement.scrollWidth") == 360
            assert page.locator(".md-content").evaluate(too_wide) == 0


def test_a_phone_gives_the_topics_of_the_table_the_whole_line(
    open_page: Callable[..., Any], address: str
) -> None:
    page = open_page(f"{address}{SLUG}/", viewport={"width": 360, "height": 740})
    assert page.locator(".dm-table tbody th").first.bounding_box()["width"] > 300


def test_the_dark_page_is_printed_dark_on_light(open_page: Callable[..., Any], address: str) -> None:
    page = open_page(f"{address}{SLUG}/", color_scheme="dark")
    assert page.locator("body").get_attribute("data-md-color-scheme") == "slate"
    page.emulate_media(media="print")
    for part in (".dm-summary", ".dm-reaction", ".dm-notice"):
        paper, ink = page.locator(part).first.evaluate(
            "e => [getComputedStyle(e).backgroundColor, getComputedStyle(e).color]"
        )
        assert brightness(paper) > 200
        assert brightness(ink) < 80


def brightness(color: str) -> float:
    """The mean of red, green and blue, 0 to 255."""
    red, green, blue, *alpha = (float(part) for part in re.findall(r"[\d.]+", color))
    if alpha == [0]:
        return 255  # the paper
    return (red + green + blue) / 3


def test_sides_stand_next_to_each_other_from_the_reading_direction_on(
    open_page: Callable[..., Any], address: str
) -> None:
    for language, first_is_left in (("en", True), ("ar", False)):
        page = open_page(f"{address}{PATHS[language]}{SLUG}/")
        first, second = (box.bounding_box() for box in page.locator(".dm-side").all())
        assert first["y"] == second["y"]
        assert (first["x"] < second["x"]) is first_is_left


def test_letters_that_are_joined_are_not_spaced_and_have_fonts_of_their_own(
    open_page: Callable[..., Any], address: str
) -> None:
    style = "e => [getComputedStyle(e).letterSpacing, getComputedStyle(e).fontFamily]"
    spacing, fonts = open_page(f"{address}ar/{SLUG}/").locator("h1").evaluate(style)
    assert spacing in {"0px", "normal"}
    assert "Noto Naskh Arabic" in fonts
    assert "Songti SC" in open_page(f"{address}zh/{SLUG}/").locator("h1").evaluate(style)[1]


def test_a_repository_on_github_is_not_asked_for_anything(
    open_page: Callable[..., Any], project: Path
) -> None:
    config = project / "mkdocs.yml"
    config.write_text(f"{config.read_text('utf-8')}\nrepo_url: https://github.com/a/b\n", "utf-8")
    build(project)
    with serve(project / "site") as address:
        page = open_page(f"{address}{SLUG}/")
        page.wait_for_load_state("networkidle")


def test_the_links_at_the_end_of_a_page_lead_to_it_in_other_languages_and_to_paper(
    open_page: Callable[..., Any], address: str
) -> None:
    page = open_page(f"{address}{SLUG}/#timeline")
    page.evaluate("print = () => document.title = 'printed'")
    page.locator(".dm-print").click()
    assert page.title() == "printed"
    page.locator(".dm-read-in a[hreflang=ar]").click()
    page.wait_for_url(f"{address}ar/{SLUG}/#timeline")


def test_a_choice_of_colours_holds_for_all_languages(open_page: Callable[..., Any], address: str) -> None:
    page = open_page(f"{address}{SLUG}/")
    while page.locator("body").get_attribute("data-md-color-scheme") != "slate":
        page.locator("form[data-md-component=palette] label:not([hidden])").click()
    page.goto(f"{address}ar/{SLUG}/")
    assert page.locator("body").get_attribute("data-md-color-scheme") == "slate"
    page.goto(f"{address}ar/404.html")
    assert page.locator("body").get_attribute("data-md-color-scheme") == "slate"


def test_texts_full_of_markup_run_nothing(
    open_page: Callable[..., Any],
    trapped_site: Path,  # noqa: F811
) -> None:
    with serve(trapped_site) as address:
        for path in (f"{SLUG}/", f"ar/{SLUG}/"):
            page = open_page(address + path, viewport={"width": 360, "height": 740})
            page.set_viewport_size({"width": 1280, "height": 800})
            # were a text run, hacked() would be an error of the page
            page.locator(".dm-cite").first.click()
            page.keyboard.press("Escape")
            search(page, "bold")
            assert page.locator(".md-search-result img, .md-search-result svg[onload]").count() == 0
