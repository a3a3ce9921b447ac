"""What is done to a text before and after the engine, and what is checked."""

from pathlib import Path

import pytest

from generator.briefing import Briefing, Kind, Message, Quote, Reaction, Side, Statement
from generator.translation import checks, machine, names, numbers, sentences, typography
from generator.translation.checks import Pair
from generator.translation.currency import currencies, spell_out
from generator.translation.engines import engine_for
from generator.translation.glossary import Terms
from generator.translation.names import Namer
from generator.translation.rewording import reword

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


# --- typography ----------------------------------------------------------------------------------


def test_marks_are_straightened_for_the_engine() -> None:
    text = "“We’re ready,” he said—‘now’ – in May–June…"
    assert typography.straighten(text) == "\"We're ready,\" he said — 'now' — in May–June..."


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


@pytest.mark.parametrize(
    ("source", "target", "language"),
    [
        ("1,500 men and 3.5 million people", "1.500 homens e 3,5 milhões de pessoas", "pt"),
        ("£2.8bn", "2,8 mil milhões de libras", "pt"),
        ("2 billion and 200,000", "2.000 millones y 200 mil", "es"),
        ("3.5 million people", "350万人", "zh"),
        ("on May 11", "5月11日", "zh"),
        ("45,000 people", "٤٥٬٠٠٠ شخص", "ar"),
        ("45,000 people", "45 000 personnes", "fr"),
        ("3 men", "троє… три чоловіки", "uk"),
        ("at 5 p.m. on May 11", "às 17h00 de 11 de maio", "pt"),
        ("at 4.40 am", "às 4h40", "pt"),
        ("in the 1990s and the 20th century", "nos anos 90 e no século XX", "pt"),
        ("twenty-five men, two hundred thousand shells", "25 homens, 200.000 granadas", "pt"),
        ("a dozen men", "12 homens", "pt"),
        ("1 million", "um milhão", "pt"),
    ],
)
def test_a_number_may_change_its_looks(source: str, target: str, language: str) -> None:
    assert numbers.lost_or_added(source, target, "en", language) is None


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("11 men", "12 homens"),
        ("3.5%", "35%"),
        ("$3.5 million", "3,5 dólares"),
        ("men", "12 homens"),
        ("820,000 people", "880 mil pessoas"),
        ("45 miles (72 km)", "72 km"),
    ],
)
def test_a_number_may_not_change_its_value(source: str, target: str) -> None:
    assert numbers.lost_or_added(source, target, "en", "pt") is not None


def test_sums_keep_their_currency() -> None:
    assert currencies("2亿美元 und 1,5 Milliarden Pfund", sums=True) == {"USD", "GBP"}
    assert currencies("a heavy pound of flesh", sums=True) == set()
    assert spell_out("£1.5bn and $20") == "1.5 billion pounds and 20 dollars"
    assert currencies("A$5m, C$5m and HK$5m", sums=True) == {"AUD", "CAD", "HKD"}
    assert currencies("R$5m") == set()
    assert spell_out("A$5m and R$5m, US$3tn") == "5 million Australian dollars and R$5m, 3 trillion dollars"


@pytest.mark.parametrize(
    ("source", "target", "problem"),
    [
        ("It cost A$5m.", "Custou 5 milhões de dólares australianos.", None),
        ("It cost A$5m.", "Custou A$ 5 milhões.", None),
        ("It cost A$5m.", "Custou US$ 5 milhões.", "the currency USD is not in the source"),
        ("It cost $5m.", "Custou 5 milhões de dólares.", None),
        ("It cost $5m in each year.", "Custou 5 milhões de dólares em cada ano.", None),
        ("It cost $5m.", "Custou R$ 5 milhões.", "the currency USD is lost"),
        ("It cost 5 million dollars.", "Custou US$ 5 milhões.", None),
        ("It cost 5 million dollars.", "Custou A$ 5 milhões.", "the currency AUD is not in the source"),
    ],
)
def test_a_dollar_of_one_country_is_none_of_another(source: str, target: str, problem: str | None) -> None:
    assert next(checks.problems(Pair(source, target, "en", "pt")), None) == problem


# --- checks --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "target", "problem"),
    [
        ("The talks failed again.", "", "nothing was translated"),
        (
            "The talks have failed yet again.",
            "The talks have failed yet novamente.",
            "most of it was not translated",
        ),
        (
            "The talks failed, and both sides blamed each other.",
            "As conversas.",
            "far shorter than the source",
        ),
        ("The talks failed again today.", "não " * 30, "far longer than the source"),
        (
            "The war was neither wanted nor foreseen by anybody in the capital, she told us.",
            "A guerra não foi levada a ser levada a ser levada a ser levada a ser prevista.",
            "words are repeated",
        ),
        ("It cost 5 million pounds.", "Custou 5 milhões de euros.", "the currency EUR is not in the source"),
        ("Okoye met the press.", "Ela encontrou a imprensa.", "“Okoye” is lost"),
        ("[Okoye] left early.", "Okoye saiu cedo.", "the [brackets] differ"),
        ("She met Weber today.", "Encontrou Weber (em inglês) hoje.", "a remark in parentheses was added"),
    ],
)
def test_a_fault_is_told(source: str, target: str, problem: str) -> None:
    assert (
        next(
            checks.problems(Pair(source, target, "en", "pt", {"Okoye": "Okoye"} if "Okoye" in source else {}))
        )
        == problem
    )


@pytest.mark.parametrize(
    ("source", "target", "language"),
    [
        ("Okoye met Toure in Kyiv on Monday.", "Okoyeová se v pondělí setkala v Kyjevě s Tourem.", "cs"),
        ("Okoye spoke of peace.", "Окойє говорила про мир.", "uk"),
        ("Okoye met Toure.", "Okoyé a rencontré Touré.", "fr"),
        ("“Never,” he said, “never, never again.”", "“Nunca”, disse ele, “nunca, nunca mais”.", "pt"),
        ("They agreed to extend the truce by 72 hours.", "他们同意将停火延长72小时。", "zh"),
        ("Talks in Rio de Janeiro", "Conversas no Rio de Janeiro", "pt"),
    ],
)
def test_a_good_translation_passes(source: str, target: str, language: str) -> None:
    people = {"Okoye": "Okoye"} if "Okoye" in source else {}
    assert list(checks.problems(Pair(source, target, "en", language, people))) == []


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
        Pair(typography.straighten(source), typography.straighten(target), "en", "pt")
        for source, target in zip(english, portuguese, strict=True)
    ]
    refused = sum(next(checks.problems(pair), None) is not None for pair in pairs) / len(pairs)
    # people's translations convert feet and pounds and drop asides, which a machine may not; nine of ten
    # must pass all the same, or the checks ask for more than a good translation gives
    assert refused <= 1 / 10
