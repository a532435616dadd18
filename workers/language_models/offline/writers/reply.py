"""Free text: a reply that sharpens an idea and tests it where it is weakest; in a dialogue it ends with questions."""

from workers.language_models.offline.grammar import capitalised, listed
from workers.language_models.offline.phrasing import Voice, covering
from workers.language_models.offline.reading import Reading
from workers.language_models.offline.writers.questions import next_questions

_QUOTED_WORDS = 14


def reply(reading: Reading) -> str:
    """Markdown-like prose of 150 to 400 words."""
    return _dialogue(reading) if reading.dialogue else _single_shot(reading)


def _single_shot(reading: Reading) -> str:
    voice = Voice(reading, "reply")
    paragraphs = [
        _sharpened(reading, voice),
        f"**What holds up.** {_strength(reading, voice)}",
        f"**Where it could break.** {_doubts(reading, voice)}",
        f"**What it competes with.** {_alternatives(reading, voice)}",
        f"**The smallest version worth showing.** {_first_version(reading, voice)}",
    ]
    paragraphs.append(covering(reading, *paragraphs))
    return _joined(paragraphs, _note(reading))


def _dialogue(reading: Reading) -> str:
    voice = Voice(reading, f"dialogue {len(reading.said)} {reading.said[-1] if reading.said else ''}")
    paragraphs = [
        _taken_up(reading, voice),
        _sharpened(reading, voice),
        _doubts(reading, voice),
        voice.pick("forward", _first_version, _alternatives)(reading, voice),
    ]
    paragraphs.append(covering(reading, *paragraphs))
    asked = "\n".join(f"{number}. {text}" for number, text in enumerate(next_questions(reading, voice), start=1))
    return _joined([*paragraphs, _note(reading)], f"{_invitation(reading, voice)}\n\n{asked}")


def _joined(paragraphs: list[str], last: str) -> str:
    return "\n\n".join(paragraph for paragraph in [*paragraphs, last] if paragraph)


def _taken_up(reading: Reading, voice: Voice) -> str:
    f = reading.facts
    if not reading.told or not reading.said:
        return voice.pick(
            "start",
            f"Let us take {f.a_product} seriously and see what it has to get right for {f.crowd}.",
            f"A good place to start: {f.the_product} stands or falls with how often {f.crowd} have to {f.purpose}.",
            (
                f"Before features, the bet behind {f.the_product}: that {f.crowd} want to {f.purpose} "
                "badly enough to change a routine."
            ),
        )
    words = reading.said[-1].split()
    quote = f"“{' '.join(words[:_QUOTED_WORDS]).rstrip('.,;:!?')}{' …' if len(words) > _QUOTED_WORDS else ''}”"
    return voice.pick(
        "taken up",
        (
            f"You said {quote}. For {f.the_product} that moves the first decision: it has to be true of "
            f"{f.crowd} in general, not of one good example."
        ),
        f"{capitalised(quote)} helps: it tells what {f.the_product} must not get wrong when {f.crowd} try it.",
        f"I take {quote} as settled and build on it; it narrows what {f.the_product} has to do for {f.crowd}.",
        (
            f"With {quote} the picture changes: {f.doing} is no longer the whole job of {f.the_product}, "
            f"only the part that {f.crowd} notice first."
        ),
    )


def _sharpened(reading: Reading, voice: Voice) -> str:
    f = reading.facts
    if not f.readable:
        heard = f"The brief reads “{f.quote}”" if f.quote else "The brief names no subject yet"
        return (
            f"{heard}, and offline I can only work with English phrases. So take this as a frame for {f.the_product}: "
            "say in one English sentence who it is for and what they do with it, and every part below gets concrete."
        )
    opening = voice.pick(
        "sharpened",
        (
            f"Sharpened, the idea is {f.a_product}: {f.crowd} reach for it at the moment they have to "
            f"{f.purpose}, and leave with that done."
        ),
        f"In one sentence: {f.a_product} with which {f.crowd} {f.purpose} without having to think about how.",
        (
            f"Put plainly, this is {f.a_product}, and its promise to {f.crowd} is that {f.doing} stops "
            "being the thing that slips."
        ),
        (
            f"What you describe is {f.a_product}; its value for {f.crowd} is measured in how much easier "
            f"it gets to {f.purpose}."
        ),
    )
    if f.problem:
        opening += f" The pain is in your own words: “{f.problem}”."
    if f.features:
        opening += f" You already name {listed(f.features)} as what makes {f.the_product} more than a list."
    return opening


