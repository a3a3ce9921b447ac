"""Scores translations against a person's: `make quality`."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import click
from sacrebleu.metrics import BLEU, CHRF

from generator.briefing import Kind, Message
from generator.errors import DragomanError
from generator.marks import straighten
from generator.translation import machine, rewording, sentences
from generator.translation.engines import Engine, engine_for
from generator.translation.glossary import EMPTY, Terms
from generator.translation.models import models_dir
from generator.translation.names import Namer

# points of chrF by which a line of the pipeline's may be worse than the engine's before it is a fault
_FALL = 10
_WORST = 20
# what is done to a line, in this order
ENGINE, TYPOGRAPHY, SPLIT, REWORDING, PIPELINE = "engine", "typography", "split", "rewording", "pipeline"


@dataclass(frozen=True, slots=True)
class Score:
    """How near some translations are to a person's, from 0 to 100.

    Attributes:
        chrf: likeness in letters.
        bleu: likeness in words.
    """

    chrf: float
    bleu: float


@dataclass(frozen=True, slots=True)
class Fall:
    """A line that the pipeline made worse than the engine alone.

    Attributes:
        line: its number, from 1.
        points: of chrF, how much worse.
        step: which took the most.
    """

    line: int
    points: float
    step: str


class Remembered:
    """An engine that translates each sentence once, so that the steps share what they have in common."""

    def __init__(self, engine: Engine) -> None:
        self.name, self.model, self._engine = engine.name, engine.model, engine
        self._known: dict[str, str] = {}

    def translate(self, texts: Sequence[str]) -> list[str]:
        """See `Engine.translate`."""
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        self._known.update(zip(new, self._engine.translate(new), strict=True))
        return [self._known[text] for text in texts]


@dataclass(frozen=True, slots=True)
class Run:
    """All translations of some lines.

    Attributes:
        sources: the lines.
        references: a person's translation of each.
        steps: the translations after each step.
        problems: why the pipeline's is withheld, for each line.
    """

    sources: list[str]
    references: list[str]
    steps: dict[str, list[str]]
    problems: list[str | None]

    def systems(self) -> dict[str, list[str]]:
        """What is scored, by name."""
        shown = [
            source if problem else text
            for source, text, problem in zip(self.sources, self.steps[PIPELINE], self.problems, strict=True)
        ]
        return {
            "engine alone": self.steps[ENGINE],
            "straight marks, sentence by sentence": self.steps[SPLIT],
            "pipeline, withheld lines translated": self.steps[PIPELINE],
            "pipeline, withheld lines in the source language": shown,
        }

    def falls(self) -> list[Fall]:
        """The lines that the pipeline made much worse, worst first; marks do not count."""
        found = []
        for index, reference in enumerate(self.references):
            wanted = [straighten(reference)]
            points = {
                step: _CHRF.sentence_score(straighten(texts[index]), wanted).score
                for step, texts in self.steps.items()
            }
            fall = points[ENGINE] - points[PIPELINE]
            if fall > _FALL:
                names = list(points)
                step = min(names[1:], key=lambda name: points[name] - points[names[names.index(name) - 1]])
                found.append(Fall(index + 1, fall, step))
        return sorted(found, key=lambda f: -f.points)


_CHRF, _BLEU = CHRF(), BLEU()


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("source", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("reference", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--from", "source_language", default="en", show_default=True, help="The source's language.")
@click.option("--to", "target_language", default="pt", show_default=True, help="The reference's language.")
@click.option("--lines", type=click.IntRange(1), help="Only so many.")
@click.option("--worst", is_flag=True, help=f"Show {_WORST} lines that the pipeline made worse.")
@click.option("--withheld", is_flag=True, help="Show the lines that are withheld, and why.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def main(  # noqa: PLR0913 - most are options
    *,
    source: Path,
    reference: Path,
    source_language: str,
    target_language: str,
    lines: int | None,
    worst: bool,
    withheld: bool,
    as_json: bool,
) -> None:
    """Translate the lines of SOURCE and score them against those of REFERENCE, line by line.

    Scored are the engine alone, the engine on straightened lines sentence by sentence, and all that a
    briefing's strings go through, without a glossary.
    """
    try:
        run = translate(*read(source, reference, lines), source_language, target_language)
    except (DragomanError, OSError) as error:
        raise click.ClickException(str(error)) from None
    falls = run.falls()
    scores = {
        name: (score(texts, run.references), score(_straight(texts), _straight(run.references)))
        for name, texts in run.systems().items()
    }
    if as_json:
        figures = {
            "lines": len(run.sources),
            "withheld": sum(problem is not None for problem in run.problems),
            "scores": {name: {"as_is": asdict(a), "straight": asdict(b)} for name, (a, b) in scores.items()},
            "falls": [asdict(fall) for fall in falls],
        }
        click.echo(json.dumps(figures, ensure_ascii=False))
        return
    _print(run, scores, falls)
    if worst:
        for fall in falls[:_WORST]:
            click.echo(f"\nline {fall.line}: {fall.points:.1f} points worse, by {fall.step}")
            _print_line(run, fall.line - 1)
    if withheld:
        for index, problem in enumerate(run.problems):
            if problem:
                click.echo(f"\nline {index + 1}: {problem}")
                _print_line(run, index)


def read(source: Path, reference: Path, lines: int | None = None) -> tuple[list[str], list[str]]:
    """The lines of two files that belong together.

    Raises:
        DragomanError: one has more lines than the other.
        OSError: one cannot be read.
    """
    texts = [path.read_text(encoding="utf-8").splitlines() for path in (source, reference)]
    if len(texts[0]) != len(texts[1]):
        raise DragomanError(
            f"{source} has {len(texts[0])} lines, {reference} has {len(texts[1])}; each must be the other's "
            "translation, line by line"
        )
    return texts[0][:lines], texts[1][:lines]


def translate(sources: list[str], references: list[str], source_language: str, target_language: str) -> Run:
    """Translate lines in all ways.

    Raises:
        DragomanError: no model is installed, or it is broken.
    """
    found = engine_for(target_language, "auto", models_dir(), source_language)
    if found is None:
        raise DragomanError(
            f"no model from {source_language} into {target_language}; "
            f"install one: dragoman models install {target_language}"
        )
    engine = Remembered(found)
    straight = [straighten(source) for source in sources]
    split = [sentences.split(text, source_language) for text in straight]
    reworded = [[rewording.reword(text) for text in texts] for texts in split]
    steps = {
        ENGINE: engine.translate(sources),
        TYPOGRAPHY: engine.translate(straight),
        SPLIT: _joined(engine, split, target_language),
        REWORDING: _joined(engine, reworded if source_language == "en" else split, target_language),
    }
    namer = Namer(source_language, target_language, Terms.of(EMPTY, target_language))
    strings = [Message(f"line {n}", text, Kind.TEXT) for n, text in enumerate(sources, 1)]
    outcomes = machine.translate(strings, engine, namer)
    steps[PIPELINE] = [outcome.text for outcome in outcomes]
    return Run(sources, references, steps, [outcome.problem for outcome in outcomes])


def _joined(engine: Remembered, split: list[list[str]], language: str) -> list[str]:
    engine.translate([text for texts in split for text in texts])  # all at once is faster
    return [sentences.join(engine.translate(texts), language) for texts in split]


def _straight(texts: Sequence[str]) -> list[str]:
    return [straighten(text) for text in texts]


def score(texts: Sequence[str], references: Sequence[str]) -> Score:
    """The score of translations."""
    wanted = [list(references)]
    return Score(_CHRF.corpus_score(texts, wanted).score, _BLEU.corpus_score(texts, wanted).score)


def _print(run: Run, scores: dict[str, tuple[Score, Score]], falls: list[Fall]) -> None:
    withheld = [problem for problem in run.problems if problem]
    click.echo(f"{len(run.sources)} lines; {len(withheld)} withheld\n")
    click.echo(f"{'':50}{'as written':^16}{'marks straight':^18}")
    click.echo(f"{'':50}{'chrF':>8}{'BLEU':>8}{'chrF':>10}{'BLEU':>8}")
    for name, (as_is, straight) in scores.items():
        click.echo(f"{name:50}{as_is.chrf:8.2f}{as_is.bleu:8.2f}{straight.chrf:10.2f}{straight.bleu:8.2f}")
    steps = ", ".join(f"{step} {count}" for step, count in Counter(f.step for f in falls).most_common())
    click.echo(
        f"\nworse than the engine alone by more than {_FALL} points of chrF: {len(falls)} lines"
        + (f" ({steps})" if steps else "")
    )
    click.echo(f"\nchrF: {_CHRF.get_signature()}\nBLEU: {_BLEU.get_signature()}")


def _print_line(run: Run, index: int) -> None:
    click.echo(f"  source    {run.sources[index]}")
    click.echo(f"  engine    {run.steps[ENGINE][index]}")
    click.echo(f"  pipeline  {run.steps[PIPELINE][index]}")
    click.echo(f"  reference {run.references[index]}")


if __name__ == "__main__":
    main()
