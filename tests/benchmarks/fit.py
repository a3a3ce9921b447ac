"""Fits the weights of drafting to labelled clusters: `make weights`.

Three models, each a logistic regression with an L2 penalty, by gradient descent: the section of a sentence
(multinomial), whether it is key, and whether two sentences tell the same. With --check each cluster is
judged by weights that were fitted without it, which tells what to expect of articles never seen.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import numpy as np
import yaml
from numpy.typing import NDArray

from generator import drafting
from generator.atomic import write_text
from generator.drafting import actors, attribution, parties, sameness, text
from generator.drafting.sections import Section
from generator.drafting.selection import Selection
from generator.errors import DragomanError

from .clusters import Cluster, Labelled, load
from .drafts import clusters
from .score import content

Rows = NDArray[np.float64]

WEIGHTS = Path(drafting.__file__).parent / "data" / "weights.yml"
# the L2 penalty of each model, and how much the best section counts beside the others that are acceptable
_PENALTY = {"sections": 0.05, "value": 0.1, "same": 0.0001}
_BEST = 0.7
# which of the features each model uses; the others did not help on clusters that were left out
_USED = {
    "sections": (
        *("bias", "voice none", "voice party", "voice other", "voice outsider", "quote", "stance", "source"),
        *("says what is", "first", "late", "part", "end", "heading background", "heading outlook"),
        *(
            "heading reaction",
            "past",
            "present",
            "modal",
            "weekday",
            "month",
            "past year",
            "earlier",
            "numbers",
        ),
        *("outlook", "reaction", "state", "central", "like title", "like lead"),
    ),
    "value": (
        *("bias", "voice outsider", "begins with quote", "stance", "first", "later", "weekday", "past year"),
        *("length", "outlook", "reaction", "actors", "support"),
    ),
    "same": (*("bias", "alike", "contained", "shared", "numbers", "actor", "article", "leads"),),
}
_HEAD = """\
# What each feature of a sentence speaks for. Fitted by `make weights` (tests/benchmarks/fit.py) to
# sentences that readers labelled by hand: {names}.
# Logistic regression; a weight is what one unit of a feature adds to the logarithm of the odds.
"""


@dataclass(frozen=True, slots=True)
class Example:
    """A cluster's sentences as drafting measures them, with their labels."""

    name: str
    rows: tuple[tuple[Mapping[str, float], Labelled, text.Sentence], ...]
    pairs: tuple[tuple[Mapping[str, float], bool], ...]
    parties: tuple[str, ...]


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument(
    "folders", nargs=-1, required=True, type=click.Path(exists=True, file_okay=False, path_type=Path)
)
@click.option("--check", is_flag=True, help="Write nothing; judge each cluster by weights fitted without it.")
def main(folders: tuple[Path, ...], check: bool) -> None:
    """Fit the weights to the labelled clusters in FOLDERS; a folder named twice counts twice."""
    try:
        examples = [measure(path) for folder in folders for path in clusters(folder)]
    except (DragomanError, OSError) as error:
        raise click.ClickException(str(error)) from None
    if check:
        for line in judge(examples):
            click.echo(line)
        return
    names = ", ".join(dict.fromkeys(e.name for e in examples))
    body = yaml.safe_dump(fit(examples), sort_keys=False, default_flow_style=None, width=110)
    write_text(WEIGHTS, _HEAD.format(names=names) + body)
    click.echo(WEIGHTS)


def measure(folder: Path) -> Example:
    """Read a labelled cluster as drafting reads it."""
    cluster = load(folder)
    sentences = text.sentences(cluster.articles)
    found = actors.find(sentences, text.titles(cluster.articles))
    attribution.attribute(sentences, found)
    sides = parties.choose(sentences, found)
    selection = Selection(sentences, sides, found)
    labels = [_label(s, cluster) for s in sentences]
    known = [i for i, label in enumerate(labels) if label]
    pairs = []
    for place, i in enumerate(known):
        for j in known[place + 1 :]:
            one, other = labels[i], labels[j]
            same = bool(one and other and one.same_as and one.same_as == other.same_as)
            if same or selection.likeness.alike[i, j] >= sameness.APART:
                compared = sameness.compare(i, j, sentences, selection.gists, selection.likeness)
                pairs.append((compared, same))
    rows = [(selection.features[i], label, sentences[i]) for i in known if (label := labels[i])]
    return Example(folder.name, tuple(rows), tuple(pairs), tuple(sides))


