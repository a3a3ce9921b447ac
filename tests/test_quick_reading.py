"""The quick ways to read what people edit find the same as the exact ones, or leave the file to them."""

from collections.abc import Callable
from pathlib import Path

import polib
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from generator import stoplists, yaml_file
from generator.articles import language
from generator.articles.rules import takers
from generator.errors import InvalidFileError
from generator.translation import catalog
from generator.yaml_file import YamlFile

ROOT = Path(__file__).parents[1]
BRIEFING = ROOT / "briefings" / "istanbul-talks"
CATALOGS = [*BRIEFING.glob("*.po"), *(ROOT / "tests" / "fixtures").rglob("*.po")]
YAML_FILES = [
    *(BRIEFING.glob("*.yml")),
    *(
        path
        for folder in ("tests/fixtures", "site_config", "generator")
        for path in (ROOT / folder).rglob("*.yml")
    ),
]

# where to change a text, as a share of its length; what to put there; how much to take away
EDITS = st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 3))


def edited(text: str, edits: list[tuple[tuple[float, int], str]], *, lines: bool = False) -> str:
    """A text after some edits, of whole lines or of characters."""
    for (where, length), new in edits:
        place = int(where * len(text))
        end = place + length
        if lines:
            place = text.rfind("\n", 0, place) + 1
            end = text.find("\n", place) + 1 if length else place
        text = text[:place] + new + text[end:]
    return text


def outcome(read: Callable[[], object]) -> object:
    """What is read, or what is said to be wrong."""
    try:
        return read()
    except InvalidFileError as error:
        return str(error)


# --- YAML ----------------------------------------------------------------------------------------

SIGNS = [
    *(
        "- ",
        "-",
        ": ",
        ":",
        "? ",
        "?",
        "# ",
        "#",
        "'",
        '"',
        "''",
        "\\",
        "\\/",
        "\\x41",
        "[",
        "]",
        "{",
        "}",
        ", ",
        "&a",
    ),
    *(
        "*a",
        "!",
        "! ",
        "|",
        "|\n",
        ">-\n",
        ">+\n",
        "|2\n",
        "|#",
        "%",
        "@",
        "`",
        "~",
        "null",
        "\n",
        "\n\n",
        "\n  ",
        " ",
    ),
    *(
        "---\n",
        "...\n",
        "a",
        "key: ",
        "é",
        "中",
        "😀",
        "01:3",
        "a:b",
        "{a: b}",
        "[a, b]",
        "[a?]",
        "[:a]",
        "{a,b}",
        "<<: ",
    ),
    *("\t", "\r\n", "\r", "\u2028", "\x85", "\ufeff", "\x07"),
]
SMALL = (
    "a: b\n",
    "a:\n  - b\n  - c: d\n    e: [x, y]\n",
    "a: >-\n  some text\n  more\n\n  para\nb: |\n  lit\n   eral\n",
    "a: {b: c, d: [e]}\nf:\n",
    "a: \"b\n  c\"\nd: 'it''s'\n",
    "- [a, b]\n- {c: d}\n- null\n",
    "",
)


def both(text: str, *, keep_empty: bool) -> tuple[object, object]:
    """The data of a text, read in any way and in the exact one alone."""

    def data() -> object:
        file = YamlFile(Path("x.yml"), text, keep_empty=keep_empty)
        return file.data, file._problems

    found = outcome(data)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(yaml_file, "_Quick", None)
        return found, outcome(data)


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(SMALL), st.lists(st.tuples(EDITS, st.sampled_from(SIGNS)), max_size=5), st.booleans())
def test_yaml_is_read_alike(text: str, edits: list[tuple[tuple[float, int], str]], keep_empty: bool) -> None:
    found, exact = both(edited(text, edits), keep_empty=keep_empty)
    assert found == exact


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(SIGNS), max_size=14).map("".join), st.booleans())
def test_signs_of_yaml_are_read_alike(text: str, keep_empty: bool) -> None:
    found, exact = both(text, keep_empty=keep_empty)
    assert found == exact


@pytest.mark.parametrize("path", YAML_FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_projects_yaml_files_are_read_alike(path: Path) -> None:
    found, exact = both(path.read_text("utf-8"), keep_empty=False)
    assert found == exact


@pytest.mark.skipif(not yaml.__with_libyaml__, reason="this PyYAML is without libyaml")
def test_a_usual_briefing_is_read_quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml_file, "_Loader", lambda _: pytest.fail("read slowly"))
    data = YamlFile(BRIEFING / "briefing.yml").data
    assert data["title"]
    crlf = (BRIEFING / "briefing.yml").read_text("utf-8").replace("\n", "\r\n")
    assert YamlFile(Path("x.yml"), crlf).data == data


# --- catalogs ------------------------------------------------------------------------------------

