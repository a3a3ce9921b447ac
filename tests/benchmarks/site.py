"""Measures what a build of a large site costs, beside Hugo and an empty Material site: `make builds`.

All of it happens in one run on one machine, in turn, so that ratios hold where seconds do not. Seconds are
of CPU, the system's included, of all processes and threads that a command started. What Hugo's pages have and
have not is told in `benchmarks.hugo`; an empty Material site is one page with its search.
"""

import gzip
import hashlib
import json
import shutil
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import partial
from math import prod
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from benchmarks import archive, hugo, live, stations, unasked
from benchmarks.edits import Edited, restored
from benchmarks.process import MKDOCS, Cost, run
from generator.errors import DragomanError

BUILD = (*MKDOCS, "build", "-q")
LARGE = 2000, len(archive.ALL_LANGUAGES)
EDITS = ("one statement reworded", "reworded with its translations", "one translation edited")


@dataclass(frozen=True, slots=True)
class Figure:
    """What was measured.

    Attributes:
        name: what it is.
        value: lower is better; None where it could not be measured.
        floor: what it must not be above; None where nothing is asked of it.
        aim: what it is to be.
        unit: of all three: a key of _UNITS.
        note: the figures that it comes from, or why it could not be measured.
    """

    name: str
    value: float | None
    floor: float | None
    aim: float | None
    unit: str
    note: str = ""

    @property
    def missed(self) -> bool:
        """Whether it is above the floor."""
        return self.value is not None and self.floor is not None and self.value > self.floor


_UNITS: dict[str, Callable[[float], str]] = {
    "ratio": lambda value: f"{value:.2f} ×",
    "share": lambda value: f"{value:.3f}",
    "s": lambda value: f"{value:.2f} s",
    "bytes": lambda value: f"{value / 1e6:.0f} MB",
    "count": lambda value: f"{value:.0f}" if value else "none",
}


@dataclass(frozen=True, slots=True)
class Round:
    """Everything once, in seconds of CPU.

    Attributes:
        hugo: Hugo's full build; None where Hugo is not installed.
        empty: the empty Material site's.
        start: mkdocs alone, telling its version.
        cold: our full build, without caches.
        unchanged: the rebuild with nothing changed.
        edits: the rebuilds after each of EDITS.
    """

    hugo: float | None
    empty: float
    start: float
    cold: float
    unchanged: float
    edits: tuple[float, ...]


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--briefings", default=200, type=click.IntRange(1), show_default=True, help="How many.")
@click.option(
    "--languages",
    default=len(archive.LANGUAGES),
    type=click.IntRange(2, len(archive.ALL_LANGUAGES)),
    show_default=True,
    help="How many.",
)
@click.option("--rounds", default=3, type=click.IntRange(1), show_default=True, help="How often to measure.")
@click.option("--large", is_flag=True, help=f"Build {LARGE[0]:,} briefings × {LARGE[1]} languages too.")
@click.option("--skip-serve", is_flag=True, help="Leave out `mkdocs serve`.")
@click.option("--profile", is_flag=True, help="Only tell where the time of a full build goes.")
@click.option("--folder", type=click.Path(file_okay=False, path_type=Path), help="Keep the archives here.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def main(  # noqa: PLR0913, PLR0917 - the options
    briefings: int,
    languages: int,
    rounds: int,
    large: bool,
    skip_serve: bool,
    profile: bool,
    folder: Path | None,
    as_json: bool,
) -> None:
    """Measure builds of an invented archive; the exit status is 1 where a floor is missed."""
    try:
        with _place(folder) as place:
            if profile:
                _print_profile(*stations.measure(_cold(project_in(place, briefings, languages))), as_json)
                return
            figures = list(measure(place, briefings, languages, rounds, serve=not skip_serve))
            if large:
                figures += measure_large(place, (briefings, languages), LARGE)
    except (DragomanError, OSError) as error:
        raise click.ClickException(str(error)) from None
    if as_json:
        click.echo(json.dumps([asdict(figure) for figure in figures]))
    else:
        _print(figures, f"{briefings} briefings × {languages} languages, rounds: {rounds}")
    sys.exit(int(any(figure.missed for figure in figures)))


