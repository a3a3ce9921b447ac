"""What is done to a text before and after the engine, and what is checked."""

from pathlib import Path

import pytest

from generator.briefing import Briefing, Kind, Message, Quote, Reaction, Side, Statement
from generator.marks import straighten
from generator.translation import checks, machine, names, sentences, typography
from generator.translation.checks import Pair
from generator.translation.currency import currencies, spell_out
from generator.translation.engines import engine_for
from generator.translation.glossary import Terms
from generator.translation.names import Namer
from generator.translation.rewording import of_possessives, reword, without_contractions
from generator.translation.ways import ways

# --- sentences -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "Mr. Weber met Gen. Toure.|He left at 5 p.m. on Monday.",
        "They met at 5 p.m.|The talks lasted two hours.",
        "The U.N. Security Council met in the U.S.|The vote passed.",
        "No. 5 of the list is J. K. Adeyemi.|He lost.",
        "“No. 5?” she asked.|“Why?”",
        "It cost $3.5 million.|[Okoye] agreed.",
        "“We won’t.|Never!”|Then he left… for good.",
        "Really?!|Yes.",
        "“Why?” Anna Weber asked Det. Silva.|“Who knows?”|He left.",
    ],
)
def test_sentences_end_where_a_reader_ends_them(text: str) -> None:
    assert sentences.split(text.replace("|", " "), "en") == text.split("|")


def test_chinese_sentences_are_joined_without_a_space() -> None:
    parts = sentences.split("他说：“好。”我们走。", "zh")
    assert parts == ["他说：“好。”", "我们走。"]
    assert sentences.join(parts, "zh") == "他说：“好。”我们走。"


def test_a_long_sentence_is_cut_at_its_clauses_and_nothing_is_lost() -> None:
    text = "They met; they spoke for hours, and they agreed — at last — on nothing"
    for longest in (1, 6, 60):
        assert "".join(part + between for part, between in sentences.clauses(text, longest)) == text
    assert len(sentences.clauses(text, 60)) == 1
    assert all(len(part.split()) <= 6 for part, _ in sentences.clauses(text, 6))


@pytest.mark.parametrize(
    ("sentence", "result"),
    [
        ("Russia's invasion of Ukraine began.", "The invasion of Ukraine by Russia began."),
        ("He condemned the army's shelling of Kyiv.", "He condemned the shelling of Kyiv by the army."),
        (
            "Since Russia's invasion of Ukraine, all fell.",
            "Since the invasion of Ukraine by Russia, all fell.",
        ),
        ('"The States\' use of Guam ended," he said.', '"The use of Guam by the States ended," he said.'),
        (
            "It began after Russia's full-scale invasion of Ukraine in 2022.",
            "It began after the full-scale invasion of Ukraine by Russia in 2022.",
        ),
        ("She denounced Israel's siege of Gaza City.", "She denounced the siege of Gaza City by Israel."),
        (
            "He was killed in Israel's siege of Gaza City.",
            "He was killed in the siege of Gaza City by Israel.",
        ),
        ("Since the start of Russia's siege of Kyiv.", "Since the start of the siege of Kyiv by Russia."),
    ],
)
def test_the_doer_is_put_behind_the_deed(sentence: str, result: str) -> None:
    assert reword(sentence) == result


