"""No hand edit is ever lost: some of the random steps that `python -m endurance.edits` takes by thousands."""

from pathlib import Path

import polib
import pytest
from endurance import edits, potext
from endurance.edits import LostError, check_catalog, check_update

from generator.translation import catalog, merge

PO = """\
# Ada's
msgid ""
msgstr "Language: pt\\n"

# look here
#. machine: argos 1 000000000000
#, fuzzy
#| msgid "Rain."
msgid "Snow."
msgstr "Neve."

msgid "Wind."
msgstr ""
"Ven"
"to."

#~ msgid "Sun."
#~ msgstr "Sol."
"""
NOW = frozenset({"Snow.", "Wind."})


def test_no_order_of_edits_runs_and_crashes_loses_an_edit() -> None:
    figures = edits.run(150, 3, share=3)
    assert figures.steps.total() >= 150
    assert figures.crashes
    assert figures.meanwhile


# --- it can fail ----------------------------------------------------------------------------------


def test_a_program_that_forgets_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def retire(entry: polib.POEntry) -> None:
        entry.obsolete, entry.msgstr = True, ""

    monkeypatch.setattr(merge, "_retire", retire)
    with pytest.raises(LostError, match="a translation is lost"):
        edits.run(1_000, 7, share=3)


@pytest.mark.parametrize(
    ("before", "after", "what"),
    [
        ("Neve.", "Gelo.", "a translation is lost"),
        ('"Ven"', '"Vem"', "a translation is lost"),
        ("Sol.", "", "a translation is lost"),
        ("# look here\n", "", "a comment is lost"),
        ("#, fuzzy\n", "", "no longer as sure"),
        ('#| msgid "Rain."', '#| msgid "Hail."', "the earlier wording is lost"),
        ("# Ada's", "# Bob's", "the header"),
        ("Language: pt", "Language: de", "the header"),
        ("#~ ", "", "an entry for each text"),
        (
            'msgid "Wind."\nmsgstr ""\n"Ven"\n"to."',
            '#~ msgid "Wind."\n#~ msgstr "Vento."',
            "no longer in use",
        ),
    ],
)
def test_what_is_lost_in_a_catalog_is_seen(before: str, after: str, what: str) -> None:
    check_catalog(PO.encode(), PO.encode(), NOW, synced=True)
    with pytest.raises(LostError, match=what):
        check_catalog(PO.encode(), PO.replace(before, after).encode(), NOW, synced=True)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("# mine\n", ""),
        ("title: T", "title: U"),
        ("'a'", '"a"'),
        ("- b", "- c"),
        ("\n\n", "\n"),
        ("- 'a'\n- b", "- b\n- 'a'"),
    ],
)
def test_what_is_lost_in_a_briefing_is_seen(before: str, after: str) -> None:
    text = "# mine\ntitle: T\n\nbackground:\n- 'a'\n- b\npeople: [x]\n"
    check_update(text.encode(), text.replace("- b\n", "- b\n- new\n").replace("x]", "x, y]").encode())
    with pytest.raises(LostError):
        check_update(text.encode(), text.replace(before, after).encode())


def test_catalogs_are_read_and_written_as_the_program_does(tmp_path: Path) -> None:
    path = tmp_path / "pt.po"
    path.write_text(PO, encoding="utf-8")
    head, *units = potext.read(PO)
    known = [(e.msgid, e.msgstr, e.tcomment, e.obsolete) for e in catalog.read(path, "pt")]
    assert [(u.source, u.target, u.said, u.obsolete) for u in units] == known
    assert potext.read(potext.write([head, *units], potext.Style(width=5, newline="\r\n"))) == [head, *units]
