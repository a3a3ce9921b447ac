"""Additions to a briefing.yml that a person has edited: what is there stays, whatever its layout."""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.briefing import Briefing, Contrast, Event, Quote, Reaction, Side, Source, Statement
from generator.briefing_merge import merge
from generator.errors import DraftError
from generator.yaml_file import YamlFile

NEW = Statement("New.", None, ("03:1",))
LONG = " ".join(["lengthy"] * 14)


def parse(text: str) -> Briefing:
    return YamlFile(Path("briefing.yml"), text).check(Briefing)


def background(*statements: Statement) -> Briefing:
    return Briefing("-", background=statements or (NEW,))


CASES = {
    "a list as a draft writes it": (
        background(),
        """
        title: T
        background:
          - text: Old.
            sources: ["01:1"]
        outlook:
          - Later.
        """,
        """
        title: T
        background:
          - text: Old.
            sources: ["01:1"]
        +  - text: New.
        +    sources: ["03:1"]
        outlook:
          - Later.
        """,
    ),
    "no indentation": (
        Briefing("-", background=(NEW,), developments=(NEW,)),
        """
        title: T
        background:
        - Old.
        outlook:
        - Later.
        """,
        """
        title: T
        background:
        - Old.
        +- text: New.
        +  sources: ["03:1"]
        +developments:
        +- text: New.
        +  sources: ["03:1"]
        outlook:
        - Later.
        """,
    ),
    "deeper indentation, wide dashes": (
        Briefing("-", background=(NEW,), developments=(NEW,)),
        """
        title: T
        background:
            -   text: Old.
        """,
        """
        title: T
        background:
            -   text: Old.
        +    - text: New.
        +      sources: ["03:1"]
        +developments:
        +    - text: New.
        +      sources: ["03:1"]
        """,
    ),
    "comments and blank lines: what is indented deeper belongs to the last item": (
        background(),
        """
        title: T
        background:
          - Old.  # said often
            # by whom?

          # - Left out.

        # what comes
        outlook:
          - Later.
        """,
        """
        title: T
        background:
          - Old.  # said often
            # by whom?
        +  - text: New.
        +    sources: ["03:1"]

          # - Left out.

        # what comes
        outlook:
          - Later.
        """,
    ),
    "blank lines below a text that drops them": (
        background(),
        """
        title: T
        background:
          - |
            Old.

        # end
        """,
        """
        title: T
        background:
          - |
            Old.
        +  - text: New.
        +    sources: ["03:1"]

        # end
        """,
    ),
    "blank lines below a text that keeps them": (
        background(),
        """
        title: T
        background:
          - |+
            Old.

        # end
        """,
        """
        title: T
        background:
          - |+
            Old.

        +  - text: New.
        +    sources: ["03:1"]
        # end
        """,
    ),
    "texts of several lines": (
        Briefing("-", background=(NEW,), outlook=(NEW,)),
        """
        title: T
        background:
          - Old
            and older.
        outlook:
          - "To be
            continued."

        """,
        """
        title: T
        background:
          - Old
            and older.
        +  - text: New.
        +    sources: ["03:1"]
        outlook:
          - "To be
            continued."
        +  - text: New.
        +    sources: ["03:1"]

        """,
    ),
    "missing sections, keys in any order, some in quotes, the marks of a document": (
        Briefing("-", sources={"03": Source()}, background=(NEW,), outlook=(NEW,)),
        """
        ---
        "timeline":
          - {date: 2022, text: a}
        "title": T   # short

        # who says what
        sides:
          - name: North
        ...
        """,
        """
        ---
        "timeline":
          - {date: 2022, text: a}
        "title": T   # short
        +sources:
        +  "03": {}
        +background:
        +  - text: New.
        +    sources: ["03:1"]

        # who says what
        sides:
          - name: North
        +outlook:
        +  - text: New.
        +    sources: ["03:1"]
        ...
        """,
    ),
    "keys without a value": (
        Briefing("-", sources={"03": Source("Third")}, background=(NEW,), outlook=(NEW,)),
        """
        title: T
        sources:
          "03":
        background:  # to do
          # ask the desk
        outlook:
        """,
        """
        title: T
        sources:
          "03":
        +    title: Third
        background:  # to do
          # ask the desk
        +  - text: New.
        +    sources: ["03:1"]
        outlook:
        +  - text: New.
        +    sources: ["03:1"]
        """,
    ),
    "sides: known by another spelling, without lists, and new": (
        Briefing(
            "-",
            sides=(
                Side("NORTH", ("Ada", "Bo"), (NEW,)),
                Side("South", ("Cy",), (NEW,)),
                Side("East", ("Di",), (NEW,)),
            ),
        ),
        """
        title: T
        sides:
          - people:
              - ada
            statements:
            - Old.
            # - Left out.
            name: North  # the first
          - name: South
            # nobody has spoken

        # the end
        """,
        """
        title: T
        sides:
          - people:
              - ada
        +      - Bo
            statements:
            - Old.
        +    - text: New.
        +      sources: ["03:1"]
            # - Left out.
            name: North  # the first
          - name: South
        +    people: [Cy]
        +    statements:
        +      - text: New.
        +        sources: ["03:1"]
            # nobody has spoken
        +  - name: East
        +    people: [Di]
        +    statements:
        +      - text: New.
        +        sources: ["03:1"]

        # the end
        """,
    ),
    "names that differ only in capitals: the first gets it": (
        Briefing("-", sides=(Side("north", (), (NEW,)),), reactions=(Reaction("un", (NEW,)),)),
        """
        title: T
        sides:
          - name: North
          - name: NORTH
        reactions:
          - actor: Un
          - actor: UN
        """,
        """
        title: T
        sides:
          - name: North
        +    statements:
        +      - text: New.
        +        sources: ["03:1"]
          - name: NORTH
        reactions:
          - actor: Un
        +    statements:
        +      - text: New.
        +        sources: ["03:1"]
          - actor: UN
        """,
    ),
    "reactions and quotes": (
        Briefing(
            "-",
            reactions=(Reaction("un", (NEW,)), Reaction("Red Cross", (NEW,))),
            quotes=(Quote("We are here", "A", ("03:2",)),),
        ),
        """
        title: T
        reactions:
          - actor: UN
            statements:
              - Old.
        """,
        """
        title: T
        reactions:
          - actor: UN
            statements:
              - Old.
        +      - text: New.
        +        sources: ["03:1"]
        +  - actor: Red Cross
        +    statements:
        +      - text: New.
        +        sources: ["03:1"]
        +quotes:
        +  - text: We are here
        +    speaker: A
        +    sources: ["03:2"]
        """,
    ),
    "contrasts: only new topics, with the sides as the editor spells them": (
        Briefing("-", contrasts=(Contrast("Water", {"NORTH": "03:1"}), Contrast("fish", {"NORTH": "03:2"}))),
        """
        title: T
        sides: [{name: North}]
        contrasts:
          - {topic: water, positions: {North: "01:1"}}
        """,
        """
        title: T
        sides: [{name: North}]
        contrasts:
          - {topic: water, positions: {North: "01:1"}}
        +  - topic: fish
        +    positions: {North: "03:2"}
        """,
    ),
    "events at their place in time": (
        Briefing("-", timeline=(Event("2024-05", "c"), Event("2021", "a"), Event("2021-06", "b"))),
        """
        title: T
        timeline:
          # the war
          - {date: 2022, text: x}
          # the peace
          - {date: 2024, text: y}
          # now
          - {date: 2025-01-01, text: z}
        """,
        """
        title: T
        timeline:
        +  - date: "2021"
        +    text: a
        +  - date: 2021-06
        +    text: b
          # the war
          - {date: 2022, text: x}
          # the peace
          - {date: 2024, text: y}
        +  - date: 2024-05
        +    text: c
          # now
          - {date: 2025-01-01, text: z}
        """,
    ),
    "events where the latest stands first": (
        Briefing("-", timeline=(Event("2024-05", "c"), Event("2021", "a"), Event("2026", "d"))),
        """
        title: T
        timeline:
          - {date: 2025, text: z}
          - {date: 2022, text: x}
        """,
        """
        title: T
        timeline:
        +  - date: "2026"
        +    text: d
          - {date: 2025, text: z}
        +  - date: 2024-05
        +    text: c
          - {date: 2022, text: x}
        +  - date: "2021"
        +    text: a
        """,
    ),
    "brackets over several lines": (
        Briefing("-", background=(NEW,), outlook=(NEW,)),
        """
        title: T
        background: [
          "Old.",   # said often
        ]
        outlook: [
            Later.  # no comma
        ]
        """,
        """
        title: T
        background: [
          "Old.",   # said often
        +  {text: New., sources: ["03:1"]},
        ]
        outlook: [
            Later.  # no comma
        +    , {text: New., sources: ["03:1"]}
        ]
        """,
    ),
}


