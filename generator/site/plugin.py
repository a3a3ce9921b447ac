"""The mkdocs plugin: one build for all languages.

It reads the project, hands each station its work, and gives mkdocs the pages. What the pages look
like is the business of `templates/` and of the other modules here.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Literal

import jinja2
from mkdocs.commands.build import get_context
from mkdocs.config import config_options as options
from mkdocs.config.base import Config, ValidationError
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, BuildError, PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin, event_priority, get_plugin_logger
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.utils import write_file
from mkdocs.utils.templates import TemplateContext

from generator import history
from generator.cache import digest
from generator.config import Project, load_languages
from generator.errors import (
    FAULT_STATUS,
    DragomanError,
    fault_report,
    is_for_users,
    is_from_us,
    told,
    visible,
)
from generator.site import export, policy, ui
from generator.site.edition import SERVED, Edition, Purpose
from generator.site.frame import directed
from generator.site.locales import direction
from generator.site.pages import SitePage, reserved
from generator.site.refusals import Refusals
from generator.site.render import render, template_error
from generator.site.serving import Watch
from generator.site.theme import Theme

log = get_plugin_logger("dragoman")
# plugins that leave pages as they are; the first one warns of a version of mkdocs to come
# extensions of Markdown that bring tables, and what they call them
_TABLES = {
    "extra": "tables",
    "markdown.extensions.extra": "tables",
    "pymdownx.extra": "markdown.extensions.tables",
}
_HARMLESS = ("material.plugins.search.", "mkdocs.contrib.search")


class PolicyOption(options.Type[str]):
    """A Content-Security-Policy."""

    def validate(self, value: object) -> str:
        """Nothing at all is as good as an empty text; else mkdocs would take our own policy.

        Raises:
            ValidationError: it is none that browsers would understand.
        """
        text = self.run_validation("" if value is None else value)
        try:
            policy.read(text)
        except DragomanError as error:
            raise ValidationError(str(error)) from None
        return text


class DragomanConfig(Config):  # type: ignore[no-untyped-call]  # mkdocs is typed in part
    """The options in mkdocs.yml."""

    publish = options.Choice(("all", "reviewed"), default="all")
    """Which briefings the site shows: all, or only those whose status is ``reviewed``."""
    content_security_policy = PolicyOption(str, default=policy.text_of(policy.OWN))
    """What browsers may do with the pages: its directives take the place of ours; empty, pages have none."""


@contextmanager
def _reported() -> Iterator[None]:
    """Mistakes that people can mend end the build with their message, without a traceback."""
    try:
        yield
    except (DragomanError, OSError) as error:
        log.debug("", exc_info=error)
        raise PluginError(told(error)) from error


class _AtFaultAbort(Abort):
    exit_code = FAULT_STATUS


def _tell(line: str) -> None:
    log.info(visible(line))


class DragomanPlugin(BasePlugin[DragomanConfig]):  # type: ignore[no-untyped-call]
    """Builds the site from the briefings.

    Attributes:
        only: the slugs of those to show, drafts too; all that `publish` allows, where it is None.
    """

    only: frozenset[str] | None = None
    edition: Edition | None = None
    watch: Watch | None = None

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:  # noqa: ARG002
        """Take note; without this event, mkdocs would make a new plugin at each rebuild."""
        self.watch = Watch() if command == "serve" else None

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Read the project; say which folders to watch."""
        self.project = Project(Path(config.config_file_path).resolve().parent)
        self.policy = policy.read(self.config.content_security_policy)
        self.refusals = Refusals(config, self.policy)
        # cells of tables in hand-written pages would be aligned by styles, which the policy forbids
        config.mdx_configs.setdefault("tables", {}).setdefault("use_align_attribute", True)
        for bundle, tables in _TABLES.items():
            if bundle in config.markdown_extensions:
                own = config.mdx_configs.setdefault(bundle, {}).setdefault(tables, {})
                own.setdefault("use_align_attribute", True)
        folders = (self.project.briefings, self.project.templates, self.project.site_config)
        watched = (*(folder for folder in folders if folder.is_dir()), history.commits(self.project))
        config.watch.extend(str(path) for path in watched if path)
        if self.watch:
            self.watch.begin(config.config_file_path, (config.docs_dir, *config.watch))
        with _reported():
            self.languages = load_languages(self.project.site_config / "languages.yml")
            folder = self.project.site_config / "ui"
            self.words = {code: ui.load(folder, code) for code in self.languages.codes}
        # where only `repo_url` is set, mkdocs guesses that pages are edited in a folder docs/
        if config.edit_uri and config.edit_uri.endswith("/docs/"):
            folder_of_pages = os.path.relpath(config.docs_dir, self.project.root)
            config.edit_uri = f"{config.edit_uri.removesuffix('docs/')}{Path(folder_of_pages).as_posix()}/"
        # the plugin makes the navigation; mkdocs would sort all pages into one
        config.nav = []
        return config

    def on_pre_build(self, *, config: MkDocsConfig) -> None:
        """Get the briefings that changed, and make their pages."""
        with _reported():
            reserved(self.project, self.languages)
            name = SERVED if self.watch else digest(str(Path(config.site_dir).resolve()))
            purpose = Purpose(name, self.config.publish, self.only, _is_alone(config))
            self.edition = Edition(self.project, self.languages, self.words, config, purpose, _tell)
            self.edition.gather()

    def on_files(self, files: Files, **_: object) -> Files:
        """Add the pages of all languages."""
        with _reported():
            self._now.add_pages(files)
        return files

    @property
    def _now(self) -> Edition:
        assert self.edition  # noqa: S101  # mkdocs calls on_pre_build before all that asks
        return self.edition

    def on_nav(self, nav: Navigation, **_: object) -> Navigation:  # noqa: ARG002
        """The navigation of the pages that have no language of their own."""
        return self._now.site.navigation(self.languages.default)

    def on_env(self, env: jinja2.Environment, *, config: MkDocsConfig, **_: object) -> jinja2.Environment:
        """Get the theme's templates ready, and write the pages that nobody else has a hand in."""
        # no sitemap of mkdocs' own; before this event, it would take the template for a file of the theme
        config.theme.static_templates.discard("sitemap.xml")
        self._now.prepare(env)
        # mkdocs puts a script into the pages that it serves
        rules = "" if self.watch else policy.of_page(self.policy)
        self.env, self.theme = env, Theme(config, env, self._now.site, self.words, rules)
        with _reported():
            self._now.write_pages(self.theme.page)
        return env

    def on_template_context(self, context: TemplateContext, **_: object) -> TemplateContext:
        """The 404 page at the root is that of the default language."""
        return self.theme.apply(context, self.languages.default, None)

    def on_page_context(self, context: TemplateContext, *, page: Page, **_: object) -> TemplateContext:
        """Render the page, and give the theme its language."""
        if not isinstance(page, SitePage):
            return context
        words, head = self.words[page.language], None
        with _reported():
            if page.body:
                body = page.body()
                page.content, head = body.html, body.head
                if head.data:
                    write_file(head.data.encode(), f"{page.file.dest_dir}/{export.path(page.file.dest_uri)}")
            elif page.text_language != page.language:
                page.content = render(
                    self.project.templates,
                    "untranslated.html",
                    words,
                    html=page.content,
                    page=page,
                    text_direction=direction(page.text_language),
                )
            head = head or self.theme.head(page)
        return self.theme.apply(context, page.language, page, head)

    def on_post_page(self, output: str, *, page: Page, **_: object) -> str:
        """Give the whole document its direction; let go of what has been written."""
        if isinstance(page, SitePage):
            if page.body:
                page.content = ""
            elif page.file.abs_src_path:
                self.refusals.see_page(page.file.abs_src_path, page.content or "")
            output = directed(output, direction(page.language))
        return output

    def on_post_template(self, output: str, *, template_name: str, **_: object) -> str:
        """See what is on every page."""
        if template_name == "404.html":
            self.refusals.see_frame(output)
        return output

    def on_serve(self, server: LiveReloadServer, **_: object) -> LiveReloadServer:
        """Build soon after an edit, and not for what a build writes itself."""
        return self.watch.attach(server) if self.watch else server

    # after Material's own search plugin, whose index this one replaces
    @event_priority(-100)
    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Write what each language has once, and put everything into the site's folder."""
        if refused := self.refusals.report():
            log.warning(visible(refused))
        with _reported():
            changed = self._now.finish(
                self.env, partial(self._error_page, config=config), policy.headers(self.policy)
            )
            self._now.close()
        if self.watch:
            self.watch.end(self._now.wrote)
        log.info(f"{changed} files changed in {config.site_dir}")

    def on_build_error(self, *, error: Exception) -> None:
        """Say what is wrong without a traceback, unless `mkdocs --verbose` is to show it."""
        if self.edition:
            self.edition.close()
        if isinstance(error, BuildError | Abort) or not hasattr(self, "project"):
            return
        aborted = Abort("Aborted with an error!")
        if found := template_error(error, self.project.templates):
            aborted = Abort("Aborted with an error in a template!")
        elif is_for_users(error):
            found = told(error)
        elif is_from_us(error):
            found = fault_report(error, "`mkdocs build --verbose`")
            aborted = _AtFaultAbort("Aborted with a fault of Dragoman's!")
        else:
            return  # another plugin's, or mkdocs's own
        log.debug("", exc_info=error)
        log.error(told(found))
        raise aborted from error

    def _error_page(self, code: str, config: MkDocsConfig) -> bytes:
        context = get_context(self._now.site.navigation(code), [], config)
        return self.env.get_template("404.html").render(self.theme.apply(context, code, None)).encode()


def _is_alone(config: MkDocsConfig) -> bool:
    """Whether nobody else has a hand in the pages: no hook, no plugin but the search box."""
    methods = (method for event in config.plugins.events.values() for method in event)
    owners = {type(getattr(method, "__self__", method)) for method in methods}
    return all(kind.__module__.startswith(_HARMLESS) or issubclass(kind, DragomanPlugin) for kind in owners)
