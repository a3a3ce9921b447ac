"""How a string gets a translation without a fault: one way after another, and what is withheld."""

import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import polib
import pytest

from generator.briefing import Briefing, Kind, Message, State
from generator.translation import fill, load, machine
from generator.translation.catalog import origin
from generator.translation.engines import engine_for
from generator.translation.glossary import Terms
from generator.translation.machine import Outcome, Support, support_for
from generator.translation.names import Namer

SOURCE = "The ferry carried 30 men to the island."
BAD = "A balsa levou 13 homens à ilha."
GOOD = "A balsa levou 30 homens à ilha."


class Fake:
    """An engine that answers from a function."""

    def __init__(self, answer: Callable[[str], str], name: str = "fake") -> None:
        self.answer, self.name, self.model = answer, name, "1"
        self.asked: list[str] = []

    def translate(self, sentences: Sequence[str]) -> list[str]:
        self.asked += sentences
        return [self.answer(sentence) for sentence in sentences]


class Doubtful(Fake):
    """One that has second thoughts."""

    def __init__(self, answer: Callable[[str], str], others: Sequence[str]) -> None:
        super().__init__(answer)
        self.others = others

    def alternatives(self, sentences: Sequence[str], count: int) -> list[list[str]]:
        return [[self.answer(sentence), *self.others][:count] for sentence in sentences]


def run(  # noqa: PLR0913 - most are options
    text: str,
    engine: Fake,
    support: Support = machine.ALONE,
    *,
    kind: Kind = Kind.TEXT,
    given: Mapping[str, str] | None = None,
    language: str = "pt",
) -> Outcome:
    """What becomes of one string."""
    namer = Namer("en", language, Terms({}), given or (), given=given or {})
    (outcome,) = machine.translate([Message("title", text, kind)], engine, namer, support)
    return outcome


# --- one way after another -----------------------------------------------------------------------


def test_a_translation_without_a_fault_is_taken_at_once() -> None:
    engine, other = Doubtful(lambda _: GOOD, [BAD]), Fake(lambda _: GOOD, "other")
    assert run(SOURCE, engine, Support([other])) == Outcome(GOOD)
    assert (engine.asked, other.asked) == ([SOURCE], [])


def test_a_second_thought_is_taken_where_the_first_has_a_fault() -> None:
    engine = Doubtful(lambda _: BAD, ["A balsa levou 31 homens à ilha.", GOOD])
    other = Fake(lambda _: GOOD, "other")
    assert run(SOURCE, engine, Support([other])) == Outcome(GOOD)
    assert other.asked == []


def test_another_wording_is_taken() -> None:
    engine = Fake(lambda s: "Ela não foi à ilha." if "did not" in s else "Ela foi à ilha.")
    assert run("She didn't go to the island.", engine) == Outcome("Ela não foi à ilha.")


def test_a_quotation_is_translated_apart() -> None:
    answers = {'"We stay on the island,"': '"Ficamos na ilha"', "he said.": "disse ele."}
    engine = Fake(lambda s: answers.get(s, "Ficamos na ilha, disse ele."))
    assert run("“We stay on the island,” he said.", engine) == Outcome("“Ficamos na ilha” disse ele.")


def test_clauses_are_translated_apart() -> None:
    answers = {"30 men left;": "30 homens partiram;", "12 stayed.": "12 ficaram."}
    engine = Fake(lambda s: answers.get(s, "30 homens partiram."))
    assert run("30 men left; 12 stayed.", engine) == Outcome("30 homens partiram; 12 ficaram.")


def test_another_engine_is_asked_last() -> None:
    engine, other = Fake(lambda _: BAD), Fake(lambda _: GOOD, "other")
    assert run(SOURCE, engine, Support([other])) == Outcome(GOOD, engine=other)


def test_the_first_translation_is_withheld_where_all_fail() -> None:
    engine = Doubtful(lambda _: BAD, ["A balsa levou 31 homens à ilha."])
    other = Fake(lambda _: "A balsa levou 32 homens à ilha.", "other")
    assert run(SOURCE, engine, Support([other])) == Outcome(BAD, "the number 30 is lost")
    assert other.asked == [SOURCE]


def test_strings_find_their_ways_apart() -> None:
    answers = {SOURCE: GOOD, "12 men left.": "13 homens partiram.", "5 stayed.": "5 ficaram."}
    other = Fake(lambda _: "12 homens partiram.", "other")
    messages = [Message(f"summary[{i}].text", text) for i, text in enumerate(answers)]
    engine = Fake(answers.__getitem__)
    found = machine.translate(messages, engine, Namer("en", "pt", Terms({})), Support([other]))
    assert found == [Outcome(GOOD), Outcome("12 homens partiram.", engine=other), Outcome("5 ficaram.")]
    assert other.asked == ["12 men left."]