def cut(text: str) -> str:
    return re.sub(r"^ {8}", "", text.removeprefix("\n"), flags=re.M).rstrip(" ")


@pytest.mark.parametrize(("new", "before", "after"), CASES.values(), ids=CASES)
def test_lines_are_added_and_none_is_changed(new: Briefing, before: str, after: str) -> None:
    before, after = cut(before), cut(after)
    assert re.sub(r"^\+.*\n", "", after, flags=re.M) == before
    merged, _ = merge(before, parse(before), new)
    assert merged == re.sub(r"^\+", "", after, flags=re.M)


IN_LINE = {
    "an empty list": (
        "title: T\nbackground: []  # none\n",
        'title: T\nbackground: [{text: New., sources: ["03:1"]}]  # none\n',
    ),
    "a list in one line": (
        "title: T\nbackground: [a, 'b' ]\n",
        "title: T\nbackground: [a, 'b', {text: New., sources: [\"03:1\"]} ]\n",
    ),
    "a null that is written out": (
        "title: T\nbackground: ~ # none\n",
        'title: T\nbackground: # ~ # none\n  - text: New.\n    sources: ["03:1"]\n',
    ),
    "brackets all around": (
        '{"title": "T", "background": null}',
        '{"title": "T", "background": [{text: New., sources: ["03:1"]}] # null\n  }',
    ),
    "brackets all around, and no such key": (
        "{title: T}\n",
        '{title: T,\n  background: [{text: New., sources: ["03:1"]}]}\n',
    ),
    "brackets all around, and the key alone": (
        "{title: T, background}\n",
        '{title: T, background: [{text: New., sources: ["03:1"]}]}\n',
    ),
    "a text at the end of the file that would get a line end": (
        "title: T\nbackground:\n  - |\n    Old.",
        'title: T\nbackground:\n  - |-\n    Old.\n  - text: New.\n    sources: ["03:1"]',
    ),
}


