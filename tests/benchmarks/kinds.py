"""Facts, claims and views apart: how often drafting tells them as a reader does."""

from collections import Counter
from pathlib import Path
from typing import Literal

import click
import yaml
from pydantic import TypeAdapter

from generator.articles import read_folder
from generator.briefing import Statement, StatementKind
from generator.drafting import actors, attribution, draft, kinds, text
from generator.errors import DragomanError

from .score import ratio

_LABELS = "kinds.yml"
# what readers may differ on is not counted
_OPEN = "open"


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--faults", is_flag=True, help="Name every statement that was taken for something else.")
def main(folder: Path, faults: bool) -> None:
    """Tell facts, claims and views of each cluster of FOLDER that has kinds.yml."""
    found = [path.parent for path in sorted(folder.glob(f"*/{_LABELS}"))]
    if not found:
        raise click.ClickException(f"{folder}: no clusters with {_LABELS}")
    total: Counter[tuple[str, str]] = Counter()
    for path in found:
        try:
            pairs = compare(path)
        except (DragomanError, OSError, ValueError, yaml.YAMLError) as error:
            raise click.ClickException(f"{path}: {error}") from None
        counts = Counter((wanted, got) for wanted, got, _ in pairs)
        click.echo(f"{path.name:24}{_line(counts)}")
        total += counts
        for wanted, got, words in pairs if faults else ():
            if wanted not in {got, _OPEN}:
                click.echo(f"  {wanted}, taken for {got}: {words}")
    click.echo(f"{'total':24}{_line(total)}")


def compare(folder: Path) -> list[tuple[str, str, str]]:
    """What a reader takes a text for, what drafting does, and the text.

    The texts are those of the draft's statements and of the articles' sentences that have a label.

    Raises:
        DragomanError: nothing can be drafted from the articles.
        OSError: a file cannot be opened.
        ValueError: the labels are no lists of texts by kind.
        YAMLError: the labels are no YAML.
    """
    read = yaml.safe_load((folder / _LABELS).read_text(encoding="utf-8"))
    labels = TypeAdapter(dict[StatementKind | Literal["open"], list[str]]).validate_python(read)
    articles = read_folder(folder / "articles")
    sentences = text.sentences(articles)
    attribution.attribute(sentences, actors.find(sentences, text.titles(articles)))
    spoken = [Statement(s.text, s.speaker, kind=kinds.kind([s], s.speaker)) for s in sentences]
    told = {s.text: s.taken_for for s in (*spoken, *draft(articles).statements())}
    return [(str(kind), str(told[t]), t) for kind, texts in labels.items() for t in texts if t in told]


def views(counts: Counter[tuple[str, str]]) -> tuple[float | None, float | None]:
    """How many of what drafting takes for views are views, and how many of the views it finds."""
    right = counts[StatementKind.VIEW, StatementKind.VIEW]
    taken = sum(n for (wanted, got), n in counts.items() if got == "view" and wanted != _OPEN)
    return ratio(right, taken), ratio(right, sum(n for (wanted, _), n in counts.items() if wanted == "view"))


def _line(counts: Counter[tuple[str, str]]) -> str:
    precision, recall = (f"{value:.2f}" if value is not None else "–" for value in views(counts))
    right = sum(n for (wanted, got), n in counts.items() if wanted == got)
    closed = sum(n for (wanted, _), n in counts.items() if wanted != _OPEN)
    return f"views: precision {precision}, recall {recall}; all kinds: {right} of {closed} right"


if __name__ == "__main__":
    main()
