"""Measures what a draft costs in time and memory: `make speed`."""

import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, fields
from itertools import cycle, islice
from pathlib import Path

import click

from generator.articles import files, read_folder
from generator.drafting import draft
from generator.errors import DragomanError
from generator.parser import parser

ROOT = Path(__file__).parents[2]
SAMPLES = (ROOT / "briefings" / "istanbul-talks", *sorted((ROOT / "tests/fixtures/drafting").iterdir()))
MOST_ARTICLES = 20

# floors: a draft takes so many times what spaCy alone takes, and so many bytes
SLOWEST, LARGEST = 1.5, 700_000_000

# `dragoman draft` as a maintainer runs it, then its peak as the system counts it
_DRAFT = """
import resource, sys
from generator.cli import main

main(["draft", sys.argv[1]], standalone_mode=False)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


@dataclass(frozen=True, slots=True)
class Round:
    """Seconds of CPU.

    Attributes:
        spacy: spaCy's pipeline alone over the articles' paragraphs.
        reading: the articles, from their files.
        drafting: the rest of a draft.
    """

    spacy: float
    reading: float
    drafting: float

    @property
    def whole(self) -> float:
        """A whole draft."""
        return self.reading + self.drafting


@dataclass(frozen=True, slots=True)
class Speed:
    """What a draft costs.

    Attributes:
        articles: how many.
        words: of their prose.
        load_parser: once in a process, for spaCy's pipeline, in seconds of CPU.
        load_rest: once in a process, for what else a draft loads.
        rounds: each measures everything once, without loading.
        peak: the most memory that a process takes for the draft, loading included, in bytes.
    """

    articles: int
    words: int
    load_parser: float
    load_rest: float
    rounds: tuple[Round, ...]
    peak: int

    @property
    def median(self) -> Round:
        """The median of each time."""
        times = ([getattr(r, f.name) for r in self.rounds] for f in fields(Round))
        return Round(*map(statistics.median, times))

    @property
    def ratio(self) -> float:
        """How many times spaCy's time a whole draft takes: the median over the rounds."""
        return statistics.median(r.whole / r.spacy for r in self.rounds)

    @property
    def ratio_of_fastest(self) -> float:
        """The same of the fastest times: far from `ratio` where the machine had other work to do."""
        return min(r.whole for r in self.rounds) / min(r.spacy for r in self.rounds)


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("folders", nargs=-1, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--rounds", default=9, type=click.IntRange(1), show_default=True, help="How often to measure.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def main(folders: tuple[Path, ...], rounds: int, as_json: bool) -> None:
    """Measure the time and the memory of one draft from the articles in FOLDERS.

    Without FOLDERS: from the project's own samples, repeated to make 20 articles.
    """
    try:
        speed = measure(articles_in(folders) if folders else samples(), rounds)
    except (DragomanError, OSError) as error:
        raise click.ClickException(str(error)) from None
    if as_json:
        ratios = {"ratio": speed.ratio, "ratio_of_fastest": speed.ratio_of_fastest}
        click.echo(json.dumps({**asdict(speed), **ratios}))
    else:
        _print(speed)


def samples() -> list[Path]:
    """The project's own articles, repeated to make as many as the floors are for."""
    return list(islice(cycle(articles_in([folder / "articles" for folder in SAMPLES])), MOST_ARTICLES))


def articles_in(folders: Sequence[Path]) -> list[Path]:
    """The files of the articles in some folders.

    Raises:
        DragomanError: there are none, or one has a name that cannot stand for an article.
    """
    found = [path for folder in folders for path in files.in_folder(folder)]
    if not found:
        raise DragomanError(
            f"{', '.join(map(str, folders))}: no articles; name folders of .txt, .md or .html"
        )
    return found


def measure(paths: Sequence[Path], rounds: int) -> Speed:
    """Draft once from all the articles, several times over.

    Raises:
        DragomanError: an article cannot be read, or nothing can be drafted.
        OSError: a file cannot be read or copied.
    """
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "articles"
        folder.mkdir()
        for number, path in enumerate(paths, 1):
            shutil.copy(path, folder / f"{number:03}{path.suffix}")
        # first, while this process is small: a child's peak begins at what its parent had
        peak = peak_of_draft(folder.parent)
        return _timed(folder, rounds, peak)


def peak_of_draft(folder: Path) -> int:
    """The peak of the memory of ``dragoman draft``, in a process of its own, in bytes.

    Args:
        folder: has ``articles/`` and gets a briefing.yml.

    Raises:
        DragomanError: the draft failed.
    """
    command = [sys.executable, "-c", _DRAFT, str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    if done.returncode:
        raise DragomanError(done.stderr.strip().rpartition("\n")[2])
    peak = int(done.stdout.split()[-1])
    return peak if sys.platform == "darwin" else peak * 1024


def _timed(folder: Path, rounds: int, peak: int) -> Speed:
    load_parser = _cpu(parser)
    articles = read_folder(folder)
    prose = [p.text for a in articles for p in a.paragraphs if not p.heading]

    def parse() -> None:
        for _ in parser().pipe(prose):
            pass

    parse()  # the first pass fills spaCy's table of words
    first = _cpu(lambda: draft(articles))
    # in turn, so that what else the machine does meets all of them
    times = tuple(
        Round(_cpu(parse), _cpu(lambda: read_folder(folder)), _cpu(lambda: draft(articles)))
        for _ in range(rounds)
    )
    return Speed(
        articles=len(articles),
        words=sum(len(p.split()) for p in prose),
        load_parser=load_parser,
        load_rest=max(0.0, first - statistics.median(r.drafting for r in times)),
        rounds=times,
        peak=peak,
    )


def _cpu(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def _print(speed: Speed) -> None:
    def rate(seconds: float) -> str:
        return f"{seconds:7.2f} s, {speed.words / seconds:.0f} words a second"

    def floor(most: str, is_met: bool) -> str:
        return f"at most {most}: {'met' if is_met else 'NOT MET'}"

    median = speed.median
    click.echo(
        f"{speed.articles} articles, {speed.words} words; seconds of CPU, medians of {len(speed.rounds)}"
    )
    click.echo(f"whole draft   {rate(median.whole)}")
    click.echo(f"  reading     {median.reading:7.2f} s")
    click.echo(f"  drafting    {median.drafting:7.2f} s")
    click.echo(f"spaCy alone   {rate(median.spacy)}")
    click.echo(f"ratio         {speed.ratio:7.2f}, {floor(str(SLOWEST), speed.ratio <= SLOWEST)}")
    click.echo(f"  of fastest  {speed.ratio_of_fastest:7.2f}")
    click.echo(f"loading, once {speed.load_parser:7.2f} s for spaCy, {speed.load_rest:.2f} s for the rest")
    click.echo(
        f"peak memory   {speed.peak / 1e6:7.0f} MB, {floor(f'{LARGEST / 1e6:.0f} MB', speed.peak < LARGEST)}"
    )


if __name__ == "__main__":
    main()
