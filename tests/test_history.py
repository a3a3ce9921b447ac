"""What changed in a briefing, told from real repositories, and from `updated` where there is none."""

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from generator import history
from generator.briefing import Briefing, Status, Update, Version
from generator.config import Project
from generator.history.differences import Differences
from generator.history.git import Git

TALKS = {"talks": Briefing("Talks")}
OLD = "The harbour will be closed for two days."


class Repository:
    """A repository in a folder, and the project in it."""

    def __init__(self, folder: Path, project: str = ".") -> None:
        self.folder, self.project = folder, Project(folder / project)
        folder.mkdir(parents=True, exist_ok=True)
        self.git("init", "-q", "-b", "main")

    def git(self, *arguments: str, at: str = "2025-05-01T12:00:00Z") -> str:
        who = {f"GIT_{role}_{key}": "ann" for role in ("AUTHOR", "COMMITTER") for key in ("NAME", "EMAIL")}
        dates = {"GIT_AUTHOR_DATE": "2001-01-01T00:00:00Z", "GIT_COMMITTER_DATE": at}
        plain = ("git", "-C", str(self.folder), "-c", "maintenance.auto=false", "-c", "core.fsync=none")
        done = subprocess.run(
            (*plain, *arguments), env=os.environ | who | dates, capture_output=True, check=True
        )
        return done.stdout.decode().strip()

    def write(self, content: str, slug: str = "talks") -> Path:
        path = self.project.briefings / slug / "briefing.yml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, "utf-8")
        return path

    def commit(self, at: str, content: str | None = None, slug: str = "talks") -> None:
        if content is not None:
            self.write(content, slug)
        self.git("add", "-A")
        self.git("commit", "-qm", "a state", at=at if "T" in at else f"{at}T12:00:00Z")

    def versions(
        self, briefings: Mapping[str, Briefing] = TALKS, tell: Callable[[str], None] = pytest.fail
    ) -> tuple[Version, ...]:
        """Those of the first briefing; nothing may be told."""
        return next(iter(history.versions(self.project, briefings, tell).values()))

    def told(self) -> str:
        """What is told where there is no history."""
        told: list[str] = []
        assert self.versions(tell=told.append) == ()
        (line,) = told
        return line


@pytest.fixture(autouse=True)
def git_without_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if not shutil.which("git"):
        pytest.skip("git is not installed")
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setenv("HOME", str(tmp_path))


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path / "project")


def content(*developments: Any, **more: Any) -> str:
    data = {"title": "Talks", **more, "developments": list(developments)}
    return yaml.safe_dump(data, allow_unicode=True, sort_keys=False)


