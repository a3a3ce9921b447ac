"""What a project puts into its pages that browsers will refuse, as the policy of the pages forbids it."""

import base64
import hashlib
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import SplitResult, urljoin, urlsplit

from mkdocs.config.defaults import MkDocsConfig

from generator.site.policy import OWN, Policy, text_of

_MOST = 10  # refusals that are told; a maintainer reads one screen
_NOWHERE = "https://site.invalid/"
# what stands in the text of a script that runs; all else is data
_SCRIPTS = {"", "module", "importmap", "text/javascript", "application/javascript"}
_ASKED = {
    ("script", "src"): "script-src",
    ("img", "src"): "img-src",
    ("img", "srcset"): "img-src",
    ("image", "href"): "img-src",
    ("video", "poster"): "img-src",
    ("video", "src"): "media-src",
    ("audio", "src"): "media-src",
    ("track", "src"): "media-src",
    ("source", "src"): "media-src",
    ("source", "srcset"): "img-src",
    ("iframe", "src"): "frame-src",
    ("embed", "src"): "object-src",
    ("object", "data"): "object-src",
    ("form", "action"): "form-action",
    ("base", "href"): "base-uri",
}
_LINKED = {"stylesheet": "style-src", "icon": "img-src", "manifest": "manifest-src"}
_STYLED = re.compile(r"""(?P<how>@import\s+(?:url\()?|url\()\s*["']?(?P<url>[^"')\s;]+)""", re.IGNORECASE)
# what asks for nothing: remarks, and names of vocabularies that look like addresses
_PASSED = re.compile(r"/\*.*?(?:\*/|\Z)|@namespace\b[^;]*", re.DOTALL | re.IGNORECASE)
_FONT = re.compile(r"\.(?:woff2?|ttf|otf|eot)\b|^data:(?:application/|)(?:x-)?font", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Something that browsers will not do.

    Attributes:
        found: what a page has, or how that begins.
        directive: the part of the policy that is about it.
        source: what would allow it there.
    """

    found: str
    directive: str
    source: str


def in_page(html: str, policy: Policy, address: str | None) -> Iterator[Refusal]:
    """What of a page, or of a part of one, browsers will refuse.

    Args:
        html: the page.
        policy: of the pages.
        address: of the site, where it has one.
    """
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return (wish for wish in reader.wishes if not _is_allowed(wish, policy, address))


def in_styles(css: str, policy: Policy, address: str | None) -> Iterator[Refusal]:
    """What of a style sheet browsers will refuse."""
    for match in _STYLED.finditer(_PASSED.sub(" ", css)):
        url = match["url"]
        directive = "style-src" if match["how"][0] == "@" else "font-src" if _FONT.search(url) else "img-src"
        wish = _wish(url, directive)
        if not _is_allowed(wish, policy, address):
            yield wish


def allowing(policy: Policy, wishes: Iterable[Refusal]) -> str:
    """The setting in mkdocs.yml with which these would be allowed."""
    made = dict(policy)
    for wish in wishes:
        name, sources = _in_force(made, wish.directive)
        if name == "default-src" or wish.directive.endswith("-attr"):
            name = wish.directive
        if name.endswith("-attr"):  # what else its fallback has means nothing there
            sources = made.get(name, "").split()
        kept = [source for source in sources if source != "'none'"]
        made[name] = " ".join(dict.fromkeys((*kept, wish.source)))
    return text_of({name: sources for name, sources in made.items() if OWN.get(name) != sources})


class Refusals:
    """What of one build browsers will refuse.

    Args:
        config: of the build.
        policy: of the pages.
    """

    def __init__(self, config: MkDocsConfig, policy: Policy) -> None:
        self._config, self._policy = config, policy
        self._places: dict[Refusal, str] = {}

    def see_frame(self, html: str) -> None:
        """Look at what is around every page, and at the style sheets of the project.

        Args:
            html: a page that has nothing else.
        """
        config = self._config
        settings = {"extra_css": config.extra_css, "extra_javascript": config.extra_javascript}
        for refusal in in_page(html, self._policy, config.site_url):
            found = (key for key, files in settings.items() if refusal.found in map(str, files))
            self._places.setdefault(refusal, f"mkdocs.yml: {next(found, 'on every page')}")
        for path in map(Path(config.docs_dir).joinpath, config.extra_css):
            if path.is_file():
                self._see(path, in_styles(path.read_text("utf-8", "replace"), self._policy, config.site_url))

    def see_page(self, path: str, html: str) -> None:
        """Look at a page that was written by hand.

        Args:
            path: of its file.
            html: its content.
        """
        self._see(Path(path), in_page(html, self._policy, self._config.site_url))

    def _see(self, path: Path, found: Iterable[Refusal]) -> None:
        for refusal in found:
            lines = path.read_text("utf-8", "replace").splitlines()
            number = next((n for n, line in enumerate(lines, 1) if refusal.found in line), 1)
            place = os.path.relpath(path, Path(self._config.config_file_path).parent)
            self._places.setdefault(refusal, f"{Path(place).as_posix()}:{number}")

    def report(self) -> str:
        """What to tell a maintainer; empty where there is nothing to tell."""
        lines = [f"  {place}: {refusal.found[:80]}" for refusal, place in self._places.items()]
        if len(lines) > _MOST:
            lines[_MOST:] = [f"  and {len(lines) - _MOST} more"]
        told = (
            "browsers will refuse this, as it is on another host or runs inside a page:",
            *lines,
            "Put it into files of the site (extra_css, extra_javascript), take it out, or allow it in",
            "mkdocs.yml, under the plugin dragoman:",
            f'  content_security_policy: "{allowing(self._policy, self._places)}"',
        )
        return "\n".join(told) if lines else ""


class _Reader(HTMLParser):
    """Notes what a page asks for and runs."""

    def __init__(self) -> None:
        super().__init__()
        self.wishes: list[Refusal] = []
        self._inside = ""  # the directive about the text that comes next

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """See what an element asks for."""
        values = {name: value or "" for name, value in attrs}
        runs = tag == "script" and "src" not in values and values.get("type", "").lower() in _SCRIPTS
        self._inside = "script-src" if runs else "style-src" if tag == "style" else ""
        for name, value in values.items():
            if name.startswith("on"):
                self.wishes.append(Refusal(f"{name}=", "script-src-attr", "'unsafe-inline'"))
            elif name == "style":
                self.wishes.append(Refusal("style=", "style-src-attr", "'unsafe-inline'"))
            elif tag == "link" and name == "href":
                relations = values.get("rel", "").lower().split()
                self.wishes += [_wish(value, _LINKED[each]) for each in relations if each in _LINKED]
            elif directive := _ASKED.get((tag, name)):
                urls = value.split(",") if name == "srcset" else [value]
                self.wishes += [_wish(url.split()[0], directive) for url in urls if url.strip()]

    def handle_data(self, data: str) -> None:
        """See a script or a style that stands in the page."""
        if self._inside:
            digest = base64.b64encode(hashlib.sha256(data.encode()).digest()).decode()
            first = data.strip().partition("\n")[0]
            self.wishes.append(Refusal(first, self._inside, f"'sha256-{digest}'"))
            self._inside = ""


def _wish(url: str, directive: str) -> Refusal:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:  # it leads nowhere
        url, parts = "", urlsplit("")
    host = f"{parts.scheme or 'https'}://{parts.netloc}" if parts.netloc else f"{parts.scheme}:"
    return Refusal(url, directive, host)


def _in_force(policy: Policy, directive: str) -> tuple[str, list[str]]:
    """The directive that browsers heed, and what it allows; all, where none is there."""
    names = [directive]
    if directive not in {"base-uri", "form-action"}:
        names += [directive.removesuffix("-attr"), *(["child-src"] if directive == "frame-src" else [])]
        names.append("default-src")
    name = next((name for name in names if name in policy), None)
    return (name, policy[name].split()) if name else (directive, ["*", "data:", "'unsafe-inline'"])


def _is_allowed(wish: Refusal, policy: Policy, address: str | None) -> bool:
    if not policy or wish.found.lower().startswith("about:"):
        return True
    _, sources = _in_force(policy, wish.directive)
    if any(source.startswith(("'strict-dynamic'", "'nonce-")) for source in sources):
        return True  # which cannot be told from here
    if wish.source.startswith("'"):
        has_hashes = any(source.startswith("'sha") for source in sources)
        return wish.source in sources if has_hashes else "'unsafe-inline'" in sources
    own = urlsplit(address or _NOWHERE)
    url = urlsplit(urljoin(own.geturl(), wish.found))
    return any(_matches(source, url, own) for source in sources)


def _matches(source: str, url: SplitResult, own: SplitResult) -> bool:
    if source == "'self'":
        return (url.scheme, url.netloc) == (own.scheme, own.netloc)
    if source.endswith(":"):
        return url.scheme == source[:-1]
    scheme, _, rest = source.rpartition("://")
    host, slash, path = rest.partition("/")
    name, _, port = host.partition(":")
    there = url.hostname or ""
    return (
        url.scheme in ({scheme} if scheme else {"http", "https"})
        and (name in {"*", there} or (name.startswith("*.") and there.endswith(name[1:])))
        and port in {"", "*", str(url.port)}
        and url.path.startswith(slash + path)
    )
