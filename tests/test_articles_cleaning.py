"""What cleaning removes, what it keeps, and that nothing is lost between."""

import re
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
    around = ["Talks in Lowford", *(block.text for block in STORY)]
    results = [[block.text for block in cleaning.clean(blocks)[0]] for blocks in placed(line)]
    assert around in results
    assert all(set(around) <= set(left) for left in results)


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


HOSTILE = [
    *("x", "A", "1", ".", "…", '"', "“", "(", "[", "/", "•", "A.", "1.", ".”", "a-", "a@", "a.b-"),
    *("ADA BERG ", "Ada Berg, Olaf Lind, ", "Ada Berg and ", "word, ", "1 ", ". ", '" ', "A. ", "Ada. "),
    *("a/B ", "11 May 2025, ", "10:30 ", "www.a@b.c ", "@a ", "A | ", "* a ", "(Ada ", "[a ", "(AP) "),
    *("Share Facebook ", "Read more: ", "Photo: Ada ", "By Ada ", "said ", "newsletter ", "Copyright 2025 "),
    *("(Reporting by A ", "Caption 1 of ", "Ada Berg+1", "pic.twitter.com/a ", "So it was.[1] "),
]


def texts(unit: str) -> list[str]:
    """Long paragraphs, as long ones as rules look into, and the same behind a word of theirs."""
    long = [(unit * (size // len(unit) + 1))[:size].strip() for size in (200_000, 2_000, 1_300, 500, 100)]
    return [*long, *(f"{text} x" for text in long), *(f"Home > {text} x" for text in long)]


@pytest.mark.parametrize(
    "text",
    [
        *("Home " + "> a " * 19 + ".", "1, " * 39 + "x", "www.a@b.c " * 29 + "x", " " * 200_000),
        *("WhatsApp: " + "2025 " * 57, "((Newsroom; +" + "1" * 1_180, "Berg is an editor" + " of a" * 40_000),
    ],
)
def test_no_text_makes_cleaning_slow(text: str) -> None:
    assert seconds([STORY[0], *plain.read(text).blocks]) < 5


@pytest.mark.parametrize("unit", HOSTILE)
def test_no_repetition_makes_cleaning_slow(unit: str) -> None:
    assert seconds([STORY[0], *(Block(text, None, group) for group, text in enumerate(texts(unit)))]) < 5


@pytest.mark.parametrize("line", ["Share", "Ada Berg {n}", "{n}. item"])
def test_many_short_lines_do_not_make_cleaning_slow(line: str) -> None:
    rows = [line.format(n=n % 90 if line[0] == "{" else n) for n in range(20_000)]
    assert seconds([STORY[0], *plain.read("\n\n".join(rows)).blocks]) < 30


def seconds(blocks: list[Block]) -> float:
    """The CPU time of all that looks at every line; a search that explodes takes hours."""
    began = time.process_time()
    headings.mark(cleaning.clean(blocks)[0])
    return time.process_time() - began


WORD = st.text(st.sampled_from("abcdefghijklmnopqrstuvwxyzäöüñçéŁžабв"), min_size=1, max_size=12)
SENTENCE = st.builds(
    lambda words, end: " ".join(words).capitalize() + end,
    st.lists(WORD, min_size=1, max_size=25),
    st.sampled_from(".!?"),
)
DEBRIS = st.sampled_from(lines("debris.txt"))
PARAGRAPH = st.lists(SENTENCE, min_size=1, max_size=5).map(" ".join)
TEXT = st.lists(st.one_of(PARAGRAPH, PARAGRAPH, DEBRIS), min_size=1, max_size=12)


def tokens(text: str) -> list[str]:
    return re.findall(r"\w+|\S", text)


@given(TEXT, st.sampled_from(["\n", "\n\n", "\n \n\n"]))
def test_every_word_is_either_kept_or_recorded_as_removed(paragraphs: list[str], between: str) -> None:
    document = plain.read(between.join(paragraphs))
    left, removed = cleaning.clean(document.blocks)
    assert [block.number for block in left] == sorted({block.number for block in left})
    for number, block in enumerate(document.blocks, 1):
        kept = [b.text for b in left if b.number == number]
        cut = [removal.text for removal in removed if removal.number == number]
        # word by word: a piece may end between a word and its comma
        assert sorted(tokens(" ".join([*kept, *cut]))) == sorted(tokens(block.text))
    read = " ".join(block.text for block in document.blocks)
    assert read.split() == between.join(paragraphs).split()