def at(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T12:00:00").replace(tzinfo=UTC)


# --- what a change is ----------------------------------------------------------------------------


def test_a_version_tells_what_readers_get_to_see(repository: Repository) -> None:
    repository.commit("2025-05-01", content(OLD, "Ferries wait.", "Nobody was hurt by the storm."))
    new = content(
        "The harbour will be closed for three days.",
        "Ferries wait.",
        "The mayor asked for patience.",
        status="reviewed",
    )
    repository.commit("2025-05-03", new)
    repository.commit("2025-05-04", new.replace("title: Talks", "title: Storm"))
    first, second, third = repository.versions()
    assert first == Version(date(2025, 5, 1), at("2025-05-01"))
    assert second == Version(
        date(2025, 5, 3),
        at("2025-05-03"),
        added=("The mayor asked for patience.",),
        reworded=("The harbour will be closed for three days.",),
        removed=1,
        status=Status.REVIEWED,
    )
    assert third == Version(date(2025, 5, 4), at("2025-05-04"), reworded=("Storm",))


SPOKEN = {"text": "We will wait.", "speaker": "Ann Lee"}
EVENT = {"date": "2025-04", "text": "A storm broke the pier."}
CONTENTS = {
    "layout": (content(OLD), f"# a remark\ntitle: 'Talks'\ndevelopments:\n  - text: >-\n      {OLD}\n"),
    "line breaks": (content(OLD), content(OLD.replace(" two", "\n two"))),
    "marks": (content('It is "the end", he\'d said.'), content("It is “the end”, he’d said.")),
    "sources": (content(SPOKEN), content({**SPOKEN, "sources": ["01:2"]}, sources={"01": {"title": "A"}})),
    "order": (content(OLD, SPOKEN), content(SPOKEN, OLD)),
    "section": (content(OLD), content(outlook=[OLD])),
    "side": (content(SPOKEN), content(sides=[{"name": "Crews", "statements": [SPOKEN]}])),
    "timeline repeats": (content(OLD), content(OLD, timeline=[{"date": "2025", "text": OLD}])),
    "topics": (content(OLD), content(OLD, topics=["sea"], contrasts=[{"topic": "pay"}])),
    "draft": (content(OLD), content(OLD, status="draft")),
}


@pytest.mark.parametrize(("before", "after"), CONTENTS.values(), ids=CONTENTS.keys())
def test_no_change(before: str, after: str, tmp_path: Path) -> None:
    assert difference(before, after, tmp_path) == ([], [], 0, None)
    assert difference(after, before, tmp_path) == ([], [], 0, None)


def side(name: str, *statements: object) -> dict[str, object]:
    return {"sides": [{"name": name, "statements": list(statements)}]}


REWORDED = {
    "speaker": (content(SPOKEN), content({**SPOKEN, "speaker": "Ann Li"}), SPOKEN["text"]),
    "side": (content(**side("Crews", OLD)), content(**side("Owners", OLD)), OLD),
    "date": (content(timeline=[EVENT]), content(timeline=[{**EVENT, "date": "2025-03"}]), EVENT["text"]),
    "quote": (
        content(quotes=[SPOKEN]),
        content(quotes=[{**SPOKEN, "text": "We shall wait."}]),
        "We shall wait.",
    ),
    "Chinese": (content("港口将关闭两天。"), content("港口将关闭三天。"), "港口将关闭三天。"),
    "title": ("title: Talks", "title: Storm", "Storm"),
}


@pytest.mark.parametrize(("before", "after", "text"), REWORDED.values(), ids=REWORDED.keys())
def test_reworded(before: str, after: str, text: str, tmp_path: Path) -> None:
    assert difference(before, after, tmp_path) == ([], [text], 0, None)


def test_a_text_of_another_section_is_not_reworded(tmp_path: Path) -> None:
    new = OLD.replace("two", "three")
    assert difference(content(OLD), content(outlook=[new]), tmp_path) == ([new], [], 1, None)


def test_the_most_alike_stand_for_each_other(tmp_path: Path) -> None:
    before = content("one two three four five six seven eight", "one two three four five red green blue")
    after = content("one six seven eight up down left right", "one two three four five six seven nine")
    # the first new one is half the first old one, but that has a better one
    added, reworded = ["one six seven eight up down left right"], ["one two three four five six seven nine"]
    assert difference(before, after, tmp_path) == (added, reworded, 1, None)


WORDS = st.lists(st.sampled_from(["rain", "wind", "pier", "boat", "pay", "end"]), min_size=1, max_size=6)
TEXTS = st.lists(WORDS.map(" ".join), max_size=8)


@settings(max_examples=60)
@given(TEXTS, TEXTS)
def test_the_counts_add_up(before: list[str], after: list[str]) -> None:
    old, new = set(before), set(after)
    first, second = (json.dumps({"developments": texts}) for texts in (before, after))  # JSON is YAML
    added, reworded, removed, _ = difference(first, second, Path(os.devnull))
    assert len(old) + len(added) - removed == len(new)
    assert {*added, *reworded} == new - old
    assert len(old - new) == removed + len(reworded)


def difference(before: str, after: str, folder: Path) -> tuple[Any, ...]:
    contents = {"old": before.encode(), "new": after.encode()}
    with Differences(folder / "none.json" / "no file", contents.get, pytest.fail) as differences:
        found = differences.between("old", "new")
    assert found is not None
    return tuple(found)


BOMB = "a: &a [x, x]\n" + "".join(
    f"{b}: &{b} [*{a}, *{a}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)
STRANGE = {
    "conflict": "<<<<<<< ours\ntitle: A\n=======\ntitle: B\n>>>>>>> theirs\n",
    "a list": "- title\n",
    "empty": "",
    "two documents": "title: A\n---\ntitle: B\n",
    "aliases": f"title: A\n{BOMB}",
    "merged keys": "a: &a {x: y}\n<<: [*a, *a]\n",
    "deep": f"title: A\nx: {'[' * 30}{']' * 30}\n",
    "long": f"title: {'a' * 1_100_000}",
    "many": content(*map(str, range(1_100))),
    "no UTF-8": "title: \udcff",
}


def test_what_is_no_briefing_is_passed_over(repository: Repository) -> None:
    good = {2: content(OLD), 4: content(OLD, "More.")}
    for number in (1, 2, 3, 4):
        for slug, strange in STRANGE.items():
            state = good.get(number, strange).encode(errors="surrogateescape")
            repository.write("", slug).write_bytes(state)
        repository.commit(f"2025-05-0{number}")
    briefings = {slug: Briefing("Talks") for slug in STRANGE}
    first = Version(date(2025, 5, 2), at("2025-05-02"))
    second = Version(date(2025, 5, 4), at("2025-05-04"), added=("More.",))
    found = history.versions(repository.project, briefings, pytest.fail)
    assert found == dict.fromkeys(STRANGE, (first, second))


def test_an_older_format_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    odd = {"headline": "Old", "title": ["x"], "sides": {"a": 1}, "timeline": [None, 5, {"text": None}, ["x"]]}
    before = yaml.safe_dump({**odd, "summary": [OLD], "reactions": [{"statements": "x"}], "status": ["a"]})
    assert difference(before, "summary:\n- text: New.\n  speaker:\n", tmp_path) == (["New."], [], 2, None)


# --- days ----------------------------------------------------------------------------------------


def test_the_commits_of_a_day_are_one_version(repository: Repository) -> None:
    repository.commit("2025-05-01T08:00:00Z", content(OLD))
    repository.commit("2025-05-01T20:00:00Z", content(OLD, "More."))
    repository.commit("2025-05-02T08:00:00Z", content(OLD, "More.", "A slip."))
    repository.commit("2025-05-02T23:30:00+02:00", content(OLD, "More.", "Still more."))
    repository.commit("2025-05-02T20:00:00-05:00", content(OLD, "More.", "Still more.", "Last."))
    repository.commit("2025-05-04", f"# a remark\n{content(OLD, 'More.', 'Still more.', 'Last.')}")
    first, second, third = repository.versions()
    assert (first.at, first.added) == (datetime(2025, 5, 1, 20, tzinfo=UTC), ())
    assert (second.at, second.added) == (datetime(2025, 5, 2, 21, 30, tzinfo=UTC), ("Still more.",))
    assert (third.day, third.added) == (date(2025, 5, 3), ("Last.",))


def test_where_a_day_ended_in_a_slip_the_state_before_it_counts(repository: Repository) -> None:
    repository.commit("2025-05-01", content(OLD))
    repository.commit("2025-05-02T08:00:00Z", content(OLD, "More."))
    repository.commit("2025-05-02T09:00:00Z", "title: [")
    assert [v.added for v in repository.versions()] == [(), ("More.",)]


def test_a_clock_that_goes_wrong_keeps_the_order(repository: Repository) -> None:
    repository.commit("2025-05-01", content(OLD))
    repository.commit("2001-01-01", content(OLD, "More."))
    repository.commit("2025-05-03", content(OLD, "More.", "Last."))
    assert [(v.day.day, v.added) for v in repository.versions()] == [(1, ()), (3, ("Last.",))]


# --- the repository ------------------------------------------------------------------------------


def test_a_folder_with_another_name_keeps_its_versions(repository: Repository) -> None:
    repository.commit("2025-05-01", content(OLD), "harbour")
    repository.commit("2025-05-02", content(OLD, "More."), "harbour")
    repository.git("mv", "briefings/harbour", "briefings/talks")
    repository.commit("2025-05-03", content(OLD, "More.", "Last."))
    repository.commit("2025-05-04", content("Something else."), "harbour")
    assert [v.added for v in repository.versions()] == [(), ("More.",), ("Last.",)]
    assert [v.day.day for v in repository.versions({"harbour": Briefing("Talks")})] == [4]


def test_what_was_deleted_and_came_back_keeps_its_versions(repository: Repository) -> None:
    repository.commit("2025-05-01", content(OLD))
    repository.git("rm", "-qr", "briefings/talks")
    repository.commit("2025-05-02", "other", "other")
    repository.commit("2025-05-03", content(OLD, "More."))
    assert [(v.day.day, v.added) for v in repository.versions()] == [(1, ()), (3, ("More.",))]


def test_of_a_merge_the_day_counts_when_all_got_it(repository: Repository) -> None:
    repository.commit("2025-05-01", content(OLD))
    repository.git("switch", "-qc", "proposal")
    repository.commit("2025-05-02", content(OLD, "More."))
    repository.git("switch", "-q", "main")
    repository.commit("2025-05-03", "other", "other")
    repository.git("merge", "-q", "--no-edit", "proposal", at="2025-05-05T12:00:00Z")
    assert [(v.day.day, v.added) for v in repository.versions()] == [(1, ()), (5, ("More.",))]


def test_the_project_may_be_a_part_of_a_repository(tmp_path: Path) -> None:
    repository = Repository(tmp_path / "all", "sites/ferry talks")
    repository.commit("2025-05-01", content(OLD))
    repository.commit("2025-05-02", content(OLD, "More."))
    assert len(repository.versions()) == 2


def test_the_briefings_may_be_a_repository_of_their_own(tmp_path: Path) -> None:
    Repository(tmp_path / "site").commit("2025-01-01", "other", "other")
    own = Repository(tmp_path / "site" / "briefings", "..")
    own.commit("2025-05-01", content(OLD))
    own.commit("2025-05-02", content(OLD, "More."))
    assert [v.day.day for v in own.versions()] == [1, 2]


def test_what_is_not_committed_is_in_no_version(repository: Repository) -> None:
    dated = {"talks": Briefing("Talks", date=date(2025, 4, 1))}
    repository.write(content(OLD))
    assert repository.versions() == ()  # nothing at all is committed
    assert repository.versions(dated) == (Version(date(2025, 4, 1)),)
    (repository.folder / ".gitignore").write_text("/briefings/talks\n")
    repository.commit("2025-05-01", "other", "other")
    assert repository.versions(dated) == (Version(date(2025, 4, 1)),)
    (repository.folder / ".gitignore").unlink()
    repository.commit("2025-05-02", content(OLD))
    repository.write(content(OLD, "More."))
    assert repository.versions(dated) == (Version(date(2025, 5, 2), at("2025-05-02")),)


def test_settings_and_surroundings_change_nothing(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository.commit("2025-05-01", content(OLD), "harbour")
    repository.git("mv", "briefings/harbour", "briefings/talks")
    repository.commit("2025-05-02", content(OLD, "More."))
    expected = repository.versions()
    assert len(expected) == 2
    trap = tmp_path / "trap"
    trap.write_text(f"#!/bin/sh\ntouch {tmp_path / 'ran'}\n")
    trap.chmod(0o755)
    odd = {"log.showSignature": "true", "log.showRoot": "false", "log.follow": "true", "color.ui": "always"}
    odd |= {"diff.renames": "false", "diff.orderFile": "gone", "diff.noprefix": "true"}
    odd |= {"format.pretty": "fuller", "log.diffMerges": "off", "log.decorate": "full"}
    odd |= dict.fromkeys(["core.fsmonitor", "core.pager", "diff.external", "gpg.program"], str(trap))
    with (repository.folder / ".git" / "config").open("a") as file:
        for name, value in odd.items():
            section, _, key = name.partition(".")
            file.write(f"[{section}]\n{key} = {value}\n")
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_EXTERNAL_DIFF", "GIT_LITERAL_PATHSPECS", "GIT_TRACE"):
        monkeypatch.setenv(name, "1")
    shutil.rmtree(repository.project.root / ".cache")
    assert repository.versions() == expected
    assert not (tmp_path / "ran").exists()


# --- where git cannot tell -----------------------------------------------------------------------


def test_a_shallow_clone_is_told(repository: Repository, tmp_path: Path) -> None:
    repository.commit("2025-05-01", content(OLD))
    repository.commit("2025-05-02", content(OLD, "More."))
    repository.git("clone", "-q", "--depth=1", repository.folder.as_uri(), str(tmp_path / "clone"))
    clone = Repository(tmp_path / "clone")
    assert "`updated` alone: this is a shallow clone" in clone.told()
    clone.git("fetch", "-q", "--unshallow")
    assert len(clone.versions()) == 2


def test_a_clone_without_contents_fetches_none(repository: Repository, tmp_path: Path) -> None:
    repository.commit("2025-05-01", content(OLD))
    repository.commit("2025-05-02", content(OLD, "More."))
    repository.git("config", "uploadpack.allowFilter", "true")
    where = str(tmp_path / "clone")
    repository.git("clone", "-q", "--filter=blob:none", repository.folder.as_uri(), where)
    assert "partial clone?" in Repository(tmp_path / "clone").told()


def test_without_git_or_a_repository(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository.commit("2025-05-01", content(OLD))
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "git is not installed" in repository.told()
    assert history.versions(Project(tmp_path), TALKS, pytest.fail) == {"talks": ()}


def test_a_repository_that_git_refuses(repository: Repository) -> None:
    repository.write(content(OLD))
    (repository.folder / ".git" / "HEAD").unlink()
    assert "git says “fatal: not a git repository" in repository.told()


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can give a folder away"
)
def test_somebody_elses_repository(repository: Repository) -> None:
    repository.commit("2025-05-01", content(OLD))
    for path in (repository.folder, repository.folder / ".git"):
        os.chown(path, 12345, 12345)
    assert "dubious ownership" in repository.told()


def test_a_git_that_does_not_answer(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository.commit("2025-05-01", content(OLD))
    real = shutil.which("git")
    monkeypatch.setattr("generator.history.git._PATIENCE", 0.3)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    for silent, told in (("rev-parse", "within 0.3 seconds"), ("cat-file", "is this a partial clone?")):
        fake = tmp_path / "git"
        fake.write_text(f'#!/bin/sh\ncase "$*" in *{silent}*) exec sleep 20;; esac\nexec {real} "$@"\n')
        fake.chmod(0o755)
        assert repository.told().endswith(told)


# --- updated -------------------------------------------------------------------------------------


def day(number: int) -> date:
    return date(2025, 5, number)


UPDATES = {
    "nothing": (None, [], []),
    "a date": (1, [], [(1, None)]),
    "updates": (1, [(4, "Late."), (3, None)], [(1, None), (3, None), (4, "Late.")]),
    "no date": (None, [(3, "More."), (4, None)], [(3, "More."), (4, None)]),
    "of one day": (1, [(3, "More."), (3, "Late.")], [(1, None), (3, "More.", "Late.")]),
    "of the first day": (1, [(1, "More.")], [(1, "More.")]),
    "before the date": (5, [(3, "More.")], [(3, "More.")]),
}


@pytest.mark.parametrize(("of", "updates", "expected"), UPDATES.values(), ids=UPDATES.keys())
def test_updates_without_git(
    of: int | None,
    updates: list[tuple[int, str | None]],
    expected: list[tuple[int | str | None, ...]],
    tmp_path: Path,
) -> None:
    updated = tuple(Update(day(number), text) for number, text in updates)
    briefing = Briefing("Talks", date=day(of) if of else None, updated=updated)
    found = history.versions(Project(tmp_path), {"talks": briefing}, pytest.fail)["talks"]
    assert found == tuple(
        Version(day(number), notes=tuple(filter(None, notes))) for number, *notes in expected
    )


COMMITTED: dict[str, tuple[Any, list[Any], list[Any]]] = {
    "a note": (5, [(12, "Words.")], [(10, False, None), (12, True, "Words.")]),
    "no words": (5, [(12, None)], [(10, False, None), (12, True, None)]),
    "a day between": (5, [(11, "Words.")], [(10, False, None), (11, False, "Words."), (12, True, None)]),
    "out before git": (5, [(7, "Words.")], [(5, False, None), (7, False, "Words."), (12, True, None)]),
    "no date": (None, [(7, None), (10, "Git.")], [(7, False, None), (10, False, "Git."), (12, True, None)]),
}


def test_updates_with_git(repository: Repository) -> None:
    for number, state in ((10, content(OLD)), (12, content(OLD, "More."))):
        for slug in COMMITTED:
            repository.write(state, slug)
        repository.commit(f"2025-05-{number}")
    briefings = {}
    for slug, (of, updates, _) in COMMITTED.items():
        updated = tuple(Update(day(number), text) for number, text in updates)
        briefings[slug] = Briefing("Talks", date=day(of) if of else None, updated=updated)
    found = history.versions(repository.project, briefings, pytest.fail)
    for slug, (_, _, expected) in COMMITTED.items():
        assert [
            (v.day.day, v.added == ("More.",), v.notes[0] if v.notes else None) for v in found[slug]
        ] == expected, slug


# --- what is kept --------------------------------------------------------------------------------


def test_what_is_kept_changes_nothing_but_the_time(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository.commit("2025-05-01", content(OLD))
    repository.commit("2025-05-02", content(OLD, "More."))
    repository.commit("2025-05-03", "title: [")
    kept = repository.project.root / ".cache" / "history.json"
    expected = repository.versions()
    whole = kept.read_text()
    for damaged in ("", "{", whole[:-9], whole.replace("More.", "Less."), "0" + whole, "\0", '"ü"'):
        kept.write_text(damaged)
        assert repository.versions() == expected
        assert kept.read_text() == whole
    with monkeypatch.context() as patch:
        patch.setattr(Git, "read", lambda *_: pytest.fail("is known"))
        assert repository.versions() == expected
    shutil.rmtree(kept.parent)
    kept.parent.touch()  # nothing can be kept
    assert repository.versions() == expected


def test_what_is_kept_goes_with_its_commit(repository: Repository) -> None:
    repository.commit("2025-05-01", content(OLD))
    repository.commit("2025-05-01", content("Another."), "other")
    repository.commit("2025-05-02", content("Another.", "Other."), "other")
    both = {**TALKS, "other": Briefing("Other")}
    for briefings, commit, count in ((both, "HEAD", 3), (TALKS, "HEAD", 3), (TALKS, "HEAD~1", 2)):
        repository.git("reset", "-q", "--hard", commit)
        repository.versions(briefings)
        body = (repository.project.root / ".cache" / "history.json").read_text().partition("\n")[2]
        assert len(json.loads(body)) == count


def _pack(repository: Repository) -> None:
    repository.git("pack-refs", "--all")


def _detach(repository: Repository) -> None:
    repository.git("switch", "-q", "--detach")


@pytest.mark.parametrize("change", [lambda _: None, _pack, _detach])
def test_git_is_not_asked_before_something_is_committed(
    change: Callable[[Repository], None], repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository.commit("2025-05-01", content(OLD))
    repository.commit("2025-05-02", content(OLD, "More."))
    change(repository)
    expected, path = repository.versions(), os.environ["PATH"]
    monkeypatch.setenv("PATH", "")
    assert repository.versions() == expected
    (repository.project.root / ".cache" / "history.json").unlink()
    assert "git is not installed" in repository.told()
    monkeypatch.setenv("PATH", path)
    repository.commit("2025-05-03", content(OLD, "More.", "Last."))
    assert len(repository.versions()) == 3
    repository.git("reset", "-q", "--hard", "HEAD~1")
    assert repository.versions() == expected
    kept = repository.project.root / ".cache" / "states.json"
    whole = kept.read_text()
    for damaged in ("", "{", whole[:-9], whole.replace('"talks"', '"tales"'), "0" + whole, "\0"):
        kept.write_text(damaged)
        assert repository.versions() == expected
        assert kept.read_text() == whole


def test_a_second_working_tree_has_its_own_commit(repository: Repository, tmp_path: Path) -> None:
    repository.commit("2025-05-01", content(OLD))
    repository.git("worktree", "add", "-q", "-b", "proposal", str(tmp_path / "other"))
    repository.commit("2025-05-02", content(OLD, "More."))
    other = Repository.__new__(Repository)
    other.folder, other.project = tmp_path / "other", Project(tmp_path / "other")
    for _ in range(2):
        assert (len(repository.versions()), len(other.versions())) == (2, 1)
    other.commit("2025-05-03", content(OLD, "More.", "Last."))
    assert [v.day.day for v in other.versions()] == [1, 3]


def test_what_replaces_a_commit_counts_at_once(repository: Repository) -> None:
    for number, words in enumerate(("One.", "Two.", "Three."), 1):
        repository.commit(f"2025-05-0{number}", content(OLD, words))
    assert len(repository.versions()) == 3
    repository.git("replace", "--graft", "HEAD", "HEAD~2")
    assert [v.day.day for v in repository.versions()] == [1, 3]
    repository.git("pack-refs", "--all")
    assert [v.day.day for v in repository.versions()] == [1, 3]
    repository.git("replace", "-d", repository.git("rev-parse", "HEAD"))
    assert len(repository.versions()) == 3


def test_one_briefing_alone_has_the_versions_that_it_has_among_all(repository: Repository) -> None:
    repository.commit("2025-05-01", content(OLD))
    repository.commit("2025-05-02", content("Another."), "other")
    repository.commit("2025-05-03", content("Another.", "Other."), "other")
    all_ = {**TALKS, "other": Briefing("Other"), "new": Briefing("New", date=date(2025, 5, 1))}
    expected = history.versions(repository.project, all_, pytest.fail)
    before = {}
    for slug, briefing in all_.items():
        with history.History(repository.project, pytest.fail) as one:
            before[slug] = one.state(slug)
            assert one.versions(slug, briefing) == expected[slug]
    assert before["new"] == ""
    repository.commit("2025-05-04", content("Another.", "Other.", "Last."), "other")
    with history.History(repository.project, pytest.fail) as after:
        assert [slug for slug, state in before.items() if after.state(slug) != state] == ["other"]


def test_where_git_fails_halfway_updated_alone_counts_from_then_on(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository.commit("2025-05-01", content(OLD))
    repository.commit("2025-05-02", content(OLD, "More."))
    repository.versions()
    (repository.project.root / ".cache" / "history.json").unlink()
    told: list[str] = []
    with history.History(repository.project, told.append) as failing:
        assert failing.state("talks")
        monkeypatch.setenv("PATH", "")
        assert failing.versions("talks", TALKS["talks"]) == ()
        assert failing.failed
        assert failing.state("talks") == ""
        assert failing.versions("talks", TALKS["talks"]) == ()
    (line,) = told
    assert "git is not installed" in line


def test_work_that_is_broken_off_is_kept(tmp_path: Path) -> None:
    contents = {"old": content(OLD).encode(), "new": content(OLD, "More.").encode()}
    kept = tmp_path / "kept.json"

    def work(read: Callable[[str], bytes | None], *pairs: tuple[str, str]) -> list[object]:
        with Differences(kept, read, pytest.fail) as differences:
            return [differences.between(*pair) for pair in pairs]

    def interrupted(name: str) -> bytes:
        if name == "last":
            raise KeyboardInterrupt
        return contents[name]

    work(contents.get, ("", "old"), ("old", "new"))
    with pytest.raises(KeyboardInterrupt):
        work(interrupted, ("new", "old"), ("old", "last"))
    assert work(pytest.fail, ("old", "new"), ("new", "old")) == [
        (["More."], [], 0, None),
        ([], [], 1, None),
    ]
