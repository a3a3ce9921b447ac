"""Puts faults into good translations and counts what the checks catch: `make faults`."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from generator import briefing_file
from generator.briefing import Kind, messages
from generator.errors import DragomanError
from generator.marks import straighten
from generator.translation import brackets, catalog, checks, roundtrip, sentences
from generator.translation.engines import Engine, engine_for
from generator.translation.names import people

from .injectors import DATA, KINDS, ROOT, Good, data, injected, word

SAMPLE = ROOT / "briefings/istanbul-talks"
_NEWS = ROOT.parent / "shared/mt"
PARALLEL = _NEWS / "ntrex-1000.eng.txt", _NEWS / "ntrex-1000.por.txt"
LANGUAGES = ("pt", "uk", "ru", "es", "fr", "ar", "zh")

# floors: so many of the faults are caught, so many of the good translations may be flagged
CAUGHT, FLAGGED = 0.95, 0.03


@dataclass(frozen=True, slots=True)
class Fault:
    """A translation that is no longer good.

    Attributes:
        kind: of fault.
        good: what it was made of.
        target: the faulty translation.
        problem: what the checks say first.
    """

    kind: str
    good: Good
    target: str
    problem: str | None


@dataclass(frozen=True, slots=True)
class Report:
    """What the checks caught, and what they held against good translations."""

    faults: tuple[Fault, ...]
    good: tuple[tuple[Good, tuple[str, ...]], ...]

    @property
    def caught(self) -> float:
        """The share of the faults."""
        return _share(sum(bool(fault.problem) for fault in self.faults), len(self.faults))

    @property
    def flagged(self) -> float:
        """The share of the good translations."""
        return _share(sum(bool(problems) for _, problems in self.good), len(self.good))


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


def verdict(pair: checks.Pair) -> Iterator[str]:
    """What is held against a translation: by the checks, else by what it says when turned back."""
    found = False
    for problem in checks.problems(pair):
        found = True
        yield problem
    source, target = (brackets.remove(text)[0] for text in (pair.source, pair.target))
    back = None if found else _back(target, pair.target_language)
    if back and (turned := roundtrip.problem(source, target, back, pair.target_language)):
        yield turned


@cache
def _back(target: str, language: str) -> str | None:
    """A translation turned back into English; None without a model that is there after installing."""
    engine = _engine(language)
    if not engine:
        return None
    return straighten(" ".join(engine.translate(sentences.split(target, language))))


@cache
def _engine(language: str) -> Engine | None:
    # a folder without models, so that all machines have the same: the bundled ones
    return engine_for("en", "auto", DATA, source=language)


def measure(goods: Sequence[Good]) -> Report:
    """Ask the checks about good translations, and about each with one fault."""
    faults = tuple(Fault(k, g, t, next(verdict(g.pair(t)), None)) for k, g, t in injected(goods))
    return Report(faults, tuple((good, tuple(verdict(good.pair(good.target)))) for good in goods))


# --- good translations ---------------------------------------------------------------------------


def sample() -> list[Good]:
    """The sample's texts that a person wrote or confirmed."""
    briefing = briefing_file.load(SAMPLE / "briefing.yml")
    prose = {m.text for m in messages(briefing) if m.kind is Kind.TEXT}
    persons = people(briefing)
    entries = {
        language: {e.msgid: e for e in catalog.read(SAMPLE / f"{language}.po", language) if not e.obsolete}
        for language in LANGUAGES
    }
    texts: dict[str, dict[str, str]] = {}
    for language, by_text in entries.items():
        for text, entry in by_text.items():
            if catalog.is_human(entry):
                texts.setdefault(text, {})[language] = straighten(entry.msgstr)
    return [
        replace(_good(text, targets, language, forms), origin="sample")
        for text, targets in texts.items()
        if text in prose or not text[0].isupper()
        for language in targets
        if (forms := {name: entries[language][name].msgstr for name in persons})
    ]


