"""The theme's frame, recorded for many pages, is to the letter what the theme's templates make of each."""

from collections import UserDict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jinja2
import pytest
import yaml
from mkdocs.structure.files import File
from mkdocs.structure.toc import AnchorLink, TableOfContents
from mkdocs.utils import normalize_url
from site_project import FIXTURES, build, make_project

from generator.site import frame, theme
from generator.site.frame import Frames, address, directed
from generator.site.pages import SitePage
from generator.site.ui import Words

TITLES = (
    "Ferry & port",
    "Mackerel",
    "",
    "A title that is long enough to be cut somewhere",
    "mackerel",
    "Ünïcode 港",
)
EXTRA = {"alternate": [{"lang": "en", "name": "English"}, {"lang": "ru", "name": "Русский"}], "scope": "."}

# templates by what becomes of them
CASES = yaml.safe_load((FIXTURES / "frames.yml").read_text("utf-8"))


class Config(UserDict[str, Any]):
    """As that of mkdocs: values are attributes too."""

    def __getattr__(self, name: str) -> Any:
        if name == "data" or name not in self.data:
            raise AttributeError(name)
        return self.data[name]


def contents(*titles: str) -> TableOfContents:
    top = AnchorLink("Top", "title", 1)
    top.children = [AnchorLink(title, title.lower(), 2) for title in titles]
    return TableOfContents([top])


def make_page(number: int, title: str) -> SitePage:
    config: Any = Config(site_url=None, repo_url=None, edit_uri=None, edit_uri_template=None)
    folder = ("", "ru/", "ru/topics/")[number % 3]
    file = File(f"{folder}event-{number}.md", None, "site", use_directory_urls=True)
    page = SitePage(file, config, "en", f"event-{number}")
    page.title, page.content = title, f"<h1>{title}</h1>" if number % 2 else f"<p>{title}</p>"
    page.meta = {"hide": ["toc"] * (number % 2)} | ({"subtitle": title} if number % 3 else {})
    page.meta["note"] = None if number == 4 else title
    page.toc = contents(*TITLES[3 : 3 + number]) if number else TableOfContents([])
    return page


PAGES = [make_page(number, title) for number, title in enumerate(TITLES)]
IN_NAVIGATION = [make_page(7, "Home"), make_page(8, "Mackerel")]


class Navigation:
    items = pages = IN_NAVIGATION


def context(page: SitePage) -> dict[str, Any]:
    links = [{"link": page.url, "absolute": f"https://e.org/{page.url}"}, {"link": "ru/", "absolute": "x"}]
    alternates = [{**item, **link} for item, link in zip(EXTRA["alternate"], links, strict=True)]  # type: ignore[dict-item]
    config = Config(
        site_name="Site",
        others=PAGES[2:3],
        extra={**EXTRA, "alternate": alternates, "scope": address(".", page)},
    )
    return {
        "page": page,
        "pages": [other.file for other in PAGES],
        "base_url": address(".", page),
        "config": config,
        "nav": Navigation,
        "ui": Words("en", {"topic": "On {name}"}),
        "root_url": "/",
        "canonical": page.meta["note"],
    }


@jinja2.pass_context
def with_note(values: Mapping[str, Any], text: str) -> str:
    return f"{text}{values['canonical'] is None}"


@jinja2.pass_context
def noted(values: Mapping[str, Any], _: str) -> bool:
    return values["canonical"] is not None


def environment(main: str) -> jinja2.Environment:
    if "extends" not in main:
        main = f'<html lang="en">{main}'
    env = jinja2.Environment(  # noqa: S701 - as mkdocs makes it
        loader=jinja2.DictLoader({**CASES["files"], "main.html": main}), extensions=["jinja2.ext.i18n"]
    )
    env.install_null_translations()  # type: ignore[attr-defined]
    env.filters |= {
        "shout": lambda text: f"{text}!" if isinstance(text, str) else "?",
        "with_note": with_note,
    }
    env.tests |= {"nice": lambda text: isinstance(text, str), "noted": noted}
    env.globals["greet"] = lambda text: f"Hello {text}" if isinstance(text, str) else "?"
    return env


@pytest.fixture
def rendered(monkeypatch: pytest.MonkeyPatch) -> list[str | None]:
    """The templates that were rendered as a whole."""
    names, render = [], jinja2.Template.render

    def counting(self: jinja2.Template, *args: Any, **kwargs: Any) -> str:
        names.append(self.name)
        return render(self, *args, **kwargs)

    monkeypatch.setattr(jinja2.Template, "render", counting)
    return names


