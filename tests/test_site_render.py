"""How the pages of a briefing are made fast, and that this changes nothing on them."""

import os
import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import jinja2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup
from site_project import FIXTURES, LANGUAGES, ROOT, entry

from generator.briefing import Briefing, Entry, State, Translated, Translation
from generator.config import Project
from generator.site import content, ground, reading, render, ui
from generator.site.ui import Words
from generator.site.views import SECTIONS, BriefingView

TEMPLATES = ROOT / "templates"
PARTS = ("title", "topics", *SECTIONS)
ASKED = (
    *PARTS,
    "names",
    "models",
    "originals",
    "minutes",
    "states",
    "sections",
    "citations",
    "marked",
    "labels",
)


@pytest.fixture(scope="module")
def river() -> Entry:
    return entry(Project(FIXTURES), "river-talks")


def hostile(found: Entry, language: str) -> Entry:
    """The briefing, with signs of HTML in every string."""
    texts = {message.source for message in _strings(BriefingView(found, language))}
    made = {text: Translated(f"<b>&{text}\"'", State.MACHINE, "<engine> & model") for text in texts}
    return replace(found, translations={language: Translation(language, made)})


def _strings(view: BriefingView) -> Iterator[object]:
    yield from (view.title, *view.topics, *view.names)
    yield from (statement.text for statement in (*view.summary, *view.developments, *view.background))


def words(code: str) -> Words:
    return ui.load(ROOT / "site_config" / "ui", code)


def page(view: BriefingView) -> str:
    own = words(view.language)
    return render.render(
        TEMPLATES, "briefing.html", own, links=content.Links(), **content.briefing_values(view)
    )


def described(view: BriefingView) -> object:
    parts = {name: getattr(view, name) for name in PARTS}
    return parts, list(view.marked), list(view.citations), page(view)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_the_same_whoever_asks_the_view_first_and_for_what(river: Entry, language: str) -> None:
    expected = described(BriefingView(river, language))
    for seed in range(20):
        view = BriefingView(river, language)
        for name in random.Random(seed).sample(ASKED, 5):  # noqa: S311
            getattr(view, name)
        assert described(view) == expected


def test_the_pages_of_a_briefing_are_the_same_in_whatever_order_they_are_made(river: Entry) -> None:
    def pages(codes: tuple[str, ...]) -> dict[str, str]:
        ground._kept.clear()
        return {code: page(BriefingView(river, code)) for code in codes}

    first = pages(LANGUAGES)
    assert pages(LANGUAGES[::-1]) == first
    for code in LANGUAGES:
        assert pages((code,)) == {code: first[code]}


def test_what_languages_share_is_found_once_and_kept_for_some_briefings_only(river: Entry) -> None:
    found = ground.ground(river)
    assert ground.ground(river) is found
    assert (
        BriefingView(river, "en").summary[0].citations[0] is BriefingView(river, "ar").summary[0].citations[0]
    )
    again = replace(river)  # as after an edit, under another number
    assert ground.ground(again) is not found
    others = [Entry(str(number), Briefing("Title"), Path()) for number in range(100)]
    for other in others:
        assert ground.ground(other).entry is other
    assert ground.ground(river) is not found
    assert len(ground._kept) < 100


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_templates_make_what_plain_jinja_makes_of_them(
    river: Entry, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def plain(folder: Path) -> jinja2.Environment:
        env = jinja2.Environment(
            loader=jinja2.FileSystemLoader(folder),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        env.filters["initial"] = render.initial
        return env

    views = [BriefingView(river, language), BriefingView(hostile(river, "ar"), "ar")]
    made = [page(view) for view in views]
    assert "&lt;b&gt;&amp;" in made[1]
    monkeypatch.setattr(render, "environment", plain)
    assert [page(view) for view in views] == made


class _WithHtml:
    def __html__(self) -> str:
        return "<i>own</i>"


@pytest.mark.parametrize(
    "template",
    [
        "{{ value }}",
        "{{ value | safe }}",
        "{{ value ~ '<' }}",
        "{{ [value, '<'] | join('&') }}",
        "{% autoescape false %}{{ value }}{% endautoescape %}",
        "{% set shown %}<b>{{ value }}</b>{% endset %}{{ shown }}",
        "{% macro bold(text) %}<b>{{ text }}</b>{{ caller() }}{% endmacro %}"
        "{% for _ in 'ab' %}{% call bold(value) %}{{ loop.index }}{{ value }}{% endcall %}{% endfor %}",
        "{% for item in [['<', []]] recursive %}{{ item[0] }}{{ loop(item[1]) }}{{ value }}{% endfor %}",
        "{{ dict(a=value).a }}{% block one %}{{ value }}{% endblock %}{{ self.one() }}",
    ],
)
@pytest.mark.parametrize("value", ["<&>\"'", Markup("<b>"), 5, None, State.MACHINE, _WithHtml()])
def test_a_value_is_escaped_as_jinja_escapes_it(tmp_path: Path, template: str, value: object) -> None:
    (tmp_path / "value.html").write_text(template, "utf-8")
    plain = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined)
    made = render.environment(tmp_path).get_template("value.html").render(value=value)
    assert made == plain.from_string(template).render(value=value)


def test_an_edited_template_is_used_and_an_undefined_value_is_a_mistake(tmp_path: Path) -> None:
    file = tmp_path / "briefing.html"
    for number, text in enumerate(("one", "two")):
        file.write_text(text, "utf-8")
        os.utime(file, (number, number))
        assert render.render(tmp_path, "briefing.html", words("en")) == text
    with pytest.raises(jinja2.UndefinedError):
        render.environment(tmp_path).from_string("{{ nothing }}").render()


@given(st.text(st.sampled_from("a b_字1.²ة\u0301") | st.characters()))
def test_letters_and_digits_are_counted(text: str) -> None:
    assert reading.letters(text) == sum(map(str.isalnum, text))


def test_placeholders_without_a_value_stay() -> None:
    own = Words("en", {"a": "{x} and {y}{x}", "b": "{not one}"})
    assert own("a", x=1500) == "1,500 and {y}1,500"
    assert own("a", x="{y}", y="z") == "{y} and z{y}"
    assert own("a") == "{x} and {y}{x}"
    assert own("b", x=1) == "{not one}"
