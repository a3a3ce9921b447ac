"""Faults of a machine's translation that must not reach a reader.

Each check is a pure function of a `Pair`; it returns what is wrong, or None.
"""

from collections.abc import Callable, Iterator

from generator.translation.checks import countries, facts, meaning, naming, shape
from generator.translation.checks.pair import Pair

__all__ = ["CHECKS", "Pair", "problems"]

CHECKS: tuple[Callable[[Pair], str | None], ...] = (
    shape.empty,
    shape.echo,
    shape.mixed,
    shape.wrong_script,
    shape.leftover,
    shape.length,
    shape.truncation,
    shape.repetition,
    shape.markup,
    shape.bracket,
    shape.remark,
    facts.number,
    facts.ordinal,
    facts.scale,
    facts.unit,
    facts.currency,
    facts.month,
    facts.weekday,
    meaning.negation,
    meaning.quotation,
    meaning.speaker,
    naming.name,
    naming.order,
    countries.country,
    naming.unknown_name,
    naming.glossary,
)


def problems(pair: Pair) -> Iterator[str]:
    """What is wrong with a translation, worst first."""
    for check in CHECKS:
        if problem := check(pair):
            yield problem
