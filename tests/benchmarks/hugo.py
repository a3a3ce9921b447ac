"""The texts of an archive as a site for Hugo, the generator of static sites that is known for its speed.

Hugo gets the same briefings in the same languages, as Markdown: each with its title, date and description,
its statements under headings, its timeline, quotes and sources. The layout is the least that makes a page:
head, title, date, text; for each language a home page that lists all of them; and the feed and the sitemap
that Hugo writes by default.

What our site has beyond that: Material's frame with its navigation, the table of contents, the links to the
other languages, each translation's original, the paragraphs that a statement rests on, metadata, a
briefing.json for each page, the pages of topics and years, a search index. A ratio to Hugo's time is what all
of this costs together. (With topics, Hugo takes a tenth more; with contents and links to languages, a third.)
"""

import json
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

import polib

from generator import briefing_file
from generator.briefing import Briefing, Statement
from generator.site import ui

_LAYOUTS = {
    "_default/baseof.html": """<!doctype html>
<html lang="{{ site.Language.Lang }}">
<head>
<meta charset="utf-8">
<title>{{ .Title }}</title>
<meta name="description" content="{{ .Description }}">
</head>
<body>{{ block "main" . }}{{ end }}</body>
</html>
""",
    "_default/single.html": """{{ define "main" }}<h1>{{ .Title }}</h1>
<p><time>{{ .Date.Format "2006-01-02" }}</time></p>
{{ .Content }}{{ end }}
""",
    "_default/list.html": """{{ define "main" }}<h1>{{ .Title }}</h1>
{{ range .Pages }}<h2><a href="{{ .RelPermalink }}">{{ .Title }}</a></h2><p>{{ .Description }}</p>
{{ end }}{{ end }}
""",
    "index.html": """{{ define "main" }}<h1>{{ .Title }}</h1>
{{ range site.RegularPages }}<h2><a href="{{ .RelPermalink }}">{{ .Title }}</a></h2><p>{{ .Description }}</p>
{{ end }}{{ end }}
""",
}


def command() -> list[str] | None:
    """Builds the whole site in the folder where it runs; None where Hugo is not installed."""
    found = shutil.which("hugo")
    return [found, "--quiet", "--cleanDestinationDir"] if found else None


def write(folder: Path, archive: Path, languages: Iterable[str]) -> None:
    """Write a site for Hugo.

    Args:
        folder: for it; it is made.
        archive: the project that `benchmarks.archive` wrote.
        languages: of the archive, its own first.
    """
    codes = tuple(languages)
    for name, text in _LAYOUTS.items():
        path = folder / "layouts" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    settings = {
        "baseURL": "https://example.org/",
        "title": "Briefings",
        "defaultContentLanguage": codes[0],
        "disableKinds": ["taxonomy", "term"],
        "languages": {
            code: {"contentDir": f"content/{code}", "weight": weight} for weight, code in enumerate(codes, 1)
        },
    }
    (folder / "config.json").write_text(json.dumps(settings, indent=2), "utf-8")
    words = {code: ui.load(archive / "site_config" / "ui", code) for code in codes}
    for code in codes:
        (folder / "content" / code).mkdir(parents=True)
    for path in sorted((archive / "briefings").glob(f"*/{briefing_file.NAME}")):
        briefing = briefing_file.load(path)
        for code in codes:
            texts = _texts(path.with_name(f"{code}.po")) if code != codes[0] else {}
            page = _page(briefing, texts, words[code])
            (folder / "content" / code / f"{path.parent.name}.md").write_text(page, "utf-8")


def _texts(catalog: Path) -> dict[str, str]:
    return {entry.msgid: entry.msgstr for entry in polib.pofile(catalog)}


def _page(briefing: Briefing, texts: Mapping[str, str], words: ui.Words) -> str:
    def say(text: str) -> str:
        return texts.get(text, text)

    head = {
        "title": say(briefing.title),
        "date": str(briefing.date),
        "description": say(briefing.summary[0].text),
    }
    return f"{json.dumps(head, ensure_ascii=False)}\n\n" + "\n\n".join(_blocks(briefing, say, words)) + "\n"


def _blocks(briefing: Briefing, say: Callable[[str], str], words: ui.Words) -> Iterator[str]:
    def statements(found: Iterable[Statement]) -> str:
        return "\n".join(f"- {line(statement)}" for statement in found)

    def line(statement: Statement) -> str:
        speaker = f"**{say(statement.speaker)}**: " if statement.speaker else ""
        return f"{speaker}{say(statement.text)} ({', '.join(map(publisher, statement.sources))})"

    def publisher(reference: str) -> str:
        return briefing.sources[reference.partition(":")[0]].publisher or reference

    yield statements(briefing.summary)
    yield f"## {words('sides')}"
    for side in briefing.sides:
        yield f"### {say(side.name)}"
        yield ", ".join(map(say, side.people))
        yield statements(side.statements)
    yield f"## {words('reactions')}"
    for reaction in briefing.reactions:
        yield f"### {say(reaction.actor)}"
        yield statements(reaction.statements)
    for name in ("developments", "background", "outlook"):
        yield f"## {words(name)}"
        yield statements(getattr(briefing, name))
    yield f"## {words('timeline')}"
    yield "\n".join(f"- {event.date}: {say(event.text)}" for event in briefing.timeline)
    yield f"## {words('quotes')}"
    for quote in briefing.quotes:
        yield f"> {say(quote.text)}"
        yield f"— {say(quote.speaker or '')}"
    yield f"## {words('sources')}"
    yield "\n".join(f"1. [{s.title}]({s.url}), {s.publisher}, {s.date}" for s in briefing.sources.values())
