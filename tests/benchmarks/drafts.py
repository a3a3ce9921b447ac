"""Drafts labelled clusters and scores the drafts: `make scores`."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from generator.drafting import draft
from generator.errors import DraftError, DragomanError

from .clusters import PARTS, load
from .score import RATIOS, Score, ratio, score

Figures = Mapping[str, float | int | None]

# wide enough for every column; a narrower terminal wraps the lines
_WIDTH = 200


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--faults", is_flag=True, help="Name every fault of each draft.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def main(folder: Path, faults: bool, as_json: bool) -> None:
    """Draft each labelled cluster of FOLDER in memory and score the draft.

    A cluster is a folder with articles/, sentences.jsonl, labels.jsonl and cluster.json.
    """
    try:
        scores = {path.name: measure(path) for path in clusters(folder)}
    except (DragomanError, OSError) as error:
        raise click.ClickException(str(error)) from None
    figures = [s.figures for s in scores.values()]
    if as_json:
        _print_json(scores, mean(figures), total(figures), faults)
        return
    _print_table(scores, mean(figures), total(figures))
    if faults:
        _print_faults(scores)


def clusters(folder: Path) -> list[Path]:
    """The labelled clusters in a folder, by name; one that lacks a part is among them.

    Raises:
        DragomanError: there are none.
        OSError: the folder cannot be listed.
    """
    found = [path for path in sorted(folder.iterdir()) if any((path / part).exists() for part in PARTS)]
    if not found:
        raise DragomanError(f"{folder}: no clusters; a cluster is a folder with {', '.join(PARTS)}")
    return found


def measure(folder: Path) -> Score:
    """Draft a cluster and score the draft.

    Raises:
        DragomanError: the cluster is malformed, or nothing can be drafted from it.
        OSError: a file cannot be opened.
    """
    cluster = load(folder)
    try:
        briefing = draft(cluster.articles)
    except DraftError as error:
        raise DraftError(f"{folder / 'articles'}: {error}") from None
    return score(briefing, cluster)


def mean(figures: list[Figures]) -> Figures:
    """The plain mean of each ratio over the clusters that have it."""
    known = {name: [f[name] for f in figures] for name in figures[0] if name in RATIOS}
    return {name: _mean([v for v in values if v is not None]) for name, values in known.items()}


def _mean(values: list[float]) -> float | None:
    return round(sum(values) / len(values), 3) if values else None


def total(figures: list[Figures]) -> Figures:
    """The sum of each count, and the share of wrong speakers among all statements."""
    sums = {name: sum(int(f[name] or 0) for f in figures) for name in figures[0] if name not in RATIOS}
    return {**sums, "speaker_wrong_share": ratio(sums["speaker_wrong"], sums["statements"])}


def _print_table(scores: Mapping[str, Score], means: Figures, totals: Figures) -> None:
    table = Table(box=None, padding=(0, 1, 0, 0))
    table.add_column("cluster", no_wrap=True)
    names = list(next(iter(scores.values())).figures)
    for name in names:
        table.add_column(name.replace("_", "\n"), justify="right", vertical="bottom")
    for cluster, found in scores.items():
        table.add_row(cluster, *(_cell(name, found.figures) for name in names))
    table.add_row("mean", *(_cell(name, means) for name in names))
    table.add_row("total", *(_cell(name, totals) for name in names))
    Console(width=_WIDTH, markup=False, highlight=False).print(table)


def _cell(name: str, figures: Figures) -> str:
    if name not in figures:
        return ""
    value = figures[name]
    if value is None:
        return "–"
    if name == "speaker_wrong_share":
        return f"{value:.1%}"
    return f"{value:.3f}" if name in RATIOS else str(value)


def _print_faults(scores: Mapping[str, Score]) -> None:
    for cluster, found in scores.items():
        click.echo(f"\n{cluster}: {len(found.faults)} faults")
        for fault in found.faults:
            note = f" ({fault.note})" if fault.note else ""
            click.echo(f"  {fault.kind}{note} | {fault.section} | {fault.text}")


def _print_json(scores: Mapping[str, Score], means: Figures, totals: Figures, faults: bool) -> None:
    found = {
        name: {**s.figures, "faults": [asdict(f) for f in s.faults]} if faults else dict(s.figures)
        for name, s in scores.items()
    }
    click.echo(json.dumps({"clusters": found, "mean": means, "total": totals}, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
