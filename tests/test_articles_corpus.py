"""Reading measured on real articles, which stand beside the checkout."""

import gzip
import json
import re
from collections import Counter
from itertools import groupby
from pathlib import Path

import pytest

from generator.articles import cleaning, plain, read, read_folder
from generator.briefing import Article

CLUSTERS = Path(__file__).parent / "fixtures" / "clusters"


def words(text: str) -> str:
    """The words alone, with a blank around each."""
    return " ".join(["", *re.findall(r"\w+", text.lower()), ""])


def fate(article: Article, sentence: str, kind: str) -> str:
    """What became of a sentence: prose, heading, removed, or lost without a trace."""
    left = {paragraph.number for paragraph in article.paragraphs}
    for removal in article.removed:  # what was cut out of the sentence itself, as a dateline is
        if removal.number in left and len(removal.text) < 0.6 * len(sentence):
            sentence = sentence.replace(removal.text, "")
    # the sentences were split inside a citation, so its first word hangs on
    wanted = words(re.sub(r" \.\w+(?:\+\d\w*)?$", "", sentence))
    places = [("heading" if p.heading else "prose", p.text) for p in article.paragraphs]
    # a line of several pieces of furniture goes piece by piece
    cut = groupby(article.removed, lambda removal: removal.number)
    places += [("removed", " ".join(removal.text for removal in pieces)) for _, pieces in cut]
    found = {place for place, text in places if wanted in words(text)}
    # the words of a short piece of debris, or of a heading that stands twice, are in other places too
    for place in ("removed", "heading", "prose") if kind == "debris" else ("prose", "heading", "removed"):
        if place in found:
            return place
    return "lost"


def measure(cluster: Path) -> Counter[str]:
    """How many labelled sentences of each kind met which fate."""
    articles = {int(article.id): article for article in read_folder(cluster / "articles")}
    load = [(cluster / name).read_text("utf-8").splitlines() for name in ("sentences.jsonl", "labels.jsonl")]
    counts: Counter[str] = Counter()
    for sentence, label in zip(*(map(json.loads, lines) for lines in load), strict=True):
        kind = "debris" if label["debris"] else "heading" if label["heading"] else "true"
        counts[f"{kind} {fate(articles[sentence['article']], sentence['text'], kind)}"] += 1
    return counts


def test_no_true_sentence_is_lost_and_debris_goes(shared: Path) -> None:
    total: Counter[str] = Counter()
    print()
    for cluster in sorted((shared / "gold" / "dev").iterdir()):
        counts = measure(cluster)
        print(f"{cluster.name:24}", dict(sorted(counts.items())))
        total += counts
    print(f"{'all':24}", dict(sorted(total.items())))
    assert total["true prose"] == sum(n for kind, n in total.items() if kind.startswith("true"))
    debris = sum(n for kind, n in total.items() if kind.startswith("debris"))
    assert total["debris removed"] >= 0.95 * debris
    assert total["heading heading"] == sum(n for kind, n in total.items() if kind.startswith("heading"))


def test_of_invented_clusters_no_true_sentence_is_lost_and_debris_goes() -> None:
    total = sum(map(measure, sorted(CLUSTERS.iterdir())), Counter[str]())
    assert {kind for kind in total if kind.startswith("true")} == {"true prose"}
    debris = sum(n for kind, n in total.items() if kind.startswith("debris"))
    assert debris > 150
    assert total["debris removed"] >= 0.95 * debris


def test_the_two_source_documents_are_clean(shared: Path) -> None:
    first, second = read_folder(shared / "articles" / "istanbul-talks")
    assert {r.rule for r in first.removed} == {"citation"}
    assert [p.number for p in first.paragraphs if p.heading] == [2, 4, 6, 8, 10]
    assert [r.rule for r in second.removed] == ["dateline", "picture caption", "picture credit", "comments"]
    assert (second.place, second.date) == ("Moscow", "--05-11")
    text = " ".join(p.text for p in (*first.paragraphs, *second.paragraphs))
    assert not re.search(r"\+\d|Image ©|Comment| \.\w", text)


def test_of_a_thousand_sentences_of_news_hardly_any_is_removed(shared: Path) -> None:
    text = (shared / "mt" / "ntrex-1000.eng.txt").read_text("utf-8")
    _, removed = cleaning.clean(plain.read(text).blocks)
    # the file joins many articles, some of which tell the same; two lines are titles of videos
    assert [r.text for r in removed if r.rule not in {"repeated text", "video widget"}] == []
    assert len(removed) <= 8


def shingles(text: str) -> Counter[tuple[str, ...]]:
    tokens = re.findall(r"\w+", text.lower())
    return Counter(zip(*(tokens[start:] for start in range(4)), strict=False))


def test_the_articles_of_real_pages_are_found(shared: Path, tmp_path: Path) -> None:
    truth = json.loads((shared / "html" / "ground-truth.json").read_text("utf-8"))
    scores = []
    for name, page in truth.items():
        path = tmp_path / f"{name}.html"
        path.write_bytes(gzip.decompress((shared / "html" / f"{name}.html.gz").read_bytes()))
        found = shingles("\n".join(p.text for p in read(path).paragraphs))
        wanted = shingles(page["articleBody"])
        scores.append(2 * (found & wanted).total() / (found.total() + wanted.total()))
    print(f"\nmean F1 of {len(scores)} pages: {sum(scores) / len(scores):.3f}")
    assert sum(scores) / len(scores) >= 0.97
    assert min(scores) >= 0.75


@pytest.mark.parametrize("kind", ["txt", "md"])
def test_an_article_is_cleaned_alike_as_text_and_as_markdown(shared: Path, tmp_path: Path, kind: str) -> None:
    source = shared / "articles" / "istanbul-talks" / "02.txt"
    path = tmp_path / f"02.{kind}"
    path.write_bytes(source.read_bytes())
    expected = [p.text for p in read(source).paragraphs]
    assert [p.text for p in read(path).paragraphs] == expected
