"""Numbers, units, money, months and weekdays: what a translation must keep exactly."""

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache

from babel import Locale

from generator.translation import numbers, units
from generator.translation.checks.pair import Pair
from generator.translation.currency import currencies, with_other_names
from generator.translation.tables import base, for_language, table
from generator.translation.units import Quantity

_PERCENT = "concentr-percent"
_FEET_AND_INCHES = re.compile(r"(\d)[\s-]f(?:oo|ee)t[\s-](\d{1,2})\b")
_NUMERIC_DATE = re.compile(r"\b\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b|\b\d{4}-\d\d-\d\d\b|\b\d{1,2}[./]\d{1,2}\b")


def number(pair: Pair) -> str | None:
    """A number is lost or made up, in figures or in words."""
    known = base(pair.target_language) in table("numbers")
    source = _FEET_AND_INCHES.sub(lambda m: f"{int(m[1]) * 12 + int(m[2])} inches", pair.source)
    wanted = units.quantities(
        units.in_figures(source, pair.source_language), pair.source_language, strict=known
    )
    found = units.quantities(units.in_figures(pair.target, pair.target_language), pair.target_language)
    lost, added = _unmatched(wanted, found)
    in_words = numbers.words(pair.target, pair.target_language) | numbers.roman(pair.target)
    for quantity in lost:
        readings = quantity.number.readings
        if quantity.unit == _PERCENT and 100 in readings:
            continue  # "100 percent certain" is "quite certain"
        if not readings & in_words and (known or min(readings) > 12):
            return f"the number {quantity.number.text} is lost"
    allowed = numbers.words(source, pair.source_language) | numbers.roman(source)
    allowed |= {float(month) for month in _named(source, pair.source_language, "months", loose=True)}
    for quantity in added:
        if not quantity.number.readings & allowed and not _converts_words(
            quantity, source, pair.source_language
        ):
            return f"the number {quantity.number.text} is not in the source"
    return None


def _unmatched(wanted: list[Quantity], found: list[Quantity]) -> tuple[list[Quantity], list[Quantity]]:
    """The quantities that the other side lacks, converted units allowed."""
    lost, added = list(wanted), list(found)

    def pair_off(same: Callable[[Quantity, Quantity], bool]) -> None:
        for quantity in list(lost):
            if match := next((f for f in added if same(quantity, f)), None):
                lost.remove(quantity)
                added.remove(match)

    pair_off(lambda a, b: bool(a.number.readings & b.number.readings))
    pair_off(units.converted)
    # "45 miles (72 km)": one of the two will do
    kept = [quantity for quantity in wanted if quantity not in lost]
    lost = [q for q in lost if not any(q.unit != k.unit and units.converted(q, k) for k in kept)]
    return lost, added


def _converts_words(quantity: Quantity, source: str, language: str) -> bool:
    """Whether a figure may be a measure that the source has in words: two-foot, 61 cm."""
    if quantity.unit is None:
        return False
    value = numbers.words(source, language)
    names = {units.dimension(unit) for unit in units.mentioned(source, language)}
    return (
        bool(value)
        and units.dimension(quantity.unit) in names
        and quantity.unit not in units.mentioned(source, language)
    )


def ordinal(pair: Pair) -> str | None:
    """Another ordinal: the third, not the second."""
    wanted, found = (
        _ordinals(text, language)
        for text, language in ((pair.source, pair.source_language), (pair.target, pair.target_language))
    )
    if _named(pair.source, pair.source_language, "days", loose=True):
        return None  # "quarta" may be Wednesday
    lost = wanted - found - _small_numbers(pair.target, pair.target_language)
    added = found - wanted - _small_numbers(pair.source, pair.source_language)
    return f"the ordinal {min(lost)} became {min(added)}" if lost and added else None


def _ordinals(text: str, language: str) -> set[int]:
    return {value for value, form in _ordinal_patterns(base(language)) if form.search(text)}


