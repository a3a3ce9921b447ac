"""Articles and briefings in other languages than English, with the real models: read, drafted, shown."""

import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import pytest
from click.testing import CliRunner
from fixtures.argos_toy import make
from lxml import html as lxml_html
from preparing import prepare
from site_project import ROOT, page_of

from generator import articles, briefing_file, pipeline, translation
from generator.briefing import (
    Article,
    Briefing,
    Entry,
    Event,
    Original,
    Paragraph,
    Source,
    State,
    Statement,
    Translated,
    TranslatedSentence,
    Translation,
    messages,
)
from generator.cli import main
from generator.config import Language, Languages, Project
from generator.drafting import text, timeline
from generator.drafting.standalone import Unit
from generator.errors import ArticleError, DraftError, InvalidFileError
from generator.site import ui
from generator.translation import models
from generator.translation.article import translate_article
from generator.translation.engines import engine_for
from generator.translation.engines.pivot import Pivot
from generator.translation.install import install

CLUSTERS = Path(__file__).parent / "fixtures" / "source_languages"
LANGUAGES = Languages("en", {code: Language() for code in ("en", "pt", "uk")})
NOWHERE = Path("nowhere")


@pytest.fixture(autouse=True)
def only_bundled_models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DRAGOMAN_MODELS", str(tmp_path / "models"))


def cluster(tmp_path: Path, name: str) -> Path:
    folder = tmp_path / "briefings" / name
    shutil.copytree(CLUSTERS / name, folder)
    return folder


def parts(briefing: Briefing) -> Iterator[tuple[str, Original | None, tuple[str, ...]]]:
    for part in (*briefing.statements(), *briefing.timeline, *briefing.quotes):
        yield part.text, part.original, part.sources


# --- which language an article is in --------------------------------------------------------------


Read = Callable[[str, str], Article]


@pytest.fixture
def article(tmp_path: Path) -> Read:
    def read(name: str, content: str) -> Article:
        path = tmp_path / name
        path.write_text(content, "utf-8")
        return articles.read(path)

    return read


SHORT = "O porto parou na segunda-feira depois de uma greve."
LONG = (CLUSTERS / "mixed" / "articles" / "03.txt").read_text("utf-8")
ENGLISH = (CLUSTERS / "mixed" / "articles" / "01.txt").read_text("utf-8")


@pytest.mark.parametrize(
    ("line", "tag"),
    [("Language: pt", "pt"), ("language: pt_BR", "pt-BR"), ("Language: Portuguese", "pt")],
)
def test_a_text_file_may_say_its_language_above_the_story(article: Read, line: str, tag: str) -> None:
    found = article("01.txt", f"O porto para\n\n{line}\n\n{SHORT}\n")
    assert found.language == tag
    assert [(p.number, p.text) for p in found.paragraphs] == [(1, "O porto para"), (3, SHORT)]
    assert [(r.number, r.text, r.rule) for r in found.removed] == [(2, line, "language")]


def test_what_names_no_language_or_stands_in_the_story_is_text(article: Read) -> None:
    found = article("01.txt", f"Title of it\n\nLanguage: barrier\n\n{SHORT}\n\nLanguage: pt\n")
    assert found.language is None
    assert "Language: pt" in [p.text for p in found.paragraphs]


def test_front_matter_says_it_and_a_wrong_one_is_a_mistake_with_its_line(article: Read) -> None:
    assert article("01.md", f"---\nlanguage: pt-PT\n---\n{SHORT}\n").language == "pt-PT"
    with pytest.raises(Exception, match=r"02\.md:2:11: language: not a language that CLDR knows"):
        article("02.md", f"---\nlanguage: portugese\n---\n{SHORT}\n")


def page(language: str, body: str) -> str:
    paragraphs = "".join(f"<p>{block}</p>" for block in body.split("\n\n"))
    return f'<!doctype html><html lang="{language}"><body><article>{paragraphs}</article></body></html>'


def test_a_page_declares_it_unless_its_words_tell_another(article: Read) -> None:
    assert article("01.html", page("pt-BR", f"{SHORT}\n\n{SHORT}")).language == "pt-BR"
    assert article("02.html", page("en-US", LONG)).language == "pt"
    assert article("03.html", page("pt", ENGLISH)).language == "en"


