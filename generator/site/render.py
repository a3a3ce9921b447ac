"""Jinja2: the project's templates, where every text is escaped."""

import re
import traceback
from datetime import date
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import jinja2

from generator.errors import SiteError
from generator.site import locales
from generator.site.ui import Words


@lru_cache(maxsize=8)
def environment(folder: Path) -> jinja2.Environment:
    """The templates of a folder; an edited template is compiled again, the others are kept."""
    env = jinja2.Environment(
        loader=jinja2.FileSystemLoader(folder),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters["initial"] = initial
    return env


def render(folder: Path, name: str, words: Words, **values: Any) -> str:
    """The HTML that a template makes, in the language of `words`.

    Raises:
        SiteError: the template is missing or has a mistake; names its file and line.
    """
    language = words.language
    try:
        html = (
            environment(folder)
            .get_template(name)
            .render(
                ui=words,
                language=language,
                direction=locales.direction(language),
                language_name=partial(locales.language_name, reader=language),
                day=partial(_day, code=language),
                number=partial(locales.number, code=language),
                separator=locales.separator(language),
                **values,
            )
        )
        # the empty lines that statements of the template leave
        return re.sub(r"\n{2,}", "\n", html)
    except Exception as error:
        if found := template_error(error, folder):
            raise SiteError(found) from error
        raise


def template_error(error: BaseException, folder: Path) -> str | None:
    """Where in the templates an error arose: ``file:line: message``; None if it did not."""
    if isinstance(error, jinja2.TemplateSyntaxError):
        return f"{error.filename or error.name}:{error.lineno}: {error.message}"
    if isinstance(error, jinja2.TemplateNotFound):
        return f"{folder / (error.name or '')}: there is no such template"
    frames = traceback.extract_tb(error.__traceback__)
    frame = next((f for f in reversed(frames) if Path(f.filename).is_relative_to(folder)), None)
    return f"{frame.filename}:{frame.lineno}: {error}" if frame else None


def _day(value: date | str, code: str) -> str:
    return locales.partial_date(str(value), code)


# the article is part of an Arabic word and would stand for every name
_ARABIC_ARTICLE = "ال"


def initial(name: str) -> str:
    """The letter that stands for a name in a badge; two could be taken for an abbreviation."""
    words = [word.strip("[]()“”\"'’«»") for word in name.split()]
    first = next((word for word in words if word[:1].isupper()), words[0] if words else name)
    return (first.removeprefix(_ARABIC_ARTICLE) or first)[:1].upper()