def _small_numbers(text: str, language: str) -> set[int]:
    """The figures that may stand for an ordinal: 2nd, 2.º."""
    return {
        int(r) for q in units.quantities(text, language) for r in q.number.readings if r < 100 and r == int(r)
    }


@cache
def _ordinal_patterns(language: str) -> tuple[tuple[int, re.Pattern[str]], ...]:
    lists = for_language(table("ordinals"), language, {})
    return tuple((n, re.compile(_alternatives(forms, language), re.IGNORECASE)) for n, forms in lists.items())


def scale(pair: Pair) -> str | None:
    """Millions became billions, where no figure tells."""
    wanted, found = (
        {int(n) for n in numbers.scales(text, language)}
        for text, language in ((pair.source, pair.source_language), (pair.target, pair.target_language))
    )
    if not wanted or not found or base(pair.target_language) in {"zh", "ja"}:
        return None
    return "it is of another order of magnitude" if not wanted & found else None


def unit(pair: Pair) -> str | None:
    """A figure stands with another unit than in the source, or with none."""
    if base(pair.target_language) not in table("units")["also"]:
        return None
    wanted, found = (
        units.quantities(units.in_figures(text, language), language)
        for text, language in ((pair.source, pair.source_language), (pair.target, pair.target_language))
    )
    for quantity in wanted:
        if quantity.unit is None:
            continue
        same = [f for f in found if f.number.readings & quantity.number.readings]
        if not same or any(_agree(quantity, f) for f in same):
            continue
        if other := next((f.unit for f in same if f.unit), None):
            if any(units.converted(quantity, f) for f in found):
                continue
            return f"{quantity.number.text} {_plain(quantity.unit)} became {_plain(other)}"
        if units.dimension(quantity.unit) not in {"duration", "temperature"}:
            return f"the unit of {quantity.number.text} is lost: {_plain(quantity.unit)}"
    for quantity in found:
        same = [w for w in wanted if w.number.readings & quantity.number.readings]
        if quantity.unit == _PERCENT and same and not any(w.unit == _PERCENT for w in wanted):
            return f"{quantity.number.text} became a percentage"
    return None


def _agree(wanted: Quantity, found: Quantity) -> bool:
    if wanted.unit == found.unit:
        return True
    kinds = {wanted.unit, found.unit}
    # degrees of either scale; tons and tonnes are one word in most languages
    return (
        kinds <= {"temperature-generic", "temperature-celsius", "temperature-fahrenheit"}
        and ("temperature-generic" in kinds)
    ) or kinds <= {"mass-ton", "mass-tonne"}


def _plain(key: str) -> str:
    return key.partition("-")[2]


def currency(pair: Pair) -> str | None:
    """A sum is in another currency."""
    meant = with_other_names(currencies(pair.source))
    if added := currencies(pair.target, sums=True) - meant:
        return f"the currency {min(added)} is not in the source"
    if base(pair.target_language) not in table("numbers"):  # nor in data/currencies.yml
        return None
    found = currencies(pair.target)
    wanted = currencies(pair.source, sums=True)
    if (
        "mass-pound" in {q.unit for q in units.quantities(pair.source, pair.source_language)}
        and "£" not in pair.source
    ):
        wanted -= {"GBP"}
    lost = {code for code in wanted if not with_other_names({code}) & found}
    return f"the currency {min(lost)} is lost" if lost else None


def month(pair: Pair) -> str | None:
    """A month is lost, or another one."""
    return _calendar(pair, "months", Locale.parse("en").months["format"]["wide"])


def weekday(pair: Pair) -> str | None:
    """A day of the week is lost, or another one."""
    return _calendar(pair, "days", Locale.parse("en").days["format"]["wide"])


