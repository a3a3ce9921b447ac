"""briefing.yml: what is read, what is written, and how mistakes are reported."""

import subprocess
import sys
from dataclasses import fields
from datetime import date
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from generator import briefing_file
from generator.briefing import (
    Briefing,
    Contrast,
    Event,
    Kind,
    Quote,
    Reaction,
    Side,
    Source,
    Statement,
    messages,
)
from generator.contained import contained, is_blank
from generator.errors import InvalidFileError

MISTAKES = sorted((Path(__file__).parent / "fixtures" / "mistakes").glob("*.yml"))
ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize("path", MISTAKES, ids=lambda p: p.stem)
def test_every_mistake_is_named_with_its_line_and_the_nearest_valid_word(path: Path) -> None:
    with pytest.raises(InvalidFileError) as caught:
        briefing_file.load(path)
    assert str(caught.value).replace(str(path), path.name) + "\n" == path.with_suffix(".txt").read_text()


def load(tmp_path: Path, text: str | bytes) -> Briefing:
    path = tmp_path / "briefing.yml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return briefing_file.load(path)


def test_a_title_is_enough(tmp_path: Path) -> None:
    assert load(tmp_path, "title: Talks") == Briefing("Talks")


def test_an_empty_key_counts_as_absent(tmp_path: Path) -> None:
    assert load(tmp_path, "title: Talks\nbackground:\nsides: ~\n") == Briefing("Talks")


def test_text_stays_text_whatever_yaml_makes_of_it(tmp_path: Path) -> None:
    briefing = load(
        tmp_path,
        "title: no\ntopics: [1.10, yes, 0x1F]\nsources: {12: {}}\nbackground:\n- {text: a, sources: [12:30]}",
    )
    assert briefing.title == "no"
    assert briefing.topics == ("1.10", "yes", "0x1F")
    assert briefing.background[0].sources == ("12:30",)


def test_a_file_that_is_not_utf_8_is_named_with_the_line(tmp_path: Path) -> None:
    with pytest.raises(InvalidFileError, match=r"briefing\.yml:2:1: this is not UTF-8"):
        load(tmp_path, "title: Talks\nbackground: [caf\xe9]".encode("latin-1"))


def test_a_byte_order_mark_is_no_mistake(tmp_path: Path) -> None:
    assert load(tmp_path, "\ufefftitle: Talks").title == "Talks"


def test_deep_nesting_is_a_mistake_not_a_crash(tmp_path: Path) -> None:
    with pytest.raises(InvalidFileError, match="nested too deeply"):
        load(tmp_path, "title: " + "[" * 5000 + "]" * 5000)


def test_a_source_may_be_an_article_in_the_folder(tmp_path: Path) -> None:
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "07.txt").write_text("Text.")
    text = 'title: T\nbackground:\n- {text: a, sources: ["07:1"]}'
    assert load(tmp_path, text).background[0].sources == ("07:1",)


def test_a_paragraph_that_the_article_does_not_have_is_a_mistake(tmp_path: Path) -> None:
    path = tmp_path / "briefing.yml"
    path.write_text('title: T\nbackground:\n- {text: a, sources: ["01:9"]}')
    with pytest.raises(
        InvalidFileError,
        match=r"briefing\.yml:3:23: background\[0\]\.sources\[0\]: article 01 has no paragraph 9",
    ):
        briefing_file.load(path, {"01": frozenset({1, 2})})


# as a text is that has been read
words = (
    st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1)
    .map(lambda text: contained(text).strip())
    .filter(lambda text: not is_blank(text))
)
references = st.lists(st.sampled_from(["01:1", "01:12", "a:3"]), max_size=2).map(tuple)
statements = st.lists(st.builds(Statement, words, st.none() | words, references), max_size=2).map(tuple)
briefings = st.builds(
    Briefing,
    title=words,
    date=st.none() | st.dates(date(1000, 1, 1)),
    topics=st.lists(words, max_size=2).map(tuple),
    sources=st.just({"01": Source("One", url="https://example.org/"), "a": Source()}),
    summary=statements,
    sides=st.lists(
        st.builds(Side, words, st.just(("A", "B")), statements), max_size=2, unique_by=lambda side: side.name
    ).map(tuple),
    reactions=st.lists(st.builds(Reaction, words, statements), max_size=2).map(tuple),
    timeline=st.just((Event("2022", "It began.", ("01:1",)), Event("2022-02-24", "It went on.", ()))),
    quotes=st.lists(st.builds(Quote, words, words, references), max_size=2).map(tuple),
)