@pytest.mark.parametrize(("before", "after"), IN_LINE.values(), ids=IN_LINE)
def test_where_no_line_can_be_added_something_is_put_into_one(before: str, after: str) -> None:
    assert merge(before, parse(before), background()) == (after, ["background: New. (03:1)"])


def test_a_long_text_is_folded_as_in_a_draft() -> None:
    old = "title: T\nbackground:\n- Old.\n"
    merged, _ = merge(old, parse(old), background(Statement(LONG, "A")))
    folded = f"    {' '.join(['lengthy'] * 12)}\n    lengthy lengthy\n"
    assert merged == f"{old}- text: >-\n{folded}  speaker: A\n"


def test_blanks_below_do_not_become_a_part_of_a_new_text() -> None:
    old = "title: T\nbackground:\n- Old.\n      \n\noutlook:\n"
    merged, _ = merge(old, parse(old), background(Statement(LONG)))
    assert merged.startswith("title: T\nbackground:\n- Old.\n      \n- >-\n")
    assert merged.endswith("\n\noutlook:\n")


def test_two_sections_behind_a_text_at_the_end_of_the_file() -> None:
    old = "title: T\noutlook:\n- >\n  Old."
    merged, _ = merge(old, parse(old), Briefing("-", outlook=(NEW,), quotes=(Quote("We", "A"),)))
    added = '- text: New.\n  sources: ["03:1"]\nquotes:\n- text: We\n  speaker: A'
    assert merged == f"title: T\noutlook:\n- >-\n  Old.\n{added}"