def test_words_tell_it_where_they_are_many_enough(article: Read) -> None:
    assert article("01.txt", LONG).language == "pt"
    assert article("02.txt", ENGLISH).language == "en"
    assert article("03.txt", SHORT).language is None


def test_a_language_that_has_a_twin_is_not_guessed(article: Read) -> None:
    galician = (
        "O goberno anunciou este luns que non asinará o acordo ata que os traballadores do porto volvan aos "
        "seus postos. A ministra dixo que a proposta é xusta e que espera unha resposta antes do venres. "
        "Segundo o sindicato, a folga continuará na próxima semana.\n"
    )
    assert article("01.txt", galician).language is None


def test_all_paragraphs_of_portuguese_articles_are_kept() -> None:
    for path in sorted(CLUSTERS.glob("*/articles/*")):
        if (found := articles.read(path)).language != "en":
            assert {r.rule for r in found.removed} <= {"language"}, path


# --- an article in English, sentence by sentence ---------------------------------------------------


def translated(*paragraphs: str, language: str = "pt") -> Article:
    engine = engine_for("en", "auto", NOWHERE, language)
    assert engine
    made = tuple(Paragraph(n, words) for n, words in enumerate(paragraphs, 1))
    return translate_article(Article("01", made, language=language), "en", engine)


def test_each_sentence_keeps_its_original() -> None:
    found = translated("A Noruega ofereceu 11%. A Islândia recusou a oferta.", "O Sr. Haugen partiu de Oslo.")
    first, second = found.paragraphs
    assert first.text == "Norway offered 11%. Iceland refused the offer."
    assert [s.text for s in first.sentences] == ["Norway offered 11%.", "Iceland refused the offer."]
    assert [s.original.text for s in first.sentences] == [
        "A Noruega ofereceu 11%.",
        "A Islândia recusou a oferta.",
    ]
    assert [s.original.text for s in second.sentences] == ["O Sr. Haugen partiu de Oslo."]
    assert {s.original.machine for s in first.sentences} == {"firefox pten-1693087646"}
    assert found.language == "en"
    assert found.original
    assert found.original.paragraphs[0].text.startswith("A Noruega")


def test_a_sentence_is_translated_once_though_its_names_are_looked_at_twice() -> None:
    asked: list[str] = []

    class Counting:
        name, model = "counting", "1"

        def translate(self, sentences: Sequence[str]) -> list[str]:
            asked.extend(sentences)
            return list(sentences)

    text = "Rui Castanho disse que sim. Rui Castanho partiu de Oslo."
    translate_article(Article("01", (Paragraph(1, text),), language="pt"), "en", Counting())
    assert len(asked) == len(set(asked))


def test_what_the_engine_made_up_is_a_problem() -> None:
    found = translated(
        "A ministra falou. Helena Prado confirmou que vai receber o sindicato.",
        "Ele disse que a greve continua. Ela concordou.",
        "O diretor da Maresia, Rui Castanho, recusou. A oferta de Rui Castanho é justa.",
    )
    problems = {s.text: s.problem for p in found.paragraphs for s in p.sentences}
    guessed = "Helena Prado confirmed that he will receive the union."
    assert problems.pop(guessed) == "“he” is a guess: the original has no such pronoun"
    wrong = next(t for t, problem in problems.items() if problem)
    assert "Brown" in wrong  # once: Castanho is chestnut, or brown
    assert problems[wrong] == "“Castanho” is lost"
    assert sum(problem is not None for problem in problems.values()) == 1


def test_an_owner_that_the_original_does_not_have_is_a_problem() -> None:
    words = "“A nossa oferta é justa e está em cima da mesa”, disse o diretor-geral da empresa, Rui Castanho."
    found = translated(words, "Rui Castanho partiu.")
    assert found.paragraphs[0].text.endswith("said Rui Castanho’s director-general.")
    assert found.paragraphs[0].sentences[0].problem == "“Rui Castanho” became an owner"