def _calendar(pair: Pair, kind: str, names: Mapping[int, str]) -> str | None:
    if not {base(pair.source_language), base(pair.target_language)} <= table("numbers").keys():
        return None
    source, target = (pair.source, pair.source_language, kind), (pair.target, pair.target_language, kind)
    if lost := _named(*source) - _named(*target, loose=True):
        return None if _NUMERIC_DATE.search(pair.target) else f"{names[min(lost)]} is lost"
    if added := _named(*target) - _named(*source, loose=True):
        return None if _NUMERIC_DATE.search(pair.source) else f"{names[min(added)]} is not in the source"
    return None


def _named(text: str, language: str, kind: str, *, loose: bool = False) -> set[int]:
    """The months or days that a text names; loose: and those that it may name, such as "may"."""
    return {
        value
        for value, pattern, sure in _patterns(base(language), kind)
        for match in pattern.finditer(text)
        if loose or ((sure or _is_date(text, match, base(language))) and not _is_in_a_name(text, match, kind))
    }


def _is_in_a_name(text: str, match: re.Match[str], kind: str) -> bool:
    """Whether a day or a month is part of a name: the Sunday Times, Rio de Janeiro."""
    if kind == "months":
        return text.endswith(("Rio de ", "Río de "), 0, match.start())
    return bool(_CAPITALISED.match(text, match.end()))


_CAPITALISED = re.compile(r" [A-Z][a-z]+(?<!ay)\b")


# how many characters around a word tell whether it is a month
_NEAR = 30
_BEFORE_A_MONTH = {
    "in",
    "of",
    "since",
    "until",
    "by",
    "late",
    "early",
    "mid",
    "last",
    "next",
    "this",
    "from",
    "on",
}


def _is_date(text: str, match: re.Match[str], language: str) -> bool:
    """Whether a word that may be another is a month or a day here: "in May", "3 March", but not "May I"."""
    if language != "en" or not match.group()[0].isupper():
        return False
    before = text[max(0, match.start() - _NEAR) : match.start()].split()[-1:]
    after = text[match.end() : match.end() + _NEAR].split()[:1]
    near = [word.strip(",.").lower() for word in (*before, *after)]
    return any(word.isdigit() for word in near) or any(
        word in _BEFORE_A_MONTH for word in near[: len(before)]
    )


@cache
def _patterns(language: str, kind: str) -> tuple[tuple[int, re.Pattern[str], bool], ...]:
    """Number, pattern and whether the form means nothing else."""
    locale = Locale.parse(language)
    source = locale.months if kind == "months" else locale.days
    start = 1 if kind == "months" else 0
    result = []
    for index in range(start, start + (12 if kind == "months" else 7)):
        wide = {source[context]["wide"][index] for context in ("format", "stand-alone")}
        forms = {*wide, *for_language(table("calendar")[kind], language, {}).get(index, ())}
        sure = {form for form in forms if form not in table("calendar")["ambiguous"]}
        for group, is_sure in ((sure, True), (forms - sure, False)):
            if group:
                result.append((index, re.compile(_alternatives(group, language), _flags(language)), is_sure))
    if language == "zh" and kind == "months":
        result = [(n, re.compile(rf"(?<!\d){n}月"), True) for n in range(1, 13)] + [
            (n, re.compile(rf"(?<![十一二]){p.pattern}"), s) for n, p, s in result
        ]
    return tuple(result)


def _flags(language: str) -> int:
    return 0 if language == "en" else re.IGNORECASE


def _alternatives(forms: Iterable[str], language: str) -> str:
    ordered = sorted(forms, key=len, reverse=True)
    if language in {"zh", "ja"}:
        return "(?:" + "|".join(map(re.escape, ordered)) + ")"
    start = r"(?<!\w)[وفبكل]?(?:ال)?" if language == "ar" else r"(?<!\w)"
    parts = (re.escape(f.rstrip("*")) + (r"\w*" if f.endswith("*") else r"(?!\w)") for f in ordered)
    return f"{start}(?:{'|'.join(parts)})"
