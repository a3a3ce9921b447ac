"""What reads the inputs, and what must hold of what is read or told."""

import os
import re
import shutil
import signal
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pydantic import TypeAdapter

from endurance.fuzz_inputs import ROOT
from generator import articles, briefing_file, config, pipeline, yaml_file
from generator.articles import rules
from generator.articles.rules import Taker, takers
from generator.briefing import Article, messages
from generator.cache import Cache, Digests, digest
from generator.errors import DragomanError, InvalidFileError, told
from generator.history import differences, git
from generator.site import locales, ui
from generator.translation import catalog, glossary, install, records
from generator.translation.engines import argos, firefox
from generator.translation.unpack import unpack
from generator.yaml_file import YamlFile

# one screen
MOST_LINES, WIDTH = 24, 200
# what a terminal would obey, or a reader not see
_RAW = re.compile("[\0-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


class BrokenError(AssertionError):
    """A reader gave a result, or an error, that it must not give."""


def must(holds: object, what: object) -> None:
    """Complain where something does not hold."""
    if not holds:
        raise BrokenError(str(what)[:1000])


def fits_a_screen(text: str) -> None:
    """Complain about an error that cannot be shown as it is."""
    must(not _RAW.search(text), f"has control characters: {text!r}")
    rows = sum(max(1, -(-len(line) // WIDTH)) for line in text.split("\n"))
    must(rows <= MOST_LINES, f"{rows} rows: {text!r}")


@contextmanager
def _swapped(module: Any, name: str, value: object) -> Iterator[None]:
    before = getattr(module, name)
    setattr(module, name, value)
    try:
        yield
    finally:
        setattr(module, name, before)


def _outcome(read: Callable[[], object]) -> object:
    try:
        return read()
    except InvalidFileError as error:
        return error.problems
    except (DragomanError, OSError) as error:
        return str(error)


# --- articles ------------------------------------------------------------------------------------

_ARTICLES = TypeAdapter(tuple[Article, ...])


def _article(path: Path) -> object:
    found = articles.read(path)
    must(all(p.text.strip() for p in found.paragraphs), "an empty paragraph")
    numbers = [p.number for p in found.paragraphs]
    must(numbers == sorted(set(numbers)), f"numbers {numbers}")
    must(not any(_RAW.search(p.text) for p in found.paragraphs), "control characters in an article")
    articles.show(found, removed=True)
    must(_ARTICLES.validate_json(_ARTICLES.dump_json((found,))) == (found,), "is kept as another article")
    return found


def _plain(path: Path) -> object:
    found = articles.read(path)
    for line in (p.text for p in found.paragraphs[:3]):
        if len(line) < 200:
            must(takers(line, line) == _takers_one_by_one(line), f"rules by sieve, of {line!r}")
    return _article(path)


def _takers_one_by_one(text: str) -> tuple[Taker, ...]:
    """What `rules.takers` finds, by asking every rule."""
    words = max(text.count(" ") + 1, len(text) / rules._LONGEST_WORD)
    closed = rules._CLOSED.search(text, max(0, len(text) - rules._LONGEST_CLOSE))
    found = []
    for matcher in rules._matchers():
        rule = matcher.rule
        if (
            rule.scope == "anywhere"
            or (rule.scope != "end" and words > rule.limit)
            or not rules._has(matcher.words, rules._present(text))
            or ("open" in matcher.conditions and closed)
        ):
            continue
        if match := matcher.takes(text):
            found.append(Taker(rule, match.groupdict().get("stranger")))
    return tuple(found)


# --- YAML ----------------------------------------------------------------------------------------


def _alike(path: Path, *, keep_empty: bool = False) -> None:
    """Compare the two ways of reading YAML."""

    def data() -> object:
        file = YamlFile(path, keep_empty=keep_empty)
        return file.data, file._problems

    found = _outcome(data)
    with _swapped(yaml_file, "_Quick", None):
        must(found == _outcome(data), "is read otherwise by the quick way")


def _briefing(path: Path) -> object:
    _alike(path)
    briefing_file.load(path)
    found = briefing_file.load(path, {"01": frozenset({1, 2, 3})})
    list(messages(found))
    again = path.with_name("again.yml")
    again.write_text(briefing_file.dump(found), "utf-8")
    must(briefing_file.load(again) == found, "is another briefing when written and read again")
    return found


def _languages(path: Path) -> object:
    _alike(path, keep_empty=True)
    found = config.load_languages(path)
    for code in found.codes:
        locales.direction(code), locales.plurals(code), locales.autonym(code)
    return found


_SOURCE = "Kyiv and the ceasefire: Quill said text. C, U.S. a b* 01:3 Ann Lee it's \u064b ال"


def _glossary(path: Path) -> object:
    _alike(path)
    found = glossary.load(path)
    for code, entries in found.items():
        terms = glossary.Terms.of(found, code)
        source = f"{_SOURCE} {' '.join(entries)}"
        terms.within(source), terms.digest(source), list(terms.problems(source, source))
        terms.apply(_SOURCE), terms.apply(source, source)
        [terms.form(name) for name in entries]
    return found


def _words(path: Path) -> object:
    _alike(path)
    folder = path.parent
    for problem in ui.check(folder, "pt"):
        fits_a_screen(told(str(problem)))
    found = ui.load(folder, "pt")
    return [found(key, count=3, a=1) for key in found.texts]


def _settings(path: Path) -> object:
    problems = list(pipeline._mkdocs_problems(path))
    for problem in problems:
        must(path.name in problem, problem)
        fits_a_screen(told(problem))
    return problems


# --- catalogs ------------------------------------------------------------------------------------


def _content(path: Path) -> object:
    found = catalog.read(path, "eo")
    return vars(found), [vars(entry) for entry in found]


def _catalog(path: Path) -> object:
    first = _outcome(lambda: _content(path))
    with _swapped(catalog, "_usual", lambda _: None):
        must(first == _outcome(lambda: _content(path)), "is read otherwise by the quick way")
    found = catalog.read(path, "eo")
    again = path.with_name("again.po")
    catalog.write(again, found)
    # those that are obsolete are written last
    before, after = (
        sorted(map(_said, read), key=lambda said: said[0]) for read in (found, catalog.read(again, "eo"))
    )
    other = next(((a, b) for a, b in zip_longest(before, after) if a != b), None)
    must(not other, f"is another catalog when written and read again: {other}")
    return found


def _said(entry: Any) -> tuple[object, ...]:
    """What a catalog tells the program of a string; polib keeps less of an obsolete one."""
    said = entry.msgid, entry.msgstr, "fuzzy" in entry.flags
    more = entry.previous_msgid, catalog.origin(entry), catalog.state(entry)
    return (True, *said) if entry.obsolete else (False, *said, *more)


# --- models --------------------------------------------------------------------------------------


def _package(path: Path) -> object:
    into = path.with_name("unpacked")
    into.mkdir()
    try:
        folder = unpack(path, into)
        must(folder.resolve().parent == into.resolve(), f"unpacked into {folder}")
        return argos.read(folder)
    finally:
        must({found.name for found in path.parent.iterdir()} == {path.name, into.name}, "written outside")
        must(all(file.is_file() or file.is_dir() for file in into.rglob("*")), "a link or device")


def _weights(path: Path) -> object:
    """Open a package as `dragoman translate` does."""
    into = path.with_name("unpacked")
    into.mkdir()
    return argos.Argos(argos.read(unpack(path, into))).translate(["Test."])


def _install(path: Path) -> object:
    models = path.with_name("models")
    try:
        return install.install(str(path), models)
    finally:
        must({found.name for found in path.parent.iterdir()} <= {path.name, models.name}, "left behind")
        must(not any(models.rglob(".*")), "the workplace stays")


def _metadata(path: Path) -> object:
    (path.parent / "model").mkdir(exist_ok=True)
    for name in ("model/model.bin", "sentencepiece.model"):
        (path.parent / name).touch()
    found = argos.read(path.parent)
    model = argos.Argos(found).model
    must(re.fullmatch(r"\S+", model), f"a name that cannot stand in a catalog: {model!r}")
    return found


def _installed(path: Path) -> object:
    found = records.read(path.parent)
    if found:
        must(isinstance(found.files, Mapping), found)
    return found


def _index(path: Path) -> object:
    try:
        return install._links(str(path), path.read_bytes(), "en", "pt")
    except install._NoSuchModelError as error:
        fits_a_screen(told(error))
        return None


def _records(path: Path) -> object:
    from fxtranslate import discovery  # noqa: PLC0415 - a heavy library

    try:
        body = path.read_text("utf-8")
        pairs = discovery.model_pairs(body)
        return pairs, install._version(
            install._listed(discovery.parse_records(body), "en", "pt"), {"x": records.File(1, "0" * 64)}
        )
    except ValueError:  # install says so
        return None


def _firefox(path: Path) -> object:
    folder = path.parent / "en-pt"
    folder.mkdir(exist_ok=True)
    data = path.read_bytes()
    for name in ("model.enpt.bin", "vocab.enpt.spm"):
        (folder / name).write_bytes(data)
    try:
        return firefox.Firefox(firefox.Model("en", "pt", folder)).translate(["Test."])
    finally:
        firefox.close()


# --- what the program keeps ------------------------------------------------------------------------


def _cache(path: Path) -> object:
    with Cache(path) as cache:
        known = {kind: cache.all(kind) for kind in ("articles", "x")}
        for kind, rows in known.items():
            for name, (key, value) in rows.items():
                must((type(name), type(key), type(value)) == (str, str, bytes), (name, key, value))
                must(cache.get(kind, name, key) == value, f"{name} is not what it was")
        must(all(type(part) is str for pair in cache.keys("articles").items() for part in pair), "keys")
        must(all(type(kind) is str for kind in cache.kinds()), "kinds")
        cache.put("articles", [("a", digest("a"), b"a")])
        # where nothing can be written, all is made anew each time
        must(cache.get("articles", "a", digest("a")) in {b"a", None}, "what is put is another")
        cache.drop("articles", ["a"])
        Digests(cache, path.parent).keep()
    with Cache(path) as cache:
        cache.put("x", [("a", "b", b"c")])
    return known


def _log(path: Path) -> object:
    try:
        return git._states(path.read_bytes().decode("utf-8", "surrogateescape"))
    except git.GitError as error:
        fits_a_screen(told(error))
        return None


def _history(path: Path) -> object:
    found = differences._parsed(path.read_bytes())
    before = differences._parsed((ROOT / "briefings/istanbul-talks/briefing.yml").read_bytes())
    kept = path.with_name("history.json")
    kept.write_bytes(path.read_bytes())
    with differences.Differences(kept, lambda _: path.read_bytes(), lambda _: None) as known:
        known.between("", "a")
    return found and differences._difference(before, found)


def _broken(path: Path) -> object:
    """A reader that fails in the way that its input says, to try the fuzzer itself."""
    match path.read_text("ascii"):
        case "crash":
            os.kill(os.getpid(), signal.SIGSEGV)
        case "hang":
            while True:
                pass
        case "memory":
            return len(bytearray(600_000_000))
        case "unnamed":
            raise DragomanError("something is wrong")
        case "long":
            raise DragomanError("\n".join(f"{path}: " + "x" * 1000 for _ in range(100)))
        case said:
            raise KeyError(said)
    return None


@dataclass(frozen=True, slots=True)
class Reader:
    """Something that reads files.

    Attributes:
        file: what the file is called.
        read: reads it.
        share: how many of a thousand inputs are for it.
        names: the folder that errors may name in place of the file.
    """

    file: str
    read: Callable[[Path], object]
    share: int
    names: str = ""


READERS: Mapping[str, Reader] = MappingProxyType(
    {
        "txt": Reader("article.txt", _plain, 120),
        "md": Reader("article.md", _article, 100),
        "html": Reader("article.html", _article, 90),
        "briefing": Reader("briefing.yml", _briefing, 140),
        "languages": Reader("languages.yml", _languages, 70),
        "glossary": Reader("glossary.yml", _glossary, 80),
        "words": Reader("pt.yml", _words, 60),
        "mkdocs": Reader("mkdocs.yml", _settings, 10),
        "po": Reader("eo.po", _catalog, 150),
        "package": Reader("toy.argosmodel", _package, 25, "unpacked"),
        "weights": Reader("toy.argosmodel", _weights, 5, "unpacked"),
        "install": Reader("toy.argosmodel", _install, 0),
        "metadata": Reader("metadata.json", _metadata, 40, "input"),
        "installed": Reader("installed.json", _installed, 15),
        "index": Reader("index.json", _index, 25),
        "records": Reader("records.json", _records, 15),
        "firefox": Reader("weights", _firefox, 10, "en-pt"),
        "cache": Reader("build.sqlite", _cache, 20),
        "git": Reader("log", _log, 20),
        "history": Reader("briefing.yml", _history, 10),
        "broken": Reader("broken", _broken, 0),
    }
)


def read(name: str, data: bytes, folder: Path) -> str:
    """Give an input to a reader.

    Args:
        name: of the reader.
        data: the input.
        folder: to work in; an ``input`` in it is made anew.

    Returns:
        ``result``, or ``told`` where an error for people was raised.

    Raises:
        Exception: whatever should not have been raised.
    """
    reader, place = READERS[name], folder / "input"
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    path = place / reader.file
    path.write_bytes(data)
    if name == "words":
        shutil.copy(ROOT / "site_config/ui/en.yml", place)
    try:
        reader.read(path)
    except (DragomanError, OSError) as error:
        # what the system says of a file it names in its own way
        text = told(error)
        must(
            reader.file in text or (reader.names and reader.names in text),
            f"does not name its file: {text!r}",
        )
        fits_a_screen(text)
        return "told"
    return "result"
