"""The measuring commands: a fault is seen, a figure is right, a floor is held."""

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from benchmarks import drafts, speed
from benchmarks.clusters import Cluster, load
from benchmarks.score import Score, lead, score
from click.testing import CliRunner, Result

from generator import briefing_file
from generator.briefing import Briefing, Reaction, Side, Statement
from generator.drafting import draft
from generator.errors import DragomanError

TESTS = Path(__file__).parent

# text, and what a reader says of it
ARTICLES = (
    (
        ("Marsh council raises the toll on the old bridge", {"heading": True}),
        (
            "Marsh will raise the toll on the old bridge to four crowns in May.",
            {"sections": ["development"], "key": True, "same_as": "toll"},
        ),
        (
            "Mayor Ada Quill said that the bridge needs new piers before winter.",
            {"sections": ["position", "background"], "actor": "Marsh", "speaker": "Ada Quill", "key": True},
        ),
        (
            "This was what the ferrymen had asked for years ago.",
            {"sections": ["background"], "dangling": True},
        ),
        ("Subscribe to our daily letter from the coast today.", {"debris": True}),
    ),
    (
        (
            "The toll on the old bridge rises to four crowns in May, Marsh decided.",
            {"sections": ["development"], "key": True, "same_as": "toll"},
        ),
        (
            "Fen called the toll an insult to every farmer beyond the river.",
            {"sections": ["position"], "actor": "Fen", "speaker": "Fen"},
        ),
        (
            "Farmers beyond the river will hold a meeting on Sunday evening.",
            {"sections": ["outlook"], "key": True},
        ),
    ),
)
NAMES = {
    "parties": [{"name": "Marsh", "aliases": ["Marsh council"]}, {"name": "Fen"}],
    "people": {"Ada Quill": ["Mayor Quill"]},
}
TOLL, PIERS, ASKED, LETTER = (text for text, _ in ARTICLES[0][1:])
DECIDED, INSULT, MEETING = (text for text, _ in ARTICLES[1])


