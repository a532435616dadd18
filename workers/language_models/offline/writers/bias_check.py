"""BiasCheck: what may have bent the research, told from where its material came from."""

from workers.language_models.offline.grammar import listed
from workers.language_models.offline.phrasing import Voice, covering
from workers.language_models.offline.reading import Reading
from workers.language_models.offline.shapes import BiasCheck

_SHOWN = 3


def bias_check(reading: Reading) -> BiasCheck:
    """Three to five biases, each with where it shows and what to correct for."""
    voice = Voice(reading, "bias check")
    pairs = [*_from_material(reading), *voice.some("biases", 2, _general(reading))]
    biases, adjustments = [bias for bias, _ in pairs], [adjustment for _, adjustment in pairs]
    if rest := covering(reading, *biases, *adjustments):
        adjustments.append(rest)
    adjustments.append(
        f"This check of the research for {reading.facts.the_product} was written offline by rule; "
        "read it as a list of places to look."
    )
    return BiasCheck(biases=biases, adjustments=adjustments)


def _from_material(reading: Reading) -> list[tuple[str, str]]:
    f = reading.facts
    found = []
    if not reading.sources:
        found.append(
            (
                f"No outside voice: everything about {f.topic} comes from the brief for {f.the_product}.",
                f"Read each score as a guess until five {f.crowd} have been asked about {f.topic}.",
            )
        )
    elif len(reading.sources) < _SHOWN:
        found.append(
            (
                f"Narrow sources: all that was heard about {f.topic} comes from {listed(reading.sources)}.",
                f"Look for {f.crowd} who never write there before trusting what is said about {f.topic}.",
            )
        )
    else:
        found.append(
            (
                (
                    f"Loud voices: those who write about {f.topic} at {listed(reading.sources[:_SHOWN])} "
                    f"are seldom the ordinary ones among {f.crowd}."
                ),
                f"Weigh one interview with {f.somebody} higher than ten posts about {f.topic}.",
            )
        )
    if reading.silent_sources:
        found.append(
            (
                (
                    f"Silence: {listed(reading.silent_sources[:_SHOWN])} gave nothing on {f.topic}, which "
                    "is not the same as no interest."
                ),
                f"Ask again there, in other words than those of {f.the_product}, before counting it as an answer.",
            )
        )
    if reading.titles:
        found.append(
            (
                (
                    f"Confirmation: “{reading.titles[0]}” comes first and is also closest to the brief "
                    f"for {f.the_product}."
                ),
                f"Argue for “{reading.titles[-1]}” once in earnest, as if {f.the_product} had never been thought of.",
            )
        )
    return found


def _general(reading: Reading) -> list[tuple[str, str]]:
    f = reading.facts
    return [
        (
            (
                f"Survivors: {f.crowd} who gave up on {f.doing} are not heard, and they are the market "
                f"for {f.the_product}."
            ),
            f"Find three people who stopped trying to {f.purpose}, and ask what ended it.",
        ),
        (
            (
                f"Wording: the brief asks how to {f.purpose}, so answers that would drop {f.topic} "
                "altogether never came up."
            ),
            f"Ask {f.crowd} about their week first and mention {f.topic} last.",
        ),
        (
            f"Sunk effort: the more detail {f.the_product} gets on paper, the harder it becomes to drop it.",
            f"Agree now on the finding about {f.topic} that would end the project.",
        ),
        (
            f"Kind answers: {f.crowd} will rather praise {f.the_product} than disappoint whoever asks.",
            f"Ask for something that costs a little, such as an hour with their own {f.topic}, instead of an opinion.",
        ),
        (
            (
                f"Clustered scores: the opportunities around {f.topic} lie close together, which suggests "
                "a difference that is not known."
            ),
            f"Treat a gap of less than one point between bets on {f.the_product} as none.",
        ),
        (
            f"Recency: a passing wave of interest in {f.topic} would look the same as a lasting need of {f.crowd}.",
            f"Check whether {f.crowd} complained about {f.topic} two years ago in the same words.",
        ),
    ]
