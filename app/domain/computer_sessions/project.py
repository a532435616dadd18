"""What a session is called, and which framework it is about, by the words of its prompt."""

import re

LONGEST_TITLE = 80

_END = re.compile(
    r"(?<=\w)(?:[.!?:;,]\s|\n|\s(?:with|using|that|which|where|who|whose|so that|and then)\s)", re.IGNORECASE
)
_LEAST_WORDS = 3
_FRAMEWORKS = {
    "nextjs": r"next\.?\s?js",
    "nuxt": r"nuxt(?:\.?js)?",
    "remix": r"remix",
    "astro": r"astro",
    "sveltekit": r"svelte\s?kit",
    "svelte": r"svelte(?:\.?js)?",
    "vue": r"vue(?:\.?js)?",
    "angular": r"angular(?:\.?js)?",
    "react": r"react(?:\.?js)?",
    "vite": r"vite",
    "express": r"express(?:\.?js)?",
    "django": r"django",
    "flask": r"flask",
    "fastapi": r"fastapi",
    "rails": r"(?:ruby on )?rails",
    "static": r"static (?:site|page|html|web ?site)",
}


def title_of(prompt: str) -> str:
    """The prompt's first words, up to where it begins to say how; never empty, at most ``LONGEST_TITLE`` long."""
    whole = " ".join(prompt.split())
    for end in _END.finditer(whole):
        if len(whole[: end.start()].split()) >= _LEAST_WORDS:
            whole = whole[: end.start()]
            break
    if len(whole) > LONGEST_TITLE:
        whole = whole[: LONGEST_TITLE - 1].rsplit(" ", 1)[0] + "…"
    return whole.rstrip(".!?:;,") or whole


def framework_of(prompt: str) -> str | None:
    """The framework that the prompt names, None if it names none."""
    for framework, pattern in _FRAMEWORKS.items():
        if re.search(rf"(?<![\w-])(?:{pattern})(?![\w-])", prompt, re.IGNORECASE):
            return framework
    return None
