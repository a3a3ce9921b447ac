"""A look at the translations that are there already."""

import os
from collections import Counter
from textwrap import indent
from typing import Any

import click

from generator import catalogs
from generator.catalogs import Proof
from generator.cli.common import find, known, languages_of, progress, refuse, slugs_of
from generator.cli.screen import echo, echo_json
from generator.config import Project
from generator.translation.proofreading import Doubt


@click.command()
@click.argument("slugs", nargs=-1)
@click.option("--language", "-l", "codes", multiple=True, help="Only this language; may be repeated.")
@click.option("--withhold", is_flag=True, help="Withhold the doubtful texts that are a machine's alone.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def proofread(slugs: tuple[str, ...], codes: tuple[str, ...], withhold: bool, as_json: bool) -> None:
    """Look for faults in all translations of the briefings SLUGS, or of all.

    Machines' texts and people's are put to the checks that new machines' texts must pass, and turned back
    into English where a model for that is installed. Changes nothing; with --withhold, marks machines' texts
    that nobody has touched, so that the page shows the original. Exit status 1 where something is doubtful.
    """
    project = find()
    languages = languages_of(project)
    wanted = known("language", codes, languages.codes) or languages.codes
    chosen = slugs_of(project, slugs) or project.slugs()
    with progress() as bar:
        found, mistakes = catalogs.proofread(project, languages, chosen, wanted, bar, withholding=withhold)
    faults = [line for mistake in mistakes for line in str(mistake).splitlines()]
    each = [(proof, doubt) for proof in found for doubt in proof.doubts]
    if as_json:
        described = [_described(project, *one) for one in each]
        echo_json({"doubts": described, "errors": faults})
    else:
        for proof, doubt in each:
            _print(proof, doubt)
    counts = Counter(doubt.state for _, doubt in each)
    summary = ", ".join(f"{n} {state}" for state, n in sorted(counts.items()))
    refuse(faults, f"{len(each)} doubtful: {summary}" if each else "")
    if not as_json:
        echo("nothing doubtful found")


def _print(proof: Proof, doubt: Doubt) -> None:
    whose = [doubt.state.value]
    if doubt.taken_from:
        whose.append(f"taken over from {doubt.taken_from}")
    if doubt in proof.withheld:
        whose.append("withheld now")
    place = f"{os.path.relpath(proof.path)}:{doubt.line}: {doubt.message.path}"
    for problem in doubt.problems:
        echo(f"{place}: {problem} ({', '.join(whose)})")
    echo(indent(f"{doubt.message.text}\n{doubt.text}", "    "))


# what --json prints; docs/maintaining.md describes it


def _described(project: Project, proof: Proof, doubt: Doubt) -> dict[str, Any]:
    return {
        "language": proof.language,
        "briefing": proof.slug,
        "file": proof.path.relative_to(project.root).as_posix(),
        "line": doubt.line,
        "field": doubt.message.path,
        "source": doubt.message.text,
        "text": doubt.text,
        "state": doubt.state.value,
        "taken_from": doubt.taken_from,
        "problems": list(doubt.problems),
        "withheld": doubt in proof.withheld,
    }
