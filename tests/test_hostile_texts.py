"""Texts that are meant to harm: in every field, on every page, opened in a real browser.

Each project has a twin, whose texts are plain words. Pages and twins must have the same elements with the
same attributes; nothing may run, be fetched, cover its neighbours or turn them round.
"""

import base64
import enum
import html
import json
import re
import shutil
import types
import typing
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, is_dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

import lxml.etree
import lxml.html
import polib
import pytest
import yaml
from loopback import serve
from markdown_it import MarkdownIt
from pydantic import TypeAdapter, ValidationError
from site_project import build, make_project

from generator import articles, briefing_file, fields, translation
from generator.briefing import Briefing, messages
from generator.config import Project, load_languages
from generator.contained import contained
from generator.errors import InvalidFileError
from generator.site import metadata
from generator.site.pages import reserved
from generator.translation import catalog

HOSTILE = Path(__file__).parent / "fixtures" / "hostile"
LANGUAGES = ("en", "ar")
# of each list
LENGTHS = {"sides": 3, "contrasts": 3, "reactions": 4, "people": 2, "sources": 4, "authors": 3, "topics": 4}
LENGTH = 5
# of so many statements one is without
LACKING = {"original": 3, "speaker": 4}
ARTICLES = ("01", "02", "03")
NAMES = ["שלום", "مرحبا"]
# the kinds that no file may have
REFUSED = {"blank", "controls"}


@cache
def corpus() -> dict[str, tuple[str, ...]]:
    """The strings by kind."""
    found = {}
    for path in sorted(HOSTILE.glob("*.yml")):
        raw = yaml.safe_load(path.read_text("utf-8"))
        texts = (item if isinstance(item, str) else item["text"] * item["times"] for item in raw)
        found[path.stem] = tuple(texts)
    return found


@cache
def usable() -> tuple[str, ...]:
    """The strings that a file may have; those of all kinds mixed, so that a page has some of each."""
    kinds = [texts for kind, texts in corpus().items() if kind not in REFUSED]
    rows = (texts[n] for n in range(max(map(len, kinds))) for texts in kinds if n < len(texts))
    found: dict[str, str] = {}
    for text in rows:
        found.setdefault(contained(text), text)  # those that are read alike are one
    return tuple(found.values())


def plain(text: str) -> str:
    """Plain words in place of a text, others for each."""
    number, letters = usable().index(text), ""
    for _ in range(3):
        number, digit = divmod(number, 26)
        letters += chr(97 + digit)
    return ("Word" + letters + " and so on" * 40)[: max(7, min(len(text), 200))].strip()


# --- a briefing with a text in each field ------------------------------------------------------------


@dataclass
class Filler:
    """Makes the data of a briefing from the model; `take` gives the text of a field."""

    take: Callable[[str], str]
    references: Sequence[str]
    count: int = 0

    def value(self, type_: Any, where: str) -> Any:
        """Data for a type of the model."""
        for kind, make in self._checked():
            if type_ == kind:
                return make(where)
        origin, arguments = typing.get_origin(type_), typing.get_args(type_)
        if origin is typing.Annotated:
            made = self.value(arguments[0], where)
        elif origin in {typing.Union, types.UnionType}:
            made = self.value(next(kind for kind in arguments if kind is not types.NoneType), where)
        elif origin is tuple:
            length = LENGTHS.get(where.rpartition(".")[2], LENGTH)
            made = [self.value(arguments[0], f"{where}[]") for _ in range(length)]
        elif getattr(origin, "__name__", "") == "Mapping":
            length = LENGTHS.get(where, LENGTH)
            made = {self.key(where): self.value(arguments[1], f"{where}{{}}") for _ in range(length)}
        elif is_dataclass(type_):
            made = dict(self._filled(type_, where))
        elif isinstance(type_, type) and issubclass(type_, enum.Enum):
            made = list(type_)[self._next() % len(type_)].value
        else:
            assert type_ is str, f"{where}: what is to stand in a field of the type {type_}?"
            made = self.take(where)
        return made

    def _filled(self, type_: Any, where: str) -> Iterator[tuple[str, Any]]:
        for name, hint in typing.get_type_hints(type_, include_extras=True).items():
            may_lack = type_ is not Briefing and types.NoneType in typing.get_args(hint)
            if not (may_lack and name in LACKING and self._next() % LACKING[name] == 0):
                yield name, self.value(hint, f"{where}.{name}".strip("."))

    def key(self, where: str) -> str:
        """A key that people choose; the positions get theirs from the sides."""
        return self.take(f"{where}{{}}") if where == "sources" else "?"

    def _next(self) -> int:
        self.count += 1
        return self.count

    def _references(self, _: str) -> list[str]:
        first = self._next()
        return [self.references[(first + n) % len(self.references)] for n in range(1 + first % 2)]

    def _checked(self) -> Iterator[tuple[Any, Callable[[str], Any]]]:
        yield fields.Text, self.take
        yield fields.Day, lambda _: f"2031-03-{10 + self._next() % 19}"
        yield fields.PartialDate, lambda _: f"20{10 + self._next() % 20}"
        yield tuple[fields.Reference, ...], self._references
        yield fields.Reference, lambda _: self.references[self._next() % len(self.references)]
        yield fields.WebAddress, lambda _: f"https://example.org/{self._next()}"
        yield fields.LanguageTag, lambda _: "uk"


