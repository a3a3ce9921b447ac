"""What differs between two states of a briefing.

A change is one of the title, the statements, the events or the quotes:

- A text that stood nowhere before stands for one of the same section that is gone, if half of the words of
  both are the same: it is *reworded*. A title always stands for the one before.
- So is a text that is somebody else's now (speaker, else side or actor), or of another date.
- Any other new text is *added*, any other that is gone *removed*.

A text that moves to another section is no change. Nor are line breaks and the form of typographic marks, nor
what is said of sources and topics. A text that stands in several places is one.
"""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Set
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from generator import marks
from generator.atomic import write_text
from generator.briefing import Status
from generator.marks import straighten

_ALIKE = 0.5
_MOST_TEXTS = 1_000  # a long briefing has 200
_DEEPEST, _NULL = 20, {"", "~", "null", "Null", "NULL"}  # as in yaml_file
_MANY = 1_000  # take some seconds
_SECTIONS = ("summary", "background", "sides", "reactions", "developments", "outlook", "timeline", "quotes")


class Difference(NamedTuple):
    """As in `Version`."""

    added: list[str]
    reworded: list[str]
    removed: int
    status: str | None


_Kept = dict[str, list[Any] | None]


class Differences:
    """What differs between any two contents; to be used in a `with`, after which it is kept in a file.

    A file that is damaged or was made by other rules is ignored.
    """

    def __init__(self, path: Path, read: Callable[[str], bytes | None], tell: Callable[[str], None]) -> None:
        """Load what was kept.

        Args:
            path: of the file; its folder need not be there.
            read: gives the content of a name; None where there is none that could be a briefing.
            tell: called where there is so much to do that it takes time.
        """
        self._path, self._read, self._tell = path, read, tell
        self._known = self._load()
        self._new = 0
        self._fewer = False
        self._contents: dict[str, _Content | None] = {}

    def between(self, old: str, new: str) -> Difference | None:
        """What differs; None where the new one is no briefing.

        Args:
            old: the name of a content that is one, or "" for none.
            new: of another.
        """
        key = f"{old} {new}"
        if key not in self._known:
            self._new += 1
            if self._new == _MANY:
                self._tell("comparing earlier states of the briefings; this is done once")
            before, after = self._content(old), self._content(new)
            self._contents = {old: before, new: after}  # the next one follows one of them
            self._known[key] = list(_difference(before, after)) if after else None
        found = self._known[key]
        return None if found is None else Difference(*found)

    def forget(self, still: Set[str]) -> None:
        """Forget all but the contents that are named."""
        before, self._known = self._known, {k: v for k, v in self._known.items() if k.split(" ")[1] in still}
        self._fewer = len(self._known) < len(before)

    def _content(self, name: str) -> "_Content | None":
        if name in self._contents:
            return self._contents[name]
        data = self._read(name) if name else None
        return None if data is None else _parsed(data)

    def __enter__(self) -> "Differences":
        return self

    def __exit__(self, *_: object) -> None:
        if self._new or self._fewer:
            body = json.dumps(self._known)
            with suppress(OSError):  # without it, the next time takes longer
                write_text(self._path, f"{_digest(body)}\n{body}")

    def _load(self) -> _Kept:
        try:
            digest, _, body = self._path.read_text("utf-8").partition("\n")
            kept: _Kept = json.loads(body) if digest == _digest(body) else {}
        except (OSError, ValueError):
            return {}
        return kept


def _digest(body: str) -> str:
    """Of what is kept, and of the rules that it was made by."""
    rules = [Path(file).read_bytes() for file in (__file__, marks.__file__)]
    return hashlib.sha256(b"\0".join([*rules, body.encode()])).hexdigest()


# --- two contents --------------------------------------------------------------------------------


@dataclass(slots=True)
class _Text:
    """A text with whose it is and its date, of all places where it stands."""

    text: str
    section: str
    whose: set[str] = field(default_factory=set)
    dates: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class _Content:
    """What a briefing says; its texts by what of each counts."""

    status: str = Status.DRAFT.value
    texts: Mapping[str, _Text] = field(default_factory=dict)