PIECES = [
    *(
        "\n",
        '"',
        "\\",
        '\\"',
        "\\n",
        "\\x",
        "#",
        "# ",
        "#. ",
        "#, fuzzy\n",
        "#,fuzzy\n",
        "#: a:1\n",
        '#| msgid "x"\n',
    ),
    *(
        '#~ msgid "x"\n',
        '#~| msgid "x"\n',
        'msgid "a"\n',
        'msgstr "b"\n',
        'msgid ""\n',
        'msgstr ""\n',
        '"x"\n',
        " ",
        "\t",
    ),
    *(
        "\r\n",
        "\u2028",
        "\x85",
        "\x1c",
        "\0",
        'msgctxt "c"\n',
        'msgid_plural "p"\n',
        'msgstr[0] "x"\n',
        "é",
        "\\\\",
    ),
    *('"#-#-#-#-#  "\n', "<<<<<<< a\n", "#\n", "##\n", "\n\n", "\u00a0", "\ufeff", "# x\n", "#. x\n", ", "),
]
ODD_CATALOG = r"""#
#, fuzzy
msgid ""
msgstr ""
"Language: eo\n"
"Plural-Forms: nplurals=2;\n"
" more\n"

# note
#. machine: a b 123456789012
#. glossary: 12
#: x:1 y z:t :3
#, fuzzy, c-format
#| msgid "old"
#| " two"
msgid "new \"q\" \\"
msgstr "neu\n"
"zwei\t\x"

#, fuzzy
#~| msgid "older"
#~ msgid ""
#~ "gone"
#~ msgstr "weg"
"""
TEXTS = [*(path.read_text("utf-8") for path in CATALOGS), ODD_CATALOG]


def content(text: str, folder: Path) -> object:
    """All that a catalog holds; what is wrong with one that cannot be read."""
    path = folder / "eo.po"
    path.write_bytes(text.encode())

    def everything() -> object:
        read = catalog.read(path, "eo")
        assert type(read) is polib.POFile
        return vars(read), [vars(entry) for entry in read], str(read)

    return outcome(everything)


def short(text: str) -> str:
    """The head of a catalog and some of its entries."""
    blocks = text.split("\n\n")
    return "\n\n".join(blocks[:6]) + "\n"


@settings(max_examples=500, deadline=None)
@given(
    st.sampled_from([short(text) for text in TEXTS]),
    st.lists(st.tuples(EDITS, st.sampled_from(PIECES)), max_size=3),
    st.booleans(),
)
def test_catalogs_are_read_alike(
    tmp_path_factory: pytest.TempPathFactory,
    text: str,
    edits: list[tuple[tuple[float, int], str]],
    lines: bool,
) -> None:
    changed, folder = edited(text, edits, lines=lines), tmp_path_factory.getbasetemp()
    found = content(changed, folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(catalog, "_usual", lambda _: None)
        assert found == content(changed, folder)


@pytest.mark.parametrize("text", TEXTS)
def test_a_usual_catalog_is_read_quickly(text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = text.replace(f"Language: {text.partition('Language: ')[2][:2]}", "Language: eo")
    with monkeypatch.context() as patch:
        patch.setattr(catalog, "_usual", lambda _: None)
        exact = content(text, tmp_path)
    monkeypatch.setattr(catalog, "_any", lambda *_: pytest.fail("read slowly"))
    assert content(text, tmp_path) == exact
    assert content(text.replace("\n", "\r\n"), tmp_path) == exact


# --- articles ------------------------------------------------------------------------------------


def slowly(text: str) -> str | None:
    """The language of a text by its words, one by one."""
    words = language._WORD.findall(text.casefold())[: language._MOST]
    english = stoplists.common("English")

    def share(known: frozenset[str]) -> float:
        return sum(word in known for word in words) / len(words)

    if share(english) >= language._ENGLISH:
        return "en"
    names = stoplists.names() - {"English", "Simple_English"}
    (best, name), (second, _) = sorted((share(stoplists.common(n) - english), n) for n in names)[:-3:-1]
    sure = best >= language._LEAST and best - second >= language._LEAD
    return language._tags().get(language._key(name)) if sure else None


LISTS = ("English", "Portuguese", "Galician", "Spanish", "Ukrainian", "Russian", "Arabic", "Norwegian_Bokmal")


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(sorted(stoplists.names() & set(LISTS))).flatmap(
            lambda name: st.sampled_from(sorted(stoplists.common(name))[:400])
        ),
        min_size=40,
        max_size=80,
    )
)
def test_a_mixture_of_languages_is_told_alike(words: list[str]) -> None:
    assert language.detect(" ".join(words)) == slowly(" ".join(words))


@pytest.mark.parametrize("name", sorted(stoplists.names() & set(LISTS)))
def test_a_language_is_told_alike(name: str) -> None:
    text = " ".join(sorted(stoplists.common(name))[:300])
    assert language.detect(text) == slowly(text)


def test_a_piece_of_a_line_is_taken_as_alone() -> None:
    line = "Reporting by Ann Lee; editing by Bob Ray. Sign up for our newsletter. Updated 3 May 2025"
    words = line.split(" ")
    pieces = [" ".join(words[a:b]) for a in range(len(words)) for b in range(a + 1, len(words) + 1)]
    assert sum(bool(takers(piece, piece)) for piece in pieces) > 5
    assert [takers(piece, line) for piece in pieces] == [takers(piece, piece) for piece in pieces]
