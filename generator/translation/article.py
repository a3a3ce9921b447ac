"""An article ▶ the same in another language, sentence by sentence."""

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial

from generator.briefing import Article, Message, Original, Paragraph, TranslatedSentence
from generator.translation import sentences
from generator.translation.engines import Engine
from generator.translation.glossary import EMPTY, Glossary, Terms
from generator.translation.machine import Outcome, translate
from generator.translation.memory import Once
from generator.translation.names import Namer
from generator.translation.tables import base, table

# stands for a sentence of which nothing was translated
_NOTHING = "[…]"
# two or more words with capitals
_NAME = re.compile(r"[^\W\d_a-zß-ÿ][\w'’-]+(?: [^\W\d_a-zß-ÿ][\w'’-]+)+")
_GENDERED = re.compile(r"\b(?:he|she)\b", re.IGNORECASE)
# languages in which “de” or a word grown from it stands between what is owned and its owner
_OWNER_BEHIND = {"pt", "es", "fr", "it", "ca", "gl", "ro"}
_OF = r"(?i:\bd\w{0,4}(?:\s|['’]))(?:[^\s,;:]+\s){0,4}"


def translate_article(article: Article, language: str, engine: Engine, glossary: Glossary = EMPTY) -> Article:
    """An article in another language, each sentence with its original.

    Sentences whose translation fails a check are marked; a title that does is left out. Beyond the checks of
    every translation these look for a name that is lost here and kept elsewhere in the article, for an owner
    that the original does not have, and for “he” or “she” where the original leaves that open.

    Args:
        article: it says its language.
        language: tag of the language wanted.
        engine: what translates between the two.
        glossary: of the project.

    Raises:
        ValueError: the article does not say its language.
        ModelError: the engine's model is broken.
    """
    if not article.language:
        raise ValueError(f"article {article.id} does not say its language")
    cut = {p.number: _sentences(p, article.language) for p in article.paragraphs}
    texts = dict.fromkeys(t for part in ([article.title or ""], *cut.values()) for t in part if t)
    terms = Terms.of(glossary, language)
    # once the kept names are known, the sentences that hold them are asked for again
    outcomes = _outcomes(list(texts), partial(Namer, article.language, language, terms), Once(engine))
    machine = f"{engine.name} {engine.model}"

    def sentence(text: str) -> TranslatedSentence:
        outcome = outcomes[text]
        original = Original(article.language or "", text, machine)
        return TranslatedSentence(outcome.text or _NOTHING, original, outcome.problem)

    paragraphs = []
    for paragraph in article.paragraphs:
        made = tuple(map(sentence, cut[paragraph.number]))
        whole = " ".join(part.text for part in made)
        paragraphs.append(replace(paragraph, text=whole, sentences=made))
    title = outcomes.get(article.title or "", Outcome("", "none"))
    return replace(
        article,
        paragraphs=tuple(paragraphs),
        title=None if title.problem else title.text,
        language=language,
        original=article,
        machine=machine,
    )


def _outcomes(
    texts: list[str], namer: Callable[[frozenset[str]], Namer], engine: Engine
) -> dict[str, Outcome]:
    """The translations by their originals; `namer` is given the names that are kept."""

    def run(these: list[str], kept: frozenset[str]) -> dict[str, Outcome]:
        made = translate([Message("", text) for text in these], engine, namer(kept))
        return dict(zip(these, made, strict=True))

    found = run(texts, frozenset())
    # “Rui Castanho” once, “Rui Brown” elsewhere
    kept = frozenset(n for text in texts for n in _NAME.findall(text) if n in found[text].text)
    parts = {part for name in kept for part in name.split()}
    found |= run([text for text in texts if parts.intersection(re.findall(r"[\w'’-]+", text))], kept)
    source = namer(kept).source
    return {text: _doubted(text, outcome, source, kept) for text, outcome in found.items()}


def _doubted(text: str, outcome: Outcome, source: str, kept: Iterable[str]) -> Outcome:
    """The outcome, with what makes its truth doubtful."""
    problem = outcome.problem or _guessed_gender(text, outcome.text, source)
    if not problem and base(source) in _OWNER_BEHIND:
        problem = next(filter(None, (_made_owner(name, text, outcome.text) for name in kept)), None)
    return replace(outcome, problem=problem)


def _guessed_gender(text: str, translation: str, source: str) -> str | None:
    pronouns = table("pronouns").get(base(source))
    guess = _GENDERED.search(translation)
    if pronouns is None or guess is None or set(pronouns) & set(re.findall(r"\w+", text.lower())):
        return None
    return f"“{guess[0].lower()}” is a guess: the original has no such pronoun"


def _made_owner(name: str, text: str, translation: str) -> str | None:
    """“Said the firm's director, Rui Castanho”, translated as “said Rui Castanho's director”."""
    owns = re.search(rf"\b{re.escape(name)}['’]s?(?!\w)", translation)
    owned = re.search(rf"{_OF}{re.escape(name)}|{re.escape(name)}['’]", text)
    return f"“{name}” became an owner" if owns and not owned else None


def _sentences(paragraph: Paragraph, language: str) -> list[str]:
    return [paragraph.text] if paragraph.heading else sentences.split(paragraph.text, language)