def documents(main: str, pages: list[SitePage]) -> tuple[list[str], list[str]]:
    """Those of the frames, and those that a theme without frames makes."""
    env, plain = environment(main), environment(main)
    frames = Frames(env)
    plain.filters["url"] = frame.url
    made = [frames.around("en", "ltr", context(page)) for page in pages]
    return made, [directed(plain.get_template("main.html").render(context(page)), "ltr") for page in pages]


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first page already is worth a recording."""
    monkeypatch.setattr(frame, "_PATIENCE", 0)


def cases(kind: str) -> Any:
    return pytest.mark.parametrize("main", CASES[kind].values(), ids=CASES[kind])


@cases("recorded")
def test_what_the_theme_does_is_recorded(main: str, rendered: list[str | None]) -> None:
    made, expected = documents(main, PAGES * 6)
    assert made == expected
    assert '<html dir="ltr" lang="en">' in made[0]
    # these are as many as there are; a frame is recorded once for each answer that a page may give
    assert len(rendered) <= len(made) + len(PAGES)


@cases("left_out")
def test_a_block_or_file_that_is_not_recorded_is_run_for_each_page(
    main: str, rendered: list[str | None]
) -> None:
    made, expected = documents(main, PAGES * 6)
    assert made == expected
    assert len(rendered) <= len(made) + 2 * len(PAGES)


@cases("refused")
def test_where_nothing_is_recorded_the_theme_makes_each_page(main: str, rendered: list[str | None]) -> None:
    made, expected = documents(main, PAGES * 6)
    assert made == expected
    assert len(rendered) == 2 * len(made)


def test_a_few_pages_are_made_without_a_recording(
    monkeypatch: pytest.MonkeyPatch, rendered: list[str | None]
) -> None:
    monkeypatch.setattr(frame, "_PATIENCE", 4)
    frames = Frames(environment("{{ page.title }}"))
    counts = []
    for page in [*PAGES, *PAGES]:
        frames.around("en", "ltr", context(page))
        counts.append(len(rendered))
    # the fifth is recorded
    assert counts == [1, 2, 3, 4, *[5] * 8]


@pytest.mark.parametrize(
    "options",
    [
        {"finalize": lambda value: value or "-"},
        {"autoescape": True},
        {"undefined": jinja2.StrictUndefined},
        {"extensions": ["jinja2.ext.loopcontrols"]},
    ],
    ids=lambda options: next(iter(options)),
)
def test_an_environment_that_a_hook_has_changed_is_left_alone(options: dict[str, Any]) -> None:
    loader = jinja2.DictLoader({"main.html": "<html >{{ page.title }}{{ page.title | e }}{{ 'a' | url }}"})
    env, plain = (jinja2.Environment(loader=loader, **options) for _ in range(2))  # noqa: S701
    frames, plain.filters["url"] = Frames(env), frame.url
    for page in PAGES * 2:
        expected = directed(plain.get_template("main.html").render(context(page)), "rtl")
        assert frames.around("en", "rtl", context(page)) == expected


def test_a_mistake_in_a_template_is_told_as_ever() -> None:
    frames = Frames(environment("{% block a %}\n{{ page.title }}{{ page.missing.of }}{% endblock %}"))
    for page in PAGES:
        with pytest.raises(jinja2.UndefinedError, match="no attribute 'missing'"):
            frames.around("en", "ltr", context(page))


def test_addresses_are_those_of_mkdocs() -> None:
    own = ["", "a/", "ru/", "ru/a/", "ru/a/b/", "a.html", "ru/a.html", "topics/x/", "%D0%B0/", "a", "ru/a"]
    linked = [
        *own,
        ".",
        "./",
        "../",
        "../a/",
        "../../x",
        "assets/x.css",
        "/x",
        "#t",
        "https://e.org/a",
        "ab/",
    ]
    linked += ["a/../b", "./a/", "ru//a/", "?q=1", "mailto:x", "topics/y/", "ru/b/", "b.html", "a/x.json"]
    for url in own:
        page: Any = type("Page", (), {"url": url})
        for link in linked:
            assert address(link, page) == normalize_url(link, page), (url, link)


def test_pages_of_the_real_theme_are_recorded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rendered: list[str | None]
) -> None:
    apply, frames, seen = theme.Theme.apply, {}, []

    def compared(self: theme.Theme, values: Any, language: str, page: Any, head: Any = None) -> Any:
        given: Any = apply(self, values, language, page, head)
        if page and page not in given["nav"].pages:
            env = frames.setdefault("env", self._env)
            page.content = page.content or f"<h1>{page.title}</h1>"
            expected = env.get_template("main.html").render(given)
            before = len(rendered)
            recorder = frames.setdefault("frames", Frames(env))
            assert recorder.around(language, "rtl", given) == directed(expected, "rtl")
            seen.append(len(rendered) == before)
        return given

    monkeypatch.setattr(theme.Theme, "apply", compared)
    build(make_project(tmp_path / "project"))
    # of the five languages, the first pages with and without contents are made to record them
    assert len(seen) > 12
    assert seen.count(False) <= 2 * 5
