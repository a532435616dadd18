"""Synthesis: what the signals say together, as far as shared words show it."""

from workers.language_models.offline.evidence import recurring_words, signals_about
from workers.language_models.offline.grammar import capitalised, listed, sentence
from workers.language_models.offline.phrasing import Voice, covering, plural_of
from workers.language_models.offline.reading import Reading
from workers.language_models.offline.shapes import Synthesis, Theme

_THEMES = 4


def synthesis(reading: Reading) -> Synthesis:
    """Three or four themes, the alternatives in use and the gaps."""
    voice = Voice(reading, "synthesis")
    themes = [*_from_signals(reading, voice), *voice.some("themes", _THEMES, _from_brief(reading))][:_THEMES]
    competitors = _competitors(reading, voice)
    gaps = _gaps(reading, voice)
    told = " ".join([*(f"{theme['name']} {theme['finding']}" for theme in themes), *competitors, *gaps])
    if rest := covering(reading, told):
        gaps.append(rest)
    gaps.append(_note(reading))
    return Synthesis(themes=themes, competitors=competitors, gaps=gaps)


def _from_signals(reading: Reading, voice: Voice) -> list[Theme]:
    f = reading.facts
    themes = []
    for word in recurring_words(reading, 3):
        numbers = signals_about(reading, word, 5)
        finding = voice.pick(
            word,
            (
                f"{plural_of(len(numbers), 'signal')} mention “{word}” when they speak about {f.topic}, "
                "without being asked"
            ),
            (
                f"“{word}” keeps coming up around {f.topic}: {plural_of(len(numbers), 'signal')} have it, "
                f"so {f.crowd} will expect an answer"
            ),
            f"{f.crowd} meet “{word}” wherever they try to {f.purpose}; {plural_of(len(numbers), 'signal')} say so",
        )
        themes.append(Theme(name=f"{capitalised(word)} around {f.topic}", finding=sentence(finding), evidence=numbers))
    return themes


def _from_brief(reading: Reading) -> list[Theme]:
    f = reading.facts
    options = [
        (
            f"The effort of {f.doing}",
            f"what stands between {f.crowd} and {f.topic} is effort on busy days, less a lack of knowledge",
        ),
        (
            f"Workarounds for {f.topic}",
            f"{f.crowd} already improvise with notes, sheets and messages to {f.purpose}, a sign that the need is real",
        ),
        (
            f"Trust in {f.the_product}",
            f"{f.crowd} ask who sees what they enter about {f.topic} before they ask what they get for it",
        ),
        (
            f"Coming back to {f.topic}",
            f"starting is easy and staying is not: {f.the_product} has to earn the second week with {f.crowd}",
        ),
        (
            f"Who gains when {f.crowd} succeed",
            f"more people than {f.crowd} alone gain when it gets easier to {f.purpose}, and some of them have a budget",
        ),
    ]
    if f.problem:
        options.insert(
            0,
            (
                "The pain as it is told",
                f"the brief says it in its own words, “{f.problem}”, which is where {f.the_product} has to start",
            ),
        )
    return [
        Theme(name=name, finding=sentence(finding), evidence=signals_about(reading, f"{name} {finding}"))
        for name, finding in options
    ]


def _competitors(reading: Reading, voice: Voice) -> list[str]:
    f = reading.facts
    trade = reading.industries[0] if reading.industries else f.topic
    return voice.some(
        "competitors",
        4,
        [
            f"Doing nothing: {f.doing} is put off until something forces it",
            f"A shared sheet or notebook that {f.crowd} keep for {f.topic}",
            f"General-purpose tools that {f.crowd} bend until they can {f.purpose}",
            f"A friend, colleague or expert whom {f.crowd} ask about {f.topic}",
            f"Large {trade} suites in which {f.doing} is one feature of many",
            f"Chat groups in which {f.crowd} trade tips about {f.topic}",
        ],
    )


def _gaps(reading: Reading, voice: Voice) -> list[str]:
    f = reading.facts
    gaps = voice.some(
        "gaps",
        3,
        [
            f"Nothing made for {f.crowd} takes them from the wish to {f.purpose} to the result in one sitting.",
            f"Nobody tells {f.crowd} what to do next about {f.topic}; tools wait to be asked.",
            f"Results stay invisible: {f.crowd} cannot see whether {f.doing} pays off.",
            f"What {f.crowd} learn about {f.topic} is lost when they change tools or people.",
            f"There is no offer small enough for {f.somebody} to try {f.the_product} within a minute.",
        ],
    )
    if reading.technologies:
        gaps.append(
            f"No alternative uses {listed(reading.technologies)} where it would spare {f.crowd} the "
            f"dull part of {f.topic}."
        )
    return gaps


def _note(reading: Reading) -> str:
    f = reading.facts
    ground = f"{plural_of(len(reading.signals), 'signal')} and the brief" if reading.signals else "the brief alone"
    return (
        f"This synthesis for {f.the_product} was written offline from {ground}, by shared words rather "
        "than by judgement."
    )