def test_a_statement_carries_the_whole_sentences_that_it_has_a_part_of() -> None:
    found = translated(
        "1. A Noruega disse que aceita o acordo, enquanto a Islândia disse que o rejeita. Oslo espera.",
        "Outro parágrafo.",
    )
    sentences = text.sentences([found])
    whole = "A Noruega disse que aceita o acordo, enquanto a Islândia disse que o rejeita."
    one, other, last = sentences[:3]
    assert (one.is_split_off, other.is_split_off) == (False, True)
    for part in (one, other):
        original = Unit((part,), part.text, part.length).original
        assert original is not None
        assert original.text == whole
    both = Unit((one, other, last), "", 0).original
    assert both is not None
    assert both.text == f"{whole} Oslo espera."


# --- a draft from them ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def quotas(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Briefing]:
    folder = cluster(tmp_path_factory.mktemp("quotas"), "quotas")
    return folder, briefing_file.load(pipeline.draft(folder))


def test_portuguese_articles_become_an_english_briefing_with_the_originals(
    quotas: tuple[Path, Briefing],
) -> None:
    folder, briefing = quotas
    originals = pipeline.read_articles(folder)
    assert briefing.language == "en"
    assert briefing.original
    assert briefing.original.text in {a.title for a in originals.values()}
    assert briefing.sources["02"] == Source(
        "Islândia mantém portos fechados aos navios noruegueses",
        "Diário da Costa",
        "https://diario-da-costa.example/cavala",
        originals["02"].date and briefing.date,
        "pt-PT",
    )
    found = list(parts(briefing))
    assert len(found) > 10
    for made, original, sources in found:
        assert original is not None, made
        name, _, number = sources[0].partition(":")
        paragraph = next(p for p in originals[name].paragraphs if p.number == int(number))
        assert original.text in paragraph.text
        assert original.language == originals[name].language
        assert original.machine == "firefox pten-1693087646"


def test_the_draft_knows_who_speaks_for_whom(quotas: tuple[Path, Briefing]) -> None:
    _, briefing = quotas
    assert {s.name: s.people for s in briefing.sides} == {
        "Norway": ("Lars Haugen",),
        "Iceland": ("Sigrún Jónsdóttir",),
    }
    said = {s.text: s.speaker for side in briefing.sides for s in side.statements}
    assert said["Norway rejected the requirement and offered 11%."] == "Norway"
    (haugen,) = (s for s in briefing.statements() if "He warned" in s.text)
    assert haugen.speaker == "Lars Haugen"
    assert haugen.original
    assert haugen.original.text.endswith(
        "recomendam. Ele advertiu que a Noruega pode proibir a importação de peixe islandês."
    )


def test_a_sentence_whose_translation_has_a_problem_is_not_told(quotas: tuple[Path, Briefing]) -> None:
    folder, briefing = quotas
    found = pipeline.in_english(folder, tuple(pipeline.read_articles(folder).values()))
    faulty = [s for a in found for p in a.paragraphs for s in p.sentences if s.problem]
    assert [s.original.text for s in faulty] == ["Afirmou ainda que a associação vai pedir uma indemnização."]
    assert "indemnização" not in briefing_file.dump(briefing)


def test_a_quotation_carries_the_quoted_words_alone(quotas: tuple[Path, Briefing]) -> None:
    _, briefing = quotas
    quote = next(q for q in briefing.quotes if q.speaker == "Lars Haugen")
    assert quote.original
    assert quote.original.text == "A segurança dos nossos pescadores não se negocia"


def test_an_english_statement_is_preferred_to_a_translated_one(tmp_path: Path) -> None:
    briefing = briefing_file.load(pipeline.draft(cluster(tmp_path, "mixed")))
    both = next(s for s in briefing.statements() if "than scientists recommend" in s.text)
    assert (both.original, both.sources) == (None, ("01:4", "03:3"))
    only = next(s for s in briefing.statements() if "7,000 people" in s.text)
    assert only.sources == ("03:5",)
    assert only.original
    assert only.original.text == "Mais de 7.000 pessoas vivem da cavala na costa leste da Islândia."
    assert briefing.original is None
    assert [briefing.sources[name].language for name in ("01", "02", "03")] == [None, None, "pt"]


