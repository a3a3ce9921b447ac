"""Jinja2: the project's templates, where every text is escaped."""

import re
import traceback
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import jinja2
import markupsafe
from jinja2.compiler import CodeGenerator
from markupsafe import Markup, escape

from generator.errors import SiteError
from generator.site import locales
from generator.site.ui import Words

# written so, it is found in a tenth of the time that \n{2,} takes
_EMPTY_LINES = re.compile(r"\n\n+")
# makes a plain string of a string; without that, `escape` makes a `Markup` of it
_escape_str: Callable[[str], str] = getattr(markupsafe, "_escape_inner", escape)


class _Context(jinja2.runtime.Context):
    """Calls macros and functions as they are: none of ours asks for the context."""

    def call(self, obj: Any, /, *args: Any, **kwargs: Any) -> Any:
        if kwargs:
            kwargs.pop("_loop_vars", None)
            kwargs.pop("_block_vars", None)
        return obj(*args, **kwargs)


class _Compiler(CodeGenerator):
    """Writes texts into the page without making a `Markup` of each, which takes longer than to escape it."""

    def _output_child_pre(self, node: Any, frame: Any, finalize: Any) -> None:
        escapes = frame.eval_ctx.autoescape and not frame.eval_ctx.volatile
        if escapes and finalize.src is None:
            self.write("environment.escaped(")
        else:
            super()._output_child_pre(node, frame, finalize)


class _Environment(jinja2.Environment):
    context_class = _Context
    code_generator_class = _Compiler

    @staticmethod
    def escaped(value: Any) -> str:
        """What `escape` makes of a value."""
        kind = type(value)
        if kind is str:
            return _escape_str(value)
        return value if kind is Markup else escape(value)


@lru_cache(maxsize=8)
def environment(folder: Path) -> jinja2.Environment:
    """The templates of a folder; an edited template is compiled again, the others are kept."""
    env = _Environment(
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
    try:
        html = environment(folder).get_template(name).render(ui=words, **_speech(words.language), **values)
        # the empty lines that statements of the template leave
        return _EMPTY_LINES.sub("\n", html)
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


@lru_cache(maxsize=64)
def _speech(language: str) -> Mapping[str, Any]:
    """What the templates are given to speak a language with."""
    return {
        "language": language,
        "direction": locales.direction(language),
        "language_name": cache(lambda code: locales.language_name(code, language)),
        "day": lru_cache(1024)(lambda value: locales.partial_date(str(value), language)),
        "number": lru_cache(1024)(lambda value: locales.number(value, language)),
        "separator": locales.separator(language),
    }


# the article is part of an Arabic word and would stand for every name
_ARABIC_ARTICLE = "ال"


def initial(name: str) -> str:
    """The letter that stands for a name in a badge; two could be taken for an abbreviation."""
    words = [word.strip("[]()“”\"'’«»") for word in name.split()]
    first = next((word for word in words if word[:1].isupper()), words[0] if words else name)
    return (first.removeprefix(_ARABIC_ARTICLE) or first)[:1].upper()