def write_cluster(folder: Path) -> Path:
    """A cluster as its files."""
    (folder / "articles").mkdir(parents=True)
    rows: list[dict[str, Any]] = []
    labels: list[dict[str, Any]] = []
    for number, sentences in enumerate(ARTICLES, 1):
        (folder / "articles" / f"{number:02}.txt").write_text("\n\n".join(text for text, _ in sentences))
        for text, label in sentences:
            place = {"article": number, "n": len(rows) + 1}
            rows.append({**place, "text": text})
            labels.append({**place, **label})
    for name, found in (("sentences", rows), ("labels", labels)):
        (folder / f"{name}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in found))
    (folder / "cluster.json").write_text(json.dumps(NAMES))
    return folder


@pytest.fixture
def cluster(tmp_path: Path) -> Cluster:
    return load(write_cluster(tmp_path / "bridge"))


def said(text: str, speaker: str | None = None, source: str = "01:2") -> Statement:
    return Statement(text, speaker, (source,))


GOOD = Briefing(
    title="The toll",
    sides=(
        Side("the Marsh council", (), (said(PIERS, "Mayor Quill"),)),
        Side("Fen", (), (said(INSULT, "Fen"),)),
    ),
    developments=(said(TOLL),),
    outlook=(said(MEETING),),
)


def test_a_briefing_as_the_reader_would_have_it_has_no_faults(cluster: Cluster) -> None:
    found = score(GOOD, cluster)
    assert found.faults == ()
    words = sum(len(text.split()) for text in (PIERS, INSULT, TOLL, MEETING))
    assert dict(found.figures) == {
        "parties_found": 1.0,
        "parties_extra": 0,
        "section_ok": 1.0,
        "section_strict": 1.0,
        "actor_ok": 1.0,
        "speaker_ok": 1.0,
        "speaker_wrong": 0,
        "speaker_wrong_share": 0.0,
        "speaker_missing": 0,
        "key_coverage": 1.0,
        "compression": round(words / len(cluster.text.split()), 3),
        "lead_key_coverage": 0.667,
        "repeats": 0,
        "unsupported": 0,
        "not_verbatim": 0,
        "bad_source": 0,
        "leaks": 0,
        "dangling": 0,
        "statements": 4,
    }


@pytest.mark.parametrize(
    ("changes", "kind", "figure", "value"),
    [
        ({"sides": GOOD.sides[:1]}, "party_missing", "parties_found", 0.5),
        ({"sides": (*GOOD.sides, Side("Hill"))}, "party_extra", "parties_extra", 1),
        ({"developments": (), "background": (said(TOLL),)}, "section", "section_ok", 0.75),
        (
            {"sides": (Side("Marsh", (), (said(PIERS, "Ada Quill"), said(INSULT, "Fen"))), Side("Fen"))},
            "actor",
            "actor_ok",
            0.5,
        ),
        (
            {"sides": (Side("Marsh", (), (said(PIERS, "Jon Reed"),)), GOOD.sides[1])},
            "speaker_wrong",
            "speaker_wrong",
            1,
        ),
        ({"developments": (said(TOLL, "Ada Quill"),)}, "speaker_wrong", "speaker_wrong_share", 0.25),
        (
            {"sides": (Side("Marsh", (), (said(PIERS),)), GOOD.sides[1])},
            "speaker_missing",
            "speaker_missing",
            1,
        ),
        ({"developments": (said(TOLL), said(DECIDED))}, "repeat", "repeats", 1),
        (
            {"summary": (said("Marsh will raise."),)},
            "unsupported",
            "unsupported",
            1,
        ),
        (
            {"developments": (said(TOLL.replace("raise the toll on", "lower the toll on")),)},
            "not_verbatim",
            "not_verbatim",
            1,
        ),
        ({"developments": (said(TOLL, source="01:9"),)}, "bad_source", "bad_source", 1),
        ({"developments": (Statement(TOLL),)}, "bad_source", "bad_source", 1),
        ({"summary": (said(LETTER),)}, "leak", "leaks", 1),
        ({"background": (said(ASKED),)}, "dangling", "dangling", 1),
    ],
)
def test_each_fault_is_seen_alone(
    cluster: Cluster, changes: dict[str, Any], kind: str, figure: str, value: float
) -> None:
    found = score(replace(GOOD, **changes), cluster)
    assert [f.kind for f in found.faults] == [kind]
    assert found.figures[figure] == value


def test_a_name_in_brackets_is_no_fault_and_makes_a_dangling_sentence_clear(cluster: Cluster) -> None:
    clear = ASKED.replace("This", "[The toll]")
    assert score(replace(GOOD, background=(said(clear),)), cluster).faults == ()


def test_what_has_nothing_to_count_has_no_ratio(cluster: Cluster) -> None:
    figures = score(Briefing(title="Nothing"), cluster).figures
    none = {name for name, value in figures.items() if value is None}
    assert none == {"section_ok", "section_strict", "actor_ok", "speaker_ok", "speaker_wrong_share"}
    means = drafts.mean([figures, score(GOOD, cluster).figures])
    assert (means["section_ok"], means["key_coverage"]) == (1.0, 0.5)


def test_the_baseline_takes_the_articles_in_turn_without_what_is_no_prose(cluster: Cluster) -> None:
    assert [s.text for s in lead(cluster, 1000)] == [TOLL, DECIDED, PIERS, INSULT, ASKED, MEETING]
    first, second = len(TOLL.split()), len(DECIDED.split())
    assert [s.text for s in lead(cluster, first + second)] == [TOLL, DECIDED]
    assert [s.text for s in lead(cluster, first + second - 1)] == [TOLL]


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(drafts.main, [str(a) for a in arguments])


def test_the_command_prints_each_cluster_the_mean_and_the_faults(tmp_path: Path) -> None:
    write_cluster(tmp_path / "bridge")
    write_cluster(tmp_path / "other")
    (tmp_path / "notes").mkdir()
    printed = run(tmp_path, "--faults")
    assert printed.exit_code == 0, printed.output
    lines = [line.split()[0] for line in printed.output.splitlines() if line and line[0].isalpha()]
    assert lines[-6:] == ["bridge", "other", "mean", "total", "bridge:", "other:"]
    found = json.loads(run(tmp_path, "--faults", "--json").output)
    assert list(found["clusters"]) == ["bridge", "other"]
    one = found["clusters"]["bridge"]
    for fault in one.pop("faults"):
        assert f"{fault['kind']} " in printed.output
        assert fault["text"] in printed.output
    assert found["total"]["statements"] == 2 * one["statements"] > 0
    assert found["mean"]["key_coverage"] == one["key_coverage"]


def _unlabelled(folder: Path) -> None:
    (folder / "labels.jsonl").unlink()


def _one_label_short(folder: Path) -> None:
    path = folder / "labels.jsonl"
    path.write_text("".join(path.read_text().splitlines(keepends=True)[:-1]))


def _labels_shuffled(folder: Path) -> None:
    path = folder / "labels.jsonl"
    path.write_text("".join(reversed(path.read_text().splitlines(keepends=True))))


def _unknown_section(folder: Path) -> None:
    path = folder / "labels.jsonl"
    path.write_text(path.read_text().replace("outlook", "prospect"))


def _no_json(folder: Path) -> None:
    (folder / "cluster.json").write_text("{")


def _no_parties(folder: Path) -> None:
    (folder / "cluster.json").write_text("{}")


def _no_articles(folder: Path) -> None:
    shutil.rmtree(folder / "articles")
    (folder / "articles").mkdir()


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (shutil.rmtree, "no clusters; a cluster is a folder with articles, sentences.jsonl"),
        (_unlabelled, "bridge: labels.jsonl is missing"),
        (_one_label_short, "labels.jsonl: there are 7 labels for the 8 sentences of sentences.jsonl"),
        (_labels_shuffled, "labels.jsonl:1:1: this is no label of the sentence"),
        (_unknown_section, "labels.jsonl:8:1: sections[0]: Input should be"),
        (_no_json, "cluster.json:1:1: Invalid JSON"),
        (_no_parties, "cluster.json:1:1: parties: Field required"),
        (_no_articles, "bridge/articles: no sentences to draft from"),
    ],
)
def test_a_malformed_folder_gives_a_message(
    tmp_path: Path, spoil: Callable[[Path], None], message: str
) -> None:
    spoil(write_cluster(tmp_path / "bridge"))
    printed = run(tmp_path)
    assert printed.exit_code == 1
    assert printed.output.startswith("Error: ")
    assert message in printed.output.replace("\n", " ")


