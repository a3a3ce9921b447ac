"""Catalogs: what a file may hold, what its entries say, and that no run loses a person's words."""

import shutil
import string
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import polib
import pytest
from fixtures.argos_toy import make
from hypothesis import given, settings
from hypothesis import strategies as st

from generator import briefing_file, translation
from generator.briefing import Briefing, State, Statement
from generator.errors import InvalidFileError
from generator.translation import catalog
from generator.translation.engines import Engine, engine_for

CASES = Path(__file__).parent / "fixtures" / "translation"
HEAD = 'msgid ""\nmsgstr "Language: eo\\n"\n\n'


@pytest.fixture(scope="module")
def toy(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    models = tmp_path_factory.mktemp("models")
    with zipfile.ZipFile(make.HERE / "translate-en_eo-1_0.argosmodel") as archive:
        archive.extractall(models / "argos")
    engine = engine_for("eo", "argos", models)
    assert engine is not None
    return engine


class Backwards:
    """An engine that writes small words backwards."""

    name, model = "backwards", "1"

    def translate(self, sentences: Sequence[str]) -> list[str]:
        return [" ".join(w[::-1] if w.isalpha() and w.islower() else w for w in s.split()) for s in sentences]


# --- merging with the briefing -------------------------------------------------------------------


@pytest.mark.parametrize("case", sorted(p.name for p in CASES.iterdir() if p.is_dir()))
def test_a_catalog_is_brought_up_to_date(case: str, toy: Engine, tmp_path: Path) -> None:
    before, after, po = CASES / case / "before.po", CASES / case / "after.po", tmp_path / "eo.po"
    if before.exists():
        shutil.copy(before, po)
    briefing = briefing_file.load(CASES / case / "briefing.yml")
    translation.translate(briefing, po, "eo", engine=toy)
    assert po.read_text(encoding="utf-8") == (after if after.exists() else before).read_text(encoding="utf-8")


@pytest.mark.parametrize("case", sorted(p.name for p in CASES.iterdir() if p.is_dir()))
def test_a_second_run_touches_no_file(case: str, toy: Engine, tmp_path: Path) -> None:
    po = tmp_path / "eo.po"
    if (CASES / case / "before.po").exists():
        shutil.copy(CASES / case / "before.po", po)
    briefing = briefing_file.load(CASES / case / "briefing.yml")
    translation.translate(briefing, po, "eo", engine=toy)
    first = po.read_bytes(), po.stat().st_mtime_ns, po.stat().st_ino
    report = translation.translate(briefing, po, "eo", engine=toy)
    assert (po.read_bytes(), po.stat().st_mtime_ns, po.stat().st_ino) == first
    assert report.translated == 0


SENTENCES = [
    f"The {who} said on {day} that {what}."
    for who in ("minister", "president")
    for day in ("Monday", "Friday")
    for what in ("the talks failed", "peace is near", "nothing changed")
]
human_words = st.text(string.ascii_letters + ' \\"\n\t\r\u2028\x85%{}#éж中”’', min_size=1, max_size=12)
steps = st.lists(
    st.one_of(
        st.tuples(
            st.just("source"), st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=4, unique=True)
        ),
        st.tuples(st.just("edit"), st.tuples(st.integers(0, 9), human_words, st.booleans())),
        st.tuples(st.just("confirm"), st.integers(0, 9)),
        st.tuples(st.just("run"), st.booleans()),
    ),
    max_size=12,
)


