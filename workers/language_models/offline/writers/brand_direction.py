"""BrandDirection: mood, principles and voice. What the user asked for in looks is taken over as it is."""

from workers.language_models.offline.grammar import capitalised, listed, sentence, titled
from workers.language_models.offline.phrasing import Voice, covering
from workers.language_models.offline.reading import Reading
from workers.language_models.offline.shapes import BrandDirection, Principle, Wording

MOODS = (
    ("calm", "natural"),
    ("bold", "editorial"),
    ("friendly", "airy"),
    ("trustworthy", "minimal"),
    ("playful", "warm"),
    ("technical", "compact"),
    ("elegant", "muted"),
    ("vivid", "friendly"),
    ("warm", "editorial"),
    ("retro", "friendly"),
)
"""One of these when the user asks for no look."""

_PRODUCT_WORDS = 4


def brand_direction(reading: Reading) -> BrandDirection:
    """The direction for the idea's design system."""
    f, voice = reading.facts, Voice(reading, "brand direction")
    mood = list(reading.look) or list(voice.pick("mood", *MOODS))
    summary = _summary(reading, voice, mood)
    principles = voice.some("principles", 4, _principles(reading))
    spoken = _voice(reading, voice)
    dos, donts = voice.some("dos", 4, _dos(reading)), voice.some("donts", 4, _donts(reading))
    wordings = _wordings(reading)
    told = [summary, spoken, *dos, *donts, *(f"{rule['title']} {rule['text']}" for rule in principles)]
    remark = (
        f"This direction for {f.the_product} was written offline from the brief; "
        f"nobody has tried it with {f.crowd} yet."
    )
    rest = covering(reading, *told)
    return BrandDirection(
        product=_product(reading),
        summary=summary,
        mood=mood,
        primary=reading.colour or None,
        principles=principles,
        voice=spoken,
        wordings=wordings,
        dos=dos,
        donts=donts,
        note=" ".join(part for part in (remark, rest) if part),
    )


def _product(reading: Reading) -> str:
    f = reading.facts
    if f.readable:
        return titled(" ".join(f.product.split()[-_PRODUCT_WORDS:]))
    return " ".join(f.quote.strip("“”…").split()[:_PRODUCT_WORDS]) or "New Product"


def _summary(reading: Reading, voice: Voice, mood: list[str]) -> str:
    f = reading.facts
    tone = listed(mood)
    lead = voice.pick(
        "summary",
        f"{capitalised(f.crowd)} meet {f.the_product} between other things, so its design has to be {tone} and at "
        "once understood.",
        f"{capitalised(f.a_product)} earns its place when {f.crowd} {f.purpose} without thinking about the screen; "
        f"hence a {tone} look.",
        f"This system keeps {f.the_product} {tone}: {f.crowd} should recognise it before they read a word.",
    )
    limit = f" It keeps to the limit “{f.constraints[0]}”." if f.constraints else ""
    return f"{lead} Every choice in it serves {f.doing}.{limit}"


def _principles(reading: Reading) -> list[Principle]:
    f = reading.facts
    pairs = (
        (
            f"{f.topic_noun} first",
            f"A screen opens with {f.topic}, not with ourselves: menus, news and settings stay behind what {f.crowd} "
            "came for.",
        ),
        (
            "one clear next step",
            f"Each view offers {f.somebody} exactly one filled button; everything else about {f.topic} is quieter.",
        ),
        (
            "honest about state",
            f"Whether {f.topic_does('is')} done, late or missing is said in words; colour repeats it and never "
            f"says it alone to {f.crowd}.",
        ),
        (
            "room to breathe",
            f"{capitalised(f.doing)} takes attention, so space separates things for {f.crowd} before lines do.",
        ),
        (
            "quick on a phone",
            f"{capitalised(f.crowd)} reach every action with one thumb, and {f.topic_does('does')} not jump while "
            "a page loads.",
        ),
        (
            "kind when it goes wrong",
            f"A mistake in {f.topic} can be undone; a message tells {f.crowd} what happened and what to do now.",
        ),
        (
            "made for everybody",
            f"Text, contrast and targets meet WCAG 2.2 AA, so that nobody among {f.crowd} is kept from {f.doing}.",
        ),
    )
    return [Principle(title=capitalised(title), text=text) for title, text in pairs]


def _voice(reading: Reading, voice: Voice) -> str:
    f = reading.facts
    manner = voice.pick(
        "voice",
        f"{capitalised(f.the_product)} speaks like a colleague who knows {f.topic}: short, concrete, never clever.",
        f"{capitalised(f.the_product)} talks to {f.crowd} as equals: it states facts about {f.topic} and leaves "
        "praise to people.",
        f"The words are those that {f.crowd} use for {f.topic} themselves; nothing is named after how it was built.",
    )
    return f"{manner} It says “you” to {f.somebody} and puts the verb first on every button."


def _wordings(reading: Reading) -> list[Wording]:
    f = reading.facts
    pairs = (
        (f"Add {f.item}", "Submit"),
        (f"Nothing about {f.topic} here yet", "No data"),
        (f"We could not save your {f.item}. Try again", "Error 500"),
        (f"Delete this {f.item}?", "Are you sure?"),
    )
    return [Wording(say=say, instead_of=instead) for say, instead in pairs]


def _dos(reading: Reading) -> list[str]:
    f = reading.facts
    features = [f"Show “{feature}” where {f.crowd} look for it first." for feature in f.features[:1]]
    return [
        *features,
        sentence(f"keep one primary button on every view about {f.topic}"),
        sentence(f"let {f.crowd} undo whatever changes {f.topic}"),
        sentence(f"write labels with the nouns that {f.crowd} use for {f.topic}"),
        sentence(f"show what changed since {f.somebody} last looked at {f.topic}"),
        sentence(f"test each view of {f.topic} at 200 % zoom and with a keyboard alone, as some {f.crowd} use it"),
    ]


def _donts(reading: Reading) -> list[str]:
    f = reading.facts
    return [
        sentence(f"use the accent colour for {f.topic} and for decoration on the same view"),
        sentence(f"greet {f.crowd} with a tour before they have seen {f.topic}"),
        sentence(f"shame {f.somebody} with red for what is merely open"),
        sentence(f"hide the way to {f.purpose} behind an icon without a label"),
        sentence(f"animate {f.topic} while {f.crowd} read or type"),
    ]
