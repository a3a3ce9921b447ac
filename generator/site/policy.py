"""What browsers may do with the pages: their Content-Security-Policy, and headers for hosts that read them.

Pages run, show and ask only what is in the site. So a text that got into a page as markup runs nothing, and
no other host learns who reads what.
"""

import re
from collections.abc import Mapping

from generator.errors import SiteError
from generator.yaml_file import nearest

HEADERS = "_headers"
Policy = Mapping[str, str]
"""The sources of each directive."""
OWN: Policy = {
    "default-src": "'self'",
    # the rules for fetching a page ahead name no address
    "script-src": "'self' 'inline-speculation-rules'",
    # the icons in the theme's style sheets
    "img-src": "'self' data:",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'none'",
    "frame-ancestors": "'none'",
}
# what else hosts are to tell browsers
_OTHERS = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ", ".join(
        f"{feature}=()"
        for feature in ("camera", "display-capture", "geolocation", "microphone", "midi", "payment", "usb")
    ),
    # the publishers of articles do not learn which briefing a reader came from
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}
_FETCHED = {
    *("child-src", "connect-src", "default-src", "font-src", "frame-src", "img-src", "manifest-src"),
    *("media-src", "object-src", "script-src", "script-src-attr", "script-src-elem", "style-src"),
    *("style-src-attr", "style-src-elem", "worker-src", "base-uri", "form-action", "frame-ancestors"),
}
_BARE = {"upgrade-insecure-requests", "block-all-mixed-content", "sandbox"}
_NAMED = {"report-to", "report-uri", "require-trusted-types-for", "trusted-types"}
# browsers do not take these from a page, and complain
_OF_HEADERS = {"frame-ancestors", "report-to", "report-uri", "sandbox"}
_KEYWORDS = {
    *("'self'", "'none'", "'unsafe-inline'", "'unsafe-eval'", "'unsafe-hashes'", "'wasm-unsafe-eval'"),
    *("'strict-dynamic'", "'report-sample'", "'inline-speculation-rules'"),
}
_SECRET = re.compile(r"'(?:nonce-|sha(?:256|384|512)-)[\w+/=-]+'", re.ASCII)
_SOURCE = re.compile(
    r"[a-z][a-z0-9+.-]*:|(?:[a-z][a-z0-9+.-]*://)?(?:\*|(?:\*\.)?[a-z0-9-]+(?:\.[a-z0-9-]+)*)(?::(?:\d+|\*))?"
    r"(?:/(?!/)[\w./%~+=:@-]*)?",
    re.ASCII | re.IGNORECASE,
)
_TOKEN = re.compile(r"[\w.:/*#%=+@'~-]+", re.ASCII)


def read(text: str) -> Policy:
    """A policy of one's own: its directives take the place of ours with the same names; without any, none.

    Args:
        text: as in the header: ``script-src 'self' https://example.org; connect-src 'self'``.

    Raises:
        SiteError: a browser would not understand it, or not as it is meant.
    """
    found: dict[str, str] = {}
    for part in filter(None, map(str.strip, text.split(";"))):
        name, *sources = part.split()
        name = name.lower()
        if name not in _FETCHED | _BARE | _NAMED:
            known = nearest(name, sorted(_FETCHED | _BARE | _NAMED))
            raise SiteError(f"{name}: unknown directive{known}; a policy reads: script-src 'self'; img-src *")
        if name in found:
            raise SiteError(f"{name}: is there twice; browsers heed the first alone")
        if not sources and name not in _BARE:
            raise SiteError(f"{name}: names nothing; what allows nothing is written as 'none'")
        for source in sources:
            _check(name, source)
        if "'none'" in sources and len(sources) > 1:
            raise SiteError(f"{name}: 'none' stands alone, or not at all")
        found[name] = " ".join(sources)
    return {**OWN, **found} if found else {}


def _check(name: str, source: str) -> None:
    if name not in _FETCHED:
        if not _TOKEN.fullmatch(source):
            raise SiteError(f"{name}: {source!r} has letters that no policy has")
    elif source.startswith("'"):
        if source.lower() not in _KEYWORDS and not _SECRET.fullmatch(source):
            raise SiteError(f"{name}: {source} is unknown{nearest(source, sorted(_KEYWORDS))}")
    elif f"'{source.lower()}'" in _KEYWORDS or _SECRET.fullmatch(f"'{source}'"):
        raise SiteError(f"{name}: {source} would be a host of that name; write '{source}', in single quotes")
    elif not _SOURCE.fullmatch(source):
        raise SiteError(f"{name}: {source!r} is no address of a host; one reads: https://example.org")


def of_page(policy: Policy) -> str:
    """The policy as it stands in each page.

    A page may be opened from a disk, where Firefox takes no file for one of the page's own site.
    """
    kept = {name: value for name, value in policy.items() if name not in _OF_HEADERS}
    return text_of({name: value.replace("'self'", "'self' file:") for name, value in kept.items()})


def headers(policy: Policy) -> bytes:
    """The file of headers that some hosts read, such as Netlify and Cloudflare Pages."""
    own = {"Content-Security-Policy": text_of(policy)} if policy else {}
    lines = (f"  {name}: {value}\n" for name, value in {**own, **_OTHERS}.items())
    return f"/*\n{''.join(lines)}".encode()


def text_of(policy: Policy) -> str:
    """A policy as it is written."""
    return "; ".join(f"{name} {value}".strip() for name, value in policy.items())
