"""What the offline model knows about an idea: phrases in forms that its writers can put into sentences."""

from dataclasses import dataclass

from workers.language_models.offline.grammar import gerund, is_plural_phrase, plural, singular, with_article

_PLURAL_VERBS = {"is": "are", "has": "have", "goes": "go", "does": "do"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """The facts of one brief. Phrases have no article and no full stop; '' or () means that the brief names none."""

    product: str
    """A singular noun phrase: "AI-powered habit tracker"."""
    topic: str
    """What it is about: "habits"."""
    purpose: str
    """What people do with it, as a verb phrase in base form: "keep healthy habits"."""
    audience: str
    """Who it is for, in the plural: "remote workers"."""
    person: str
    """One of them, with an article: "a remote worker"."""
    audience_named: bool
    """Whether the brief names the audience; otherwise it is a guess from the purpose."""
    problem: str
    """What hurts, in the brief's own words, to be quoted."""
    features: tuple[str, ...]
    constraints: tuple[str, ...]
    """Limits in the brief's own words, to be quoted."""
    technologies: tuple[str, ...]
    industries: tuple[str, ...]
    keywords: tuple[str, ...]
    """Every content word of the brief as it is written there, in order; the most important ones of a long brief."""
    quote: str
    """The brief's beginning, to be quoted when it gives no phrases."""
    readable: bool
    """Whether phrases could be read at all: False for other languages, symbols and silence."""

    @property
    def a_product(self) -> str:
        return with_article(self.product)

    @property
    def the_product(self) -> str:
        return f"the {self.product}"

    @property
    def doing(self) -> str:
        """The purpose as an -ing phrase."""
        return gerund(self.purpose)

    @property
    def topic_noun(self) -> str:
        """The topic as it stands before another noun: "habit" data."""
        return singular(self.topic)

    @property
    def item(self) -> str:
        """One thing of the topic, countable: "habit", "dog walking entry"."""
        return self.topic_noun if is_plural_phrase(self.topic) else f"{self.topic_noun} entry"

    def topic_does(self, verb: str) -> str:
        """The topic with a verb, given in the third person singular, that agrees with it."""
        first, _, rest = verb.partition(" ")
        if not is_plural_phrase(self.topic):
            return f"{self.topic} {verb}"
        return f"{self.topic} {_PLURAL_VERBS.get(first, first.removesuffix('s'))} {rest}".strip()

    @property
    def crowd(self) -> str:
        """The audience in few words, for sentences that speak of the purpose as well."""
        return self.audience if self.audience_named else plural(self._user)

    @property
    def somebody(self) -> str:
        """One of the crowd, with an article."""
        return self.person if self.audience_named else with_article(self._user)

    @property
    def _user(self) -> str:
        return f"{' '.join(self.product.split()[-2:])} user" if self.readable else "early user"