def own() -> list[Good]:
    """The translations in pairs.yml and reversals.yml."""
    goods = []
    for row in data("pairs.yml"):
        targets = {code: straighten(row[code]) for code in LANGUAGES if code in row}
        for language in targets:
            forms = {name: by.get(language, name) for name, by in row.get("names", {}).items()}
            written = {k: straighten(v[language]) for k, v in row.get("faults", {}).items() if language in v}
            goods.append(replace(_good(row["en"], targets, language, forms), written=written))
    for row in (row for rows in data("reversals.yml").values() for row in rows):
        forms = {name: name for name in row.get("names", ())}
        good = _good(row["en"], {"pt": straighten(row["pt"])}, "pt", forms)
        goods.append(replace(good, written={"roles reversed": straighten(row["reversed"])}))
    return goods


def parallel(sources: Path, targets: Path, language: str, lines: int) -> list[Good]:
    """The first lines of two files that translate each other line by line.

    Raises:
        DragomanError: they have different numbers of lines.
        OSError: one cannot be read.
    """
    both = [path.read_text("utf-8").splitlines() for path in (sources, targets)]
    if len(both[0]) != len(both[1]):
        raise DragomanError(f"{targets}: {len(both[1])} lines, but {sources} has {len(both[0])}")
    goods: list[Good] = []
    wrong = data("wrong.yml").get(sources.name, {})
    for number, (source, target) in enumerate(list(zip(*both, strict=True))[:lines], 1):
        if number in wrong:
            continue
        # nobody says which names are people's, but what stays as it is, is a name
        same = {n: n for n in _NAME.findall(straighten(source)) if word(n).search(straighten(target))}
        goods.append(Good(straighten(source), straighten(target), language, people=same, origin=targets.stem))
    return goods


# one or two words with capitals within a sentence, that are no part of a longer name
_NAME = re.compile(
    r"\b[a-z]+,? (?:M(?:r|rs|s)\.? )?([A-Z][a-z]{3,}(?: [A-Z][a-z]{3,})?)(?=[,.;:]? [a-z]|'s? [a-z]|[.,]$)"
)


def _good(source: str, targets: Mapping[str, str], language: str, forms: Mapping[str, str]) -> Good:
    """A translation with what the checks and the faults are told of names.

    Args:
        source: in English.
        targets: its translations by language, with straight marks.
        language: which of them.
        forms: names, whether in the source or not, each with its form.
    """
    source = straighten(source)
    names: dict[str, str] = {}
    persons: dict[str, str] = {}
    for name, form in ((name, straighten(form)) for name, form in forms.items()):
        english, wanted = name.split(), form.split()
        for index, part in enumerate(english):
            # word by word, as the pipeline does
            if part[0].isupper() and len(part) > 2 and word(part).search(source):
                names[part] = wanted[index] if len(english) == len(wanted) else wanted[-1]
        if name in source and form in targets[language]:
            persons[name] = form
        elif word(english[-1]).search(source):
            persons[english[-1]] = wanted[-1]
    others = {code: text for code, text in targets.items() if code != language}
    return Good(source, targets[language], language, names, persons, others)


# --- the command ---------------------------------------------------------------------------------


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option("--missed", is_flag=True, help="List the faults that were not caught.")
@click.option("--flagged", is_flag=True, help="List the good translations that were flagged, and why.")
@click.option(
    "--parallel",
    "files",
    nargs=2,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Two files that translate each other line by line, instead of the project's own.",
)
@click.option("--languages", nargs=2, default=("en", "pt"), show_default=True, help="Of the two files.")
@click.option("--lines", default=300, type=click.IntRange(1), show_default=True, help="How many to take.")
def main(  # noqa: PLR0913, PLR0917 - one for each option
    as_json: bool,
    missed: bool,
    flagged: bool,
    files: tuple[Path, Path] | None,
    languages: tuple[str, str],
    lines: int,
) -> None:
    """Put faults into good translations and count what the checks catch.

    Good are the sample's translations by hand, those in tests/fixtures/faults, and 300 lines of news in
    ../shared/mt where that folder is.
    """
    try:
        goods = _goods(files, languages, lines)
    except (DragomanError, OSError) as error:
        raise click.ClickException(str(error)) from None
    report = measure(goods)
    if as_json:
        _print_json(report)
        return
    _print_table(report)
    if missed:
        _print_missed(report)
    if flagged:
        _print_flagged(report)


