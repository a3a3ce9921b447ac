"""Measures how fast the engines translate, beside the bare libraries under them: `make engines`."""

import io
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import numpy as np
import sentencepiece
from ctranslate2.specs import TransformerSpec

from generator.articles import read_folder
from generator.errors import DragomanError
from generator.marks import straighten
from generator.translation import sentences as prose
from generator.translation.engines import argos, cores, firefox

TESTS = Path(__file__).parents[1]
ROOT = TESTS.parent
SAMPLES = (ROOT / "briefings" / "istanbul-talks", *sorted((ROOT / "tests/fixtures/clusters").iterdir()))

# floors on two cores or more: how many times as many sentences a second as the bare library
FLOORS = {
    ("argos", "argostranslate"): 1.8,
    ("argos", "ctranslate2"): 0.95,
    ("firefox", "fxtranslate"): 1.8,
}

# what an Argos package usually has
_LAYERS, _WIDTH, _HEADS, _INNER, _VOCABULARY = 6, 512, 8, 2048, 32_000

_BUILD = """
import json, sys
from pathlib import Path
from benchmarks.engines import write_package

write_package(Path(sys.argv[1]), json.load(sys.stdin))
"""

# one engine in a process of its own, then its peak as the system counts it, its children's beside it
_ALONE = """
import json, resource, sys
from pathlib import Path
from generator.translation.engines import engine_for

name, language, models = sys.argv[1:]
engine = engine_for(language, name, Path(models))
engine.translate(json.load(sys.stdin))
print(*(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)))
"""

Translate = Callable[[list[str]], list[str]]


