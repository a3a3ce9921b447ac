"""A translation turned back into English: what that shows, and what it must not make up."""

from pathlib import Path

import pytest

from generator.translation import roundtrip
from generator.translation.engines import engine_for


@pytest.mark.parametrize(
    ("source", "target", "back", "told"),
    [
        (
            "Russia's invasion of Ukraine began in 2022.",
            "A invasão da Ucrânia na Rússia começou em 2022.",
            "The invasion of Ukraine in Russia began in 2022.",
            "another part",
        ),
        (
            "The police attacked the protesters.",
            "Os manifestantes atacaram a polícia.",
            "The protesters attacked the police.",
            "turned round",
        ),
        (
            "The mayor was accused by the teachers.",
            "O prefeito acusou os professores.",
            "The mayor accused the teachers.",
            "turned round",
        ),
        (
            "Maria Costa thanked John Baker in the hall.",
            "John Baker agradeceu a Maria Costa no salão.",
            "John Baker thanked Maria Costa in the hall.",
            "turned round",
        ),
        (
            "The ferry will not sail today.",
            "A balsa vai zarpar hoje.",
            "The ferry will sail today.",
            "a negation is lost",
        ),
        (
            "The council met on Monday with John Baker.",
            "O conselho reuniu-se na segunda-feira com ele.",
            "The council met on Monday with him.",
            "“John” is lost",
        ),
        (
            "Norway and Iceland were swift to condemn the decision.",
            "A Noruega e a Islândia foram rapidamente condenadas à decisão.",
            "Norway and Iceland were quickly condemned to the decision.",
            "has it done",
        ),
        (
            "The rocket blasted off on Monday.",
            "O foguete explodiu na segunda-feira.",
            "The rocket exploded on Monday.",
            "“exploded” is not in the source",
        ),
        (
            "The old ferry left the northern harbour with forty sheep and a broken engine.",
            "Ontem choveu.",
            "Yesterday it rained a lot over purple kitchens.",
            "most of it",
        ),
    ],
)
def test_what_came_back_changed_is_told(source: str, target: str, back: str, told: str) -> None:
    assert told in (roundtrip.problem(source, target, back, "pt") or "")


@pytest.mark.parametrize(
    ("source", "target", "back"),
    [
        (
            "Russia's invasion of Ukraine began in 2022.",
            "A invasão da Ucrânia pela Rússia começou em 2022.",
            "The invasion of Ukraine by Russia began in 2022.",
        ),
        # the passive of the same
        (
            "The police attacked the protesters.",
            "Os manifestantes foram atacados pela polícia.",
            "The protesters were attacked by the police.",
        ),
        # joined by "and", in either order
        (
            "Maria Costa and John Baker met.",
            "John Baker e Maria Costa reuniram-se.",
            "John Baker and Maria Costa met.",
        ),
        # England comes back as English
        ("The team of England lost.", "A equipe inglesa perdeu.", "The English team lost."),
        ("", "", ""),
        ("42", "42", "42"),
    ],
)
def test_what_came_back_the_same_passes(source: str, target: str, back: str) -> None:
    assert roundtrip.problem(source, target, back, "pt") is None


@pytest.mark.parametrize(
    ("source", "target", "told"),
    [
        (
            "The police attacked the protesters in the square.",
            "Os manifestantes atacaram a polícia na praça.",
            "turned round",
        ),
        (
            "The police attacked the protesters in the square.",
            "A polícia atacou os manifestantes na praça.",
            None,
        ),
    ],
)
def test_with_the_engine_from_portuguese(source: str, target: str, told: str | None, tmp_path: Path) -> None:
    reverse = engine_for("en", "auto", tmp_path / "no models", "pt")
    if reverse is None:
        pytest.skip("no model from Portuguese is installed")
    problem = roundtrip.problem(source, target, reverse.translate([target])[0], "pt")
    assert (told in (problem or "")) if told else problem is None