def _goods(files: tuple[Path, Path] | None, languages: tuple[str, str], lines: int) -> list[Good]:
    if languages[0] != "en" or languages[1] not in LANGUAGES:
        raise DragomanError(f"--languages: faults are known for en and one of {', '.join(LANGUAGES)}")
    if files:
        return parallel(*files, languages[1], lines)
    goods = [*sample(), *own()]
    if all(path.is_file() for path in PARALLEL):
        return [*goods, *parallel(*PARALLEL, "pt", lines)]
    click.echo(f"{PARALLEL[0].parent}: missing, so no news from there", err=True)
    return goods


def _print_table(report: Report) -> None:
    languages = [code for code in LANGUAGES if any(good.language == code for good, _ in report.good)]
    table = Table(box=None, padding=(0, 1, 0, 0))
    table.add_column("caught of injected", no_wrap=True)
    for code in (*languages, "all", "%"):
        table.add_column(code, justify="right")
    for kind in KINDS:
        if found := _of(report, kind):
            table.add_row(kind, *_cells(found, languages))
    table.add_row("all faults", *_cells(report.faults, languages))
    counts = [[bool(p) for g, p in report.good if g.language == code] for code in languages]
    counts.append([bool(p) for _, p in report.good])
    cells = [f"{sum(c)}/{len(c)}" for c in counts]
    table.add_row("good, but flagged", *cells, f"{report.flagged:.1%}")
    Console(width=150, markup=False, highlight=False).print(table)
    low = [k for k in KINDS if _of(report, k) and _caught(_of(report, k)) < CAUGHT]
    click.echo(f"caught {report.caught:.1%}, at least {CAUGHT:.0%}: {_met(report.caught >= CAUGHT)}")
    click.echo(f"flagged {report.flagged:.1%}, at most {FLAGGED:.0%}: {_met(report.flagged <= FLAGGED)}")
    if low:
        click.echo(f"kinds below {CAUGHT:.0%}: {', '.join(low)}")


def _met(is_met: bool) -> str:
    return "met" if is_met else "NOT MET"


def _of(report: Report, kind: str) -> list[Fault]:
    return [fault for fault in report.faults if fault.kind == kind]


def _caught(faults: Sequence[Fault]) -> float:
    return _share(sum(bool(fault.problem) for fault in faults), len(faults))


def _cells(faults: Sequence[Fault], languages: Sequence[str]) -> list[str]:
    cells = []
    for code in (*languages, None):
        those = [f for f in faults if code in {None, f.good.language}]
        cells.append(f"{sum(bool(f.problem) for f in those)}/{len(those)}" if those else "")
    return [*cells, f"{_caught(faults):.0%}" if faults else "–"]


def _print_missed(report: Report) -> None:
    for fault in report.faults:
        if not fault.problem:
            good = fault.good
            click.echo(f"\n{fault.kind} | {good.origin} {good.language}\n  {good.source}")
            click.echo(f"  {fault.target}\n  instead of: {good.target}")


def _print_flagged(report: Report) -> None:
    for good, problems in report.good:
        if problems:
            click.echo(f"\ngood, flagged | {good.origin} {good.language} | {'; '.join(problems)}")
            click.echo(f"  {good.source}\n  {good.target}")


def _print_json(report: Report) -> None:
    def counts(faults: Sequence[Fault]) -> dict[str, object]:
        found: dict[str, object] = {}
        for code in LANGUAGES:
            those = [f for f in faults if f.good.language == code]
            if those:
                found[code] = {"injected": len(those), "caught": sum(bool(f.problem) for f in those)}
        return found

    good = {
        code: {"good": len(those), "flagged": sum(those)}
        for code in LANGUAGES
        if (those := [bool(p) for g, p in report.good if g.language == code])
    }
    found = {
        "caught": round(report.caught, 4),
        "flagged": round(report.flagged, 4),
        "kinds": {kind: counts(_of(report, kind)) for kind in KINDS},
        "good": good,
    }
    click.echo(json.dumps(found, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