def test_a_language_without_a_model_is_named_with_the_article_and_what_to_do(tmp_path: Path) -> None:
    folder = cluster(tmp_path, "mixed")
    (folder / "articles" / "04.txt").write_text("Language: uk\n\nУряд не підпише угоду.\n", "utf-8")
    with pytest.raises(DraftError) as caught:
        pipeline.draft(folder)
    assert str(caught.value) == (
        f"{folder / 'articles'}: article 04 is in Ukrainian (uk), and no model is installed that translates "
        "it into English; `dragoman models install en --from uk` gets one"
    )
    assert not (folder / "briefing.yml").exists()


def test_an_article_in_an_unknown_language_is_told_how_to_say_it(tmp_path: Path) -> None:
    folder = cluster(tmp_path, "mixed")
    (folder / "articles" / "04.txt").write_text("Suomi allekirjoittaa sopimuksen huomenna.\n", "utf-8")
    with pytest.raises(DraftError, match=r"article 04 does not read as English; .*“Language: pt”"):
        pipeline.draft(folder)


def test_the_project_s_glossary_rules_the_translation_too(tmp_path: Path) -> None:
    folder = cluster(tmp_path, "quotas")
    (tmp_path / "mkdocs.yml").write_text("site_name: S\n")
    (tmp_path / "site_config").mkdir()
    path = tmp_path / "site_config" / "glossary.yml"

    def first() -> TranslatedSentence:
        found = pipeline.in_english(folder, tuple(pipeline.read_articles(folder).values()))
        return found[0].paragraphs[1].sentences[0]

    assert "negotiations on cavalry" in first().text
    assert first().problem is None
    path.write_text("en: {cavala: {use: mackerel}}\n")
    assert first().problem == "the glossary wants “mackerel” for “cavala”"
    path.write_text("en: {cavala: {use: mackerel}\n")
    with pytest.raises(InvalidFileError, match="glossary"):
        first()


def test_an_update_brings_translated_statements_and_keeps_every_line(tmp_path: Path) -> None:
    folder = cluster(tmp_path, "mixed")
    late = folder / "articles" / "03.txt"
    kept = late.read_bytes()
    late.unlink()
    path = pipeline.draft(folder)
    path.write_text(path.read_text("utf-8").replace("Thirty-four", "34"), "utf-8")
    before = path.read_text("utf-8").splitlines()
    late.write_bytes(kept)
    added = pipeline.update(folder)
    assert any("7,000 people" in line for line in added)
    after = iter(path.read_text("utf-8").splitlines())
    assert all(line in after for line in before)
    new = next(s for s in briefing_file.load(path).statements() if "7,000 people" in s.text)
    assert new.original == Original(
        "pt",
        "Mais de 7.000 pessoas vivem da cavala na costa leste da Islândia.",
        "firefox pten-1693087646",
    )
    assert briefing_file.load(path).sources["03"].language == "pt"
    assert pipeline.update(folder) == ()


def test_an_event_is_told_once_rather_in_english() -> None:
    original = Original("pt", "…")
    english = Event("2024-03", "A meeting of both governments ended without a deal.")
    again = Event("2024-03", "A meeting of the two governments ended without agreement.", (), original)
    other = Event("2024-03", "Iceland set its own quota.", (), original)
    assert timeline._without_translated_twins([again, english, other]) == [english, other]


def test_originals_are_read_as_they_are_written(quotas: tuple[Path, Briefing], tmp_path: Path) -> None:
    _, briefing = quotas
    bare = Statement("Talks begin.", original=Original("pt", "As conversas: “começam”."))
    briefing = replace(briefing, background=(*briefing.background, bare))
    path = tmp_path / "briefing.yml"
    path.write_text(briefing_file.dump(replace(briefing, sources={})), "utf-8")
    shutil.copytree(CLUSTERS / "quotas" / "articles", tmp_path / "articles")
    assert briefing_file.load(path) == replace(briefing, sources={})


# --- catalogs and pages ---------------------------------------------------------------------------


def test_the_original_is_never_sent_to_translation(quotas: tuple[Path, Briefing]) -> None:
    _, briefing = quotas
    texts = {message.text for message in messages(briefing)}
    assert not texts & {original.text for _, original, _ in parts(briefing) if original}
    assert not any("original" in message.path for message in messages(briefing))


