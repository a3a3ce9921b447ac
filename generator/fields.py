"""The types of the fields that people edit: what is checked, and how a mistake is put into words."""

import re
from datetime import date
from typing import Annotated
from urllib.parse import urlsplit

from babel import Locale, UnknownLocaleError
from pydantic import AfterValidator, BeforeValidator, Field

from generator.contained import NOTHING, contained, is_blank

# in an address: what ends it, what browsers take for a slash, what cannot be seen
_NO_ADDRESS = re.compile('[\\s"<>\\\\\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]')


def _iso_day(value: object) -> object:
    # pydantic would also take a bare number, as seconds since 1970
    if isinstance(value, str) and not re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        raise ValueError("expected a day such as 2025-05-11")
    return value


def _partial_date(value: str) -> str:
    match = re.fullmatch(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", value)
    try:
        if not match:
            raise ValueError
        date(int(match[1]), int(match[2] or 1), int(match[3] or 1))
    except ValueError:
        raise ValueError("expected a date such as 2022, 2022-02 or 2022-02-24") from None
    return value


def is_web_address(value: str) -> bool:
    """Whether a link may lead there: others, such as javascript:, would run in the reader's browser."""
    try:
        parts = urlsplit(value)
        has_host = parts.hostname and (parts.port is None or parts.port)
    except ValueError:
        return False
    # a name before the host, as in https://news.example@evil.example, hides where the link leads
    is_plain = "@" not in parts.netloc and not _NO_ADDRESS.search(value)
    return parts.scheme in {"http", "https"} and bool(has_host) and is_plain


def _web_address(value: str) -> str:
    if not is_web_address(value):
        raise ValueError(
            "expected an address that begins with https:// or http:// and a host, without spaces, quotes or "
            "a user’s name"
        )
    return value


def _reference(value: str) -> str:
    if not re.fullmatch(r"[^:\s]+:[1-9]\d{0,8}", value):
        raise ValueError('expected "article:paragraph", such as "01:3"')
    return value


def _known_language(value: str) -> str:
    try:
        # Babel passes over what stands behind a full stop or an at sign
        if not re.fullmatch("[A-Za-z0-9-]+", value):
            raise ValueError
        Locale.parse(value, sep="-")
    except (UnknownLocaleError, ValueError):
        raise ValueError("not a language that CLDR knows; use a code such as en, pt-BR or zh") from None
    return value


def _text(value: str) -> str:
    if not value.isprintable() and (found := NOTHING.search(value)):
        raise ValueError(f"the character U+{ord(found[0]):04X} has no place in a text; remove it")
    value = contained(value)
    if is_blank(value):
        raise ValueError("is blank; write something or remove the key")
    return value


def plain_statement(value: object) -> object:
    """A statement written as plain text, as the mapping that it stands for."""
    return {"text": value} if isinstance(value, str) else value


def plain_update(value: object) -> object:
    """An update written as a day alone, as the mapping that it stands for."""
    return {"date": value} if isinstance(value, str | date) else value


def plain_updates(value: object) -> object:
    """A single update, as the list that it stands for."""
    return (value,) if isinstance(value, str | date | dict) else value


Day = Annotated[date, BeforeValidator(_iso_day)]
PartialDate = Annotated[str, AfterValidator(_partial_date)]
Text = Annotated[str, Field(min_length=1), AfterValidator(_text)]
Reference = Annotated[str, AfterValidator(_reference)]
WebAddress = Annotated[str, AfterValidator(_web_address)]
LanguageTag = Annotated[str, AfterValidator(_known_language)]
