import re
from pathlib import Path
from unittest.mock import patch
from urllib.parse import quote, unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator import articles, briefing_file
from generator.site import passages
from generator.site.passages import fragment, locate

SAMPLE = Path(__file__).parent.parent / "briefings" / "istanbul-talks"

LEAK = (
    "Mr. Lund, of the U.S. company Norsea, said that 3.5 tonnes of oil had leaked, "
    "while the union said it was ten."
)
HARBOUR = (
    f"The port of Solvik closed on Monday. {LEAK} He blamed a valve. “We warned them twice,” Ms. Aas said. "
    "But no fish have died so far."
)
CHINESE = "港口周一关闭。公司表示，约有三吨石油泄漏。“我们警告过他们两次。”工会发言人说。目前没有鱼死亡！"
ARABIC = "أغلقت السلطات الميناء يوم الاثنين. هل كان الصمام معطلا؟ قالت الشركة إن التسرب توقف."
SPANISH = (
    "El puerto cerró el lunes. ¿Quién avisó a la Sra. Vega? La empresa no respondió. «Nadie», dijo el juez."
)


def marked(statement: str, paragraph: str) -> list[str]:
    return [paragraph[start:end] for start, end in locate(statement, paragraph)]


@pytest.mark.parametrize(
    ("statement", "paragraph", "expected"),
    [
        pytest.param(
            "The port of Solvik closed on Monday.",
            HARBOUR,
            ["The port of Solvik closed on Monday."],
            id="verbatim",
        ),
        pytest.param("[Lund] blamed a valve.", HARBOUR, ["He blamed a valve."], id="brackets"),
        pytest.param(
            "[Aas:] “We warned them twice.”", HARBOUR, ["“We warned them twice,” Ms. Aas said."], id="voice"
        ),
        pytest.param("No fish have died so far.", HARBOUR, ["But no fish have died so far."], id="link word"),
        pytest.param(
            "The union said it was ten.",
            HARBOUR,
            [LEAK],
            id="clause",
        ),
        pytest.param(
            "The port of Solvik closed on Monday. […] [Lund] blamed a valve.",
            HARBOUR,
            ["The port of Solvik closed on Monday.", "He blamed a valve."],
            id="something left out",
        ),
        pytest.param(
            '[Lund] blamed a valve. "We warned them twice," Ms. Aas said.',
            HARBOUR,
            ["He blamed a valve. “We warned them twice,” Ms. Aas said."],
            id="side by side, with straight marks",
        ),
        pytest.param(
            "Norsea is from Oslo. [Lund] blamed a valve.",
            HARBOUR,
            ["He blamed a valve."],
            id="the other sentence is from elsewhere",
        ),
        pytest.param(
            "Solvik’s port was closed on Monday, May 5.",
            HARBOUR,
            ["The port of Solvik closed on Monday."],
            id="reworded",
        ),
        pytest.param("warned them", HARBOUR, ["“We warned them twice,” Ms. Aas said."], id="quote"),
        pytest.param("公司表示，约有三吨石油泄漏。", CHINESE, ["公司表示，约有三吨石油泄漏。"], id="Chinese"),
        pytest.param(
            "[该公司]说，约有三吨石油泄漏。", CHINESE, ["公司表示，约有三吨石油泄漏。"], id="Chinese, edited"
        ),
        pytest.param("目前没有鱼死亡", CHINESE, ["目前没有鱼死亡！"], id="Chinese, to the end"),
        pytest.param("هل كان الصمام معطلا؟", ARABIC, ["هل كان الصمام معطلا؟"], id="Arabic"),
        pytest.param("[وقالت] إن التسرب توقف.", ARABIC, ["قالت الشركة إن التسرب توقف."], id="Arabic, edited"),
        pytest.param("¿Quién avisó a la Sra. Vega?", SPANISH, ["¿Quién avisó a la Sra. Vega?"], id="Spanish"),
    ],
)
def test_the_sentences_that_a_statement_rests_on(statement: str, paragraph: str, expected: list[str]) -> None:
    assert marked(statement, paragraph) == expected


@pytest.mark.parametrize(
    "statement",
    [
        "The parliament of Solvik will vote on the budget for schools next week.",
        "He said that it was the first of the talks.",
        "[Lund] said [so].",
        "议会下周投票。",
        "[…]",
        "",
    ],
)
@pytest.mark.parametrize("paragraph", [HARBOUR, CHINESE, ""])
def test_nothing_is_marked_that_is_not_certain(statement: str, paragraph: str) -> None:
    assert locate(statement, paragraph) == ()