@pytest.fixture(scope="module")
def entry(quotas: tuple[Path, Briefing]) -> Entry:
    """The briefing with its Portuguese catalog; and one text in Ukrainian, as a person would have it made."""
    folder, briefing = quotas
    engine = engine_for("pt", "auto", NOWHERE)
    translation.translate(briefing, folder / "pt.po", "pt", engine=engine)
    portuguese = translation.load(briefing, folder / "pt.po", "pt")
    machine = Translated("Норвегія відхилила вимогу.", State.MACHINE, "firefox enuk-1")
    ukrainian = Translation(
        "uk", MappingProxyType({"Norway rejected the requirement and offered 11%.": machine})
    )
    found = {"pt": portuguese, "uk": ukrainian}
    return Entry("quotas", briefing, folder / "briefing.yml", found, pipeline.read_articles(folder))


def test_in_the_original_s_language_the_original_is_the_text(entry: Entry) -> None:
    strings = entry.translations["pt"].strings
    for made, original, _ in parts(entry.briefing):
        assert original
        assert strings[made] == Translated(original.text, State.STANDARD)
    catalog = (entry.path.parent / "pt.po").read_text("utf-8")
    assert "#. machine: original rule" in catalog
    assert 'msgstr "A Noruega rejeitou a exigência e ofereceu 11%."' in catalog


def show(entry: Entry, code: str) -> lxml_html.HtmlElement:
    words = ui.load(ROOT / "site_config" / "ui", code)
    return lxml_html.document_fromstring(page_of(entry, words))


def statement(
    page: lxml_html.HtmlElement, words: str
) -> tuple[lxml_html.HtmlElement, lxml_html.HtmlElement | None]:
    """The element of a statement, and the note that its mark opens."""
    block = next(e for e in page.iter("p", "div") if (e.text or "").startswith(words))
    marks = block.xpath('.//button[contains(@class, "dm-state")]')
    return block, page.get_element_by_id(marks[0].get("popovertarget")) if marks else None


def test_the_english_page_marks_the_statement_and_shows_the_original(entry: Entry) -> None:
    english = show(entry, "en")
    block, note = statement(english, "Norway rejected the requirement")
    button = block.xpath('.//button[contains(@class, "dm-state")]')[0]
    label = english.get_element_by_id(button.get("aria-labelledby"))
    assert label.text == "Translated from Portuguese: show the original"
    assert button.get("data-print") == "Translated from Portuguese"
    assert note is not None
    (quoted,) = note.iter("blockquote")
    assert (quoted.get("lang"), quoted.get("dir")) == ("pt", None)
    assert quoted.text == "A Noruega rejeitou a exigência e ofereceu 11%."
    assert "Firefox Translations (pten-1693087646)" in note.text_content()
    legend = english.xpath('//*[contains(@class, "dm-notice--translation")]')[0].text_content()
    assert "texts come from articles in another language (Portuguese)" in legend
    cites = english.xpath('//ol[@class="dm-list"]//cite')
    assert [cite.get("lang") for cite in cites] == ["pt", "pt-PT"]


def test_another_language_s_page_shows_both_what_was_translated_and_the_original(entry: Entry) -> None:
    _, note = statement(show(entry, "uk"), "Норвегія відхилила")
    assert note is not None
    quoted = [(q.get("lang"), q.text) for q in note.iter("blockquote")]
    assert quoted == [
        ("en", "Norway rejected the requirement and offered 11%."),
        ("pt", "A Noruega rejeitou a exigência e ofereceu 11%."),
    ]
    assert "мова оригіналу: португальська" in note.text_content()


def test_an_untranslated_statement_still_shows_its_original(entry: Entry) -> None:
    _, note = statement(show(entry, "uk"), "Norway accused Iceland")
    assert note is not None
    assert [q.get("lang") for q in note.iter("blockquote")] == ["pt-PT"]


def test_the_page_in_the_original_s_language_has_no_mark_on_it(entry: Entry) -> None:
    block, note = statement(show(entry, "pt"), "A Noruega rejeitou a exigência")
    assert block.get("lang") is None
    assert note is None


def test_a_page_of_originals_alone_is_not_called_untranslated(entry: Entry) -> None:
    made = "Norway rejected the requirement and offered 11%."
    only = Briefing(made, original=next(o for text, o, _ in parts(entry.briefing) if text == made))
    page = show(replace(entry, briefing=only), "pt")
    assert "A Noruega rejeitou a exigência" in page.get_element_by_id("title").text_content()
    assert not page.xpath('//*[contains(@class, "dm-notice--translation")]')


