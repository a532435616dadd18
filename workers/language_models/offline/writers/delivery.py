"""Delivery: how success is measured, in which slices it is built and what may go wrong."""

from workers.language_models.offline.grammar import capitalised, listed
from workers.language_models.offline.phrasing import Voice, covering
from workers.language_models.offline.reading import Reading
from workers.language_models.offline.shapes import Delivery, Metric, Milestone, ProductRisk


def delivery(reading: Reading) -> Delivery:
    """Four metrics, four milestones, four or five risks and the open questions."""
    voice = Voice(reading, "delivery")
    metrics, milestones, risks = _metrics(reading, voice), _milestones(reading, voice), _risks(reading, voice)
    questions = _questions(reading, voice)
    told = [f"{metric['name']} {metric['target']} {metric['measured_by']}" for metric in metrics]
    told += [" ".join((milestone["name"], *milestone["deliverables"])) for milestone in milestones]
    told += [f"{risk['description']} {risk['mitigation']}" for risk in risks]
    if rest := covering(reading, *told, *questions):
        questions.append(rest)
    questions.append(
        f"Which of these targets for {reading.facts.the_product}, set offline and by rule, survive "
        "the first talks with users?"
    )
    return Delivery(metrics=metrics, milestones=milestones, risks=risks, open_questions=questions)


def _metrics(reading: Reading, voice: Voice) -> list[Metric]:
    f = reading.facts
    return [
        Metric(
            name=f"{capitalised(f.crowd)} who finish the first time",
            target=f"{voice.number('first', 55, 75)} % of those who begin with {f.topic}",
            measured_by=voice.pick(
                "funnel",
                f"Funnel from the first entry on {f.topic} to its result",
                f"Share of first visits to {f.the_product} that end with a saved result",
                f"First sessions of {f.crowd}, watched step by step in the pilot",
            ),
        ),
        Metric(
            name=f"Return in the fourth week of {f.doing}",
            target=f"{voice.number('return', 25, 45)} % of {f.crowd} who started",
            measured_by=voice.pick(
                "cohorts",
                f"Weekly cohorts of {f.crowd} by the date of their first result",
                f"Entries on {f.topic} per person and week, counted from the second week on",
            ),
        ),
        Metric(
            name=f"Time needed to {f.purpose}",
            target=f"A median below {voice.number('time', 3, 9)} minutes per case of {f.topic}",
            measured_by=voice.pick(
                "clock",
                f"Time between opening {f.the_product} and the saved result",
                f"Time stamps of the first and the last input on each case of {f.topic}",
            ),
        ),
        voice.pick(
            "fourth",
            Metric(
                name=f"Recommendation by {f.crowd}",
                target=f"One new user for every {voice.number('spread', 3, 6)} who stay with {f.topic}",
                measured_by=f"Invitations to {f.the_product} that were accepted",
            ),
            Metric(
                name=f"Willingness to pay for {f.topic}",
                target=f"{voice.number('pay', 5, 12)} % of weekly users on a paid plan after the pilot",
                measured_by=f"Paid accounts divided by active {f.crowd}",
            ),
        ),
    ]