def test_events_between_brackets() -> None:
    old = "title: T\ntimeline: [{date: 2022, text: b}, {date: 2024, text: d}]\n"
    new = Briefing("-", timeline=(Event("2023-01", "c"), Event("2021-12", "a")))
    merged, _ = merge(old, parse(old), new)
    assert merged == (
        "title: T\ntimeline: [{date: 2021-12, text: a}, {date: 2022, text: b}, {date: 2023-01, text: c}, "
        "{date: 2024, text: d}]\n"
    )


def test_line_ends_stay_as_they_are_and_a_missing_one_stays_missing() -> None:
    old = "title: T\r\nbackground:\r\n  - Old.  # comment"
    merged, _ = merge(old, parse(old), background())
    assert merged == old + '\r\n  - text: New.\r\n    sources: ["03:1"]'


def test_what_was_added_is_told_with_its_place_its_first_words_and_its_sources() -> None:
    new = Briefing(
        "-",
        sources={"03": Source("Third"), "04": Source()},
        background=(Statement(LONG, None, ("03:1", "04:2")),),
        sides=(Side("North", ("Ada",), (NEW,)),),
        reactions=(Reaction("UN", (NEW,)),),
        contrasts=(Contrast("fish", {"North": "03:1"}),),
        timeline=(Event("2024-05", "It ended."),),
        quotes=(Quote("We are here", "Ada", ("03:2",)),),
    )
    _, told = merge("title: T\n", Briefing("T"), new)
    assert told == [
        "sources: 03 Third",
        "sources: 04",
        "background: lengthy lengthy lengthy lengthy lengthy lengthy lengthy … (03:1, 04:2)",
        "sides, North, people: Ada",
        "sides, North: New. (03:1)",
        "reactions, UN: New. (03:1)",
        "contrasts: fish (North 03:1)",
        "timeline, 2024-05: It ended.",
        "quotes, Ada: We are here (03:2)",
    ]


def test_what_belongs_to_the_editor_and_what_is_known_is_not_touched() -> None:
    old = "title: T\nsources: {'03': {title: Mine}}\nsides: [{name: North, people: [Ada]}, {name: South}]\n"
    new = Briefing(
        "Other",
        status=parse("title: T\nstatus: reviewed").status,
        topics=("fish",),
        sources={"03": Source("Third")},
        summary=(NEW,),
        sides=(Side("South", ("Ada",)), Side("East")),
        reactions=(Reaction("UN"),),
    )
    assert merge(old, parse(old), new) == (old, [])


@pytest.mark.parametrize(
    ("text", "old", "message"),
    [
        ("title: T\n", Briefing("Another"), "was changed meanwhile"),
        ("title: T\nbackground:\n- |+\n  Old.", None, "is laid out so that nothing can be added"),
        (
            "title: T\n? timeline\n: - {date: 2022, text: a}\n",
            None,
            "is laid out so that nothing can be added",
        ),
    ],
)
def test_what_cannot_be_added_to_is_an_error(text: str, old: Briefing | None, message: str) -> None:
    new = Briefing("-", background=(NEW,), timeline=(Event("2021", "a"),))
    with pytest.raises(DraftError, match=message):
        merge(text, old or parse(text), new)