def _strength(reading: Reading, voice: Voice) -> str:
    f = reading.facts
    who = (
        f"You name {f.audience} instead of everybody, so you know whose week to watch while they {f.purpose}."
        if f.audience_named
        else (
            f"The verb is clear: people either {f.purpose} or they do not, so a test of {f.the_product} "
            "has a plain outcome."
        )
    )
    why = voice.pick(
        "strength",
        f"And {f.topic_does('comes')} back week after week, which gives {f.the_product} many chances to be useful.",
        f"It is also narrow: nobody has to change a whole routine to let {f.the_product} prove itself on {f.topic}.",
        f"It also has a moment of its own: the minute before {f.crowd} would otherwise put off {f.doing}.",
    )
    how = (
        f" Leaning on {listed(reading.technologies)} is a means; keep it invisible to {f.crowd}."
        if reading.technologies
        else ""
    )
    return f"{who} {why}{how}"


def _doubts(reading: Reading, voice: Voice) -> str:
    f = reading.facts
    doubts = [
        (
            f"{capitalised(f.crowd)} may not feel the need often enough. Ask five of them when they last "
            f"had to {f.purpose}; if nobody names a day this month, {f.the_product} is a nice-to-have."
        ),
        (
            f"They may like {f.the_product} and still not come back. Run it by hand for two weeks with "
            f"three people and count who asks for the next round of {f.topic}."
        ),
        (
            f"What they use now may be good enough. Watch {f.somebody} at it once: if {f.doing} takes "
            "under a minute today, convenience alone will not make them switch."
        ),
        (
            f"Nobody may pay for {f.topic}. Put a price on a one-page offer of {f.the_product} before "
            "building it, and count the replies instead of the compliments."
        ),
        (
            f"The first minutes may cost more than they give. If {f.somebody} has to set things up before "
            f"{f.the_product} helps to {f.purpose}, most will leave there; try the first screen on paper."
        ),
        (
            f"It may need data that {f.crowd} will not hand over. Write down what {f.the_product} has to "
            f"know about {f.topic}, and ask for exactly that in the first interview."
        ),
    ]
    if f.constraints:
        doubts.insert(
            0,
            (
                f"You set a limit, “{f.constraints[0]}”. It rules out the easy way to build "
                f"{f.the_product}, so try that part first, with {f.topic} and nothing else."
            ),
        )
    chosen = voice.some("doubts", 2, doubts)
    return " ".join(chosen)


def _alternatives(reading: Reading, voice: Voice) -> str:
    f = reading.facts
    return voice.pick(
        "alternatives",
        (
            f"Today {f.crowd} get by with memory, a shared sheet or a message to somebody who knows about "
            f"{f.topic}. They will switch when {f.the_product} saves the second step, not the first."
        ),
        (
            f"The strongest rival is doing nothing: {f.doing} can always wait until tomorrow. "
            f"{capitalised(f.the_product)} wins only on the day when waiting has a price."
        ),
        (
            f"General tools already touch {f.topic}, and they are free. {capitalised(f.the_product)} "
            f"needs one thing they cannot do for {f.crowd}, visible within the first use."
        ),
        (
            f"For {f.crowd} the alternative is a mix of notes, chat and habit around {f.topic}. Respect "
            f"that mix: let {f.the_product} read from it before asking anybody to leave it."
        ),
    )


def _first_version(reading: Reading, voice: Voice) -> str:
    f = reading.facts
    return voice.pick(
        "first version",
        (
            f"One screen, one job: {f.somebody} opens {f.the_product}, does what is needed to "
            f"{f.purpose}, and sees the result. Show it to ten people and keep whatever four of them use "
            "twice."
        ),
        (
            f"Leave out accounts, settings and sharing. {capitalised(f.the_product)} that handles one "
            f"case of {f.topic} from start to end teaches more than a prototype of everything."
        ),
        (
            f"Do it by hand behind a simple form: {f.crowd} send what they have about {f.topic}, you "
            f"return the result the same day. After ten rounds you know which part {f.the_product} should "
            "automate."
        ),
        (
            f"A clickable walk through one real case of {f.topic} is enough for {f.crowd} to tell you "
            f"where {f.the_product} loses them."
        ),
    )


def _invitation(reading: Reading, voice: Voice) -> str:
    f = reading.facts
    return voice.pick(
        "invitation",
        f"To take {f.the_product} one step further:",
        f"What I need from you next about {f.topic}:",
        f"Your answers to these decide the next cut of {f.the_product}:",
    )


def _note(reading: Reading) -> str:
    return f"_Written offline from your words about {reading.facts.the_product}; nothing here was looked up._"
