"""Random edits, drafts, translations, builds and crashes: no hand edit is ever lost.

A person edits briefings, catalogs, articles and the glossary in any order, with what the program does between
the edits. After each step, what a person wrote must be where a person would look for it. What that is, is
told by reading the files, without the program's help.
"""

import argparse
import atexit
import os
import random
import re
import shutil
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from unittest.mock import patch

import yaml
from fixtures.argos_toy import make
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from endurance import potext
from endurance.crashes_at import CrashError, at
from endurance.hands import Hands
from endurance.potext import Unit
from generator import briefing_file, catalogs, drafting, pipeline, translation
from generator.batch import Workers, drafts, translations
from generator.briefing import (
    Article,
    Briefing,
    Contrast,
    Event,
    Quote,
    Reaction,
    Side,
    Source,
    Statement,
    messages,
)
from generator.cache import Cache, Digests
from generator.config import Project, load_languages
from generator.errors import DragomanError
from generator.preparation import Preparation
from generator.translation import Engine, catalog, glossary
from generator.translation.engines import alternatives
from generator.translation.memory import Once

# one example in so many drafts with the real drafter and translates with the bundled model too
_RARE = 16
# steps of an example
_STEPS = 50


# --- what must be kept -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Text:
    """A person's translation: of which text, or of which earlier wording of it."""

    sources: frozenset[str]
    text: str


@dataclass(frozen=True)
class Remark:
    """A person's comment on a translation."""

    sources: frozenset[str]
    words: str


def _sources(unit: Unit) -> frozenset[str]:
    return frozenset(filter(None, (unit.source, unit.earlier if unit.is_fuzzy or unit.obsolete else None)))


def written(units: Iterable[Unit]) -> tuple[set[Text], set[Remark]]:
    """What persons wrote into a catalog."""
    texts = {Text(_sources(u), u.target) for u in units if u.is_persons}
    return texts, {Remark(_sources(u), u.said) for u in units if u.said}


class LostError(AssertionError):
    """What a person wrote is gone."""


def assert_kept(what: str, holds: object, *details: object) -> None:
    """Raise `LostError` unless something holds."""
    if not holds:
        raise LostError("\n".join(map(str, (what, *details))))


def check_catalog(before: bytes, after: bytes, now: frozenset[str], *, synced: bool) -> None:
    """Compare a catalog with what it was.

    Args:
        before: as a person left it.
        after: as the program did.
        now: the texts of the briefing.
        synced: whether the catalog was brought up to date with them.
    """
    head, *old = potext.read(before.decode("utf-8-sig"))
    new_head, *new = potext.read(after.decode("utf-8"))
    texts, remarks = written(old)
    for text in texts:
        found = [u for u in new if u.target == text.text and text.sources & _sources(u) and u.is_persons]
        assert_kept("a translation is lost", found, text)
    for remark in remarks:
        # tools may wrap comments
        found = [u for u in new if remark.sources & _sources(u) and remark.words in u.said]
        assert_kept("a comment is lost", found, remark)
    active = {u.source: u for u in new if not u.obsolete}
    assert_kept("a text stands there twice", len(active) == sum(not u.obsolete for u in new))
    for unit in old:
        if unit.is_persons and not unit.obsolete and unit.source in now:
            same = active.get(unit.source)
            assert_kept("a translation is no longer in use", same and same.target == unit.target, unit, same)
            assert same is not None
            assert_kept("it is no longer as sure as it was", same.is_fuzzy == unit.is_fuzzy, unit, same)
            assert_kept("flags are lost", {*unit.flags} <= {*same.flags}, unit, same)
            if unit.is_fuzzy:
                assert_kept("the earlier wording is lost", same.earlier == unit.earlier, unit, same)
    if synced:
        assert_kept("there is an entry for each text", active.keys() == now, active.keys() ^ now)
        for source in now:
            own = {t.text for t in texts if t.sources == {source}}
            if own:
                assert_kept("a translation does not return", active[source].target in own, source, own)
                assert_kept("it returned as a machine's", active[source].is_persons, active[source])
    # in the usual order
    heads = [(sorted(unit.target.split("\n")), unit.said, unit.flags) for unit in (head, new_head)]
    assert_kept("the header is not as it was", heads[0] == heads[1], *heads)