# --- any layout -----------------------------------------------------------------------------------

TEXTS = (
    *("Talks begin.", "He said: no", "#1 of all", "- a dash", "It's [hers]", 'the "end"', "null", "a, b {c}"),
    *("Ünïcode — and “marks”", "2022-02-24", LONG, f"{LONG}: {LONG}"),
)
PLAIN = re.compile(r"(?!null)[A-Za-z][\w .]*")
NAMES = ("North", "South", "Åland", "The East")
DATES = ("2021", "2021-03", "2021-03-04", "2022-02", "2024")
REFERENCES = (("01:1",), ("01:3", "a:12"))
EXTENDED = {"background", "sides", "reactions", "people", "statements", "timeline", "quotes", "contrasts"}


class Layout:
    """A briefing as an editor may have typed it; `pick` chooses one of several."""

    def __init__(self, pick: Callable[[Sequence[Any]], Any]) -> None:
        self.pick = pick
        self.in_lines = True  # whether lines can be added wherever something may come

    def some(self, make: Callable[[], Any]) -> Any:
        """Nothing, or a list."""
        count = self.pick((None, 0, 1, 1, 2, 2))
        return count if count is None else [make() for _ in range(count)]

    def shuffled(self, data: dict[str, Any]) -> dict[str, Any]:
        keys = list(data)
        return {
            key: data[key] for key in iter(lambda: keys.pop(self.pick(range(len(keys)))) if keys else "", "")
        }

    def briefing(self) -> dict[str, Any]:
        pick, some = self.pick, self.some

        def statement() -> Any:
            full = {"text": pick(TEXTS), "speaker": pick(TEXTS), "sources": pick(REFERENCES)}
            return pick((full["text"], self.shuffled(full)))

        def actors(key: str, *more: str) -> Any:
            names = iter(self.shuffled(dict.fromkeys(NAMES)))

            def actor() -> Any:
                data = {key: next(names), "statements": some(statement)}
                return self.shuffled(data | {k: some(lambda: pick(("Ada", "Bo B."))) for k in more})

            return some(actor)

        data = {
            "topics": some(lambda: pick(TEXTS)),
            "sources": pick((None, {}, {"01": {"title": pick(TEXTS)}}, {"01": None, "a": {}})),
            "background": some(statement),
            "sides": actors("name", "people"),
            "reactions": actors("actor"),
            "contrasts": some(lambda: {"topic": pick(TEXTS)}),
            "timeline": some(lambda: self.shuffled({"date": pick(DATES), "text": pick(TEXTS)})),
            "quotes": some(lambda: {"text": pick(TEXTS), "speaker": "Ada", "sources": pick(REFERENCES)}),
        }
        return self.shuffled({"title": "T"} | {k: v for k, v in data.items() if pick((True, True, False))})

    def text(self) -> str:
        lines = [*self.pick(([], ["# head"], ["---"])), *self.noise(0)]
        if self.pick((True, True, True, False)):
            lines += self.mapping(self.briefing(), 0)
        else:
            self.in_lines = False
            lines.append(self.flow(self.briefing()))
        text = "\n".join([*lines, *self.pick(([], ["..."])), *self.noise(0), ""])
        # a text in the last line would get a line end that it has not
        if not re.search(r"[|>]\+?( |$)", text, re.M) and self.pick((True, False)):
            text = text.removesuffix("\n")
        return text.replace("\n", self.pick(("\n", "\r\n")))

    def noise(self, indent: int) -> list[str]:
        margin = " " * indent
        some = (
            [f"{margin}# note"],
            ["# note"],
            [f"{margin}   # deep"],
            [""],
            ["   "],
            ["", f"{margin}# note", ""],
        )
        return self.pick(([], [], [], [], *some))

    def mapping(self, data: dict[str, Any], indent: int) -> list[str]:
        lines = []
        for number, (key, value) in enumerate(data.items()):
            first, *rest = self.value(key, value, indent)
            quote = self.pick(("", "", "", '"', "'"))
            lines += [
                *(self.noise(indent) if number else ()),
                f"{' ' * indent}{quote}{key}{quote}:{first}",
                *rest,
            ]
        return lines

    def value(self, key: str, value: Any, indent: int) -> list[str]:
        """What stands behind a key: the rest of its line, and the lines below."""
        if value is None:
            written = self.pick(("", "", "  # note", " ~", " null  # note"))
            self.in_lines &= written in {"", "  # note"}
            return [written]
        if isinstance(value, str):
            return self.scalar(value, indent)
        flow = self.pick((False, False, True)) or not value or isinstance(value, tuple)
        if flow:
            self.in_lines &= isinstance(value, tuple) or key not in {*EXTENDED, "sources"}
            return [f" {self.flow(value)}{self.pick(('', '  # note'))}"]
        first = self.pick(("", "", "  # note"))
        if isinstance(value, dict):
            return [first, *self.noise(indent), *self.mapping(value, indent + self.pick((2, 4)))]
        return [first, *self.sequence(key, value, indent + self.pick((0, 2, 4)))]

    def sequence(self, key: str, items: Sequence[Any], indent: int) -> list[str]:
        lines = []
        for item in items:
            lines += self.noise(indent)
            if isinstance(item, str):
                first, *rest = self.scalar(item, indent)
                lines += [f"{' ' * indent}-{first}", *rest]
            elif self.pick((False, False, True)):
                self.in_lines &= key not in {"sides", "reactions"}
                lines.append(f"{' ' * indent}- {self.flow(item)}")
            else:
                dash = self.pick(("- ", "-   "))
                first, *rest = self.mapping(item, indent + len(dash))
                lines += [f"{' ' * indent}{dash}{first.lstrip()}", *rest]
        return lines

    def scalar(self, text: str, indent: int) -> list[str]:
        style = self.pick(("plain", "plain", '"', "'", "|", ">"))
        if style in "|>" and text not in {*NAMES, *DATES}:  # to which a line end would be a mistake
            margin = " " * (indent + self.pick((1, 2, 4)))
            return [
                f" {style}{self.pick(('', '-', '+'))}{self.pick(('', '  # note'))}",
                margin + text,
                *self.noise(0),
            ]
        quoted = self.quoted(text, style)
        if " " in text and self.pick((False, False, True)):
            first, rest = quoted.split(" ", 1)
            return [f" {first}", f"{' ' * (indent + 2)}{rest}{self.pick(('', '  # note'))}"]
        return [f" {quoted}{self.pick(('', '', '  # note'))}"]

    def quoted(self, text: str, style: str) -> str:
        if style == "'":
            return "'" + text.replace("'", "''") + "'"
        return text if style == "plain" and PLAIN.fullmatch(text) else json.dumps(text, ensure_ascii=False)

    def flow(self, value: Any) -> str:
        if value is None:
            return self.pick(("~", "null", ""))
        if isinstance(value, str):
            return self.quoted(value, self.pick(("plain", '"', "'")))
        start = self.pick(("", " ", "\n      ", "  # note\n    "))
        between = self.pick((", ", ",", ",\n      ", "\n    , ", ",  # note\n    "))
        end = self.pick(("", " ", *((",", ",\n    ") if value else ()), "\n    ", "  # note\n    "))
        if isinstance(value, dict):
            pairs = (
                f"{self.quoted(k, self.pick(('plain', chr(34))))}: {self.flow(v)}" for k, v in value.items()
            )
            return f"{{{start}{between.join(pairs)}{end}}}"
        return f"[{start}{between.join(map(self.flow, value))}{end}]"