def briefing(take: Callable[[str], str], references: Sequence[str]) -> dict[str, Any]:
    """The data of a briefing.yml in which every field is filled."""
    filler = Filler(take, references)
    data: dict[str, Any] = filler.value(Briefing, "")
    data |= {"language": "en", "date": "2031-03-01", "status": "draft"}
    names = [side["name"] for side in data["sides"]]
    for contrast in data["contrasts"]:
        contrast["positions"] = {name: filler.value(fields.Reference, "") for name in names}
    for number, id_ in enumerate(ARTICLES):
        # what an article does not say is found out from its texts
        known = {"date": "2031-03-01", "language": "en"}
        data["sources"][id_] = known | (_named(take) if number == 2 else {})
    return data


def _named(take: Callable[[str], str]) -> dict[str, str]:
    return {"title": take("sources{}.title"), "publisher": take("sources{}.publisher")}


@dataclass
class Texts:
    """Gives one hostile text after the other, or its plain twin, and notes what went where.

    Attributes:
        twin: whether to give plain words.
        by_field: whether each field gets all texts in turn, not only all fields together.
    """

    twin: bool
    by_field: bool = False

    def __post_init__(self) -> None:
        self.placed: set[tuple[str, str]] = set()
        self._fields: dict[str, int] = {}
        self._next = 0

    def __call__(self, where: str) -> str:
        """The next text for a field."""
        texts, count = usable(), self._fields.setdefault(where, 31 * len(self._fields))
        self._fields[where] += 1
        text = texts[(count if self.by_field else self._next) % len(texts)]
        self._next += 1
        self.placed.add((where, text))
        return plain(text) if self.twin else text


def write(project: Path, slug: str, takes: Sequence[Texts]) -> None:
    """A briefing with articles and a catalog, all of them hostile, and below ``twin/`` its twin."""
    folders = [project / ("twin" if take.twin else ".") / "briefings" / slug for take in takes]
    cited = []
    for folder, take in zip(folders, takes, strict=True):
        _write_articles(folder / "articles", take)
        found = [articles.read(path) for path in articles.files.in_folder(folder / "articles")]
        cited.append([f"{a.id}:{p.number}" for a in found for p in a.paragraphs if not p.heading])
    # cleaning may take out a paragraph of one of the two
    references = [reference for reference in cited[0] if all(reference in others for others in cited)]
    for folder, take in zip(folders, takes, strict=True):
        _write_briefing(folder, take, references)


def _write_articles(folder: Path, take: Texts) -> None:
    folder.mkdir(parents=True)
    for number, id_ in enumerate(ARTICLES):
        paragraphs = [_article_text(take("article paragraph")) for _ in range(6)]
        _write_article(folder, id_, number, paragraphs, take)


