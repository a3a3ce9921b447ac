"""Languages as CLDR knows them: names, direction, dates, numbers, plurals."""

from datetime import date
from functools import cache, lru_cache

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal


@cache
def locale(code: str) -> Locale:
    """The CLDR locale of a language code such as ``pt-BR``."""
    return Locale.parse(code, sep="-")


def known(code: str) -> bool:
    """Whether CLDR knows a language of this code."""
    try:
        locale(code)
    except (UnknownLocaleError, ValueError):
        return False
    return True


@cache
def autonym(code: str) -> str:
    """What a language calls itself, as it stands in a list: ``Українська``."""
    name = locale(code).get_display_name() or code
    return name[:1].upper() + name[1:]


@cache
def language_name(code: str, reader: str) -> str:
    """What the reader's language calls a language, in the nominative."""
    return locale(code).get_display_name(locale(reader)) or code


@cache
def direction(code: str) -> str:
    """``ltr`` or ``rtl``."""
    return locale(code).text_direction


def day(value: date, code: str) -> str:
    """A day, written out."""
    return format_date(value, "long", locale(code))


@lru_cache(maxsize=4096)
def partial_date(value: str, code: str) -> str:
    """A year, month or day in ISO 8601, written out."""
    parts = [int(part) for part in value.split("-")]
    if len(parts) == 3:
        return day(date(*parts), code)
    skeleton = "yMMMM" if len(parts) == 2 else "y"
    first = date(parts[0], parts[1] if len(parts) == 2 else 1, 1)
    return format_skeleton(skeleton, first, locale=locale(code))


@lru_cache(maxsize=4096)
def number(value: float, code: str) -> str:
    """A number with the language's digits and separators."""
    return format_decimal(value, locale=locale(code))


@cache
def separator(code: str) -> str:
    """What stands between the items of a list: a comma and a space in most languages."""
    pattern: str = locale(code).list_patterns["standard"]["middle"]
    return pattern.replace("{0}", "").replace("{1}", "")


@lru_cache(maxsize=4096)
def plural(value: int, code: str) -> str:
    """The CLDR plural category of a number: zero, one, two, few, many or other."""
    return locale(code).plural_form(value)


@cache
def plurals(code: str) -> tuple[str, ...]:
    """The plural categories that whole numbers take; 0 to 200 show every rule of CLDR."""
    return tuple(sorted({plural(value, code) for value in range(201)}))
