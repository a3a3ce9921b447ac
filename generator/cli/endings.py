"""How a command ends: what is told, and with which exit status."""

import os
import signal
import threading
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from difflib import get_close_matches
from enum import IntEnum
from functools import partial
from importlib import import_module
from types import FrameType
from typing import Any

import click

from generator.cli.screen import echo_error, leave_stdout, prepare_streams
from generator.errors import DEBUG, FAULT_STATUS, FaultError, fault_report, is_for_users, told, visible


class Ending(IntEnum):
    """The exit statuses. A command that a signal ends has 128 and the signal's number, as in shells."""

    WELL = 0
    WRONG = 1
    MISSPELT = 2
    FAULT = FAULT_STATUS
    INTERRUPTED = 130
    PIPE_CLOSED = 141
    TERMINATED = 143


MEANINGS = {
    Ending.WELL: "all is well",
    Ending.WRONG: "something is wrong, doubtful, or cannot be done; it says what",
    Ending.MISSPELT: "no such verb, option or value, or no file of that name",
    Ending.FAULT: "a fault of Dragoman's own; please report it",
    Ending.INTERRUPTED: "interrupted with Ctrl-C; what was done is kept",
    Ending.PIPE_CLOSED: "nobody reads on, as with `| head`",
    Ending.TERMINATED: "ended by SIGTERM, 129 by SIGHUP; what was done is kept",
}

_MISSING = """the package {name} is missing or does not fit: {error}
`dragoman doctor` tells what is missing and how to get it"""
_NO_MEMORY = "there is not enough memory; close other programs, or give fewer --workers"


class _EndedError(KeyboardInterrupt):
    """A signal that asks the program to end, met where Ctrl-C would be."""

    def __init__(self, number: int) -> None:
        self.number = number
        super().__init__()


@contextmanager
def signals() -> Iterator[None]:
    """Within, SIGTERM and SIGHUP end the work as Ctrl-C does: passing folders and workers go."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def end(number: int, _: FrameType | None) -> None:
        signal.signal(number, signal.SIG_DFL)  # the second one ends at once
        raise _EndedError(number)

    # one that is ignored, as under nohup, stays so
    names = ("SIGTERM", "SIGHUP")
    known = [getattr(signal, name) for name in names if hasattr(signal, name)]
    own = [number for number in known if signal.getsignal(number) is signal.SIG_DFL]
    try:
        for number in own:
            signal.signal(number, end)
        yield
    finally:
        for number in own:
            signal.signal(number, signal.SIG_DFL)


def end(error: BaseException, *, debug: bool) -> int:
    """Tell how a command failed.

    Args:
        error: what ended it; no exception of click's.
        debug: whether the traceback is shown too.

    Returns:
        The exit status.
    """
    if isinstance(error, BrokenPipeError):
        leave_stdout()
        return Ending.PIPE_CLOSED
    if debug:
        _say("".join(traceback.format_exception(error)))
    if isinstance(error, KeyboardInterrupt):
        _say("; ".join(("Interrupted", *getattr(error, "__notes__", ()))))
        return 128 + error.number if isinstance(error, _EndedError) else Ending.INTERRUPTED
    if is_for_users(error):
        if isinstance(error, OSError) and error.filename is None:
            leave_stdout()
        _say(f"Error: {told(error)}")
        return Ending.FAULT if isinstance(error, FaultError) else Ending.WRONG
    if isinstance(error, ImportError) and not (error.name or "").startswith("generator"):
        _say(f"Error: {told(_MISSING.format(name=error.name or 'that is needed', error=error))}")
        return Ending.WRONG
    if isinstance(error, MemoryError):
        _say(f"Error: {_NO_MEMORY}")
        return Ending.WRONG
    _say(fault_report(error, "the same command with --debug"))
    return Ending.FAULT


def _say(text: str) -> None:
    with suppress(OSError):  # nobody listens any more
        echo_error(text)


class Group(click.Group):
    """Verbs that are loaded when they are called, and whose failures end as `end` says."""

    def __init__(self, *arguments: Any, verbs: dict[str, str], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._verbs = verbs

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - as click calls it
        """The names of the verbs."""
        return sorted(self._verbs)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """A verb; where a package that it needs is missing, one that says so."""
        if cmd_name not in self._verbs:
            return None
        try:
            module = import_module(f"generator.cli.{self._verbs[cmd_name]}")
        except ImportError as error:
            return _not_loaded(cmd_name, error)
        found: click.Command = getattr(module, cmd_name)
        _take_debug(found)
        return found

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the verb; name the nearest one where there is none."""
        if args[0] not in self._verbs and (near := get_close_matches(args[0], self._verbs, 1)):
            ctx.fail(f"No such command {args[0]!r}. Did you mean {near[0]!r}?")
        return super().resolve_command(ctx, args)

    def main(self, *args: Any, **extra: Any) -> Any:
        """See `click.Command.main`."""
        prepare_streams()
        return super().main(*args, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the verb."""
        try:
            with signals():
                return super().invoke(ctx)
        except (click.exceptions.Exit, click.Abort):
            raise
        except click.ClickException as error:
            error.message = visible(error.message)  # type: ignore[misc]  # it may name files that others have named
            raise
        except (Exception, KeyboardInterrupt) as error:
            raise click.exceptions.Exit(end(error, debug=DEBUG in os.environ)) from None


def set_debug(context: click.Context, _: click.Parameter, value: bool) -> None:
    """Have the traceback of an error shown, by workers too."""
    if value and DEBUG not in os.environ:
        os.environ[DEBUG] = "1"
        context.find_root().call_on_close(partial(os.environ.pop, DEBUG))


def _take_debug(command: click.Command) -> None:
    """Let a verb, and the verbs below it, take --debug too."""
    if not any(option.name == "debug" for option in command.params):
        command.params.append(
            click.Option(
                ["--debug"],
                is_flag=True,
                expose_value=False,
                hidden=True,
                callback=set_debug,
                help="As before the verb.",
            )
        )
    for below in command.commands.values() if isinstance(command, click.Group) else ():
        _take_debug(below)


def _not_loaded(name: str, error: ImportError) -> click.Command:
    def callback(arguments: Sequence[str]) -> None:  # noqa: ARG001 - whatever they are
        raise error

    return click.Command(
        name,
        callback=callback,
        params=[click.Argument(["arguments"], nargs=-1, type=click.UNPROCESSED)],
        help=f"Cannot be loaded: {error}. `dragoman doctor` tells more.",
        context_settings={"ignore_unknown_options": True},
    )