# --- the same figures as the scorer that came with the labels ------------------------------------


def reference(folder: Path, briefing: Briefing, place: Path) -> dict[str, Any]:
    """The figures by the other scorer, which reads a briefing from its file."""
    script = folder.parents[1] / "score.py"
    spec = importlib.util.spec_from_file_location("reference_score", script)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    shutil.copytree(folder / "articles", place / "articles")
    briefing_file.write(briefing, place / "briefing.yml")
    found: dict[str, Any] = module.score(place, folder)
    return {name: value for name, value in found.items() if name not in {"cluster", "faults"}}


def spoilt(briefing: Briefing, cluster: Cluster) -> Briefing:
    """A draft with faults of every kind."""
    unclear = [s for s in cluster.sentences if s.dangling or not s.prose]
    added = tuple(Statement(s.text, None, ("01:1",)) for s in unclear)
    foreign = Statement("Nobody in this town has ever heard of it.", "Nobody", ("99:1",))
    sides = tuple(
        replace(s, name=f"{s.name} of Nowhere" if i else s.name, statements=s.statements[::-1])
        for i, s in enumerate(briefing.sides)
    )
    return replace(
        briefing,
        background=(*briefing.outlook, *added, foreign),
        developments=tuple(replace(s, speaker="Jon Reed") for s in briefing.developments),
        outlook=(*briefing.background, *briefing.developments, *briefing.summary),
        sides=(*sides, Side("Hill", (), tuple(s for r in briefing.reactions for s in r.statements))),
        reactions=tuple(
            Reaction("Fen", tuple(replace(x, speaker=None) for x in s.statements)) for s in sides
        ),
    )


def test_the_figures_are_those_of_the_other_scorer(shared: Path, tmp_path: Path) -> None:
    folders = drafts.clusters(shared / "gold" / "dev")
    kinds = set()
    for folder in folders:
        cluster = load(folder)
        drafted = draft(cluster.articles)
        for name, briefing in (("drafted", drafted), ("spoilt", spoilt(drafted, cluster))):
            found: Score = score(briefing, cluster)
            expected = reference(folder, briefing, tmp_path / folder.name / name)
            assert {key: found.figures[key] for key in expected} == expected, (folder.name, name)
            kinds |= {fault.kind for fault in found.faults}
    assert kinds >= {"section", "actor", "speaker_wrong", "speaker_missing", "repeat", "party_extra"}
    assert kinds >= {"unsupported", "not_verbatim", "bad_source", "leak", "dangling"}


# --- speed ---------------------------------------------------------------------------------------


def test_the_samples_make_as_many_articles_as_the_floor_is_for() -> None:
    paths = speed.samples()
    assert len(paths) == speed.MOST_ARTICLES
    assert {p.parents[1].name for p in paths} >= {"istanbul-talks", "ferry", "mackerel", "takeover"}


def test_a_folder_without_articles_gives_a_message(tmp_path: Path) -> None:
    with pytest.raises(DragomanError, match="no articles"):
        speed.articles_in([tmp_path])


@pytest.mark.slow
def test_a_draft_of_twenty_articles_stays_below_its_floors() -> None:
    # in a process of its own: a child's peak begins at what its parent had
    command = [sys.executable, "-m", "benchmarks.speed", "--rounds", "5", "--json"]
    # threads that wait for each other cost CPU time, the more the more cores there are
    one_thread = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=TESTS, env=one_thread)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["articles"] == speed.MOST_ARTICLES
    assert 100_000_000 < found["peak"] < speed.LARGEST
    # generous, for a machine that has other work to do
    assert found["ratio_of_fastest"] < 2 * speed.SLOWEST


def test_drafts_of_labelled_clusters_stay_as_good_as_they_are() -> None:
    folder = Path(__file__).parent / "fixtures" / "clusters"
    found = json.loads(run(folder, "--json").output)
    means, totals = found["mean"], found["total"]
    floors = {
        "parties_found": 1.0,
        "section_ok": 0.8,
        "actor_ok": 0.75,
        "speaker_ok": 0.8,
        "key_coverage": 0.68,
    }
    assert {name: means[name] for name, floor in floors.items() if means[name] < floor} == {}
    assert means["key_coverage"] > means["lead_key_coverage"] + 0.1
    assert (totals["unsupported"], totals["not_verbatim"], totals["bad_source"]) == (0, 0, 0)
    assert totals["speaker_wrong_share"] <= 0.06
    assert totals["parties_extra"] <= 1