@dataclass(frozen=True, slots=True)
class Cost:
    """What translating all the sentences once costs, in seconds.

    Attributes:
        wall: of the clock.
        cpu: of all cores together, other processes that were started included.
    """

    wall: float
    cpu: float


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--sentences",
    "file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="English sentences, one a line; without it, those of the project's own sample articles.",
)
@click.option("--count", default=600, type=click.IntRange(1), show_default=True, help="How many of them.")
@click.option("--rounds", default=3, type=click.IntRange(1), show_default=True, help="How often to measure.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def main(file: Path | None, count: int, rounds: int, as_json: bool) -> None:
    """Translate the same sentences with each engine and with the bare libraries, in turn.

    Firefox has the bundled English-Portuguese model. Argos, which is slower, gets a tenth of the sentences
    and has a package of the usual size that is made here: its weights make it repeat the source, so its time
    counts and its text does not.
    """
    try:
        found = (file.read_text(encoding="utf-8").splitlines() if file else samples())[:count]
        with tempfile.TemporaryDirectory() as place:
            models = Path(place)
            _run(_BUILD, str(models / "argos" / "en_xx"), sentences=found)
            # first, while this process is small: a child's peak begins at what its parent had
            memory = {name: peak(name, models, _given(name, found)) for name in ("argos", "firefox")}
            costs = measure(contenders(models), found, rounds)
    except (DragomanError, OSError) as error:
        raise click.ClickException(str(error)) from None
    figures = {
        "sentences": {name: len(_given(name, found)) for name in costs},
        "words": sum(len(sentence.split()) for sentence in found),
        "cores": cores(),
        "ratios": {f"{a}/{b}": ratio(costs[a], costs[b]) for a, b in FLOORS},
        "ratios_of_fastest": {f"{a}/{b}": best(costs[b]).wall / best(costs[a]).wall for a, b in FLOORS},
        "per_second": {name: len(_given(name, found)) / best(costs[name]).wall for name in costs},
        "per_cpu_second": {name: len(_given(name, found)) / best(costs[name]).cpu for name in costs},
        "peak": memory,
    }
    click.echo(json.dumps(figures)) if as_json else _print(figures, rounds)


def _given(name: str, sentences: list[str]) -> list[str]:
    """What a contender translates: Argos, ten times slower, a tenth of all."""
    return sentences if name in {"firefox", "fxtranslate"} else sentences[: -(-len(sentences) // 10)]


def samples() -> list[str]:
    """The sentences of the project's own articles, as an engine gets them."""
    articles = [a for folder in SAMPLES for a in read_folder(folder / "articles")]
    paragraphs = [straighten(p.text) for a in articles for p in a.paragraphs if not p.heading]
    return list(dict.fromkeys(s for paragraph in paragraphs for s in prose.split(paragraph, "en")))


def contenders(models: Path) -> dict[str, Translate]:
    """What translates a list of sentences, by name: both engines, and the libraries without them."""
    package = argos.find("en", "xx", models)
    model = firefox.find("en", "pt", models)
    if package is None or model is None:
        raise DragomanError("the models are missing; install Dragoman anew: make clean site")
    return {
        "argos": argos.Argos(package).translate,
        "argostranslate": bare_argostranslate(package, models),
        "ctranslate2": bare_ctranslate2(package),
        "firefox": firefox.Firefox(model).translate,
        "fxtranslate": bare_fxtranslate(model),
    }


def bare_argostranslate(package: argos.Package, home: Path) -> Translate:
    """Argos Translate as it comes, but for its splitter, which would download a model."""
    # it makes folders where these lead, at import
    for variable in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"):
        os.environ[variable] = str(home)
    from argostranslate.package import Package  # noqa: PLC0415
    from argostranslate.translate import Language, PackageTranslation  # noqa: PLC0415

    class Whole:
        def split_sentences(self, text: str) -> list[str]:
            return [text]

    translation = PackageTranslation(Language("en", "en"), Language("xx", "xx"), Package(package.folder))
    translation.sentencizer = Whole()
    return lambda sentences: translation.translate("\n".join(sentences)).split("\n")


def bare_ctranslate2(package: argos.Package) -> Translate:
    """One call of CTranslate2 with our settings."""
    import ctranslate2  # noqa: PLC0415 - only now, lest it count as the memory of others

    translator = ctranslate2.Translator(str(package.folder / "model"), inter_threads=cores(), intra_threads=1)
    pieces = sentencepiece.SentencePieceProcessor(model_file=str(package.folder / "sentencepiece.model"))

    def translate(sentences: list[str]) -> list[str]:
        results = translator.translate_batch(
            [pieces.encode(sentence, out_type=str) for sentence in sentences],
            replace_unknowns=True,
            max_batch_size=32,
            batch_type="tokens",
            beam_size=4,
            length_penalty=0.2,
        )
        return [pieces.decode_pieces(result.hypotheses[0]) for result in results]

    return translate


def bare_fxtranslate(model: firefox.Model) -> Translate:
    """One sentence after the other, with our settings: without the shortlist, which comes last."""
    from fxtranslate import Translator  # noqa: PLC0415

    translator = Translator(*(file.read_bytes() for file in model.files[:3]))
    return lambda sentences: [translator.translate(sentence) for sentence in sentences]


def measure(translates: Mapping[str, Translate], sentences: list[str], rounds: int) -> dict[str, list[Cost]]:
    """What each costs, measured in turn, so that what else the machine does meets all of them.

    Raises:
        DragomanError: two that share a model do not translate alike.
    """
    outputs = {name: translate(sentences[:2]) for name, translate in translates.items()}  # opens the models
    costs: dict[str, list[Cost]] = {name: [] for name in translates}
    for _ in range(rounds):
        for name, translate in translates.items():
            wall, cpu = time.perf_counter(), _cpu()
            outputs[name] = translate(_given(name, sentences))
            costs[name].append(Cost(time.perf_counter() - wall, _cpu() - cpu))
    for ours, bare in FLOORS:
        for sentence, a, b in zip(_given(ours, sentences), outputs[ours], outputs[bare], strict=True):
            if a != b:
                raise DragomanError(f"{ours} and {bare} differ in {sentence!r}: {a!r}, {b!r}")
    return costs


def _cpu() -> float:
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def ratio(ours: Sequence[Cost], bare: Sequence[Cost]) -> float:
    """How many times as many sentences in the same time: the median over the rounds.

    Far from that of the fastest times where the machine had other work to do.
    """
    return statistics.median(b.wall / a.wall for a, b in zip(ours, bare, strict=True))


def best(costs: Sequence[Cost]) -> Cost:
    """The fastest times: those that other work on the machine disturbed least."""
    return Cost(min(c.wall for c in costs), min(c.cpu for c in costs))


def peak(name: str, models: Path, sentences: list[str]) -> int:
    """The most memory that an engine takes, in bytes: a process of its own, and those that it starts.

    Raises:
        DragomanError: the engine failed.
    """
    language = "pt" if name == "firefox" else "xx"
    own, largest_child = map(int, _run(_ALONE, name, language, str(models), sentences=sentences).split())
    children = firefox.processes(sentences) if largest_child else 0
    return (own + children * largest_child) * (1 if sys.platform == "darwin" else 1024)


def _run(program: str, *arguments: str, sentences: list[str]) -> str:
    """What a program prints that reads the sentences as JSON, in a process of its own."""
    command, text = [sys.executable, "-c", program, *arguments], json.dumps(sentences)
    done = subprocess.run(command, input=text, capture_output=True, text=True, check=False, cwd=TESTS)
    if done.returncode:
        raise DragomanError(done.stderr.strip().rpartition("\n")[2])
    return done.stdout


def _print(figures: Mapping[str, Any], rounds: int) -> None:
    head = f"{figures['sentences']['firefox']} sentences with {figures['words']} words"
    part = f"the first {figures['sentences']['argos']} for Argos"
    click.echo(f"{head}, {part}; {figures['cores']} cores; the best of {rounds} rounds\n")
    click.echo(f"{'':16}{'sentences/s':>14}{'per CPU s':>14}{'peak memory':>14}")
    for name, speed in figures["per_second"].items():
        memory = f"{figures['peak'][name] / 1e6:.0f} MB" if name in figures["peak"] else ""
        click.echo(f"{name:16}{speed:14.1f}{figures['per_cpu_second'][name]:14.1f}{memory:>14}")
    click.echo()
    for (ours, bare), least in FLOORS.items():
        found = figures["ratios"][f"{ours}/{bare}"]
        verdict = "met" if found >= least else "NOT MET"
        fastest = figures["ratios_of_fastest"][f"{ours}/{bare}"]
        click.echo(
            f"{ours} is {found:.2f} times as fast as {bare} alone, at least {least}: {verdict} "
            f"({fastest:.2f} of the fastest)"
        )
    click.echo(
        "\nThe model of argos has the usual size, but its weights were made here, and it repeats the source:"
        "\nits time counts, its text does not."
    )


# --- a model of the usual size -------------------------------------------------------------------

# A decoder step writes the source's piece at its own place, and then the end: so a translation is as long as
# its source, as real ones are. In the encoder's output 128 numbers are the piece's code and 60 its place, in
# remainders that fit one attention head. All other weights are random, behind outputs of zero.
_CODE, _REMAINDERS = 128, (29, 31)
_HEAD = _WIDTH // _HEADS


def write_package(folder: Path, texts: Sequence[str]) -> None:
    """Write an unpacked Argos package of the usual size that repeats its source.

    Args:
        folder: is made.
        texts: what its tokenizer learns pieces from.
    """
    folder.mkdir(parents=True)
    (folder / "metadata.json").write_text(
        json.dumps(
            {
                "package_version": "1.0",
                "argos_version": "1.9",
                "from_code": "en",
                "from_name": "English",
                "to_code": "xx",
                "to_name": "None",
            }
        ),
        encoding="utf-8",
    )
    tokenizer = _tokenizer(texts)
    (folder / "sentencepiece.model").write_bytes(tokenizer)
    pieces = sentencepiece.SentencePieceProcessor(model_proto=tokenizer)
    known = [pieces.id_to_piece(i) for i in range(pieces.vocab_size())]
    spare = [f"<spare{number}>" for number in range(_VOCABULARY - len(known))]
    spec = _transformer([*known, *spare])
    (folder / "model").mkdir()
    spec.save(str(folder / "model"))


def _tokenizer(texts: Sequence[str]) -> bytes:
    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(texts),
        model_writer=model,
        vocab_size=8000,
        hard_vocab_limit=False,
        byte_fallback=True,
        num_threads=1,
        minloglevel=2,
    )
    return model.getvalue()


def _transformer(vocabulary: list[str]) -> TransformerSpec:
    spec = TransformerSpec.from_config(num_layers=_LAYERS, num_heads=_HEADS, rms_norm=True)
    spec.config.add_source_eos = True
    spec.register_source_vocabulary(vocabulary)
    spec.register_target_vocabulary(vocabulary)
    random = np.random.default_rng(1)

    def weights(rows: int, columns: int = _WIDTH) -> np.ndarray:
        return random.normal(0, 0.05, (rows, columns)).astype(np.float32)

    codes = np.zeros((len(vocabulary), _WIDTH), np.float32)
    codes[:, :_CODE] = random.choice([-1, 1], (len(vocabulary), _CODE))
    places = np.zeros((int(np.prod(_REMAINDERS)), _WIDTH), np.float32)
    for place, row in enumerate(places):
        row[_CODE + place % _REMAINDERS[0]] = row[_CODE + _REMAINDERS[0] + place % _REMAINDERS[1]] = 1
    for side in (spec.encoder, spec.decoder):
        side.scale_embeddings = False
        side.position_encodings.encodings = places
        side.layer_norm.gamma = np.ones(_WIDTH, np.float32)
        for layer in side.layer:
            attentions = [layer.self_attention, *([layer.attention] if side is spec.decoder else [])]
            for part in (*attentions, layer.ffn):
                part.layer_norm.gamma = np.ones(_WIDTH, np.float32)
            _set(layer.self_attention.linear, weights(3 * _WIDTH), np.zeros((_WIDTH, _WIDTH)))
            _set([layer.ffn.linear_0, layer.ffn.linear_1], weights(_INNER), np.zeros((_WIDTH, _INNER)))
            if side is spec.decoder:
                zeros = np.zeros((_WIDTH, _WIDTH))
                _set(layer.attention.linear, weights(_WIDTH), weights(2 * _WIDTH), zeros)
    _set(spec.decoder.layer[0].attention.linear, *_fetch())
    spec.encoder.embeddings[0].weight = codes
    spec.decoder.embeddings.weight = np.zeros((len(vocabulary), _WIDTH), np.float32)
    _set([spec.decoder.projection], codes / 2)
    spec.validate()
    spec.optimize(quantization="int8")
    return spec


def _fetch() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Two heads of the decoder's attention look at their place in the source and take half a code each."""
    look, values, output = (np.zeros((_WIDTH, _WIDTH)) for _ in range(3))
    for head in (slice(0, _HEAD), slice(_HEAD, 2 * _HEAD)):
        size = sum(_REMAINDERS)
        look[head.start : head.start + size, _CODE : _CODE + size] = 20 * np.eye(size)
    values[:_CODE, :_CODE] = output[:_CODE, :_CODE] = np.eye(_CODE)
    return look, np.concatenate([look, values]), output


def _set(layers: Sequence[Any], *weights: np.ndarray) -> None:
    for layer, weight in zip(layers, weights, strict=True):
        layer.weight = weight.astype(np.float32)
        layer.bias = np.zeros(len(weight), np.float32)


if __name__ == "__main__":
    main()
