"""The published pages before independent judges: axe-core, the Nu HTML Checker, the browser itself.

And the sample in all of its languages.
"""

import json
import re
import shutil
import subprocess
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import unavailable
from loopback import serve
from site_project import ROOT, build
from test_browser_site import PATHS, open_page, search  # noqa: F401  # a fixture

from generator.config import load_languages

WIDE, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
# each kind of page in each scheme at each width; both directions, a script without spaces
VIEWS = (("en", "light", WIDE), ("ar", "dark", WIDE), ("ar", "light", PHONE), ("zh", "dark", PHONE))

SAMPLE = "istanbul-talks"
SAMPLE_LANGUAGES = tuple(load_languages(ROOT / "site_config" / "languages.yml").languages)
# in other forms than the sample has them, where words have forms
SAMPLE_WORDS = {
    "en": ("ceasefires", "negotiation"),
    "uk": ("переговорами", "пропозицією"),
    "ru": ("переговорами", "условием"),
    "es": ("conversación", "europea"),
    "fr": ("rencontres", "européenne"),
    "pt": ("conversa", "presidentes"),
    "ar": ("محادثات", "والمحادثات"),
    "zh": ("停火", "谈判"),
}

VALIDATOR = ROOT / "tests/web_validators/node_modules/vnu-jar/build/dist/vnu.jar"
# what Material for MkDocs itself writes: a message of the checker, the tag that it is about
MATERIAL = (
    ("Attribute “autocomplete” is only allowed", '<input class="md-toggle" data-md-toggle='),
    # the drawer of a page that the navigation does not list has a heading for a switch that is not there
    ("The value of the “for” attribute of the “label”", '<label class="md-nav__title" for="__toc">'),
)
# the checker takes data for scripts, knows no address of a page, and not all of a policy: browsers judge it
POLICY = ("violates Content Security Policy (meta tag)", "source-expression 'inline-speculation-rules'")

SHIFTS = """() => new Promise(resolve => {
    let sum = 0
    const add = list => list.getEntries().forEach(shift => sum += shift.value)
    const observer = new PerformanceObserver(add)
    observer.observe({type: "layout-shift", buffered: true})
    setTimeout(() => { add({getEntries: () => observer.takeRecords()}); resolve(sum) }, 500)
})"""


@pytest.fixture(scope="module")
def address(built_site: Path) -> Iterator[str]:
    with serve(built_site) as served:
        yield served


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the repository's own sample at an address of its own, with a nearly empty page."""
    project = tmp_path_factory.mktemp("sample")
    for name in ("briefings", "site_config", "templates"):
        shutil.copytree(ROOT / name, project / name)
    shutil.copy(ROOT / "mkdocs.yml", project)
    for code in SAMPLE_LANGUAGES:
        (project / "site_config" / "pages" / f"empty.{code}.md").write_text("# 0\n", "utf-8")
    build(project, prepare=None, site_url="https://dragoman.example/")
    return project / "site"


@pytest.fixture(scope="module")
def sample_address(sample: Path) -> Iterator[str]:
    with serve(sample) as served:
        yield served


def kinds(site: Path, language: str) -> list[str]:
    """The largest page of each kind in a language, by its path.

    Pages are of a kind where their content begins with the same class and their folders are siblings.
    """
    found: dict[tuple[str, ...], Path] = {}
    for path in (site / PATHS[language]).rglob("*.html"):
        *folders, name = path.relative_to(site / PATHS[language]).parts
        if language == "en" and folders and folders[0] in PATHS:
            continue
        beginning = re.search(r'<article class="md-content__inner[^>]*>\s*(<[^>]*)', path.read_text("utf-8"))
        assert beginning, path
        ours = re.findall(r"\bdm-[a-z]+\b", beginning[1])[:1]
        siblings = ["year" if folder.isdecimal() else "*" for folder in folders[-1:]]
        kind = (*ours, *folders[:-1], *siblings, name)
        if kind not in found or path.stat().st_size > found[kind].stat().st_size:
            found[kind] = path
    return sorted(p.relative_to(site).as_posix().removesuffix("index.html") for p in found.values())


def violations(page: Any, part: str | None = None) -> list[str]:
    """What axe-core objects to, by all rules that it has on by itself."""
    found = Axe().run(page, context=part).response["violations"]
    return [
        f"{rule['id']}: {node['target']}: {node['failureSummary']}\n{node['html'][:300]}"
        for rule in found
        for node in rule["nodes"]
    ]


