"""What is installed, what is missing and how to get it."""

import os
import shutil
from itertools import groupby
from pathlib import Path
from textwrap import TextWrapper

import click

from generator import __version__
from generator.cli.screen import echo, echo_json
from generator.doctor import Finding, Health, examine
from generator.errors import DragomanError

_MARKS = {Health.WELL: "✓", Health.ABSENT: "–", Health.WRONG: "✗"}
_MOST_COLUMNS = 100


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def doctor(as_json: bool) -> None:
    """Tell what is installed, what is missing and how to get it.

    Changes nothing and opens no connection; works outside a project, and in a broken one. Exit status 1 where
    something that is needed is missing or broken.
    """
    try:
        found = examine(Path.cwd())
    except FileNotFoundError:  # it has been removed
        found = examine(Path(os.sep))
    wrong = sum(finding.health is Health.WRONG for finding in found)
    if as_json:
        findings = [
            {
                "area": one.area,
                "name": one.name,
                "health": one.health.value,
                "text": one.text,
                "remedy": one.remedy or None,
            }
            for one in found
        ]
        echo_json({"version": __version__, "wrong": wrong, "findings": findings})
        raise click.exceptions.Exit(1 if wrong else 0)
    _print(found)
    if wrong:
        count = "1 thing is" if wrong == 1 else f"{wrong} things are"
        raise DragomanError(f"{count} missing or broken (✗)")


def _print(found: list[Finding]) -> None:
    columns = min(shutil.get_terminal_size((80, 24)).columns, _MOST_COLUMNS)
    margin = min(max(len(one.name) for one in found), 16) + 5
    for area, findings in groupby(found, key=lambda one: one.area):
        echo(area)
        for one in findings:
            name = f"  {_MARKS[one.health]} {one.name}"
            text = f"{name:<{margin}}{one.text}" if len(name) < margin else f"{name}  {one.text}"
            _fold(text, " " * margin, columns)
            if one.remedy:
                _fold(f"{' ' * margin}→ {one.remedy}", " " * (margin + 2), columns)


def _fold(text: str, margin: str, columns: int) -> None:
    wrapper = TextWrapper(columns, subsequent_indent=margin, break_long_words=False, break_on_hyphens=False)
    for line in wrapper.wrap(text):
        echo(line)