def _write_briefing(folder: Path, take: Texts, references: Sequence[str]) -> None:
    data = briefing(take, references)
    (folder / "briefing.yml").write_text(yaml.safe_dump(data, width=10**6, sort_keys=False), "utf-8")
    entries = catalog.new("ar")
    known = briefing_file.load(folder / "briefing.yml")
    for number, text in enumerate(dict.fromkeys(message.text for message in messages(known))):
        entry = polib.POEntry(msgid=text, msgstr=take("msgstr"), tcomment=take("catalog comment"))
        if number % 3 == 1:
            # a longer one would be wrapped, and then be none
            model = "".join(take("model").split())[:30]
            catalog.set_machine_text(entry, entry.msgstr, "argos", model)
        elif number % 3 == 2:
            entry.flags, entry.previous_msgid = ["fuzzy"], take("previous msgid")
        if number % 5:
            entries.append(entry)
    catalog.write(folder / "ar.po", entries)


def _article_text(text: str) -> str:
    return f"The council said on Monday that the bridge would be closed {' '.join(text.split())} until May."


def _write_article(folder: Path, id_: str, number: int, paragraphs: list[str], take: Texts) -> None:
    head = {"title": take("article title"), "publisher": take("article publisher")}
    if number == 0:
        (folder / f"{id_}.txt").write_text("\n\n".join(paragraphs), "utf-8")
    elif number == 1:
        front = yaml.safe_dump(head, width=10**6)
        (folder / f"{id_}.md").write_text(f"---\n{front}---\n\n" + "\n\n".join(paragraphs), "utf-8")
    else:
        body = "".join(f"<p>{_escaped(text)}</p>" for text in paragraphs)
        title, site = (_escaped(head[name]) for name in ("title", "publisher"))
        (folder / f"{id_}.html").write_text(
            f'<!doctype html><html lang="en"><head><title>{title}</title>'
            f'<meta property="og:site_name" content="{site}"></head>'
            f"<body><article><h1>{title}</h1>{body}</article></body></html>",
            "utf-8",
        )


def _escaped(text: str) -> str:
    return html.escape(text).replace("\r", "&#13;")


# --- the pages ---------------------------------------------------------------------------------------

_TRAP = """
window.trapped = []
window.dmTrap = what => trapped.push(`called: ${what}`)
for (const name of ["alert", "confirm", "prompt", "open", "print"]) window[name] = () => trapped.push(name)
addEventListener("securitypolicyviolation", event => trapped.push(event.violatedDirective))
"""
_INSPECT = (HOSTILE / "inspect.js").read_text("utf-8").strip()
_PARSED = f"""texts => texts.map(text =>
    {_INSPECT}.elements(new DOMParser().parseFromString(text, "text/html").documentElement))"""
_ROOT = "https://example.org/"


def _languages(project: Path) -> None:
    languages = {"default": "en", "languages": {code: {"engine": "none"} for code in LANGUAGES}}
    (project / "site_config" / "languages.yml").write_text(yaml.safe_dump(languages))


def _names(folder: Path) -> None:
    """A briefing with names side by side that are written from right to left."""
    folder.mkdir(parents=True)
    data = {"title": "Names", "authors": NAMES, "summary": ["In short."]}
    data["sides"] = [{"name": name, "statements": ["So it is."]} for name in NAMES]
    (folder / "briefing.yml").write_text(yaml.safe_dump(data), "utf-8")


def make_sites(
    folder: Path,
    cases: int,
    takes: Sequence[Texts],
    write: Callable[[Path, str, Sequence[Texts]], None] = write,
) -> Path:
    """A project of hostile briefings and, in ``twin/``, one of plain ones, both built."""
    for project in (folder, folder / "twin"):
        make_project(project)
        shutil.rmtree(project / "briefings")
        _languages(project)
        _names(project / "briefings" / "names")
    for number in range(cases):
        write(folder, f"case-{number}", takes)
    for project in (folder, folder / "twin"):
        build(project, prepare=None, site_url=_ROOT)
    return folder


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_sites(tmp_path_factory.mktemp("hostile"), 2, (Texts(twin=False), Texts(twin=True)))


@pytest.fixture(scope="module")
def address(sites: Path) -> Iterator[str]:
    with serve(sites / "site") as served:
        yield served