@pytest.mark.parametrize(
    ("sentence", "result"),
    [
        ("They've paid £1.5bn, and I'm glad.", "They have paid 1.5 billion pounds, and I am glad."),
        ("Some 43 percent, or 45 per cent, won't.", "Some 43%, or 45%, won't."),
        ("Jones 'furious' at 'it's over'", 'Jones "furious" at "it\'s over"'),
        ("'We won't go', she said.", '"We won\'t go", she said.'),
        # apostrophes, and what stands inside a quotation
        ("The workers' rights and the players' pay", None),
        ("In the '90s the workers' rights grew.", None),
        ("'the workers' rights'", None),
        ("He said: \"It's 'over'.\"", None),
    ],
)
def test_english_is_put_in_the_words_that_engines_read_best(sentence: str, result: str | None) -> None:
    assert reword(sentence) == (result or sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "Ukraine's Ministry of Defence spoke.",
        "Its use of force and Russia's capital of culture",
        # the other is not yet named in full, or is several
        "Russia's invasion of Ukraine's east began.",
        "It came after Zelenskyy's rejection of Russia's offer.",
        "It came after Zelenskyy's rejection of Hamas' offer.",
        "Putin's rejection of NATO membership for Ukraine is old.",
        "Iran's condemnation of US strikes was brief.",
        "Iran's condemnation of U.S. strikes was brief.",
        "Russia's occupation of Crimea and Donbas goes on.",
        "Russia's shelling of Kharkiv, Sumy and Kherson goes on.",
        "Russia's shelling of Kharkiv, a border town, and Sumy goes on.",
        "Russia's occupation of Crimea, which is Ukrainian, goes on.",
        "Iran's criticism of Mohammed bin Salman was brief.",
        "Iran's rejection of Trump-backed terms was brief.",
        "Iran's persecution of Kurds in Iraq goes on.",
        # the doer is not named in full, is several or is itself possessed
        "It came after Ukraine's Zelenskyy's rejection of Russia.",
        "Belarus and Russia's invasion of Ukraine began.",
        "The president of Russia's invasion of Ukraine began.",
        "The minister for Europe's rejection of Brexit was brief.",
        "It came after Macron's condemnation of Israel's siege of Gaza City.",
        "It came after Ursula von der Leyen's rejection of Russia.",
        "It came after Mohammed bin Salman's rejection of Iran.",
        "U.S. President Trump's criticism of Putin was brief.",
        "French president Emmanuel Macron's criticism of Israel was brief.",
        "Former President Trump's criticism of Israel was brief.",
        "Welcoming Russia's invasion of Ukraine, he left.",
        'He said: "Welcoming Russia\'s invasion of Ukraine is not enough."',
        "Yesterday Russia's invasion of Ukraine began.",
        "In Kyiv Russia's shelling of Kharkiv was condemned.",
        "Since April Russia's shelling of Kharkiv has gone on.",
        # the act belongs to other words
        "Putin's demand for recognition of Crimea was heard.",
        "Iran's response was condemnation of Israel.",
    ],
)
def test_who_does_what_to_whom_is_left_alone_where_it_could_change(sentence: str) -> None:
    assert reword(sentence) == sentence


@pytest.mark.parametrize(
    ("sentence", "result"),
    [
        ("She met Peru's president.", "She met the president of Peru."),
        ("It fell. Peru's president left.", None),
        ("It fell. Peru's president was ill.", "It fell. The president of Peru was ill."),
        ("She met Anna Weber's lawyer on Monday.", "She met the lawyer of Anna Weber on Monday."),
        # part of a name, more than one noun, no owner at all
        ("He read the Supreme Court's ruling.", None),
        ("She met Peru's prime minister.", None),
        ("It's over.", None),
        ("He's dead, and that's right.", None),
    ],
)
def test_the_owner_is_put_behind_what_is_owned(sentence: str, result: str | None) -> None:
    assert of_possessives(sentence) == (result or sentence)


@pytest.mark.parametrize(
    ("sentence", "result"),
    [
        ("They didn't go.", "They did not go."),
        ("Won't it? It can't.", "Will not it? It cannot."),
        ("I'm sure we'll see.", "I am sure we will see."),
        ("Okoye's boat", "Okoye's boat"),
    ],
)
def test_contractions_are_written_out(sentence: str, result: str) -> None:
    assert without_contractions(sentence) == result


