"""The types of the fields that people edit: what is checked, and how a mistake is put into words."""

import re
from datetime import date
from typing import Annotated
from urllib.parse import urlsplit

from babel import Locale, UnknownLocaleError
from pydantic import AfterValidator, BeforeValidator, Field


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
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and not re.search(r'[\s"<>]', value)


def _web_address(value: str) -> str:
    if not is_web_address(value):
        raise ValueError("expected an address that begins with https:// or http://, without spaces or quotes")
    return value


def _reference(value: str) -> str:
    if not re.fullmatch(r"[^:\s]+:[1-9]\d*", value):
        raise ValueError('expected "article:paragraph", such as "01:3"')
    return value


def _known_language(value: str) -> str:
    try:
        Locale.parse(value, sep="-")
    except (UnknownLocaleError, ValueError):
        raise ValueError("not a language that CLDR knows; use a code such as en, pt-BR or zh") from None
    return value


def _not_blank(value: str) -> str:
    if not value.strip():
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
Text = Annotated[str, Field(min_length=1), AfterValidator(_not_blank)]
Reference = Annotated[str, AfterValidator(_reference)]
WebAddress = Annotated[str, AfterValidator(_web_address)]
LanguageTag = Annotated[str, AfterValidator(_known_language)]
