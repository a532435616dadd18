"""What an entity of some kind is kept with, told from its noun: people have names, bookings begin and end."""

from dataclasses import dataclass

from workers.language_models.offline.grammar import plural, singular
from workers.language_models.offline.vocabulary import PEOPLE, word_set


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    name: str
    attributes: tuple[tuple[str, str, bool], ...]
    """Name, type, whether it is required."""
    deals: bool = False
    """Whether it happens between people and things, and so refers to both."""
    states: tuple[str, ...] = ("open", "in use", "closed")
    """What its status can be."""


PERSON = Kind(
    name="person", attributes=(("name", "string", True), ("email", "email", True), ("active", "boolean", True))
)
_EVENT = Kind(
    name="event",
    attributes=(("starts_at", "datetime", True), ("ends_at", "datetime", False), ("status", "enum", True)),
    deals=True,
    states=("requested", "confirmed", "ended", "cancelled"),
)
_MONEY = Kind(
    name="money",
    attributes=(("amount", "decimal", True), ("currency", "string", True), ("status", "enum", True)),
    deals=True,
    states=("open", "paid", "refunded", "cancelled"),
)
_CONTENT = Kind(name="content", attributes=(("text", "text", True), ("published_at", "datetime", False)), deals=True)
_RATING = Kind(name="rating", attributes=(("score", "integer", True), ("text", "text", False)), deals=True)
_PLACE = Kind(
    name="place", attributes=(("name", "string", True), ("address", "text", True), ("capacity", "integer", False))
)
_GOODS = Kind(
    name="goods",
    attributes=(
        ("name", "string", True),
        ("description", "text", False),
        ("condition", "enum", False),
        ("picture_url", "url", False),
    ),
)
_GROUP = Kind(name="group", attributes=(("name", "string", True), ("description", "text", False)))
_MEASURE = Kind(
    name="measure", attributes=(("value", "decimal", True), ("unit", "string", True), ("taken_at", "datetime", True))
)
_PLAIN = Kind(
    name="plain", attributes=(("title", "string", True), ("description", "text", False), ("status", "enum", True))
)

_BY_WORD = {
    word: kind
    for kind, words in (
        (
            _EVENT,
            """booking reservation loan rental appointment event session class lesson shift visit trip tour course
            meeting delivery return request application membership subscription enrolment enrollment treatment watering
            exchange swap ride""",
        ),
        (
            _MONEY,
            (
                "order invoice payment payout donation refund deposit fee price quote offer bid budget "
                "expense claim cart sale"
            ),
        ),
        (_RATING, "review rating feedback"),
        (
            _CONTENT,
            "message comment note post article news announcement report journal entry question answer reply story",
        ),
        (
            _PLACE,
            (
                "room location place address garden venue shop store warehouse station hive field farm clinic "
                "school plot bed"
            ),
        ),
        (
            _GOODS,
            """tool product item book instrument plant vehicle car bike machine device toy dress part material seed good
            goods article picture photo recipe crop tray loaf bread""",
        ),
        (
            _GROUP,
            """team group company organisation organization family household club community business firm agency
            department crew""",
        ),
        (_MEASURE, "reading measurement temperature weight score result sample reminder metric"),
    )
    for word in word_set(words)
}


def kind_of(noun: str) -> Kind:
    """The kind that a noun's last words tell; a plain one where they tell nothing."""
    last = noun.rsplit(" ", maxsplit=1)[-1].lower() if noun else ""
    found = _BY_WORD.get(last) or _BY_WORD.get(singular(last))
    return found or (PERSON if _is_person(last) else _PLAIN)


def _is_person(word: str) -> bool:
    return plural(word) in PEOPLE or word in PEOPLE or word in ("user", "customer", "member")