def _milestones(reading: Reading, voice: Voice) -> list[Milestone]:
    f = reading.facts
    limits = [f"Proof that “{limit}” can be kept" for limit in f.constraints[:1]]
    means = [f"{listed(reading.technologies)} connected for one real case of {f.topic}"] if reading.technologies else []
    features = [f"{capitalised(feature)} for the pilot group of {f.crowd}" for feature in f.features[:3]]
    return [
        Milestone(
            name=f"Talks and a hand-run trial of {f.topic}",
            weeks=voice.number("m1", 1, 3),
            deliverables=[
                f"Interviews with {voice.number('talks', 5, 14)} {f.crowd}",
                f"{capitalised(f.topic)} handled by hand for {voice.number('hand', 3, 6)} of them",
                *limits,
            ],
        ),
        Milestone(
            name=f"One complete way to {f.purpose}",
            weeks=voice.number("m2", 3, 5),
            deliverables=[
                f"A first release of {f.the_product} for one case of {f.topic}",
                voice.pick(
                    "m2 more",
                    f"Measuring of each step of {f.doing}",
                    f"A log of where {f.crowd} stop",
                    f"Undo for every change to {f.topic}",
                ),
                *means,
            ],
        ),
        Milestone(
            name=f"Pilot with {f.crowd}",
            weeks=voice.number("m3", 3, 6),
            deliverables=[
                f"{voice.number('pilot', 15, 60)} {f.crowd} using {f.the_product} on their own",
                voice.pick(
                    "m3 more",
                    f"Reminders and overview for {f.topic}",
                    f"Weekly talks with {f.crowd}",
                    f"A way to report what is wrong with {f.topic}",
                ),
                *features,
            ],
        ),
        Milestone(
            name=f"Opening {f.the_product}",
            weeks=voice.number("m4", 2, 4),
            deliverables=_before_opening(reading, voice),
        ),
    ]


def _before_opening(reading: Reading, voice: Voice) -> list[str]:
    f = reading.facts
    return [
        f"Export and deletion of all {f.topic_noun} data",
        *voice.some(
            "m4 more",
            2,
            [
                f"A price tested with {f.crowd}",
                f"A public page that says what {f.the_product} does not do",
                f"Help texts on {f.topic} in the words of the pilot group",
                f"A check of accessibility by {f.somebody}",
            ],
        ),
    ]


def _risks(reading: Reading, voice: Voice) -> list[ProductRisk]:
    f = reading.facts
    likelihood = voice.pick("likelihood", "high", "medium")
    options = [
        (
            f"{capitalised(f.crowd)} try {f.the_product} once and go back to their notes.",
            f"Measure the second use from the first day, and talk to those who do not return to {f.topic}.",
        ),
        (
            f"What {f.crowd} enter about {f.topic} is more sensitive than the design assumes.",
            f"Collect only what is needed to {f.purpose}, and review each new field with two users.",
        ),
        (
            f"The first week with {f.the_product} asks for more patience than {f.crowd} have.",
            f"Cut every step before the first result on {f.topic} that the trial did without.",
        ),
        (
            f"Results about {f.topic} are wrong often enough to be noticed.",
            f"Show where each result comes from, and let {f.crowd} correct it in place.",
        ),
        (
            f"A rare case of {f.topic} takes most of the building time.",
            f"List the cases of {f.topic} by frequency and leave the last fifth manual.",
        ),
        (
            f"An established tool adds {f.doing} as a feature.",
            f"Stay with what only matters to {f.crowd}: the moment, the words and the record of {f.topic}.",
        ),
        (
            f"{capitalised(f.the_product)} costs more to run than {f.crowd} will pay.",
            f"Track the cost for each case of {f.topic} in the pilot and set the price after it.",
        ),
    ]
    adoption, *others = options
    chosen = [adoption, *voice.some("risks", 3, others)]
    if f.constraints:
        chosen.append(
            (
                f"Keeping to “{f.constraints[0]}” takes longer than planned.",
                f"Settle it in the first milestone of {f.the_product}, before anything depends on it.",
            )
        )
    return [
        ProductRisk(
            description=description,
            likelihood=likelihood if place == 0 else voice.pick(description, "low", "medium"),
            impact="high" if place == 0 else voice.pick(mitigation, "medium", "high"),
            mitigation=mitigation,
        )
        for place, (description, mitigation) in enumerate(chosen)
    ]


def _questions(reading: Reading, voice: Voice) -> list[str]:
    f = reading.facts
    return voice.some(
        "open",
        3,
        [
            f"Which case of {f.topic} do {f.crowd} meet most often?",
            f"Who pays for {f.the_product}, and out of which budget?",
            f"What do {f.crowd} use today when they have to {f.purpose}, and what does it cost them?",
            f"Which records of {f.topic} exist already, and in which form?",
            f"How do {f.crowd} find out about something like {f.the_product}?",
        ],
    )