@settings(max_examples=40, deadline=None)
@given(briefings)
def test_what_is_written_is_read_again_the_same(
    tmp_path_factory: pytest.TempPathFactory, briefing: Briefing
) -> None:
    path = tmp_path_factory.getbasetemp() / "written.yml"
    path.write_text(briefing_file.dump(briefing), encoding="utf-8")
    assert briefing_file.load(path) == briefing
    assert briefing_file.dump(briefing_file.load(path)) == briefing_file.dump(briefing)


def test_a_written_file_means_the_same_to_any_yaml_reader(tmp_path: Path) -> None:
    path = tmp_path / "briefing.yml"
    briefing = Briefing(
        "T",
        sources={"01": Source(title="a: b")},
        sides=(Side("North", statements=(Statement("[He] said: no", "A", ("01:6", "01:12")),)),),
        contrasts=(Contrast("water", {"North": "01:6"}),),
        timeline=(Event("2022-02-24", "It began."), Event("2022", "A year.")),
    )
    briefing_file.write(briefing, path)
    data = yaml.safe_load(path.read_text())
    assert data["sides"][0]["statements"][0] == {
        "text": "[He] said: no",
        "speaker": "A",
        "sources": ["01:6", "01:12"],
    }
    assert data["contrasts"] == [{"topic": "water", "positions": {"North": "01:6"}}]
    assert [e["date"] for e in data["timeline"]] == ["2022-02-24", "2022"]


def test_an_existing_briefing_is_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "briefing.yml"
    path.write_text("title: An editor's\n")
    with pytest.raises(FileExistsError):
        briefing_file.write(Briefing("New"), path)
    assert path.read_text() == "title: An editor's\n"
    assert list(tmp_path.iterdir()) == [path]


def test_the_schema_for_editors_is_up_to_date() -> None:
    assert (ROOT / "site_config" / "briefing.schema.json").read_text() == briefing_file.schema()


def test_every_text_of_a_briefing_is_a_message_with_its_place() -> None:
    briefing = Briefing(
        "T", topics=("water",), sides=(Side("North", ("A",), (Statement("S", "A", ("01:1",)),)),)
    )
    assert [(m.path, m.text, m.kind) for m in messages(briefing)] == [
        ("title", "T", Kind.TEXT),
        ("topics[0]", "water", Kind.TOPIC),
        ("sides[0].name", "North", Kind.NAME),
        ("sides[0].people[0]", "A", Kind.NAME),
        ("sides[0].statements[0].text", "S", Kind.TEXT),
        ("sides[0].statements[0].speaker", "A", Kind.NAME),
    ]


def test_the_model_lists_the_parts_of_a_briefing_in_the_order_of_the_file() -> None:
    text = (ROOT / "briefings" / "istanbul-talks" / "briefing.yml").read_text()
    keys = [line.split(":")[0] for line in text.splitlines() if line[:1].isalpha()]
    assert keys == [f.name for f in fields(Briefing) if f.name in keys]


def test_reading_a_briefing_loads_no_model() -> None:
    heavy = ("spacy", "argostranslate", "ctranslate2", "fxtranslate", "trafilatura")
    code = f"import sys, generator.briefing_file; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_an_update_before_the_day_of_the_news_is_a_mistake(tmp_path: Path) -> None:
    path = tmp_path / "briefing.yml"
    path.write_text("title: T\ndate: 2025-05-10\nupdated: [2025-05-11, {date: 2025-05-01, text: Late.}]\n")
    with pytest.raises(InvalidFileError) as caught:
        briefing_file.load(path)
    assert "updated[1]: is before the day of the news" in str(caught.value)


def test_a_day_that_stands_twice_is_written_twice(tmp_path: Path) -> None:
    day = date(2025, 5, 11)
    briefing = Briefing(title="T", date=day, sources={"01": Source(date=day)})
    (tmp_path / "briefing.yml").write_text(briefing_file.dump(briefing))
    assert briefing_file.load(tmp_path / "briefing.yml") == briefing
