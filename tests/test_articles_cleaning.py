"""What cleaning removes, what it keeps, and that nothing is lost between."""

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.articles import cleaning, headings, plain
from generator.articles.blocks import Block
from generator.articles.dateline import find

LINES = Path(__file__).parent / "fixtures" / "articles" / "lines"
STORY = [
    Block(f"The two governments agreed on day {day} to hold talks in Lowford.", None, day) for day in range(9)
]


def lines(name: str) -> list[str]:
    return (LINES / name).read_text("utf-8").splitlines()


def placed(line: str) -> list[list[Block]]:
    """The line above, within and below a story."""
    title, block = Block("Talks in Lowford"), Block(line, None, 99)
    return [[title, block, *STORY], [title, *STORY[:2], block, *STORY[2:]], [title, *STORY, block]]


@pytest.mark.parametrize("line", lines("debris.txt"))
def test_debris_is_removed_where_it_stands_on_pages(line: str) -> None:
    results = [cleaning.clean(blocks) for blocks in placed(line)]
    assert any(line in {removal.text for removal in removed} for _, removed in results)
    assert all(len(left) >= len(STORY) + 1 for left, _ in results)


@pytest.mark.parametrize("line", lines("prose.txt"))
def test_prose_that_resembles_debris_is_kept(line: str) -> None:
    for blocks in placed(line):
        left, removed = cleaning.clean(blocks)
        assert line in {block.text for block in left}
        assert removed == []


@pytest.mark.parametrize(
    ("text", "place", "date", "agency"),
    [
        ("LOWFORD, May 11 – The talks began.", "Lowford", "--05-11", None),
        ("SEOUL (Reuters) - The talks began.", "Seoul", None, "Reuters"),
        ("(CNN) The talks began.", None, None, "CNN"),
        ("(CNN)The talks began.", None, None, "CNN"),
        ("CNN — The talks began.", None, None, "CNN"),
        ("WASHINGTON, D.C. — The talks began.", "Washington, D.C.", None, None),
        ("By Kim Doe, SEOUL, Feb. 7 (Yonhap) -- The talks began.", "Seoul", "--02-07", "Yonhap"),
        ("PORT-AU-PRINCE, Haiti, May 5, 2024 (EFE) — Rain.", "Port-au-Prince, Haiti", "2024-05-05", "EFE"),
        ("MOSCOW, 11 May. /TASS/. It rained.", "Moscow", "--05-11", "TASS"),
        ("MOSCOW. May 11 (Interfax) - It rained.", "Moscow", "--05-11", "Interfax"),
        ("JERUSALEM/GAZA, Oct 5 (Reuters) - It rained.", "Jerusalem/Gaza", "--10-05", "Reuters"),
        ("RAMALLAH, West Bank — It rained.", "Ramallah, West Bank", None, None),
        ("Kyiv, Ukraine – It rained.", "Kyiv, Ukraine", None, None),
        ("Washington (CNN) It rained.", "Washington", None, "CNN"),
        ("ISLAMABAD: It rained.", "Islamabad", None, None),
        ("PARIS, Feb. 30 (AFP) - It rained.", "Paris", None, "Agence France-Presse"),
        ("Nov 18 (Reuters) - Shares fell.", None, "--11-18", "Reuters"),
    ],
)  # fmt: skip
def test_a_dateline_gives_place_day_and_agency(
    text: str, place: str | None, date: str | None, agency: str | None
) -> None:
    found = find(text)
    assert found is not None
    assert (found.place, found.date, found.agency) == (place, date, agency)


@pytest.mark.parametrize(
    "text",
    [
        "NATO — The alliance met on Monday.",
        "BREAKING: The talks have failed.",
        "ZELENSKYY: We want peace.",
        "UNESCO - the UN body - said so.",
        "U.S. President Donald Trump said so.",
        "The Associated Press (AP) President said so.",
        "World Health Organization (WHO) Director-General Ada Berg said so.",
        "Monday, May 11 – The talks began.",
        "On Sunday, May 11 – Easter – nobody spoke.",
        "I — The narrator — was there.",
        "Berg, Lind – Two leaders met.",
        "BACKGROUND",
    ],
)
def test_a_sentence_that_begins_like_a_dateline_is_none(text: str) -> None:
    assert find(text) is None


def test_a_citation_leaves_full_stop_and_quotation_marks_right() -> None:
    blocks = [Block("He said, “A table is enough” .Lowford Post+2The Times+2 Nobody answered .AP News+1")]
    (left,), removed = cleaning.clean(blocks)
    assert left.text == "He said, “A table is enough”. Nobody answered."
    assert [removal.text for removal in removed] == ["Lowford Post+2The Times+2", "AP News+1"]


def test_a_caption_that_stands_twice_is_removed_once() -> None:
    caption = Block("Workers repair the bridge at Lowford", None, 50)
    left, removed = cleaning.clean([*STORY[:2], caption, *STORY[2:4], caption, *STORY[4:]])
    assert [block.text for block in left].count(caption.text) == 1
    assert [removal.rule for removal in removed] == ["repeated text"]


def test_a_question_that_an_interview_asks_again_and_again_is_kept() -> None:
    question = Block("What would you tell the farmers of the valley?", None, 50)
    left, removed = cleaning.clean([question, STORY[0], question, STORY[1], question, STORY[2]])
    assert len(left) == 6
    assert removed == []


@pytest.mark.parametrize(
    "text",
    ["Home " + "> a " * 19 + ".", "1, " * 39 + "x", "www.a@b.c " * 29 + "x", "x" * 200_000, "(" * 200_000],
)
def test_no_text_makes_cleaning_slow(text: str) -> None:
    began = time.process_time()
    headings.mark(cleaning.clean([STORY[0], Block(text)])[0])
    assert time.process_time() - began < 5  # seconds; a search that explodes takes hours


WORD = st.text(st.sampled_from("abcdefghijklmnopqrstuvwxyzäöüñçéŁžабв"), min_size=1, max_size=12)
SENTENCE = st.builds(
    lambda words, end: " ".join(words).capitalize() + end,
    st.lists(WORD, min_size=1, max_size=25),
    st.sampled_from(".!?"),
)
DEBRIS = st.sampled_from(lines("debris.txt"))
PARAGRAPH = st.lists(SENTENCE, min_size=1, max_size=5).map(" ".join)
TEXT = st.lists(st.one_of(PARAGRAPH, PARAGRAPH, DEBRIS), min_size=1, max_size=12)


@given(TEXT, st.sampled_from(["\n", "\n\n", "\n \n\n"]))
def test_every_word_is_either_kept_or_recorded_as_removed(paragraphs: list[str], between: str) -> None:
    document = plain.read(between.join(paragraphs))
    left, removed = cleaning.clean(document.blocks)
    assert [block.number for block in left] == sorted({block.number for block in left})
    for number, block in enumerate(document.blocks, 1):
        kept = [b.text for b in left if b.number == number]
        cut = [removal.text for removal in removed if removal.number == number]
        assert sorted(" ".join([*kept, *cut]).split()) == sorted(block.text.split())
    read = " ".join(block.text for block in document.blocks)
    assert read.split() == between.join(paragraphs).split()