@st.composite
def layouts(draw: st.DrawFn) -> tuple[str, bool]:
    """A briefing.yml, and whether lines can be added wherever something may come."""
    layout = Layout(lambda options: options[draw(st.integers(0, len(options) - 1))])
    return layout.text(), layout.in_lines


@st.composite
def additions(draw: st.DrawFn) -> Briefing:
    """What new articles may bring."""

    def pick(options: Sequence[Any]) -> Any:
        return options[draw(st.integers(0, len(options) - 1))]

    def some(make: Callable[[], Any]) -> Any:
        return tuple(make() for _ in range(pick((0, 1, 1, 2))))

    def statement() -> Statement:
        return Statement(pick(TEXTS), pick((None, *TEXTS)), pick(((), *REFERENCES)))

    return Briefing(
        "-",
        sources={name: Source(pick((None, *TEXTS))) for name in pick(((), ("03",), ("a", "04")))},
        background=some(statement),
        sides=tuple(
            Side(name, some(lambda: pick(("ada", "Cy", LONG))), some(statement))
            for name in pick(((), ("NORTH",), ("South", "West")))
        ),
        reactions=tuple(Reaction(name, some(statement)) for name in pick(((), ("åland", "UN")))),
        developments=some(statement),
        contrasts=tuple(Contrast(topic, {"North": "01:1"}) for topic in pick(((), TEXTS[:2]))),
        timeline=some(lambda: Event(pick(DATES), pick(TEXTS))),
        quotes=some(lambda: Quote(pick(TEXTS), "Bo", pick(REFERENCES))),
    )


