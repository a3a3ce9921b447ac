"""Measures what drafting and translating many briefings takes: `make backfill`."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import click

from generator import briefing_file
from generator.batch import strings
from generator.briefing import messages
from generator.errors import DragomanError
from generator.marks import straighten
from generator.translation import engine_for, lookup, sentences
from generator.translation import glossary as glossaries
from generator.translation.engines import Engine, use_cores
from generator.translation.glossary import Terms
from generator.translation.machine import ALONE

TESTS = Path(__file__).parents[1]
CLUSTERS = TESTS / "fixtures" / "clusters"
_HOUR = 3600


@dataclass(frozen=True, slots=True)
class Cost:
    """What a command takes, in seconds: of the clock, and of all cores together."""

    wall: float
    cpu: float


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--briefings", default=50_000, show_default=True, help="How many are to be made.")
@click.option("--languages", default=20, show_default=True, help="Into how many they are to be translated.")
@click.option(
    "--argos", default=3.8, show_default=True, help="Sentences that Argos translates in a second of CPU."
)
def main(briefings: int, languages: int, argos: float) -> None:
    """Draft the sample clusters and translate them into Portuguese, with one worker and with two.

    Then tell what a backfill takes. What `--argos` is on a machine, `make engines` tells.
    """
    with tempfile.TemporaryDirectory() as place:
        project = Path(place)
        _write(project)
        costs: dict[str, list[Cost]] = {}
        for verb, made in (("draft", "briefing.yml"), ("translate", "pt.po")):
            contents = []
            for workers in (1, 2):
                for path in project.glob(f"briefings/*/{made}"):
                    path.unlink()
                costs.setdefault(verb, []).append(_run(project, verb, workers))
                contents.append({p: p.read_bytes() for p in sorted(project.glob(f"briefings/*/{made}"))})
            if contents[0] != contents[1]:
                raise click.ClickException(f"{verb}: two workers give other files than one")
        count = len(contents[0])
        articles = len(list(project.glob("briefings/*/articles/*")))
        found, asked, alone = _alone(project)
    for verb, (one, two) in costs.items():
        click.echo(
            f"{verb}: {one.cpu:.1f} s of CPU with one worker, {two.cpu:.1f} with two, which are "
            f"{one.wall / two.wall:.2f} times as fast"
        )
    click.echo(
        f"{count} briefings from {articles} articles: {len(found) / count:.1f} sentences each to translate, "
        f"{len({*found}) / count:.1f} of them in no other; an engine is asked {asked / len(found):.2f} times "
        f"for each; {articles / costs['draft'][0].cpu:.1f} articles a second of CPU drafted\n"
    )
    texts = {
        "drafts": costs["draft"][0].cpu / count * briefings,
        "translations by Firefox": alone / count * briefings * languages,
        "the same with the round trip": costs["translate"][0].cpu / count * briefings * languages,
        "translations by Argos": asked / argos / count * briefings * languages,
    }
    click.echo(f"{briefings} briefings, {languages} languages: hours of CPU, workers for one day")
    for name, seconds in texts.items():
        click.echo(f"{name:32}{seconds / _HOUR:10.0f}{seconds / _HOUR / 24:10.1f}")


def _write(project: Path) -> None:
    (project / "site_config").mkdir()
    (project / "mkdocs.yml").touch()
    (project / "site_config" / "languages.yml").write_text("languages: {en: {}, pt: {}}\n", "utf-8")
    for cluster in sorted(CLUSTERS.iterdir()):
        shutil.copytree(cluster / "articles", project / "briefings" / cluster.name / "articles")


def _run(project: Path, verb: str, workers: int) -> Cost:
    command = [sys.executable, "-m", "generator.cli", verb, "--workers", str(workers)]
    before, began = os.times(), time.perf_counter()
    environment = {**os.environ, "DRAGOMAN_MODELS": str(project / "models")}
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=project, env=environment)
    if done.returncode:
        raise click.ClickException(done.stderr)
    after = os.times()
    cpu = after.children_user - before.children_user + after.children_system - before.children_system
    return Cost(time.perf_counter() - began, cpu)


class _Counting:
    """An engine that counts the sentences that it is asked for."""

    def __init__(self, engine: Engine) -> None:
        self._engine, self.asked = engine, 0
        self.name, self.model = engine.name, engine.model

    def translate(self, texts: list[str]) -> list[str]:
        self.asked += len(texts)
        return self._engine.translate(texts)

    def alternatives(self, texts: list[str], number: int) -> list[list[str]]:
        self.asked += 2 * len(texts)
        found: list[list[str]] = self._engine.alternatives(texts, number)  # type: ignore[attr-defined]
        return found


def _alone(project: Path) -> tuple[list[str], int, float]:
    """Without the round trip: the sentences, how many an engine is asked for, seconds of CPU.

    Raises:
        DragomanError: the model is missing.
    """
    use_cores(1)
    found = engine_for("pt", "firefox", project / "models")
    if found is None:
        raise DragomanError("the bundled model is missing; install Dragoman anew: make clean site")
    found.translate(["Peace."])
    engine = _Counting(found)
    each, support = strings.apart(engine, ALONE)
    terms = Terms.of(glossaries.EMPTY, "pt")
    pair = strings.Pair("en", "pt", "firefox", (), terms)
    parts: list[str] = []
    began = time.process_time()
    for path in sorted(project.glob("briefings/*/briefing.yml")):
        briefing = briefing_file.load(path)
        namer = lookup.namer_for(briefing, "pt", glossaries.EMPTY)
        for message in lookup.unique(messages(briefing)):
            if not namer(message):
                parts += sentences.split(straighten(message.text), "en")
                strings.String.of(message, namer).translated(pair, each, support)
    return parts, engine.asked, time.process_time() - began


if __name__ == "__main__":
    main()
