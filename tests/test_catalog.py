"""Catalogs: what a file may hold, what its entries say, and that no run loses a person's words."""

import os
import re
import shutil
import string
import time
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import polib
import pytest
from click.testing import CliRunner
from fixtures.argos_toy import make
from hypothesis import given, settings
from hypothesis import strategies as st

from generator import briefing_file, translation
from generator.briefing import Briefing, State, Statement
from generator.cli import main
from generator.errors import InvalidFileError, TranslationError
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


@pytest.mark.slow
@settings(max_examples=25, deadline=None)
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


@settings(max_examples=30, deadline=None)
@given(source=human_words, words=human_words, comment=st.text(string.ascii_letters + " #.,", max_size=100))
def test_any_text_survives_writing_and_reading(
    source: str, words: str, comment: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    po = tmp_path_factory.mktemp("catalog") / "eo.po"
    entries = catalog.new("eo")
    entries.append(
        polib.POEntry(
            msgid=source,
            msgstr=words,
            tcomment=" ".join(comment.split()),
            flags=["fuzzy"],
            previous_msgid=words,
        )
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
        (HEAD + 'msgid "a"\nmsgid "b"\nmsgstr "c"\n', 4, "no msgstr below it"),
        (HEAD + 'msgid "a"\n#, fuzzy\nmsgid "b"\nmsgstr "c"\n', 4, "no msgstr below it"),
        (HEAD + 'msgid "a"\nmsgstr "b"\nmsgstr "c"\n', 6, "does not belong here"),
        (HEAD + 'msgid "a"\nmsgstr[0] "b"\n', 4, "msgid_plural have no use"),
        (HEAD + 'msgid "a"\nmsgstr "b\0"\n', 5, "a NUL byte"),
        (HEAD + '# \0\nmsgid "a"\nmsgstr "b"\n', 4, "a NUL byte"),
        (HEAD + HEAD, 4, "a second header"),
        (HEAD + '<<<<<<< HEAD\nmsgid "a"\nmsgstr "b"\n', 4, "conflict marker"),
        (HEAD + '||||||| 1a2b3c4\nmsgid "a"\nmsgstr "b"\n', 4, "conflict marker"),
        (HEAD + 'msgid "a"\nmsgstr "b"\n=======\n', 6, "conflict marker"),
        (HEAD + 'msgid "a"\nmsgstr ""\n"#-#-#-#-#  a.po  #-#-#-#-#\\n"\n"b"\n', 6, "conflict marker"),
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
        (HEAD + 'msgid "a"\nmsgstr "b"\n#~| msgid "c"\n', 6, "would be lost"),
        (HEAD + 'msgid "a"\nmsgstr "b"\n#| msgid "c"\n', 6, "would be lost"),
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


WHOLE = (
    HEAD + '#. machine: a b 0123456789ab\n#: title\n#, fuzzy\nmsgid "a"\nmsgstr "Unu."\n\n'
    '# Ada\nmsgid "b"\nmsgstr ""\n"Du."\n\n#~ msgid "c"\n#~ msgstr "Tri."\n'
)


def test_a_file_that_ends_too_early_loses_no_text_that_it_still_has(tmp_path: Path) -> None:
    po = tmp_path / "eo.po"
    refused = 0
    for end in range(len(WHOLE)):
        po.write_text(WHOLE[:end], encoding="utf-8")
        try:
            texts = {entry.msgstr for entry in catalog.read(po, "eo")}
        except InvalidFileError:
            refused += 1
        else:
            assert texts >= {text for text in ("Unu.", "Du.", "Tri.") if f'"{text}"' in WHOLE[:end]}
    assert refused > 0.8 * len(WHOLE)


def a_folder(po: Path) -> None:
    po.mkdir()


def a_dead_link(po: Path) -> None:
    po.symlink_to("gone/eo.po")


def a_pipe(po: Path) -> None:
    os.mkfifo(po)


def too_much(po: Path) -> None:
    po.write_bytes(b"x" * 50_000_000)


@pytest.mark.parametrize(
    ("make_it", "words"),
    [
        (a_folder, "a catalog is a file, and this is none"),
        (a_dead_link, "is a link to gone/eo.po, which does not exist"),
        (a_pipe, "a catalog is a file, and this is none"),
        (too_much, "50 MB are far too much for a catalog"),
    ],
)
def test_what_is_no_catalog_is_told_and_left_alone(
    make_it: Callable[[Path], None], words: str, tmp_path: Path
) -> None:
    po = tmp_path / "eo.po"
    make_it(po)
    for use in (translation.check, lambda path, _: translation.translate(TALKS, path, "eo", engine=None)):
        with pytest.raises(TranslationError, match=re.escape(f"{po}: {words}")):
            use(po, "eo")
    assert list(tmp_path.iterdir()) == [po]


TALKS = Briefing(title="Talks")
ALMOST_TOO_MUCH = 3_900_000


@pytest.mark.parametrize(
    "text", ["x", '"', '"' + "\\", " ", "#", "\n", HEAD + 'msgid "Talks"\nmsgstr "', "=", "\0"]
)
def test_no_line_takes_long_however_long_it_is(text: str, tmp_path: Path) -> None:
    po = tmp_path / "eo.po"
    po.write_text(text + text[-1] * ALMOST_TOO_MUCH + "x", encoding="utf-8")
    start = time.process_time()
    with pytest.raises(InvalidFileError):
        catalog.read(po, "eo")
    assert time.process_time() - start < 5


@pytest.mark.slow
def test_tens_of_thousands_of_entries_do_not_take_long(tmp_path: Path) -> None:
    po = tmp_path / "eo.po"
    entry = '#. machine: a b {digest}\n#, fuzzy\nmsgid "Talk {n}"\nmsgstr "Interparolo {n}"\n\n'
    digests = (catalog.digest(f"Interparolo {n}") for n in range(30_000))
    po.write_text(HEAD + "".join(entry.format(n=n, digest=d) for n, d in enumerate(digests)))
    briefing = Briefing(title="Talk 7", topics=("Talk 29999", "Talk 30000"))
    start = time.process_time()
    translation.translate(briefing, po, "eo", engine=None)
    page = translation.load(briefing, po, "eo")
    assert time.process_time() - start < 60
    assert (page("Talk 29999").text, page("Talk 30000").state) == ("Interparolo 29999", State.MISSING)


def test_a_mistake_ends_the_command_with_its_place_and_nothing_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(Path(__file__).parents[1] / "site_config", tmp_path / "site_config")
    (tmp_path / "mkdocs.yml").write_text("site_name: Test\n")
    folder = tmp_path / "briefings" / "talks"
    folder.mkdir(parents=True)
    (folder / "briefing.yml").write_text("title: Talks failed\n")
    (folder / "pt.po").write_bytes(b'msgid "Talks failed"\n<<<<<<< ours\nmsgstr "\xe9"\n')
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(main, ["translate", "-l", "pt"])
    assert result.exit_code == 1
    assert f"{folder / 'pt.po'}:3:1: this is not UTF-8" in result.output
    assert "Traceback" not in result.output
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize(
    ("first", "then", "origin"),
    [
        ("machine: a b {d}", "machine: c d 0123456789ab", ("a", None)),
        ("machine: c d 0123456789ab", "machine: a b {d}", ("a", None)),
        ("machine: c d 0123456789ab\nwithheld: lost", "machine: a b {d}", ("a", "lost")),
        (
            "machine: a b {d}\nglossary: 0a1b",
            "withheld: the number 3\nis lost",
            ("a", "the number 3 is lost"),
        ),
        ("extracted by a tool", "machine: a b {d}", ("a", None)),
        ("machine: a b {d}", "Reviewed: no", ("a", None)),
        ("machine: a b {d}0", "", None),
        ("sewing-machine: a b {d}", "", None),
    ],
)
def test_the_machine_is_found_among_what_tools_write_into_a_comment(
    first: str, then: str, origin: tuple[str, str | None] | None
) -> None:
    comment = f"{first}\n{then}".format(d=catalog.digest("b"))
    found = catalog.origin(entry("b", comment, "fuzzy"))
    assert (found and (found.engine, found.withheld)) == origin


@pytest.mark.parametrize(
    ("engine", "model"),
    [
        ("memory", "2026-11-22-" + "-".join(["flood"] * 12)),
        ("firefox+argos", "pt-en-2.0.1-a1b2c3d4+en-es-1.9.3-a1b2c3d4-long"),
        ("argos", "en-" + "x" * 90),
    ],
)
def test_a_long_model_is_still_known_when_the_file_is_read_again(
    engine: str, model: str, tmp_path: Path
) -> None:
    po = tmp_path / "eo.po"
    written = entry("b", "", "fuzzy")
    catalog.set_machine_text(written, "b", engine, model, "“Jean-Luc” is lost " * 9, glossary="0123abcd")
    entries = catalog.new("eo")
    entries.append(written)
    for _ in range(2):
        catalog.write(po, entries)
        entries = catalog.read(po, "eo")
    said, known = catalog.origin(entries[0]), catalog.origin(written)
    assert said == known
    assert (said and (said.engine, said.model)) == (engine, model)
    assert catalog.state(entries[0]) is State.WITHHELD


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


def test_a_catalog_in_no_language_at_all_is_told(tmp_path: Path) -> None:
    po = tmp_path / "xx.po"
    po.write_text('msgid ""\nmsgstr ""\n', encoding="utf-8")
    with pytest.raises(InvalidFileError, match=r"xx\.po:1:1: 'xx', as the file's name says, is no language"):
        translation.check(po, "xx", ("en", "fr", "pt-BR"))


def test_a_catalog_in_a_language_of_the_site_is_checked(tmp_path: Path) -> None:
    po = tmp_path / "pt-BR.po"
    po.write_text('msgid ""\nmsgstr "Language: pt_BR\\n"\n', encoding="utf-8")
    translation.check(po, "pt-BR", ("en", "pt-BR"))
    po.write_text(po.read_text() + 'msgid "a"\nmsgstr b\n', encoding="utf-8")
    with pytest.raises(InvalidFileError, match="not valid PO"):
        translation.check(po, "pt-BR", ("en", "pt-BR"))


def test_a_long_comment_of_a_translator_keeps_its_lines_and_its_links(tmp_path: Path) -> None:
    said = f"Ada: see https://example.org/{'a-long-way/' * 9} for the well-known words\n  and\tmore"
    file = catalog.new("pt")
    file.append(polib.POEntry(msgid="Rain.", msgstr="Chuva.", tcomment=said))
    file.append(polib.POEntry(msgid="Snow.", msgstr="Neve.", tcomment=said, obsolete=True))
    catalog.write(tmp_path / "pt.po", file)
    assert [entry.tcomment for entry in catalog.read(tmp_path / "pt.po", "pt")] == [said, said]
    assert [entry.tcomment for entry in file] == [said, said]


def test_a_remark_among_the_machines_comments_is_a_translators(tmp_path: Path) -> None:
    path = tmp_path / "pt.po"
    path.write_text(
        'msgid ""\nmsgstr "Language: pt\\n"\n\n'
        "#. Ada: too long?\n#. machine: firefox enpt-1 0123456789ab\n#. glossary: 12ab\n#. Bob: no\n"
        "#. withheld: the number 48\n#. is lost\n#, fuzzy\n"
        'msgid "Rain."\nmsgstr "Chuva."\n\n#. only me\n# and me\nmsgid "Snow."\nmsgstr ""\n',
        encoding="utf-8",
    )
    rain, snow = catalog.read(path, "pt")
    assert (rain.tcomment, snow.tcomment, snow.comment) == ("Ada: too long? Bob: no", "and me\nonly me", "")
    told = "machine: firefox enpt-1 0123456789ab glossary: 12ab\nwithheld: the number 48 is lost"
    assert rain.comment == told
    assert catalog.origin(rain) == catalog.Origin(
        "firefox", "enpt-1", "0123456789ab", "12ab", "the number 48 is lost"
    )
