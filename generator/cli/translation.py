"""From a briefing to its catalogs, and how far they are."""

import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import click

from generator import catalogs
from generator.batch import translations
from generator.briefing import State
from generator.catalogs import Catalog
from generator.cli import workers as sharing
from generator.cli.common import find, known, languages_of, progress, refuse, slugs_of
from generator.cli.screen import echo, echo_json, echo_table
from generator.config import Project
from generator.translation.standing import Standing

_TO_DO = (State.OUTDATED, State.MISSING, State.WITHHELD)


@click.command()
@click.argument("slugs", nargs=-1)
@click.option("--language", "-l", "codes", multiple=True, help="Only into this language; may be repeated.")
@sharing.options
def translate(slugs: tuple[str, ...], codes: tuple[str, ...], workers: int | None, dask: str | None) -> None:
    """Fill the catalogs <language>.po of the briefings SLUGS, or of all.

    What another briefing has a translation of is taken over. Interrupted, it keeps what was done, and ends
    with status 130.
    """
    who = sharing.chosen(workers, dask)
    project = find()
    languages = languages_of(project)
    wanted = known("language", codes, languages.codes) or languages.codes
    chosen = slugs_of(project, slugs) or project.slugs()
    with sharing.kept("what was translated is"), progress("sentences") as bar:
        for line in translations.translate(project, languages, chosen, wanted, bar, workers=who):
            echo(line)


def _states(_context: click.Context, _option: click.Parameter, value: str | None) -> frozenset[State]:
    """The states that --fail-on names."""
    names = [name.strip() for name in (value or "").split(",") if name.strip()]
    for name in names:
        if name not in list(State):
            raise click.BadParameter(f"there is no state {name!r}; there are: {', '.join(State)}")
    return frozenset(map(State, names))


@click.command()
@click.argument("slugs", nargs=-1)
@click.option("--language", "-l", "codes", multiple=True, help="Only this language; may be repeated.")
@click.option("--strings", "-v", is_flag=True, help="List each outdated, missing and withheld string.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option(
    "--fail-on",
    metavar="STATES",
    callback=_states,
    help=f"Exit with status 1 if a string is in one of these states: {', '.join(State)}.",
)
def status(
    slugs: tuple[str, ...],
    codes: tuple[str, ...],
    strings: bool,
    as_json: bool,
    fail_on: frozenset[State],
) -> None:
    """Count how far the briefings SLUGS, or all, are translated.

    Changes nothing. Briefings that are not drafted yet are passed over.
    """
    project = find()
    languages = languages_of(project)
    wanted = known("language", codes, languages.codes) or languages.codes
    chosen = slugs_of(project, slugs) or project.slugs()
    found, mistakes = catalogs.status(project, languages, chosen, wanted)
    groups = {code: [catalog for catalog in found if catalog.language == code] for code in wanted}
    faults = [line for mistake in mistakes for line in str(mistake).splitlines()]
    if as_json:
        counted = {code: _counted(group) for code, group in groups.items()}
        result: dict[str, Any] = {"languages": counted, "errors": faults}
        if strings:
            result["strings"] = [_described(project, *to_do) for to_do in _to_do(found)]
        echo_json(result)
    else:
        _print(groups)
        for catalog, string in _to_do(found) if strings else ():
            place = os.path.relpath(catalog.path) + (f":{string.line}" if string.line else "")
            why = f": {string.why}" if string.why else ""
            echo(f"{place}: {string.message.path}: {string.state}{why}")
    total = _sum(found)
    failed = ", ".join(f"{total[state]} {state}" for state in State if state in fail_on and total[state])
    refuse(faults, failed)


def _sum(found: Sequence[Catalog]) -> Counter[State]:
    total: Counter[State] = Counter()
    for catalog in found:
        total += catalog.counts
    return total


def _to_do(found: Sequence[Catalog]) -> Iterator[tuple[Catalog, Standing]]:
    """The strings that wait for a translator."""
    return ((catalog, s) for catalog in found for s in catalog.strings if s.state in _TO_DO)


def _print(groups: Mapping[str, Sequence[Catalog]]) -> None:
    cells = []
    for language, group in groups.items():
        rows = [(catalog.slug, catalog.counts) for catalog in group]
        for slug, counts in [*rows, *([("total", _sum(group))] if len(rows) > 1 else [])]:
            cells.append((language, slug, *(str(counts[state] or "–") for state in State)))
    echo_table(("language", "briefing", *State), cells, right=set(State), wraps=False)


# what --json prints; docs/maintaining.md describes it


def _counted(group: Sequence[Catalog]) -> dict[str, Any]:
    counts = {catalog.slug: _by_state(catalog.counts) for catalog in group}
    return {"total": _by_state(_sum(group)), "briefings": counts}


def _by_state(counts: Counter[State]) -> dict[str, int]:
    return {state.value: counts[state] for state in State}


def _described(project: Project, catalog: Catalog, string: Standing) -> dict[str, Any]:
    return {
        "language": catalog.language,
        "briefing": catalog.slug,
        "file": catalog.path.relative_to(project.root).as_posix(),
        "line": string.line,
        "field": string.message.path,
        "source": string.message.text,
        "state": string.state.value,
        "why": string.why,
    }