def test_each_way_to_put_a_string_is_another() -> None:
    source = 'Quill didn\'t go. "We stay here," he said; [Okoye] left.'
    found = list(ways(source, "en"))
    assert found[0] == [
        ("Quill didn't go.", "\n"),
        ('"We stay here," he said; Okoye left.', "\n"),
    ]
    assert all(way not in found[:index] for index, way in enumerate(found))
    texts = [[text for text, _ in way] for way in found]
    assert ["Quill did not go.", '"We stay here," he said; Okoye left.'] in texts
    assert ["Quill didn't go.", '"We stay here,"', "he said; Okoye left."] in texts
    assert ["Quill didn't go.", '"We stay here," he said;', "Okoye left."] in texts
    assert any("[Okoye]" in text for way in texts for text in way)


# --- typography ----------------------------------------------------------------------------------


def test_marks_are_straightened_for_the_engine() -> None:
    text = "“We’re ready,” he said—‘now’ – in May–June…"
    assert straighten(text) == "\"We're ready,\" he said — 'now' — in May–June..."


@pytest.mark.parametrize(
    ("language", "result"),
    [
        ("pt", "“A: ‘Há paz!’”, disse — d’Ávila"),
        ("es", "“A: ‘Há paz!’”, disse — d’Ávila"),
        ("fr", "«\u00a0A: «\u00a0Há paz\u202f!\u00a0»\u00a0», disse – d’Ávila"),
        ("de", "„A: ‚Há paz!‘“, disse – d’Ávila"),
        ("uk", "«A: „Há paz!“», disse — d’Ávila"),
        ("ar", "”A: ’Há paz!‘“, disse – d’Ávila"),
    ],
)
def test_each_language_gets_its_own_marks(language: str, result: str) -> None:
    localised = typography.localise("\"A: 'Há paz!'\", disse - d'Ávila", language)
    assert localised.replace("\u00a0:", ":") == result


@pytest.mark.parametrize(
    ("text", "language", "result"),
    [
        ('他说："我们准备好了"。"走"。', "zh", "他说：“我们准备好了”。“走”。"),
        ('Disse: "Nós: "Não!""', "pt", "Disse: “Nós: ‘Não!’”"),
        ("« Oui », dit-il : fin !", "fr", "«\u00a0Oui\u00a0», dit-il\u00a0: fin\u202f!"),
        ("à 17:00 ; oui", "fr", "à 17:00\u202f; oui"),
        ("Custou US $ 3,5 milhões", "pt", "Custou US$ 3,5 milhões"),
        ("Aos 14:00, das 09:30 às 13h00", "pt", "Às 14h, das 9h30 às 13h"),
        ("correu em 2:53:10, aos 44 minutos", "pt", "correu em 2:53:10, aos 44 minutos"),
        ('"os leaders\' homes"', "pt", "“os leaders’ homes”"),
    ],
)
def test_marks_find_their_place(text: str, language: str, result: str) -> None:
    assert typography.localise(text, language) == result


# --- names ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "language", "result"),
    [
        ("Ukraine", "pt", "Ucrânia"),
        ("the United States", "zh", "美国"),
        ("US", "fr", "États-Unis"),
        ("UK", "es", "Reino Unido"),
        ("Turkey", "ru", "Турция"),
        ("Türkiye", "uk", "Туреччина"),
        ("Czech Republic", "pt", "Tchéquia"),
        ("Myanmar", "pt", "Mianmar"),
        ("Bosnia and Herzegovina", "fr", "Bosnie-Herzégovine"),
        ("European Union", "ar", "الاتحاد الأوروبي"),
        ("us", "fr", None),
        ("Hong Kong", "pt", None),
        ("Atlantis", "pt", None),
    ],
)
def test_names_of_countries_come_from_cldr(name: str, language: str, result: str | None) -> None:
    assert names.country_name(name, "en", language) == result


def test_a_persons_name_is_kept_in_latin_letters_only() -> None:
    message = Message("sides[0].people[0]", "Amina Okoye", Kind.NAME)
    assert Namer("en", "fr", Terms({}), {"Amina Okoye"})(message) == names.Name("Amina Okoye", "name")
    assert Namer("en", "uk", Terms({}), {"Amina Okoye"})(message) is None


def speaking(text: str, name: str) -> Briefing:
    return Briefing(title="Talks", summary=(Statement(text.format(name)),), quotes=(Quote("Yes", name),))