@settings(max_examples=40, deadline=None)
@given(steps=steps)
def test_no_sequence_of_edits_and_runs_loses_or_changes_a_persons_words(
    steps: list[tuple[str, object]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    po = tmp_path_factory.mktemp("catalog") / "eo.po"
    briefing = Briefing(title="Talks", summary=(Statement(SENTENCES[0]),))
    written: set[str] = set()
    translation.translate(briefing, po, "eo", engine=Backwards())
    for what, value in steps:
        if what == "source":
            briefing = replace(briefing, summary=tuple(map(Statement, value)))  # type: ignore[arg-type,call-overload]
        elif what == "run":
            translation.translate(briefing, po, "eo", engine=Backwards() if value else None)
        else:
            written = by_hand(po, what, value, written)
        kept = {entry.msgstr for entry in polib.pofile(str(po))}
        assert written <= kept
    translation.translate(briefing, po, "eo", engine=Backwards())
    shown = translation.load(briefing, po, "eo")
    assert all(s.state is not State.MACHINE or s.text not in written for s in shown.strings.values())
    before = po.read_bytes()
    translation.translate(briefing, po, "eo", engine=Backwards())
    assert po.read_bytes() == before


def by_hand(po: Path, what: str, value: object, written: set[str]) -> set[str]:
    """Edit or confirm an entry as a person would; returns what people have written and not replaced."""
    entries = polib.pofile(str(po))
    active = [entry for entry in entries if not entry.obsolete]
    index, words, unflag = value if what == "edit" else (value, None, True)  # type: ignore[misc]
    entry = active[index % len(active)]  # type: ignore[has-type]
    if words == entry.msgstr or not (words or entry.msgstr):  # type: ignore[has-type]
        return written
    others = {other.msgstr for other in entries if other is not entry}
    gone = {entry.msgstr} - others if words else set()  # type: ignore[has-type]
    entry.msgstr = words or entry.msgstr  # type: ignore[has-type]
    if unflag:  # type: ignore[has-type]
        entry.flags = []
        entry.previous_msgid = None
    entries.save()
    return (written - gone) | {entry.msgstr}


@settings(max_examples=60, deadline=None)
@given(source=human_words, words=human_words, comment=st.text(string.ascii_letters + " #.,", max_size=100))
def test_any_text_survives_writing_and_reading(
    source: str, words: str, comment: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    po = tmp_path_factory.mktemp("catalog") / "eo.po"
    entries = catalog.new("eo")
    entries.append(
        polib.POEntry(msgid=source, msgstr=words, tcomment=" ".join(comment.split()), previous_msgid=words)
    )
    catalog.write(po, entries)
    (entry,) = catalog.read(po, "eo")
    assert (entry.msgid, entry.msgstr, entry.previous_msgid) == (source, words, words)
    assert " ".join(entry.tcomment.split()) == " ".join(comment.split())
    assert str(catalog.read(po, "eo")) == po.read_text(encoding="utf-8")


def test_a_half_adapted_text_is_kept_beside_the_one_it_came_from(tmp_path: Path) -> None:
    po = tmp_path / "eo.po"
    for title in ("The talks failed today", "The talks failed again today", "Peace"):
        translation.translate(Briefing(title=title), po, "eo", engine=None)
        entries = polib.pofile(str(po))
        entries[0].msgstr += "Persona "  # the flag fuzzy stays where it is
        entries.save()
    assert sorted(e.msgstr for e in polib.pofile(str(po)) if e.obsolete) == ["Persona ", "Persona Persona "]


# --- states --------------------------------------------------------------------------------------


def entry(text: str, comment: str = "", *flags: str) -> polib.POEntry:
    return polib.POEntry(msgid="a", msgstr=text, comment=comment, flags=list(flags))


def machine(text: str, extra: str = "") -> str:
    return f"machine: argos en-eo-1.0 {catalog.digest(text)}{extra}"


@pytest.mark.parametrize(
    ("entry", "state"),
    [
        (entry(""), State.MISSING),
        (entry("b"), State.EDITED),
        (entry("b", machine("b"), "fuzzy"), State.MACHINE),
        (entry("b", machine("b")), State.EDITED),
        (entry("c", machine("b"), "fuzzy"), State.EDITED),
        (entry("b", machine("b", "\nwithheld: the number 3 is lost"), "fuzzy"), State.WITHHELD),
        (entry("b", machine("b", "\nwithheld: the number 3 is lost")), State.EDITED),
        (entry("b", machine("b").replace(" en", "\nen"), "fuzzy", "no-wrap"), State.MACHINE),
        (entry("b", "", "fuzzy"), State.OUTDATED),
        (entry("b", machine("b").replace("argos", "cldr")), State.STANDARD),
        (entry("c", machine("b").replace("argos", "cldr")), State.EDITED),
    ],
)
def test_an_entry_says_who_wrote_it(entry: polib.POEntry, state: State) -> None:
    assert catalog.state(entry) is state


# --- mistakes ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        (HEAD + 'msgid "a"\nmsgstr "b\n', 5, 'expected msgid "…"'),
        (HEAD + 'msgid "a"\nmsgstr "b "c" d"\n', 5, 'a " inside is written'),
        (HEAD + 'msgid "a"\nmsgstr b\n', 5, "not valid PO"),
        (HEAD + 'mesgid "a"\nmsgstr "b"\n', 4, "not valid PO"),
        (HEAD + 'msgstr "b"\n', 4, "does not belong here"),
        (HEAD + 'msgid "a"\nmsgid "b"\nmsgstr "c"\n', 5, "does not belong here"),
        (HEAD + '<<<<<<< HEAD\nmsgid "a"\nmsgstr "b"\n', 4, "conflict marker"),
        (
            HEAD + 'msgid "a"\nmsgstr "b"\n\nmsgid "a"\nmsgstr "c"\n',
            7,
            "'a' stands here twice, first in line 4",
        ),
        (HEAD + 'msgid "a"\nmsgid_plural "as"\nmsgstr[0] "b"\n', 4, "msgid_plural have no use"),
        (HEAD + 'msgctxt "x"\nmsgid "a"\nmsgstr "b"\n', 4, "msgctxt"),
        (HEAD.replace("eo", "fr"), 2, "it is in 'fr', its name says 'eo'"),
        (HEAD.replace("eo", "eo\\nContent-Type: text/plain; charset=ISO-8859-1"), 2, "charset=UTF-8"),
        (HEAD + 'msgid "a"\nmsgstr "b"\n# the end\n', 6, "would be lost"),
    ],
)
def test_a_mistake_is_told_with_its_line(text: str, line: int, words: str, tmp_path: Path) -> None:
    po = tmp_path / "eo.po"
    po.write_text(text, encoding="utf-8")
    with pytest.raises(InvalidFileError) as caught:
        catalog.read(po, "eo")
    assert caught.value.problems[0].line == line
    assert words in str(caught.value)


def test_all_broken_lines_are_told_at_once(tmp_path: Path) -> None:
    po = tmp_path / "eo.po"
    po.write_text(
        HEAD + '<<<<<<< a\nmsgid "a"\nmsgstr "b\n=======\nmsgstr "c"\n>>>>>>> b\n', encoding="utf-8"
    )
    with pytest.raises(InvalidFileError) as caught:
        catalog.read(po, "eo")
    assert [problem.line for problem in caught.value.problems] == [4, 6, 7, 9]


def test_a_catalog_in_another_encoding_is_told_with_its_line(tmp_path: Path) -> None:
    po = tmp_path / "eo.po"
    po.write_bytes(HEAD.encode() + 'msgid "a"\nmsgstr "é"\n'.encode("latin-1"))
    with pytest.raises(InvalidFileError, match=r"eo\.po:5:1: this is not UTF-8"):
        catalog.read(po, "eo")


def test_a_broken_catalog_is_left_as_it_is(tmp_path: Path) -> None:
    po = tmp_path / "eo.po"
    po.write_text(HEAD + 'msgid "Talks"\nmsgstr "b\n', encoding="utf-8")
    before = po.read_bytes()
    with pytest.raises(InvalidFileError):
        translation.translate(Briefing(title="Talks"), po, "eo", engine=Backwards())
    assert po.read_bytes() == before
    assert list(tmp_path.iterdir()) == [po]


def test_a_catalog_of_a_variety_fits_the_language(tmp_path: Path) -> None:
    po = tmp_path / "pt.po"
    po.write_text('msgid ""\nmsgstr "Language: pt_BR\\n"\n', encoding="utf-8")
    assert list(catalog.read(po, "pt")) == []


@pytest.mark.parametrize("name", ["pt_BR", "pt-br", "pt-PT"])
def test_a_catalog_whose_name_is_no_language_of_the_site_is_told_the_nearest(
    name: str, tmp_path: Path
) -> None:
    po = tmp_path / f"{name}.po"
    po.write_text('msgid ""\nmsgstr "Language: pt\\n"\n', encoding="utf-8")
    with pytest.raises(InvalidFileError) as caught:
        translation.check(po, name, ("en", "fr", "pt-BR"))
    assert f"{name!r}, as the file's name says, is no language of the site" in str(caught.value)
    assert "did you mean 'pt-BR'?; there are: en, fr, pt-BR" in str(caught.value)


def test_a_catalog_in_a_language_of_the_site_is_checked(tmp_path: Path) -> None:
    po = tmp_path / "pt-BR.po"
    po.write_text('msgid ""\nmsgstr "Language: pt_BR\\n"\n', encoding="utf-8")
    translation.check(po, "pt-BR", ("en", "pt-BR"))
    po.write_text(po.read_text() + 'msgid "a"\nmsgstr b\n', encoding="utf-8")
    with pytest.raises(InvalidFileError, match="not valid PO"):
        translation.check(po, "pt-BR", ("en", "pt-BR"))