def stand_in(parts: Iterable[Any], whole: Iterable[Any]) -> bool:
    """Whether the parts are all there, in their order."""
    left = iter(whole)
    return all(part in left for part in parts)


def said(briefing: Briefing) -> list[tuple[str, Any]]:
    """All that can be added, with the list that it belongs to."""
    found = [("sources", item) for item in briefing.sources.items()]
    for key in ("background", "developments", "outlook", "timeline", "quotes", "contrasts"):
        found += [(key, item) for item in getattr(briefing, key)]
    for side in briefing.sides:
        found += [(f"side {side.name.casefold()}", item) for item in (*side.people, *side.statements)]
    for reaction in briefing.reactions:
        found += [(f"actor {reaction.actor.casefold()}", item) for item in reaction.statements]
    return found


def known(old: Briefing, key: str, item: Any) -> bool:
    """Whether something counts as there already."""
    if key == "sources":
        return item[0] in old.sources
    if isinstance(item, Contrast):
        return item.topic in {c.topic.strip() for c in old.contrasts}
    return isinstance(item, str) and item.casefold() in {
        p.strip().casefold() for s in old.sides for p in s.people
    }


@settings(max_examples=40, deadline=None)
@given(layouts(), additions())
def test_in_any_layout_what_is_there_stays_and_the_additions_come_to_it(
    layout: tuple[str, bool], new: Briefing
) -> None:
    text, in_lines = layout
    old = parse(text)
    merged, told = merge(text, old, new)
    assert stand_in(text, merged)
    if in_lines:
        lines = re.compile(r"\r\n|\n")
        assert stand_in(lines.split(text), lines.split(merged))
    assert text.endswith("\n") == merged.endswith("\n")
    assert {*re.findall(r"\r?\n", merged)} <= {*re.findall(r"\r?\n", text)} or "\n" not in text
    result = parse(merged)
    added = [(key, item) for key, item in said(new) if not known(old, key, item)]
    assert Counter(map(repr, said(result))) == Counter(map(repr, [*said(old), *added]))
    for key in {key for key, _ in said(old)}:
        of_key = [[item for k, item in said(b) if k == key] for b in (old, result)]
        assert stand_in(*of_key), key
    assert (result.title, result.topics) == (old.title, old.topics)
    dates = [[event.date for event in b.timeline] for b in (old, result)]
    assert dates[0] != sorted(dates[0]) or dates[1] == sorted(dates[1])
    assert bool(told) == (merged != text) == bool(added)