@contextmanager
def _place(folder: Path | None) -> Iterator[Path]:
    if folder:
        yield folder.resolve()
    else:
        with tempfile.TemporaryDirectory() as made:
            yield Path(made)


def project_in(place: Path, briefings: int, languages: int) -> Path:
    """The project with an archive of some size; written where it is not there yet."""
    project = place / f"archive-{briefings}x{languages}"
    whole = project / ".whole"
    archive.write(project, 0 if whole.exists() else briefings, archive.ALL_LANGUAGES[:languages])
    whole.touch()
    return project


def measure(place: Path, briefings: int, languages: int, rounds: int, *, serve: bool) -> Iterator[Figure]:
    """Measure all but the large archive.

    Raises:
        DragomanError: a build fails, or does not show what it should.
    """
    project = project_in(place, briefings, languages)
    codes = archive.ALL_LANGUAGES[:languages]
    yield of_modules(place)
    beside = place / f"hugo-{briefings}x{languages}"
    if hugo.command() and not beside.exists():
        hugo.write(beside, project, codes)
    empty = empty_material(place / "empty")
    first = project / "briefings" / "event-00000"
    with restored(first):
        edited = Edited(first)
        measured = []
        for number in range(1, rounds + 1):
            click.echo(f"round {number} of {rounds}", err=True)
            measured.append(_round(project, edited, beside, empty, again=number > 1))
        yield from of_rounds(measured)
        yield of_search(project / "site", codes)
        if serve:
            yield from of_serve(project, edited, rounds)


def _round(project: Path, edited: Edited, beside: Path, empty: Path, *, again: bool) -> Round:
    before = _digest(project / "site") if again else None
    command = hugo.command()
    by_hugo = run(command, beside).cpu if command else None
    cold = run(BUILD, _cold(project)).cpu
    if before and _digest(project / "site") != before:
        raise DragomanError(f"{project}: the site is not what it was before .cache/ and site/ were removed")
    pages = [f"{edited.slug}/index.html", *(f"{code}/{edited.slug}/index.html" for code in edited.codes)]
    edits = tuple(
        _rebuild(project, edit(), paths)
        for edit, paths in (
            (edited.reword, pages),
            (edited.reword_everywhere, pages),
            (edited.retranslate, [f"{edited.code}/{pages[0]}"]),
        )
    )
    return Round(
        hugo=by_hugo,
        empty=run(BUILD, empty).cpu,
        start=run((*MKDOCS, "--version"), empty).cpu,
        cold=cold,
        edits=edits,
        unchanged=run(BUILD, project).cpu,
    )


def _cold(project: Path) -> Path:
    for name in (".cache", "site"):
        shutil.rmtree(project / name, ignore_errors=True)
    return project


def _rebuild(project: Path, word: str, paths: Iterable[str]) -> float:
    cost = run(BUILD, project)
    refuse_without(word, (project / "site" / path for path in paths))
    return cost.cpu


def refuse_without(word: str, pages: Iterable[Path]) -> None:
    """Pages that are built must show the word that an edit brought.

    Raises:
        DragomanError: one does not.
    """
    for page in pages:
        if word not in page.read_text("utf-8"):
            raise DragomanError(f"{page}: the edit {word!r} is not there")