def _label(sentence: text.Sentence, cluster: Cluster) -> Labelled | None:
    """The label of a sentence: of the labelled sentence of its article that shares most of its words."""
    own = content(sentence.text)
    best, share = None, 0.6
    for label in cluster.sentences:
        if label.prose and label.article == int(sentence.article.id):
            other = content(label.text)
            common = len(own & other) / max(1, len(own | other))
            if common > share:
                best, share = label, common
    return best


def fit(examples: Sequence[Example]) -> dict[str, Any]:
    """The weights of the three models."""
    rows = [row for e in examples for row in e.rows]
    target = np.array([_wanted(label) for _, label, _ in rows])
    found = _regression([f for f, _, _ in rows], target, "sections")
    key = np.array([[float(label.key)] for _, label, _ in rows])
    same = np.array([[float(same)] for e in examples for _, same in e.pairs])
    return {
        "sections": {str(s): _named("sections", found[:, i]) for i, s in enumerate(Section)},
        "value": _named("value", _regression([f for f, _, _ in rows], key, "value")[:, 0]),
        "same": _named("same", _regression([f for e in examples for f, _ in e.pairs], same, "same")[:, 0]),
    }


def _wanted(label: Labelled) -> list[float]:
    rest = (1 - _BEST) / max(1, len(label.sections) - 1)
    share = {s: _BEST if i == 0 else rest for i, s in enumerate(label.sections)}
    wanted = [share.get(s.value, 0.0) for s in Section]
    return [w / max(1e-9, sum(wanted)) for w in wanted]


def _named(model: str, column: Rows) -> dict[str, float]:
    return {name: round(float(w), 3) for name, w in zip(_USED[model], column, strict=True)}


def _regression(features: Sequence[Mapping[str, float]], target: Rows, model: str) -> Rows:
    """Weights by gradient descent on standardised features; multinomial where the target has columns."""
    raw = np.array([[f.get(name, 0.0) for name in _USED[model]] for f in features])
    mean, deviation = raw.mean(0), raw.std(0) + 1e-6
    mean[0], deviation[0] = 0, 1  # the bias
    table = (raw - mean) / deviation
    weights = np.zeros((table.shape[1], target.shape[1]))
    for _ in range(3000):
        odds = table @ weights
        if target.shape[1] > 1:
            odds = np.exp(odds - odds.max(1, keepdims=True))
            guess = odds / odds.sum(1, keepdims=True)
        else:
            guess = 1 / (1 + np.exp(-odds))
        weights -= 0.5 * (table.T @ (guess - target) / len(table) + _PENALTY[model] * weights)
    plain: Rows = weights / deviation[:, None]
    plain[0] -= (mean / deviation) @ weights
    return plain


def judge(examples: Sequence[Example]) -> Iterator[str]:
    """What weights fitted without a cluster make of it: sections right and best, and key sentences ranked."""
    from generator.drafting import resources  # noqa: PLC0415 - its cached weights are exchanged

    yield f"{'cluster':24}{'acceptable':>12}{'best':>8}{'key above others':>20}"
    figures = []
    for example in {e.name: e for e in examples}.values():
        resources.words("weights").update(fit([e for e in examples if e.name != example.name]))
        figures.append(_judged(example))
        yield f"{example.name:24}{figures[-1][0]:12.3f}{figures[-1][1]:8.3f}{figures[-1][2]:20.3f}"
    resources.words.cache_clear()
    means = np.mean(figures, axis=0)
    yield f"{'mean':24}{means[0]:12.3f}{means[1]:8.3f}{means[2]:20.3f}"


def _judged(example: Example) -> tuple[float, float, float]:
    from generator.drafting.features import weigh  # noqa: PLC0415
    from generator.drafting.resources import words  # noqa: PLC0415
    from generator.drafting.sections import classify  # noqa: PLC0415

    placed = [(classify(s, f, example.parties).value, label) for f, label, s in example.rows]
    value = np.array([weigh(f, words("weights")["value"]) for f, _, _ in example.rows])
    key = np.array([label.key for _, label, _ in example.rows])
    above = float((value[key][:, None] > value[~key][None]).mean())
    acceptable = np.mean([section in label.sections for section, label in placed])
    best = np.mean([section == label.sections[0] for section, label in placed if label.sections])
    return float(acceptable), float(best), above


if __name__ == "__main__":
    main()