def _difference(old: _Content | None, new: _Content) -> Difference:
    if not old:
        return Difference([], [], 0, None)
    gone = {key: text for key, text in old.texts.items() if key not in new.texts}
    come = {key: text for key, text in new.texts.items() if key not in old.texts}
    standing = _standing(gone, come)
    added = [text.text for key, text in come.items() if key not in standing]
    reworded = [
        text.text
        for key, text in new.texts.items()
        if key in standing or (key not in come and _is_another(old.texts[key], text))
    ]
    status = None if new.status == old.status else new.status
    return Difference(added, reworded, len(gone) - len(standing), status)


def _is_another(old: _Text, new: _Text) -> bool:
    pairs = ((old.whose, new.whose), (old.dates, new.dates))
    return any(before and after and before.isdisjoint(after) for before, after in pairs)


# in scripts without spaces, a letter
_WORD = re.compile(r"[\u0e00-\u0eff\u2e80-\u9fff]|[^\W\u0e00-\u0eff\u2e80-\u9fff]+")


def _standing(gone: Mapping[str, _Text], come: Mapping[str, _Text]) -> frozenset[str]:
    """The new texts that stand for old ones; the most alike are taken first, and each only once."""
    words = {key: Counter(_WORD.findall(key.casefold())) for key in (*gone, *come)}
    alike: list[tuple[float, str, str]] = []
    for new, text in come.items():
        for old in (key for key, other in gone.items() if other.section == text.section):
            both = words[old].total() + words[new].total()
            share = 2 * (words[old] & words[new]).total() / both if both else 0
            if share >= _ALIKE or text.section == "title":
                alike.append((share, old, new))
    taken: set[str] = set()
    found: set[str] = set()
    for _, old, new in sorted(alike, key=lambda pair: pair[0], reverse=True):
        if old not in taken and new not in found:
            taken.add(old)
            found.add(new)
    return frozenset(found)


# --- a content, of whatever age ------------------------------------------------------------------


def _parsed(data: bytes) -> _Content | None:
    """What a briefing.yml says, whatever else is in it; None where it is none."""
    try:
        root = _yaml(data.decode("utf-8-sig"))
    except (ValueError, yaml.YAMLError):
        return None
    if not isinstance(root, dict):
        return None
    texts: dict[str, _Text] = {}
    for section, text, whose, day in _texts(root):
        if isinstance(text, str) and text.strip():
            known = texts.setdefault(_counting(text), _Text(text, section))
            known.whose |= {whose} if isinstance(whose, str) else set()
            known.dates |= {day} if isinstance(day, str) else set()
    if len(texts) > _MOST_TEXTS:
        return None
    status = root.get("status")
    return _Content(status if status in list(Status) else Status.DRAFT.value, texts)


# two states have most texts in common
_counting = lru_cache(4096)(straighten)


def _texts(root: dict[str, Any]) -> Iterator[tuple[str, object, object, object]]:
    """Of each text: its section, itself, whose it is, and its date."""
    yield "title", root.get("title"), None, None
    for section in _SECTIONS:
        for item in _list(root.get(section)):
            group = item if isinstance(item, dict) and "statements" in item else {"statements": [item]}
            for one in _list(group["statements"]):
                text = one if isinstance(one, dict) else {"text": one}
                whose = text.get("speaker") or group.get("name") or group.get("actor")
                yield section, text.get("text"), whose, text.get("date")


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _yaml(text: str) -> object:
    """Dicts, lists and text; no depth and no alias makes it costly.

    Raises:
        ValueError: it has not one document, or anchors, or too many levels.
        yaml.YAMLError: it is no YAML.
    """
    levels: list[list[Any]] = [[]]
    for event in yaml.parse(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
        if getattr(event, "anchor", None) or len(levels) > _DEEPEST:
            raise ValueError
        if isinstance(event, yaml.ScalarEvent):
            levels[-1].append(None if event.implicit[0] and event.value in _NULL else event.value)
        elif isinstance(event, yaml.CollectionStartEvent):
            levels.append([])
        elif isinstance(event, yaml.SequenceEndEvent):
            items = levels.pop()
            levels[-1].append(items)
        elif isinstance(event, yaml.MappingEndEvent):
            items = levels.pop()
            pairs = zip(items[::2], items[1::2], strict=True)
            levels[-1].append({key: value for key, value in pairs if isinstance(key, str)})
    [root] = levels[0]
    return root
