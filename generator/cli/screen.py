"""What is printed: nothing in it controls the terminal, and no letter is one too many for it."""

import codecs
import json
import os
import re
import sys
from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress
from typing import Any, TextIO

import click

from generator.errors import visible

# columns of a table that goes into a file
_WIDE = 200
_NO_LETTERS = re.compile("[\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
# what a terminal of few letters shows in place of typographic marks
_PLAIN = {
    "▶": ">",
    "→": "->",
    "–": "-",
    "—": "-",
    "“": '"',
    "”": '"',
    "‘": "'",
    "’": "'",
    "…": "...",
    "✓": "+",
    "✗": "x",
}


def prepare_streams() -> None:
    """Let nothing fail that a terminal has no letter for: it is shown as plain as it can be."""
    codecs.register_error("dragoman", _plain)
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError, ValueError, OSError):  # no stream, or one of somebody else's
            stream.reconfigure(errors="dragoman")  # type: ignore[union-attr]


def _plain(error: UnicodeError) -> tuple[str | bytes, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    text = "".join(_PLAIN.get(letter, letter) for letter in error.object[error.start : error.end])
    return text.encode(error.encoding, "backslashreplace").decode(error.encoding), error.end


def leave_stdout() -> None:
    """Where standard output cannot be written to, let Python not try once more at its end."""
    try:
        sys.stdout.flush()
    except (OSError, ValueError):
        with suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except AttributeError:
        pass  # there is none


def echo(text: str) -> None:
    """Print a text, which may be from anywhere: nothing in it moves the cursor."""
    _write(visible(text), sys.stdout)


def echo_error(text: str) -> None:
    """`echo`, on standard error."""
    _write(visible(text), sys.stderr)


def echo_json(data: Any) -> None:
    """Print an object as JSON, in letters that a terminal may be given."""
    text = json.dumps(data, ensure_ascii=False)
    _write(_NO_LETTERS.sub(lambda match: json.dumps(match[0])[1:-1], text), sys.stdout)


def echo_table(
    titles: Sequence[str], rows: Iterable[Sequence[str]], right: Collection[str] = (), *, wraps: bool = True
) -> None:
    """Print a table.

    Args:
        titles: of the columns.
        rows: the cells, which may be from anywhere.
        right: titles of the columns that are aligned to the right.
        wraps: whether a cell may go over several lines.
    """
    from rich.console import Console  # noqa: PLC0415 - only where a table is printed
    from rich.table import Table  # noqa: PLC0415

    table = Table(box=None, pad_edge=False)
    for title in titles:
        table.add_column(title, justify="right" if title in right else "left", no_wrap=not wraps)
    for row in rows:
        table.add_row(*(visible(cell) for cell in row))
    watched = sys.stdout is not None and sys.stdout.isatty()
    console = Console(width=None if watched else _WIDE, markup=False, highlight=False)
    with console.capture() as printed:
        console.print(table)
    _write(printed.get().rstrip("\n"), sys.stdout)


def _write(text: str, stream: TextIO | None) -> None:
    click.echo(text, file=stream)