def test_a_translation_that_a_person_has_checked_is_no_machine_s(entry: Entry) -> None:
    checked = Statement("Checked.", original=Original("pt", "Verificado."))
    briefing = Briefing("Title", background=(checked,))
    english = show(replace(entry, briefing=briefing, translations={}), "en")
    assert english.xpath('//button[contains(@class, "dm-state--edited")]')
    assert not english.xpath('//*[contains(@class, "dm-notice--translation")]')


# --- briefings in another language, and models ------------------------------------------------------

PORTUGUESE = """\
title: A Noruega e a Islândia negociam em Bergen
language: pt
background:
  - A Noruega ofereceu 11% da captura total.
"""


def test_a_portuguese_briefing_gets_an_english_catalog(tmp_path: Path) -> None:
    folder = tmp_path / "briefings" / "bergen"
    folder.mkdir(parents=True)
    (folder / "briefing.yml").write_text(PORTUGUESE, "utf-8")
    (found,) = prepare(Project(tmp_path), LANGUAGES)
    english = found.translations["en"]("A Noruega ofereceu 11% da captura total.")
    assert english.state is State.MACHINE
    assert "11%" in english.text
    assert "Norway" in english.text
    assert english.model == "firefox pten-1693087646"
    assert set(found.translations) == {"en", "uk"}


def test_between_two_other_languages_two_models_translate_and_both_are_named(tmp_path: Path) -> None:
    folder = models.models_dir()
    install(str(make.HERE / "translate-en_eo-1_0.argosmodel"), folder)
    engine = engine_for("eo", "auto", folder, "pt")
    assert isinstance(engine, Pivot)
    assert (engine.name, engine.model) == ("firefox+argos", "pten-1693087646+en-eo-1.0")
    into_english, out_of_it = engine_for("en", "auto", folder, "pt"), engine_for("eo", "auto", folder)
    assert into_english
    assert out_of_it
    words = ["O navio chegou."]
    assert engine.translate(words) == out_of_it.translate(into_english.translate(words))
    assert engine_for("eo", "none", folder, "pt") is None
    assert engine_for("uk", "auto", folder, "pt") is None
    catalog = tmp_path / "eo.po"
    translation.translate(Briefing("O navio chegou", language="pt"), catalog, "eo", engine=engine)
    assert "machine: firefox+argos pten-1693087646+en-eo-1.0" in catalog.read_text("utf-8")


def test_the_models_that_read_articles_are_listed(tmp_path: Path) -> None:
    (row,) = models.reading(LANGUAGES, tmp_path)
    assert (row.language, row.engine, row.origin) == ("pt", "firefox", "bundled")
    broken = tmp_path / "argos" / "tr_en"
    broken.mkdir(parents=True)
    (broken / "metadata.json").write_text("{")
    _, turkish = models.reading(LANGUAGES, tmp_path)
    assert (turkish.language, turkish.engine) == ("tr", None)
    assert turkish.origin
    assert turkish.origin.startswith(f"broken: {broken}")


def test_the_table_of_models_tells_what_reads_articles(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    output = CliRunner().invoke(main, ["models"]).output
    into_english = output.partition("Into English")[2]
    assert "pten-1693087646" in into_english
    assert "dragoman models install en --from LANGUAGE" in into_english


def test_a_model_into_english_is_asked_for_by_its_source(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = tmp_path / "index.json"
    index.write_text("[]")
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("ARGOS_PACKAGE_INDEX", "http://127.0.0.1:9/")
    result = CliRunner().invoke(main, ["models", "install", "en", "--from", "uk", "--engine", "argos"])
    assert result.exit_code == 1
    assert "en: no Argos package could be downloaded from http://127.0.0.1:9/index.json" in result.output


def test_a_line_that_names_no_language_is_told(tmp_path: Path) -> None:
    path = tmp_path / "01.txt"
    path.write_text("Language: xx\n\nO rio subiu três metros durante a noite, disse a câmara.\n", "utf-8")
    with pytest.raises(ArticleError, match=r"01\.txt: “Language: xx” names no language"):
        articles.read(path)