def embeds(old: Any, new: Any) -> bool:
    """Whether data hold all that others do, in the same order."""
    if isinstance(old, dict):
        if old.keys() - (new.keys() if isinstance(new, dict) else set()):
            return False
        return stand_in(old, new) and all(embeds(value, new[key]) for key, value in old.items())
    if isinstance(old, list):
        left = iter(new if isinstance(new, list) else ())
        return all(any(embeds(item, other) for other in left) for item in old)
    return bool(old == new or old in {"", "~", "null", "Null", "NULL"})


def stand_in(parts: Iterable[Any], whole: Iterable[Any]) -> bool:
    """Whether the parts are all there, in their order."""
    left = iter(whole)
    return all(part in left for part in parts)


_MINE = ("title", "date", "language", "status", "topics", "summary", "authors", "updated", "original")


def check_update(before: bytes, after: bytes) -> None:
    """Compare a briefing.yml with what it was before `draft --update`."""
    mark = b"\xef\xbb\xbf"
    assert_kept("the byte order mark", before.startswith(mark) == after.startswith(mark))
    old, new = before.decode("utf-8-sig"), after.decode("utf-8-sig")
    lines = [re.split(r"(?<=\n)", text) for text in (old, new)]
    for line in lines:
        line[-1] += "" if line[-1].endswith("\n") else "\r\n" if "\r\n" in old else "\n"
    assert_kept("something between the lines is lost", stand_in(old, new))
    if not stand_in(*lines):  # only between brackets, and for what was said to be nothing
        for line in Counter(lines[0]) - Counter(lines[1]):
            assert_kept("a line has changed", re.search(r"[][{}|>~]|null|:\s*(#|$)", line), line)
    data = [yaml.load(text, yaml.BaseLoader) for text in (old, new)]  # noqa: S506 - makes text alone
    assert_kept("it says something else", embeds(*data))
    assert_kept("what is the editor's alone", all(data[0].get(key) == data[1].get(key) for key in _MINE))


# --- a project ---------------------------------------------------------------------------------------


def plain_draft(found: Sequence[Article], known: Iterable[str] = ()) -> Briefing:
    """All paragraphs of the articles that are not known, as statements of every kind."""
    dice, new = random.Random(0), [a for a in found if a.id not in set(known)]  # noqa: S311 - no secret
    parts: dict[str, list[Any]] = {
        key: [] for key in ("background", "developments", "outlook", "quotes", "timeline")
    }
    actors: dict[str, list[Statement]] = {"Norland": [], "Sudmark": [], "France": [], "中国": []}
    for article in new:
        for paragraph in article.paragraphs:
            where, reference = dice.choice([*parts, *actors]), (f"{article.id}:{paragraph.number}",)
            if where == "quotes":
                parts[where].append(Quote(paragraph.text, "Ada Lund", reference))
            elif where == "timeline":
                parts[where].append(
                    Event(dice.choice(("2021", "2022-03", "2024-01-02")), paragraph.text, reference)
                )
            elif where in parts:
                parts[where].append(Statement(paragraph.text, None, reference))
            else:
                actors[where].append(Statement(paragraph.text, "Ada Lund", reference))
    sides = tuple(
        Side(name, ("Ada Lund", "Bo Holm")[: len(said)], tuple(said))
        for name, said in [*actors.items()][:2]
        if said
    )
    contrast = (
        [Contrast("the offer", {s.name: s.statements[0].sources[0] for s in sides})] if len(sides) > 1 else []
    )
    return Briefing(
        next((a.title for a in new if a.title), "News"),
        sources={a.id: Source(a.title) for a in new},
        sides=sides,
        reactions=tuple(Reaction(name, tuple(said)) for name, said in [*actors.items()][2:] if said),
        contrasts=tuple(contrast),
        **{key: tuple(value) for key, value in parts.items()},
    )


@cache
def _models() -> Path:
    """A folder of models: that of the toy language, into which translating takes no time."""
    place = Path(tempfile.mkdtemp(prefix="dragoman-models-"))
    atexit.register(shutil.rmtree, place, ignore_errors=True)
    with zipfile.ZipFile(make.HERE / "translate-en_eo-1_0.argosmodel") as archive:
        archive.extractall(place / "argos")
    return place