def test_brackets_find_their_words_in_a_later_translation() -> None:
    answers = {"Okoye": "Okoye", "Okoye carried 30 men.": "Okoye levou 13 homens."}
    engine = Doubtful(lambda s: answers.get(s, "?"), ["Okoye levou 30 homens."])
    assert run("[Okoye] carried 30 men.", engine) == Outcome("[Okoye] levou 30 homens.")


def test_a_name_given_by_a_person_must_be_kept() -> None:
    engine = Doubtful(lambda _: "Потом Окойя ушла домой.", ["Потом Окойе ушла домой.", "Потом Оук ушла."])
    outcome = run("Then Okoye went home.", engine, given={"Amina Okoye": "Амина Окойе"}, language="ru")
    assert (outcome.text, outcome.problem) == ("Потом Окойя ушла домой.", None)
    engine = Doubtful(lambda _: "Потом она ушла домой.", ["Потом Окойе ушла домой."])
    outcome = run("Then Okoye went home.", engine, given={"Amina Okoye": "Амина Окойе"}, language="ru")
    assert (outcome.text, outcome.problem) == ("Потом Окойе ушла домой.", None)


def test_a_name_is_no_sentence() -> None:
    assert run("grain deal", Fake(lambda _: "Acordo de grãos."), kind=Kind.TOPIC) == Outcome(
        "acordo de grãos"
    )
    untouched = run("Okoye", Fake(lambda _: "Okoye"), kind=Kind.NAME, language="ru")
    assert untouched.problem == "the name was not transliterated"


def test_the_catalog_names_the_engine_that_made_the_text(tmp_path: Path) -> None:
    briefing, po = Briefing(title=SOURCE), tmp_path / "slug" / "pt.po"
    po.parent.mkdir()
    other = Fake(lambda _: GOOD, "other")
    job = fill.Job(briefing, po, "pt", engine=Fake(lambda _: BAD), support=Support([other]))
    assert job.run().withheld == ()
    (entry,) = polib.pofile(str(po))
    made = origin(entry)
    assert made is not None
    assert (made.engine, made.model, entry.msgstr) == ("other", "1", GOOD)
    assert load(briefing, po, "pt")(SOURCE).state is State.MACHINE


# --- there and back ------------------------------------------------------------------------------

FOUGHT = "The police attacked the protesters in the square."
TURNED = "Os manifestantes atacaram a polícia na praça."
RIGHT = "A polícia atacou os manifestantes na praça."
BACK = {TURNED: "The protesters attacked the police in the square.", RIGHT: FOUGHT}


def test_what_comes_back_turned_round_is_refused_and_a_later_way_taken() -> None:
    reverse = Fake(BACK.__getitem__, "back")
    assert run(FOUGHT, Doubtful(lambda _: TURNED, [RIGHT]), Support(reverse=reverse)) == Outcome(RIGHT)
    assert reverse.asked == [TURNED, RIGHT]


def test_what_always_comes_back_turned_round_is_withheld() -> None:
    outcome = run(FOUGHT, Fake(lambda _: TURNED), Support(reverse=Fake(BACK.__getitem__, "back")))
    assert outcome.text == TURNED
    assert outcome.problem is not None
    assert outcome.problem.startswith("who does what is turned round")


def test_with_the_engines_of_portuguese(tmp_path: Path) -> None:
    engine = engine_for("pt", "auto", tmp_path)
    support = support_for("pt", "auto", tmp_path, "en")
    assert engine is not None
    assert support.reverse is not None
    assert support.others == []
    messages = [Message("title", FOUGHT), Message("topics[0]", "Russia’s invasion of Ukraine began in 2022.")]
    found = machine.translate(messages, engine, Namer("en", "pt", Terms({})), support)
    assert [outcome.problem for outcome in found] == [None, None]
    assert "polícia atacou os manifestantes" in found[0].text


def test_only_english_is_turned_back(tmp_path: Path) -> None:
    assert support_for("en", "auto", tmp_path, "pt") == Support([], None)
    assert support_for("pt", "none", tmp_path, "en").others == []


@pytest.mark.parametrize(
    ("answer", "reverse", "loaded"), [(GOOD, False, False), (BAD, True, False), (GOOD, True, True)]
)
def test_the_parser_is_loaded_only_for_what_has_passed(answer: str, reverse: bool, loaded: bool) -> None:
    script = f"""
import sys
from test_machine import Fake, SOURCE, run
from generator.translation.machine import Support
run(SOURCE, Fake(lambda _: {answer!r}), Support(reverse=Fake(lambda _: SOURCE) if {reverse} else None))
print("spacy" in sys.modules)
"""
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=Path(__file__).parent, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == str(loaded)
