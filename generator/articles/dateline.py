"""Datelines: where, when and for whom a report was written, in front of its first sentence."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from generator.articles.blocks import Block, ends_a_sentence
from generator.articles.rules import agencies
from generator.briefing import Removal

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_PARTS = {
    "word": r"[^\W\d_][\w.'’-]*",
    "month": r"(?i:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?",
    "weekday": r"(?i:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?i:day)?\.?,?",
    # what the story may begin with; lower case would go on with the sentence
    "sentence": r"""(?=$|["“”‘'«„(\[]*(?:[^\W\d_a-z]|\d))""",
}


def _compile(pattern: str) -> re.Pattern[str]:
    for name, part in _PARTS.items():
        pattern = pattern.replace(f"@{name}", part)
    return re.compile(pattern, re.VERBOSE)


_DATE = r"""(?:@weekday[ ])?
    (?: (?P<month>@month)[ ](?P<day>\d{1,2}) | (?P<day_first>\d{1,2})[ ](?P<month_last>@month) )
    (?: ,?[ ](?P<year>\d{4}) )?"""
_PLACED = _compile(
    rf"""(?: [Bb][Yy][ ]@word(?:[ ]@word){{1,4}}[ ]?[,|][ ]? )?
    (?P<place> @word(?:/@word)*(?:[ ]@word(?:/@word)*){{0,4}}? )
    (?P<region> (?:,[ ](?!@month[ ]\d)@word(?:[ ]@word){{0,3}}?){{0,2}} )
    (?: (?P<comma>[,.])?[ ]{_DATE} )?
    (?: [.,]?[ ]?(?: \((?P<agency>[^()]{{2,40}})\) | /(?P<slashed>[\w ]{{2,20}})/ ) )?
    (?: [ ]?(?P<dash> --|[—–―-]|[:.] ) | (?<=[)/]) | $ )[ ]?@sentence"""
)
_UNPLACED = _compile(
    rf"""(?: {_DATE}[ ] )?
    (?: \((?P<agency>[^()]{{2,40}})\)[ ]?(?P<dash>--|[—–―-]|:)?
      | (?P<signed>[A-Z][\w/ ]{{1,20}}?)[ ](?:--|[—–―-]) )
    [ ]?@sentence"""
)
_DAY = _compile(rf"{_DATE} | (?P<iso>\d{{4}}-\d\d-\d\d)")
_DASHES = {"--", "—", "–", "―", "-"}
# no dateline is longer
_LONGEST = 160
# how many blocks may stand above the dateline: title, subtitle, a caption
_CANDIDATES = 4


@dataclass(frozen=True, slots=True)
class Dateline:
    """What a dateline says.

    Attributes:
        text: the dateline as it stands.
        date: in ISO 8601; ``--05-11`` where it gives no year.
        agency: its full name where the code is known, else as it stands.
    """

    text: str
    place: str | None = None
    date: str | None = None
    agency: str | None = None


def take(blocks: list[Block], removed: list[Removal]) -> tuple[list[Block], Dateline]:
    """Move the dateline from the beginning of the story to `removed`; an empty one where there is none."""
    for index, block in enumerate(blocks[:_CANDIDATES]):
        found = None if block.heading else find(block.text)
        rest = block.text[len(found.text) :].strip() if found else ""
        if found and (not rest or ends_a_sentence(rest)):  # a title is none
            removed.append(Removal(block.number, found.text, "dateline"))
            left = [replace(block, text=rest)] if rest else []
            return [*blocks[:index], *left, *blocks[index + 1 :]], found
    return blocks, Dateline("")


def published(removed: Iterable[Removal]) -> str | None:
    """The day in full, in ISO 8601, that a removed line such as "Published: 11 May 2025" gives."""
    for removal in removed:
        for match in _DAY.finditer(removal.text if removal.rule == "publication time" else ""):
            day = match["iso"] or (match["year"] and _iso(match.groupdict()))
            if day:
                return day
    return None


def find(text: str) -> Dateline | None:
    """The dateline at the beginning of a text."""
    start = text[:_LONGEST]
    match = _PLACED.match(start)
    if match and _is_dateline(match):
        place = _written_out(match["place"].rstrip(".") + match["region"])
    else:
        place = None
        match = _UNPLACED.match(start)
        if not match or not _is_signed(match):
            return None
    signed = match.groupdict()
    agency = signed["agency"] or signed.get("slashed") or signed.get("signed")
    name = agencies().agencies.get(agency, agency) if agency else None
    return Dateline(match[0].strip(), place, _iso(signed), name)


def _is_dateline(match: re.Match[str]) -> bool:
    """Whether a place with what follows it is a dateline and not the beginning of a sentence."""
    place, region, dash = match["place"], match["region"], match["dash"]
    agency = match["agency"] or match["slashed"]
    dated = bool(match["month"] or match["month_last"])
    names = agencies()
    known = agency in names.agencies
    if place in names.agencies or re.match(_PARTS["weekday"] + "$|(?:The|An?) ", place):
        return False
    if place.isupper():
        first_words = {place, *re.findall(r"^\S+(?: \S+)?|^\S+", place)}
        if len(place) < 3 or first_words & set(names.not_places):
            return False
        if dash == ":" and place in names.colon_places:
            return True
        return dated or known or dash in _DASHES
    if known:
        return bool(dash or region or dated or place.count(" ") < 2)
    return dash in _DASHES and bool(match["comma"] if dated else region[2:] in _countries())


def _is_signed(match: re.Match[str]) -> bool:
    """Whether a line without a place begins with an agency: a known one, or one word behind a day."""
    agency = match["agency"] or match["signed"]
    dated = bool((match["month"] or match["month_last"]) and match["dash"] in _DASHES)
    return agency in agencies().agencies or (dated and re.fullmatch(r"[A-Z]\w+", agency) is not None)


@cache
def _countries() -> frozenset[str]:
    """English names of countries and territories, from CLDR, and of regions named like them."""
    from babel import Locale  # noqa: PLC0415 — needed for few articles

    return frozenset(Locale("en").territories.values()) | set(agencies().regions)


def _iso(date_parts: dict[str, str | None]) -> str | None:
    month = date_parts["month"] or date_parts["month_last"]
    day = date_parts["day"] or date_parts["day_first"]
    if not month or not day:
        return None
    year = date_parts["year"]
    try:
        found = date(int(year or 2000), _MONTHS.index(month[:3].lower()) + 1, int(day))  # 2000: a leap year
    except ValueError:
        return None
    return found.isoformat() if year else f"--{found:%m-%d}"


def _written_out(place: str) -> str:
    """A place in capitals as it is written in a sentence."""

    def word(match: re.Match[str]) -> str:
        text = match[0]
        if not text.isupper() or "." in text[:-1]:  # D.C.
            return text
        return text.lower() if match.start() and text.lower() in agencies().small_words else text.capitalize()

    return re.sub(r"[^\s/,-]+", word, place)