class _Remembering(Once):
    """An engine that is asked for each sentence once in all projects."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine)
        self._more: dict[tuple[tuple[str, ...], int], list[list[str]]] = {}

    def alternatives(self, sentences: Sequence[str], count: int) -> list[list[str]]:
        key = tuple(sentences), count
        if key not in self._more:
            self._more[key] = alternatives(self._engine, sentences, count)
        return self._more[key]


_found_for = translation.engine_for


@cache  # it loads its model once
def _engine_for(*arguments: Any) -> Engine | None:
    found = _found_for(*arguments)
    return _Remembering(found) if found else None


_support_for = cache(catalogs.support_for)


@dataclass
class Figures:
    """What a run did.

    Attributes:
        steps: how many, by rule.
        edits: by kind.
        refused: what the program refused, by message.
    """

    steps: Counter[str] = field(default_factory=Counter)
    edits: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    examples: int = 0
    crashes: int = 0
    meanwhile: int = 0


FIGURES = Figures()
_MESSAGES = {
    "is laid out so": "laid out so that nothing can be added",
    "was changed meanwhile": "was changed meanwhile",
    "keeps changing": "keeps changing",
    "does not read as English": "an article that does not read as English",
    "is left as it is, for what was drafted": "a draft that does not fit",
    "only English is drafted": "only English is drafted",
}


class World:
    """A project that a person and the program work on in turns."""

    def __init__(self, *, rare: bool = False) -> None:
        self._open = ExitStack()
        place = self._open.enter_context(tempfile.TemporaryDirectory(prefix="dragoman-edits-"))
        self.root = Path(place).resolve() / "project"
        self.project, self.hands, self.rare = Project(self.root), Hands(self.root), rare
        codes = "{en: {}, eo: {engine: argos}, ar: {engine: none}" + (", pt: {}" if rare else "") + "}"
        self.hands.save(self.root / "mkdocs.yml", "site_name: Test\n")
        self.hands.save(self.root / "site_config/languages.yml", f"default: en\nlanguages: {codes}\n")
        for slug in ("a", "b"):
            for number in (1, 2):
                self.hands.save(
                    self.project.briefings / slug / f"articles/{number:02}.txt", self.hands.article()
                )
        self._open.enter_context(patch.dict(os.environ, {"DRAGOMAN_MODELS": str(_models())}))
        self._open.enter_context(patch.object(translation, "engine_for", _engine_for))
        self._open.enter_context(patch.object(catalogs, "support_for", _support_for))
        if not rare:
            self._open.enter_context(patch.object(drafting, "draft", plain_draft))
            update = lambda found, known, _: plain_draft(found, known)  # noqa: E731
            self._open.enter_context(patch.object(drafting, "update", update))
        self.before = self.files()

    def close(self) -> None:
        self._open.close()

    def files(self) -> dict[str, bytes]:
        """What the project holds, but for caches."""
        found = {}
        for folder, folders, names in os.walk(self.root):
            folders[:] = [name for name in folders if name != ".cache"]
            found.update({os.path.join(folder, name): Path(folder, name).read_bytes() for name in names})  # noqa: PTH118
        return {name.removeprefix(f"{self.root}/"): data for name, data in found.items()}

    # --- a person's step

    def edit(self, how: Callable[[], str], number: int) -> str:
        """Let a person do something."""
        self.hands.dice.seed(number)
        done = how()
        FIGURES.edits[done] += 1
        return done

    # --- the program's steps

    def run(
        self, step: Callable[[], str], dice: random.Random, *, crash: bool = False, meanwhile: bool = False
    ) -> None:
        """Let the program do something, and look at what has become of the files.

        Args:
            step: what to do; returns what it may change: nothing, ``catalogs`` or ``briefings``.
            dice: chooses the place of the crash or edit.
            crash: whether the program is killed meanwhile.
            meanwhile: whether a person edits a file that is being written.
        """
        before, known = self.files(), self._texts() if meanwhile else {}
        ended, edited, failed, synced = False, False, False, ""

        def then(path: str) -> None:
            nonlocal ended, edited
            if crash:
                ended = True  # and nothing that comes after it is done either
                raise CrashError
            if not edited:
                edited = self._edit_meanwhile(path, before, dice)

        with at(dice.randrange(dice.choice((8, 30))) if crash or meanwhile else sys.maxsize, self.root, then):
            try:
                synced = step()
            except DragomanError as error:
                failed = True
                self._refused(str(error))
            except CrashError:
                pass
        FIGURES.crashes += ended
        FIGURES.meanwhile += edited
        after = self.files()
        self.hands.rest()
        texts = self._texts()
        if edited:  # which of the two texts the program had read, nobody knows
            texts = {folder: now & known.get(folder, now) for folder, now in texts.items()}
        self._compare(before, after, texts, synced if not (failed or ended or edited) else "", crashed=ended)

    def _edit_meanwhile(self, path: str, before: dict[str, bytes], dice: random.Random) -> bool:
        """Somebody saves the file that is about to be written; returns whether there is one."""
        match = re.fullmatch(r"\.(.+)\.[^.]+\.(?:tmp|swap)", Path(path).name)
        target = Path(path).with_name(match[1]) if match else Path(path)
        if not target.is_file():
            return False
        picked = patch.object(self.hands, "pick", lambda _: target)
        with picked:
            self.edit(
                self.hands.edit_catalog if target.suffix == ".po" else self.hands.edit_briefing,
                dice.getrandbits(32),
            )
        before[str(target.relative_to(self.root))] = target.read_bytes()
        return True

    def _refused(self, message: str) -> None:
        """Whatever is refused must have a reason."""
        assert "mistake in the program" not in message, message
        reason = next((said for words, said in _MESSAGES.items() if words in message), None)
        if reason is None:
            reason = "a file with mistakes"
            assert any(self._mistakes()), f"refused without a reason: {message}"
        FIGURES.refused[reason] += 1

    def _mistakes(self) -> Iterator[str]:
        looks: list[Callable[[], object]] = [lambda: glossary.load(self.project.site_config / "glossary.yml")]
        for slug in self.project.slugs():
            folder = self.project.briefings / slug
            if (path := folder / "briefing.yml").exists():
                looks.append(
                    lambda f=folder, p=path: briefing_file.load(
                        p, pipeline.paragraphs(pipeline.read_articles(f))
                    )
                )  # type: ignore[misc]
            else:
                looks.append(lambda f=folder: pipeline.read_articles(f) or _fail())  # type: ignore[misc]
            for po in sorted(folder.glob("*.po")):
                looks.append(lambda p=po: catalog.read(p, p.stem))  # type: ignore[misc]
        for look in looks:
            try:
                look()
            except DragomanError as error:
                yield str(error)

    def _compare(
        self,
        before: dict[str, bytes],
        after: dict[str, bytes],
        texts: Mapping[Path, frozenset[str]],
        synced: str,
        *,
        crashed: bool,
    ) -> None:
        for name, data in before.items():
            if Path(name).name[0] == ".":
                continue
            assert_kept("a file is gone", name in after, name)
            if name.endswith(".po") and data != after[name]:
                assert_kept(
                    "a catalog of no language of the site has changed", Path(name).stem in self.codes, name
                )
            if name.endswith("/briefing.yml") and data != after[name] and synced != "catalogs":
                with _about(name):
                    check_update(data, after[name])
            elif name.endswith(".po"):
                with _about(name):
                    done = synced == "catalogs" and Path(name).stem in self.codes
                    now = texts.get(Path(name).parent)
                    if now is not None and (done or data != after[name]):
                        check_catalog(data, after[name], now, synced=done)
                    assert_kept(
                        "a catalog of no briefing has changed", now is not None or data == after[name]
                    )
            else:
                assert_kept("a file has changed", data == after[name], name)
        for name in after.keys() - before.keys():
            path = Path(name)
            if path.name[0] == ".":
                assert_kept("a temporary file lies about", crashed and path.suffix in {".tmp", ".swap"}, name)
            elif path.name == "briefing.yml":
                briefing_file.load(self.root / name)
            else:
                assert_kept("a file has come", path.suffix == ".po" and path.stem in self.codes, name)
                potext.read(after[name].decode())
                catalog.read(self.root / name, path.stem)

    @property
    def codes(self) -> tuple[str, ...]:
        return load_languages(self.project.site_config / "languages.yml").codes

    def _texts(self) -> dict[Path, frozenset[str]]:
        """The texts of the briefings that can be read, by folder."""
        found = {}
        for path in self.root.glob("briefings/*/briefing.yml"):
            with suppress(DragomanError):
                texts = frozenset(m.text for m in messages(briefing_file.load(path)))
                found[path.parent.relative_to(self.root)] = texts
        return found

    def translate(self) -> str:
        languages = load_languages(self.project.site_config / "languages.yml")
        for _ in translations.translate(
            self.project, languages, self.project.slugs(), languages.codes, lambda *_: None
        ):
            pass
        return "catalogs"

    def draft(self) -> str:
        folders = [self.project.briefings / s for s in self.project.slugs()]
        folders = [f for f in folders if not (f / "briefing.yml").exists()]
        for _ in drafts.draft(folders, update=False, workers=Workers(), progress=lambda *_: None):
            pass
        return "briefings"

    def update(self) -> str:
        folders = [self.project.briefings / s for s in self.project.slugs()]
        folders = [f for f in folders if (f / "briefing.yml").exists()]
        for _ in drafts.draft(folders, update=True, workers=Workers(), progress=lambda *_: None):
            pass
        return "briefings"

    def build(self) -> str:
        languages = load_languages(self.project.site_config / "languages.yml")
        with Cache(self.root / ".cache" / "build.sqlite") as kept:
            digests = Digests(kept, self.root)
            with Preparation(self.project, languages, kept, digests) as preparation:
                for _ in preparation.run():
                    pass
            digests.keep()
        return "briefings"

    def proofread(self) -> str:
        languages = load_languages(self.project.site_config / "languages.yml")
        catalogs.proofread(
            self.project, languages, self.project.slugs(), languages.codes, lambda *_: None, withholding=True
        )
        return ""

    def status(self) -> str:
        languages = load_languages(self.project.site_config / "languages.yml")
        before = self.files()
        catalogs.status(self.project, languages, self.project.slugs(), languages.codes)
        assert before == self.files()
        return ""


def _fail() -> None:
    raise DragomanError("no articles")


@contextmanager
def _about(name: str) -> Iterator[None]:
    try:
        yield
    except LostError as error:
        raise LostError(f"{name}: {error}") from None


# --- any order -----------------------------------------------------------------------------------------

NUMBERS = st.integers(0, 2**20)  # of larger ones hypothesis would take the small ones most of the time


class Edits(RuleBasedStateMachine):
    """People and the program in any order."""

    world: World

    @initialize(number=NUMBERS)
    def begin(self, number: int) -> None:
        FIGURES.examples += 1
        self.world = World(rare=number % _RARE == 1)
        self.world.run(self.world.draft, random.Random(number))  # noqa: S311 - no secret
        self.world.run(self.world.translate, random.Random(number))  # noqa: S311 - no secret
        self.world.edit(self.world.hands.translate_all, number)

    def teardown(self) -> None:
        if hasattr(self, "world"):
            self.world.close()

    def _edit(self, how: str, number: int) -> None:
        FIGURES.steps[how.replace("_", " ")] += 1
        self.world.edit(getattr(self.world.hands, how), number)

    def _run(self, what: str, number: int, **options: bool) -> None:
        kind = next((f" with {k}" for k, v in options.items() if v), "")
        FIGURES.steps[what + kind] += 1
        self.world.run(getattr(self.world, what), random.Random(number), **options)  # noqa: S311 - no secret

    @rule(number=NUMBERS)
    def an_edit_of_a_briefing(self, number: int) -> None:
        self._edit("edit_briefing", number)

    @rule(number=NUMBERS)
    def an_edit_of_a_briefing_and_an_update(self, number: int) -> None:
        self._edit("edit_briefing", number)
        self._make_work("update", number)
        self._run("update", number)

    @rule(number=NUMBERS)
    def an_edit_of_a_catalog(self, number: int) -> None:
        self._edit("edit_catalog", number)

    @rule(number=NUMBERS)
    def an_edit_of_a_catalog_and_a_translation(self, number: int) -> None:
        self._edit("edit_catalog", number)
        self._run("translate", number)

    @rule(number=NUMBERS)
    def edit_article(self, number: int) -> None:
        self._edit("edit_article", number)

    @rule(number=NUMBERS)
    def edit_glossary(self, number: int) -> None:
        self._edit("edit_glossary", number)

    @rule(number=NUMBERS)
    def move(self, number: int) -> None:
        self._edit("move", number)

    @rule(number=NUMBERS)
    def restore(self, number: int) -> None:
        self._edit("restore", number)

    @rule(number=NUMBERS)
    def mend(self, number: int) -> None:
        self.world.hands.dice.seed(number)
        FIGURES.steps["mend"] += 1
        self.world.hands.mend()

    @rule(number=NUMBERS)
    def draft(self, number: int) -> None:
        self._run("draft", number)

    @rule(number=NUMBERS)
    def update(self, number: int) -> None:
        self._run("update", number)

    @rule(number=NUMBERS)
    def translate(self, number: int) -> None:
        self._run("translate", number)

    @rule(number=NUMBERS)
    def build(self, number: int) -> None:
        self._run("build", number)

    @rule(number=NUMBERS)
    def proofread(self, number: int) -> None:
        self._run("proofread", number)

    @rule(number=NUMBERS)
    def status(self, number: int) -> None:
        self._run("status", number)

    @rule(number=NUMBERS, what=st.sampled_from(("draft", "update", "translate", "build", "proofread")))
    def crash(self, number: int, what: str) -> None:
        self._make_work(what, number)
        self._run(what, number, crash=True)

    @rule(number=NUMBERS, what=st.sampled_from(("update", "translate", "build", "proofread")))
    def meanwhile(self, number: int, what: str) -> None:
        self._make_work(what, number)
        self._run(what, number, meanwhile=True)

    def _make_work(self, what: str, number: int) -> None:
        """An edit after which there is something to write, as a rule."""
        how = {"draft": "move", "update": "add_article", "proofread": "edit_catalog"}.get(
            what, "edit_briefing"
        )
        self._edit(how, number)


def run(steps: int, start: int, *, share: int = 10, shrinks: bool = False) -> Figures:
    """Take random steps.

    Args:
        steps: at least so many.
        start: the seed; the same steps come of the same seed.
        share: examples between two looks at how many steps were taken.
        shrinks: whether a shorter way to a loss is looked for, which takes minutes.

    Raises:
        LostError: what a person wrote is lost; hypothesis prints the way to it.
    """
    global FIGURES  # noqa: PLW0603 - which the machine, that hypothesis makes, fills
    FIGURES = Figures()
    number = start
    while FIGURES.steps.total() < steps:
        options = settings(
            max_examples=share,
            stateful_step_count=_STEPS,
            deadline=None,
            database=None,
            report_multiple_bugs=False,
            phases=(Phase.generate, Phase.shrink) if shrinks else (Phase.generate,),
            suppress_health_check=list(HealthCheck),
        )
        run_state_machine_as_test(seed(number)(type("Edits", (Edits,), {})), settings=options)
        number += 1
    return FIGURES


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", type=int, default=10_000, help="how many steps to take, at least")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--shrink", action="store_true", help="look for a shorter way to a loss")
    given = parser.parse_args()
    began = time.process_time()
    lost = 0
    try:
        run(given.steps, given.seed, shrinks=given.shrink)
    except AssertionError as error:
        print(error, file=sys.stderr)
        lost = 1
    spent = time.process_time() - began
    for name, counted in (("steps", FIGURES.steps), ("edits", FIGURES.edits), ("refused", FIGURES.refused)):
        print(f"{name}: " + ", ".join(f"{key} {number}" for key, number in sorted(counted.items())))
    total = FIGURES.steps.total()
    print(
        f"{total} steps in {FIGURES.examples} projects, {FIGURES.crashes} crashes, "
        f"{FIGURES.meanwhile} edits meanwhile, {lost} lost; {spent:.0f} s of CPU, "
        f"{total / spent:.0f} steps a second"
    )
    if lost:
        print(f"to repeat it: --steps {given.steps} --seed {given.seed}")
    return lost


if __name__ == "__main__":
    sys.exit(main())
