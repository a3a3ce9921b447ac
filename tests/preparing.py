"""All briefings of a project at once, as a build gets them one after the other."""

from collections.abc import Callable
from contextlib import ExitStack

from generator.briefing import Entry
from generator.cache import Cache, Digests
from generator.config import Languages, Project
from generator.preparation import Preparation


def prepare(
    project: Project, languages: Languages, tell: Callable[[str], None] = lambda _: None
) -> tuple[Entry, ...]:
    """The briefings by slug, their folders and catalogs brought up to date."""
    with ExitStack() as stack:
        cache = stack.enter_context(Cache(None))
        digests = Digests(cache, project.root)
        preparation = stack.enter_context(Preparation(project, languages, cache, digests, tell))
        found = {slug: entry for slug, _, entry in preparation.run() if entry}
    return tuple(found[slug] for slug in sorted(found))