def test_a_word_that_stands_in_several_sentences_marks_the_one_it_fills() -> None:
    assert marked("No.", "No one knew. “No,” he said. No. They left.") == ["No."]
    assert marked("ever", "It never ended. Was it ever clear? However, it went.") == ["Was it ever clear?"]
    assert marked("late", "It was late. They came late.") == []


def test_all_of_the_sample_is_located() -> None:
    briefing = briefing_file.load(SAMPLE / "briefing.yml")
    texts = {
        f"{article.id}:{paragraph.number}": paragraph.text
        for article in articles.read_folder(SAMPLE / "articles")
        for paragraph in article.paragraphs
    }
    parts = (*briefing.statements(), *briefing.timeline, *briefing.quotes)
    for part in parts:
        for reference in part.sources:
            found = " ".join(marked(part.text, texts[reference]))
            words = set(re.findall(r"\w+", re.sub(r"\[.*?\]", "", part.text.lower())))
            assert words <= set(re.findall(r"\w+", found.lower())), (part.text, found)


SENTENCES = st.lists(
    st.lists(st.from_regex(r"[a-z]{2,9}", fullmatch=True), min_size=3, max_size=9, unique=True).map(
        lambda words: " ".join(words).capitalize() + "."
    ),
    min_size=1,
    max_size=5,
    unique=True,
)


@given(SENTENCES, st.data())
def test_a_verbatim_sentence_is_found_and_nothing_else(sentences: list[str], data: st.DataObject) -> None:
    sentence = data.draw(st.sampled_from(sentences))
    # a sentence that ends in an abbreviation, such as “No.”, is no sentence by itself
    assert sentence in "".join(marked(sentence, " ".join(sentences)))
    if all(len(s.rsplit(maxsplit=1)[-1]) > 7 for s in sentences):
        assert marked(sentence, " ".join(sentences)) == [sentence]


TEXTS = st.text(st.sampled_from("abA 1.!?“”\"'[]…-—。！是的؟م\u00a0\u0301") | st.characters(), max_size=60)


@given(TEXTS, TEXTS)
def test_spans_lie_in_any_paragraph_in_order_and_apart(statement: str, paragraph: str) -> None:
    for said in (statement, paragraph, paragraph[3:20]):
        spans = locate(said, paragraph)
        places = [place for span in spans for place in span]
        assert places == sorted(set(places))
        assert all(0 <= place <= len(paragraph) for place in places)
        for span in spans:
            assert fragment(paragraph, span).isascii()


COMMON = [
    "the",
    "of",
    "a",
    "said",
    "port",
    "closed",
    "valve",
    "half",
    "tonnes",
    "3.5",
    "Ünion",
    "港口",
    "«no»",
]


@given(st.permutations(COMMON), st.integers(0, 12), st.integers(0, 12), st.integers(0, 12))
def test_a_comparison_that_is_left_out_would_have_found_nothing(
    words: list[str], start: int, length: int, others: int
) -> None:
    part = words[start : start + length]
    statement, paragraph = " ".join(part + ["other"] * others), f"{' '.join(words)}. Ünion of {part[::-1]}."
    found = locate.__wrapped__(statement, paragraph)
    with patch.object(passages, "_is_other", return_value=False):
        assert locate.__wrapped__(statement, paragraph) == found


@given(TEXTS)
def test_a_text_is_bared_of_what_is_no_word_at_its_ends(text: str) -> None:
    edges = re.compile(f"^[\\W_]+|(?:_|[^\\w{passages._MARKS}])+$")
    assert passages._bare(text) == edges.sub("", text)
    assert passages._encoded(text) == quote(text, safe="", errors="replace").replace("-", "%2D")


def test_a_fragment_leads_to_a_short_text_or_to_both_ends_of_a_longer_one() -> None:
    short = "“Oil & gas, half-price”, he said."
    assert (
        fragment(short, (0, len(short)))
        == ":~:text=Oil%20%26%20gas%2C%20half%2Dprice%E2%80%9D%2C%20he%20said"
    )
    accented = "Un cafe\u0301."  # in two characters, as some pages have it
    assert fragment(accented, (0, len(accented))) == ":~:text=Un%20cafe%CC%81"
    long = HARBOUR.index("Mr. Lund"), HARBOUR.index(" He blamed")
    assert fragment(HARBOUR, long) == ":~:text=Mr.%20Lund%2C%20of%20the%20U.S,union%20said%20it%20was%20ten"
    # a browser's idea of where Chinese words end is not ours: marks are safe
    rumour = "由于阀门故障导致约三点五吨石油泄漏，港口周一关闭，公司表示目前没有鱼死亡。"
    first, last = "由于阀门故障导致约三点五吨石油泄漏", "公司表示目前没有鱼死亡"
    assert unquote(fragment(rumour, (0, len(rumour)))) == f":~:text={first},{last}"