@pytest.mark.browser
@pytest.mark.parametrize("view", VIEWS, ids=lambda view: "-".join((*view[:2], str(view[2]["width"]))))
def test_no_kind_of_page_has_a_barrier(
    open_page: Callable[..., Any],  # noqa: F811
    built_site: Path,
    address: str,
    view: tuple[str, str, dict[str, int]],
) -> None:
    language, scheme, size = view
    pages = kinds(built_site, language)
    assert len(pages) >= 4
    page = open_page(address, color_scheme=scheme, viewport=size)
    assert page.locator("body[data-md-color-scheme=slate]").count() == (scheme == "dark")
    found = defaultdict(list)
    opened = 0
    for path in pages:
        page.goto(address + path)
        for fault in violations(page):
            found[fault].append(path)
        mark = page.locator(".dm-summary .dm-cite").first
        if mark.count():
            mark.click()
            page.locator(".dm-note:popover-open").wait_for()
            opened += 1
            for fault in violations(page, ".dm-note:popover-open"):
                found[fault].append(f"{path} with a note open")
    assert opened
    assert not found, "\n\n".join(f"{', '.join(where)}: {fault}" for fault, where in found.items())


def test_all_html_is_valid(built_site: Path, sample: Path) -> None:
    if not shutil.which("java"):
        unavailable("java is missing; on Debian: apt-get install default-jre-headless")
    if not VALIDATOR.is_file():
        unavailable("the Nu HTML Checker is missing: npm ci --prefix tests/web_validators")
    # its schemas need more stack than Java gives everywhere
    command = ["java", "-Xss4m", "-jar", str(VALIDATOR), "--stdout", "--exit-zero-always", "--format", "json"]
    command += ["--skip-non-html", str(built_site), str(sample)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    faults, known = set(), set()
    for message in json.loads(done.stdout)["messages"]:
        text, extract = message["message"], message.get("extract", "")
        expected = [pair for pair in MATERIAL if pair[0] in text and pair[1] in extract]
        known.update(expected)
        if not expected and not any(part in text for part in POLICY):
            page = message["url"].partition("/site/")[2]
            faults.add(f"{page}:{message.get('lastLine')}: {text}: {' '.join(extract.split())}")
    assert not faults, "\n".join(sorted(faults))
    assert known == set(MATERIAL)  # else the checker did not see the pages, or Material has mended one


@pytest.mark.browser
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_nothing_moves_while_a_page_opens(
    open_page: Callable[..., Any],  # noqa: F811
    sample_address: str,
    size: dict[str, int],
) -> None:
    page = open_page(sample_address, viewport=size)
    for language in ("en", "ar", "zh"):
        page.goto(f"{sample_address}{PATHS[language]}{SAMPLE}/")
        assert page.evaluate(SHIFTS) < 0.01, language
    # the measure sees what moves
    page.evaluate("document.querySelector('.dm-head').style.marginTop = '300px'")
    assert page.evaluate(SHIFTS) > 0.01


@pytest.mark.parametrize("language", SAMPLE_LANGUAGES)
def test_a_briefing_adds_little_to_what_the_theme_weighs(sample: Path, language: str) -> None:
    folder = sample / (language if language != "en" else "")
    page, empty = (folder / name / "index.html" for name in (SAMPLE, "empty"))
    linked = re.findall(r'(?:href|src)="[^"]*(assets/[^"?]+\.(?:css|js))', page.read_text("utf-8"))
    # Material's own are not in templates/
    own = [path for name in linked if (path := ROOT / "templates" / "theme" / name).is_file()]
    assert {path.name for path in own} >= {"dragoman.css", "dragoman.js"}
    weight = page.stat().st_size - empty.stat().st_size + sum(path.stat().st_size for path in own)
    assert 10_000 < weight < 100_000


@pytest.mark.slow
@pytest.mark.parametrize(("language", "words"), SAMPLE_WORDS.items())
def test_in_each_language_of_the_sample_a_switch_stays_on_the_page_and_the_search_opens_it(
    open_page: Callable[..., Any],  # noqa: F811
    sample_address: str,
    language: str,
    words: tuple[str, ...],
) -> None:
    home = sample_address + ("" if language == "en" else f"{language}/")
    page = open_page(f"{sample_address}{SAMPLE}/")
    page.locator(".md-select button").hover()
    page.locator(f"a.md-select__link[hreflang={language}]").click()
    page.wait_for_url(f"{home}{SAMPLE}/")
    for word in words:
        results = search(page, word)
        assert results.count() == 1, word
    results.first.locator("a").first.click()
    page.wait_for_url(re.compile(f"^{home}{SAMPLE}/"))
    assert page.locator("html").get_attribute("lang") == language