@pytest.mark.parametrize("name", ["Amina Okoye", "Ursula von der Leyen", "Recep Tayyip Erdogan"])
@pytest.mark.parametrize("text", ["Then spokeswoman {} left.", "The talks, said President {}, failed."])
def test_a_name_behind_a_role_is_a_persons(name: str, text: str) -> None:
    assert names.people(speaking(text, name)) == {name}


@pytest.mark.parametrize("name", ["Wall Street", "Black Sea", "Fox News", "Reporters Without Borders"])
@pytest.mark.parametrize(
    "text", ["{} was quiet.", "Banks of {} spoke.", "The chief {} expert agrees.", "A major {} firm agrees."]
)
def test_a_name_in_a_persons_shape_alone_is_not_taken_for_one(name: str, text: str) -> None:
    assert names.people(speaking(text, name)) == set()


@pytest.mark.parametrize(
    "name", ["Foreign Ministry", "European leaders", "Pope Francis", "Ukraine's army", "Hamas"]
)
def test_a_body_or_a_title_is_no_persons_name(name: str) -> None:
    assert names.people(speaking("Then spokesman {} left.", name)) == set()


def test_a_firms_name_stays_and_a_common_noun_does_not() -> None:
    briefing = Briefing(
        "T",
        summary=(
            Statement("On Monday Apple sued the court."),
            Statement("Analysts said that analysts differ."),
        ),
        sides=(Side("Apple"), Side("Supreme Court")),
        reactions=(Reaction("Analysts"),),
    )
    assert names.firms(briefing) == {"Apple"}


# --- numbers and money ---------------------------------------------------------------------------


def test_sums_keep_their_currency() -> None:
    assert currencies("2亿美元 und 1,5 Milliarden Pfund", sums=True) == {"USD", "GBP"}
    assert currencies("a heavy pound of flesh", sums=True) == set()
    assert spell_out("£1.5bn and $20") == "1.5 billion pounds and 20 dollars"
    assert spell_out("EUR 2 million, EUROPE 5") == "2 million euros, EUROPE 5"
    assert currencies("aid of EUR 2 million", sums=True) == {"EUR"}
    assert currencies("A$5m, C$5m and HK$5m", sums=True) == {"AUD", "CAD", "HKD"}
    assert currencies("R$5m") == set()
    assert spell_out("A$5m and R$5m, US$3tn") == "5 million Australian dollars and R$5m, 3 trillion dollars"
    # what multiplies the second figure may multiply the first one too
    assert spell_out("$5 to $10 million, £5-10m") == "$5 to 10 million dollars, £5-10m"
    assert spell_out("from £20 to £25") == "from 20 pounds to 25 pounds"


# --- all of it ----------------------------------------------------------------------------------


@pytest.mark.slow
def test_few_translations_of_news_are_withheld_and_fewer_good_ones(shared: Path, tmp_path: Path) -> None:
    english, portuguese = (
        (shared / "mt" / f"ntrex-1000.{code}.txt").read_text(encoding="utf-8").splitlines()[:300]
        for code in ("eng", "por")
    )
    engine = engine_for("pt", "firefox", tmp_path)
    assert engine is not None
    messages = [Message("summary[0].text", line) for line in english]
    outcomes = machine.translate(messages, engine, Namer("en", "pt", Terms({})))
    withheld = sum(outcome.problem is not None for outcome in outcomes) / len(outcomes)
    # a briefing has some forty sentences: at most one of them may stay in English
    assert withheld <= 1 / 40
    pairs = [
        Pair(straighten(source), straighten(target), "en", "pt")
        for source, target in zip(english, portuguese, strict=True)
    ]
    refused = sum(next(checks.problems(pair), None) is not None for pair in pairs) / len(pairs)
    # people's translations convert feet and pounds and drop asides, which a machine may not; nine of ten
    # must pass all the same, or the checks ask for more than a good translation gives
    assert refused <= 1 / 10
