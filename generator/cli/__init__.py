"""`dragoman`, the command line: each verb is a call into a station."""

import click

from generator import __version__
from generator.cli.endings import MEANINGS, Group, set_debug

_VERBS = {
    "check": "checking",
    "doctor": "doctor",
    "draft": "drafting",
    "glossary": "glossary",
    "models": "models",
    "pdf": "pdf",
    "proofread": "proofreading",
    "show": "drafting",
    "status": "translation",
    "translate": "translation",
}
_STATUSES = "\n".join(f"{status:>5}  {meaning}" for status, meaning in MEANINGS.items())


@click.group(
    cls=Group,
    verbs=_VERBS,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=f"\b\nExit status:\n{_STATUSES}",
)
@click.version_option(__version__, prog_name="dragoman")
@click.option(
    "--debug",
    is_flag=True,
    expose_value=False,
    callback=set_debug,
    help="Show the whole traceback of an error; also behind the verb.",
)
def main() -> None:
    """Condense news articles into a briefing, translate it offline, publish it with MkDocs."""