@pytest.fixture
def reader(browser: Any) -> Iterator[Any]:
    """A page of the browser that tells what runs; fails where anything does, or is asked of others."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.add_init_script(_TRAP)
    page, faults = context.new_page(), []
    page.on("console", lambda message: faults.append(f"console: {message.text}"))
    page.on("pageerror", lambda error: faults.append(f"error: {error}"))
    page.on("dialog", lambda dialog: faults.append(f"dialog: {dialog.message}"))
    page.on("download", lambda download: faults.append(f"download: {download.url}"))
    page.on("popup", lambda popup: faults.append(f"popup: {popup.url}"))
    page.on("frameattached", lambda frame: faults.append(f"frame: {frame.url}"))
    own = ("http://127.0.0.1:", "data:", "about:")
    page.on("request", lambda r: r.url.startswith(own) or faults.append(f"foreign: {r.url}"))
    page.on("response", lambda r: r.status < 400 or faults.append(f"{r.status}: {r.url}"))
    yield page
    trapped = page.evaluate("window.trapped ?? []")
    context.close()
    assert (trapped, faults) == ([], [])


def parsed(page: Any, files: Sequence[Path]) -> list[tuple[list[str], set[str]]]:
    """The elements of pages as the browser reads them, in order, and the kinds of those that may be many."""
    made = page.evaluate(_PARSED, [file.read_text("utf-8") for file in files])
    return [(tree, set(kinds)) for tree, kinds in made]


def compare(reader: Any, sites: Path) -> None:
    """Fail where a page has other elements than its twin."""
    site, twin = sites / "site", sites / "twin" / "site"
    paths = sorted(path.relative_to(site).as_posix() for path in site.rglob("*.html"))
    topics = [path for path in paths if re.search(r"topics/.+/", path)]
    several: set[str] = set()
    known: set[str] = set()
    for path in (path for path in paths if path not in set(topics)):
        mine, its = parsed(reader, [site / path, twin / path])
        assert mine[0] == its[0], path
        several |= mine[1]
        known |= its[1]
    assert several <= known
    # a topic's page has the address of the topic
    for tree, kinds in parsed(reader, list(twin.rglob("topics/*/index.html"))):
        known |= {*tree, *kinds}
    for path in topics:
        ((tree, kinds),) = parsed(reader, [site / path])
        assert {*tree, *kinds} <= known, path


def test_all_texts_are_placed_and_every_field_has_some() -> None:
    take = Texts(twin=False)
    briefing(take, ["01:1"])
    assert len(take.placed) > 200
    # every text, by the name of its field: one that is new comes by itself
    assert {where.rpartition(".")[2].strip("[]{}") for where, _ in take.placed} == {
        *(
            "title",
            "text",
            "machine",
            "authors",
            "topics",
            "sources",
            "publisher",
            "speaker",
            "name",
            "people",
        ),
        *("actor", "topic"),
    }


@pytest.mark.browser
def test_pages_have_the_elements_of_their_twins_and_no_other(sites: Path, reader: Any) -> None:
    assert len(list((sites / "site").rglob("*.html"))) > 12
    compare(reader, sites)


@pytest.mark.browser
@pytest.mark.parametrize(
    ("path", "width"), [("case-0/", 1280), ("ar/case-0/", 360), ("ar/case-1/", 1280), ("", 360)]
)
def test_no_text_runs_leaves_its_place_or_turns_its_neighbours(
    address: str, reader: Any, path: str, width: int
) -> None:
    reader.set_viewport_size({"width": width, "height": 900})
    reader.goto(address + path)
    assert reader.evaluate(f"{_INSPECT}.faults()") == []
    assert reader.url == address + path


# from where to where each name is in the first element that has it
_PLACES = """([selector, names]) => names.map(name => {
    const element = [...document.querySelectorAll(selector)].find(e => e.textContent.includes(name))
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT), range = document.createRange()
    while (walker.nextNode()) {
        const start = walker.currentNode.data.indexOf(name)
        if (start < 0) continue
        range.setStart(walker.currentNode, start)
        range.setEnd(walker.currentNode, start + name.length)
        const { left, right } = range.getBoundingClientRect()
        return [left, right]
    }
})"""


@pytest.mark.browser
@pytest.mark.parametrize("path", ["names/", ""])
def test_names_from_right_to_left_keep_their_order_among_others(address: str, reader: Any, path: str) -> None:
    reader.goto(address + path)
    first, second = reader.evaluate(_PLACES, [".dm-facts > span", NAMES])
    assert first[1] <= second[0]


_SEARCHED = (
    "script dmtrap",
    "<script>",
    "lt",
    "amp",
    "onerror",
    "title:x +y -z w* v~2 u^3 (",
    "mark p quot",
    "turned",
)
_RESULT = {
    "div",
    "ol",
    "li",
    "a",
    "article",
    "h1",
    "h2",
    "p",
    "mark",
    "del",
    "nav",
    "span",
    "details",
    "summary",
}
_RESULT_ATTRIBUTES = {"class", "role", "href", "tabindex", "data-md-score", "open"}


@pytest.mark.browser
@pytest.mark.parametrize("root", ["", "ar/"])
def test_the_search_shows_hostile_texts_as_texts(address: str, reader: Any, root: str) -> None:
    # what an address says is looked for, too
    reader.goto(f"{address}{root}?q=%3Cimg+src%3Dx+onerror%3DdmTrap()%3E&h=%3Csvg+onload%3DdmTrap()%3E")
    box, results = reader.locator("input.md-search__input"), reader.locator(".md-search-result")
    for words in (*_SEARCHED, "dmtrap"):
        box.fill(words)
        reader.wait_for_timeout(100)
        made = "e => [...e.querySelectorAll('*')].map(e => [e.localName, ...e.getAttributeNames()])"
        for name, *attributes in results.evaluate(made):
            assert name in _RESULT, words
            assert _RESULT_ATTRIBUTES.issuperset(attributes), words
    results.locator("mark").first.wait_for()
    assert "dmTrap()" in results.inner_text().replace("\n", "")
    assert reader.evaluate("document.documentElement.scrollWidth <= innerWidth")


# --- what machines read ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def read(sites: Path) -> dict[str, dict[str, Any]]:
    """The briefings as files have them, and their titles by the root of the language."""
    found = {}
    for path in sorted((sites / "briefings").glob("case-*/briefing.yml")):
        data = briefing_file.load(path)
        arabic = translation.load(data, path.with_name("ar.po"), "ar")
        found[path.parent.name] = {
            "": lambda text: text,
            "ar/": lambda text, a=arabic: a(text).text,
            "data": data,
        }
    return found


@pytest.mark.parametrize("root", ["", "ar/"])
def test_what_pages_tell_machines_is_what_the_files_say(sites: Path, read: dict[str, Any], root: str) -> None:
    for slug, found in read.items():
        shown, data = found[root], found["data"]
        folder = sites / "site" / root / slug
        page = lxml.html.document_fromstring((folder / "index.html").read_text("utf-8"))
        title, lead = shown(data.title), metadata.shortened(shown(data.summary[0].text), 300)
        (told,) = (json.loads(s.text) for s in page.iter("script") if s.get("type") == "application/ld+json")
        assert (told["headline"], told["description"]) == (metadata.shortened(title, 110), lead)
        assert [author["name"] for author in told["author"]] == list(data.authors)
        assert [about["name"] for about in told["about"]] == [shown(topic) for topic in data.topics]
        meta = {e.get("property") or e.get("name"): e.get("content") for e in page.iter("meta")}
        assert (meta["og:title"], meta["og:description"], meta["description"]) == (title, lead, lead)
        assert page.findtext(".//title").rpartition(" – ")[0] == title
        told = json.loads((folder / "briefing.json").read_text("utf-8"))
        assert told["title"]["text"] == title
        assert [s["text"] for s in told["summary"]] == [shown(s.text) for s in data.summary]


@pytest.mark.parametrize("root", ["", "ar/"])
def test_feeds_sitemaps_and_indexes_hold_nothing_but_the_texts(
    sites: Path, read: dict[str, Any], root: str
) -> None:
    site = sites / "site"
    titles = [found[root](found["data"].title) for found in read.values()]
    for path in (site / root).rglob("feed.xml"):
        lxml.etree.fromstring(path.read_bytes())
    entries = lxml.etree.fromstring((site / root / "feed.xml").read_bytes()).findall("{*}entry")
    assert [e.findtext("{*}title").rpartition(" (")[0] for e in entries] == titles
    for entry, case in zip(entries, read, strict=True):
        page = (sites / "twin" / "site" / root / "feed.xml").read_bytes()
        plain_ = next(
            e for e in lxml.etree.fromstring(page).findall("{*}entry") if case in e.findtext("{*}id")
        )
        first, second = (
            [e.tag for e in lxml.html.fromstring(x.findtext("{*}content")).iter()] for x in (entry, plain_)
        )
        assert first == second
    assert [
        item["title"].rpartition(" (")[0]
        for item in json.loads((site / root / "feed.json").read_text())["items"]
    ] == titles
    for path in site.rglob("sitemap*.xml"):
        addresses = [e.text for e in lxml.etree.fromstring(path.read_bytes()).iter("{*}loc")]
        assert all(address.startswith(_ROOT) for address in addresses)
    index = json.loads((site / root / "search" / "search_index.json").read_text("utf-8"))
    fields_ = [field for doc in index["docs"] for field in (doc["title"], doc["text"], *doc.get("tags", ()))]
    assert set(re.findall("<[^>]*>", " ".join(fields_))) == {"<p>", "</p>"}


@pytest.mark.parametrize("root", ["", "ar/"])
def test_llms_txt_has_no_markdown_but_its_own(sites: Path, read: dict[str, Any], root: str) -> None:
    text = (sites / "site" / root / "llms.txt").read_text("utf-8")
    inline = [
        token for block in MarkdownIt().enable("strikethrough").parse(text) for token in block.children or ()
    ]
    assert {token.type for token in inline} == {"text", "link_open", "link_close"}
    assert all(token.attrGet("href").startswith(_ROOT) for token in inline if token.type == "link_open")
    words = " ".join("".join(token.content for token in inline).split())
    for found in read.values():
        assert " ".join(found[root](found["data"].title).split()) in words


# --- what files may not have -------------------------------------------------------------------------


@pytest.mark.parametrize("kind", sorted(REFUSED))
def test_what_nobody_could_see_is_refused_where_it_stands(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "briefing.yml"
    for text in corpus()[kind]:
        path.write_text(f"title: A title\nbackground:\n  - A text.\n  - {json.dumps(text)}\n", "utf-8")
        with pytest.raises(InvalidFileError) as refused:
            briefing_file.load(path)
        (problem,) = refused.value.problems
        assert problem.line == 4, text
        assert problem.message.isprintable(), text


def _taken(type_: Any, texts: Iterable[str]) -> list[str]:
    """The texts that may stand in a field."""
    check, found = TypeAdapter(type_).validate_python, []
    for text in texts:
        with suppress(ValidationError):
            found.append(check(text))
    return found


def test_an_address_is_refused_unless_it_leads_to_a_page_of_a_host() -> None:
    for text in _taken(fields.WebAddress, (*usable(), *corpus()["controls"])):
        assert re.fullmatch(r"https?://[\w.-]+(?:/[^\s\"<>\\]*)?", text), text
    good = ["https://example.org", "http://a.example:8080/b?c=d&e=f#g", "https://[::1]/a|b{c}"]
    good += ["https://пример.example/новость", "HTTPS://example.org/@name", "https://example.org/a%20b'c"]
    assert _taken(fields.WebAddress, good) == good


def test_an_address_that_is_none_names_its_line(tmp_path: Path) -> None:
    path = tmp_path / "briefing.yml"
    path.write_text('title: A title\nsources:\n  "01":\n    url: "javascript:dmTrap()"\n', "utf-8")
    with pytest.raises(
        InvalidFileError, match=r":4:10: sources\.01\.url: expected an address that begins with https://"
    ):
        briefing_file.load(path)


def test_a_language_is_refused_unless_it_is_the_code_of_one() -> None:
    codes = [*(f"en{end}" for end in (".<b>", "@x", "\n", " ", "_US", ".UTF-8", *usable())), *usable()]
    assert all(re.fullmatch("[A-Za-z0-9-]+", code) for code in _taken(fields.LanguageTag, codes))
    assert _taken(fields.LanguageTag, ["en", "pt-BR", "zh-Hant-TW"]) == ["en", "pt-BR", "zh-Hant-TW"]


# --- texts that stay where they are put --------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("\u202eturned", "\u202eturned\u202c"),
        ("\u2067\u202eboth", "\u2067\u202eboth\u202c\u2069"),
        ("\u2067\u202eboth\u2069", "\u2067\u202eboth\u2069"),
        ("an end\u202c\u2069", "an end"),
        ("\u202e\u2066\u202c\u2069", "\u202e\u2066\u2069\u202c"),
        ("\u202eone\u2029two", "\u202eone two\u202c"),
        (
            "\u202bwhole\u202c \u2067too\u2069 \u200f\u200e\u061c",
            "\u202bwhole\u202c \u2067too\u2069 \u200f\u200e\u061c",
        ),
        ("a\x07b\x1b[0m\ud800\ufffe", "a b [0m  "),
        ("e" + "\u0301" * 9 + "x", "e\u0301\u0301\u0301x"),
        ("\u0489\u034f" * 9, "\u0489\u034f" * 3),
        ("«“‘—…’”»", "«“‘—…’”»"),
        ("e\u0301\u0323 \u05e9\u05c1\u05b8\u05bc\u0591 \u0628\u0651\u064e \u0e01\u0e35\u0e49", None),
        ("\u1000\u103c\u103d\u103e\u1031\u1037", None),
        ("\u0f67\u0fb9\u0fa8\u0fb3\u0fba\u0fbc\u0fbb\u0f82", None),
        (
            "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466 "
            "\U0001f3f4\U000e0067\U000e0062\U000e007f",
            None,
        ),
        ("می‌خواهم क्ष्म", None),
    ],
)
def test_a_text_is_contained(text: str, expected: str | None) -> None:
    assert contained(text) == (text if expected is None else expected)
    assert contained(contained(text)) == contained(text)


def test_in_a_contained_text_each_control_of_direction_has_its_end() -> None:
    ends = {
        **dict.fromkeys("\u202a\u202b\u202d\u202e", "\u202c"),
        **dict.fromkeys("\u2066\u2067\u2068", "\u2069"),
    }
    for text in usable():
        open_: list[str] = []
        for character in contained(text):
            if character in ends:
                open_.append(ends[character])
            elif character in ends.values():
                while (ended := open_.pop()) != character:
                    assert (ended, character) == ("\u202c", "\u2069"), text
        assert open_ == [], text


# --- every text in every field -----------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.browser
def test_every_text_stands_in_every_field_and_adds_no_element(tmp_path: Path, reader: Any) -> None:
    take, twin = Texts(twin=False, by_field=True), Texts(twin=True, by_field=True)
    # of a field of which a briefing has three or more, each text comes to stand in one
    make_sites(tmp_path, -(-len(usable()) // 3), (take, twin))
    compare(reader, tmp_path)
    lacking = {
        where: len(usable()) - count for where, count in Counter(where for where, _ in take.placed).items()
    }
    single = {"title", "original.text", "original.machine"}
    assert {where for where, missing in lacking.items() if missing} == single


@pytest.mark.slow
@pytest.mark.browser
def test_every_text_may_be_a_title(tmp_path: Path, reader: Any) -> None:
    def titled(project: Path, slug: str, takes: Sequence[Texts]) -> None:
        for take in takes:
            folder = project / ("twin" if take.twin else ".") / "briefings" / slug
            folder.mkdir(parents=True)
            data = {
                "title": take("title"),
                "date": "2031-03-01",
                "topics": ["water"],
                "summary": ["In short."],
            }
            data["original"] = {"language": "uk", "text": take("text"), "machine": take("machine")}
            (folder / "briefing.yml").write_text(yaml.safe_dump(data, width=10**6), "utf-8")

    takes = Texts(twin=False, by_field=True), Texts(twin=True, by_field=True)
    make_sites(tmp_path, len(usable()), takes, titled)
    compare(reader, tmp_path)
    assert len(takes[0].placed) == 3 * len(usable())


# --- names and words that belong to the site ---------------------------------------------------------


@pytest.mark.slow
@pytest.mark.browser
def test_words_of_the_site_are_texts_too(tmp_path: Path, reader: Any) -> None:
    for project, trap in (tmp_path, True), (tmp_path / "twin", False):
        make_project(project)
        _languages(project)
        for path in (project / "site_config" / "ui").glob("*.yml"):
            words = yaml.safe_load(path.read_text("utf-8"))
            for key, text in words.items():
                filled = " ".join(dict.fromkeys(re.findall(r"\{\w+\}", text)))
                own = "\"'></script></title></textarea>--><img src=x onerror=dmTrap()>\u202e" if trap else ""
                words[key] = f"{own}{key} {filled}"
            path.write_text(yaml.safe_dump(words, width=10**6), "utf-8")
        build(project, prepare=None, site_url=_ROOT)
    compare(reader, tmp_path)
    for path in (tmp_path / "site").rglob("*.xml"):
        lxml.etree.fromstring(path.read_bytes())
    with serve(tmp_path / "site") as served:
        reader.goto(f"{served}ar/topics/water/")
        reader.locator("input.md-search__input").fill("talks")
        reader.locator(".md-search-result mark").first.wait_for()
        assert reader.locator(".md-search-result img").count() == 0


@pytest.mark.slow
def test_folders_of_any_name_are_reached_or_refused(tmp_path: Path) -> None:
    make_project(tmp_path)
    _languages(tmp_path)
    shutil.rmtree(tmp_path / "briefings")
    names = [text for text in usable() if "/" not in text and len(text.encode()) < 200 and text[0] != "."]
    names += ["javascript:dmTrap()", "%2e%2e", "a?b", "a#b", "a b", "--", "~"]
    for name in dict.fromkeys(names):
        folder = tmp_path / "briefings" / name
        folder.mkdir(parents=True)
        (folder / "briefing.yml").write_text("title: A title\ndate: 2031-03-01\nsummary: [In short.]\n")
    with pytest.raises(InvalidFileError) as refused:
        reserved(Project(tmp_path), load_languages(tmp_path / "site_config" / "languages.yml"))
    for problem in refused.value.problems:
        assert not problem.path.name.isprintable()
        shutil.rmtree(problem.path)
    assert len(list((tmp_path / "briefings").iterdir())) > 300
    build(tmp_path, prepare=None, site_url=_ROOT)
    site = tmp_path / "site"
    for path in ("index.html", "2031/index.html", "ar/2031/index.html"):
        document = lxml.html.document_fromstring((site / path).read_bytes())
        for link in document.xpath("//main//a/@href"):
            there = urljoin(_ROOT + path.removesuffix("index.html"), link)
            assert there.startswith(_ROOT), link
            assert (site / unquote(urlsplit(there).path).lstrip("/")).exists(), link


# --- the ink -----------------------------------------------------------------------------------------

_PIXELS = (HOSTILE / "pixels.js").read_text("utf-8").strip()
# blocks of text by turns, and the bars out of the way
_TURNS = """
html[data-hide~="0"] [data-turn="0"], html[data-hide~="1"] [data-turn="1"] { visibility: hidden !important }
.md-header, .md-tabs, .md-sidebar, .md-top { visibility: hidden !important }
* { transition: none !important; animation: none !important }
"""
# a letter with the marks of its script may reach a little over the line
_OVER = 4


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.parametrize(("path", "width"), [("case-0/", 1280), ("ar/case-1/", 1280), ("case-1/", 360)])
def test_no_text_is_painted_over_the_next(
    address: str, reader: Any, browser: Any, path: str, width: int
) -> None:
    reader.set_viewport_size({"width": width, "height": 900})
    reader.goto(address + path)
    reader.evaluate(f"{_INSPECT}.faults()")  # numbers the blocks
    blocks = reader.evaluate(
        """over => [...document.querySelectorAll("[data-block]")].map(e => {
            e.dataset.turn = e.dataset.block % 2
            const box = e.getBoundingClientRect()
            const [left, top] = [Math.ceil(box.left), Math.ceil(box.top + scrollY) + over]
            return [left, top, Math.floor(box.width) - 1, Math.floor(box.height) - 2 * over]
        })""",
        _OVER,
    )
    # a style element would be against the site's policy
    reader.evaluate(
        """css => {
            const sheet = new CSSStyleSheet()
            sheet.replaceSync(css)
            document.adoptedStyleSheets.push(sheet)
        }""",
        _TURNS,
    )

    def shot(hidden: str) -> str:
        reader.evaluate("hidden => document.documentElement.dataset.hide = hidden", hidden)
        return base64.b64encode(reader.screenshot(full_page=True)).decode()

    empty, context = shot("0 1"), browser.new_context()
    other = context.new_page()
    for turn in (0, 1):
        mine = [box for number, box in enumerate(blocks) if number % 2 == turn]
        assert len(mine) > 50
        assert other.evaluate(_PIXELS, [empty, shot(str(turn)), mine]) == []
        # seen themselves, they differ: the comparison tells ink from none
        assert len(other.evaluate(_PIXELS, [empty, shot(str(1 - turn)), mine])) > 40
    context.close()