def _digest(folder: Path) -> str:
    """Of all files."""
    found = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        found.update(f"{path.relative_to(folder)}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
    return found.hexdigest()


def empty_material(folder: Path) -> Path:
    """A site of one page, with Material's theme and search."""
    (folder / "docs").mkdir(parents=True, exist_ok=True)
    (folder / "docs" / "index.md").write_text("# Nothing\n", "utf-8")
    settings = "site_name: Empty\ntheme: {name: material, font: false}\nplugins: [search]\n"
    (folder / "mkdocs.yml").write_text(settings, "utf-8")
    return folder


def of_rounds(rounds: Sequence[Round]) -> Iterator[Figure]:
    """The figures of the builds: medians over the rounds."""

    def seconds(pick: Callable[[Round], float]) -> str:
        times = sorted(map(pick, rounds))
        return f"{statistics.median(times):.2f} s ({times[0]:.2f}–{times[-1]:.2f})"

    def ratio(
        name: str,
        pick: Callable[[Round], float],
        by: Callable[[Round], float],
        most: float = 0,
        aim: float = 0,
    ) -> Figure:
        value = statistics.median(pick(r) / by(r) for r in rounds)
        best = min(map(pick, rounds)) / min(map(by, rounds))
        note = f"{seconds(pick)} / {seconds(by)}; of the best {best:.2f}"
        return Figure(name, value, most or None, aim or None, "ratio", note)

    if all(r.hugo for r in rounds):

        def by_hugo(r: Round) -> float:
            return r.hugo or 0

        yield ratio("full build / Hugo's", lambda r: r.cold, by_hugo, 3.0, 1.5)
        edits = [
            ratio(f"  {name} / Hugo's", partial(_edit, number), by_hugo) for number, name in enumerate(EDITS)
        ]
        worst = max(edits, key=lambda figure: figure.value or 0)
        yield Figure("rebuild after an edit / Hugo's", worst.value, 0.6, 0.35, "ratio", "the worst of:")
        yield from edits
        yield ratio("  mkdocs's own start / Hugo's", lambda r: r.start, by_hugo)
        yield ratio("  an empty Material site / Hugo's", lambda r: r.empty, by_hugo)
    else:
        why = "Hugo is not installed; on Debian: apt-get install hugo"
        for name, most, aim, pick in (
            ("full build / Hugo's", 3.0, 1.5, lambda r: r.cold),
            ("rebuild after an edit / Hugo's", 0.6, 0.35, lambda r: max(r.edits)),
        ):
            yield Figure(name, None, most, aim, "ratio", f"{why}; {seconds(pick)}")
    yield ratio("rebuild, no change / empty Material", lambda r: r.unchanged, lambda r: r.empty, 2.0, 1.3)


def _edit(number: int, measured: Round) -> float:
    return measured.edits[number]


def of_search(site: Path, codes: Sequence[str]) -> Figure:
    """How much of one index for all languages a reader of one loads: the largest, packed as hosts send it."""
    folders = [site / ("" if code == codes[0] else code) for code in codes]
    texts = [(folder / "search" / "search_index.json").read_bytes() for folder in folders]
    indexes = [json.loads(text) for text in texts]
    whole = {**indexes[0], "docs": [entry for index in indexes for entry in index["docs"]]}
    one = json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode()
    packed, packed_one = [len(gzip.compress(text)) for text in texts], len(gzip.compress(one))
    largest = max(range(len(codes)), key=packed.__getitem__)
    note = (
        f"{codes[largest]}: {packed[largest] / 1e3:.0f} of {packed_one / 1e3:.0f} kB packed, "
        f"{len(texts[largest]) / 1e3:.0f} of {len(one) / 1e3:.0f} kB as it is; "
        f"on average {statistics.mean(packed) / packed_one:.3f}"
    )
    share = packed[largest] / packed_one
    return Figure("search download / one for all", share, 1.2 / len(codes), 1 / len(codes), "share", note)


def of_serve(project: Path, edited: Edited, rounds: int) -> Iterator[Figure]:
    """How long an editor waits for the page that is open."""
    name = "`mkdocs serve`: edit to refreshed page"
    if not live.CHROMIUM.is_file():
        yield Figure(
            name, None, 1.5, 0.5, "s", f"{live.CHROMIUM} is missing; on Debian: apt-get install chromium"
        )
        return
    click.echo("mkdocs serve", err=True)
    waits = live.measure(project, edited.slug, edited.reword, rounds)

    def median(pick: Callable[[live.Wait], float]) -> float:
        return statistics.median(map(pick, waits))

    detected, delay = median(lambda w: w.detected), median(lambda w: w.started - w.detected)
    building, browser = median(lambda w: w.built - w.started), median(lambda w: w.shown - w.built)
    steps = f"mkdocs notices {detected:.2f}, waits {delay:.2f}, builds {building:.2f}; browser {browser:.2f}"
    yield Figure(name, median(lambda w: w.shown), 1.5, 0.5, "s", steps)
    yield Figure("  edit to served page", median(lambda w: w.served), None, None, "s")


def of_modules(place: Path) -> Figure:
    """What a build loads and whom it speaks to, with nothing to draft and nothing to translate."""
    found = unasked.found(_cold(project_in(place, 2, 2)))
    note = ", ".join(found) or "neither a parser nor an engine, nothing asked of the network"
    return Figure("modules and calls unasked for", len(found), 0, 0, "count", note)


def measure_large(place: Path, size: tuple[int, int], large: tuple[int, int]) -> Iterator[Figure]:
    """Build a large archive once, beside a smaller one.

    Args:
        place: where the archives are.
        size: briefings and languages of the smaller one.
        large: the same of the large one.

    Raises:
        DragomanError: a build fails.
    """
    click.echo(f"{large[0]} briefings × {large[1]} languages", err=True)

    def build(briefings: int, languages: int) -> Cost:
        return run(BUILD, _cold(project_in(place, briefings, languages)))

    # before and after, so that a change in what else the machine does meets both
    small, whole, again = build(*size), build(*large), build(*size)
    yield from of_large(whole, large, (small, again), size)


def of_large(
    whole: Cost, large: tuple[int, int], others: tuple[Cost, Cost], size: tuple[int, int]
) -> Iterator[Figure]:
    """The figures of a large archive, beside two builds of a smaller one."""
    small, again = others
    note = f"{large[0]} × {large[1]}; {small.peak / 1e6:.0f} MB for {size[0]} × {size[1]}"
    yield Figure("large: peak memory", whole.peak, 1.5e9, 0.6e9, "bytes", note)
    page, small_page = whole.cpu / prod(large), (small.cpu + again.cpu) / 2 / prod(size)
    note = f"{1e3 * page:.1f} ms / {1e3 * small_page:.1f} ms; {whole.cpu:.0f} s in all"
    yield Figure("large: time per page / smaller", page / small_page, 1.2, 1.05, "ratio", note)


def _print(figures: Iterable[Figure], title: str) -> None:
    table = Table(title=f"{title}; seconds of CPU: median (least–most)", title_justify="left")
    for heading in ("", "measured", "floor", "aim", "", "from"):
        table.add_column(heading, justify="right" if heading in {"measured", "floor", "aim"} else "left")
    for figure in figures:
        unit = _UNITS[figure.unit]
        values = ("–" if v is None else unit(v) for v in (figure.value, figure.floor, figure.aim))
        table.add_row(figure.name, *values, _verdict(figure), figure.note)
    # a table that is written to a file is as wide as it needs
    console = Console()
    Console(width=None if console.is_terminal else 200).print(table)


def _verdict(figure: Figure) -> str:
    if figure.value is None or figure.floor is None:
        return "" if figure.floor is None else "not measured"
    if figure.missed:
        return "NOT MET"
    return "met" if figure.aim is None or figure.value > figure.aim else "aim met"


def _print_profile(seconds: dict[str, float], whole: float, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(seconds))
        return
    table = Table(title=f"a full build, {whole:.1f} s of CPU", title_justify="left")
    for heading in ("station", "seconds", "share"):
        table.add_column(heading, justify="left" if heading == "station" else "right")
    for name, value in seconds.items():
        table.add_row(name, f"{value:.2f}", f"{value / whole:.1%}")
    Console().print(table)


if __name__ == "__main__":
    main()
