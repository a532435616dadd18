"""Looking without changing: showing, listing, finding and explaining files; and removing one."""

import re
import shlex

from workers.language_models.offline.grammar import listed
from workers.language_models.offline.tool_use import toolbox
from workers.language_models.offline.tool_use.desk import Desk, Wanted, Work, quiet, whole
from workers.language_models.offline.tool_use.explaining import explained
from workers.language_models.offline.tool_use.folder import unnumbered
from workers.language_models.offline.tool_use.intent import Wish
from workers.language_models.offline.tool_use.kinds import FILE
from workers.language_models.offline.tool_use.programs.wording import Wording
from workers.language_models.offline.tool_use.referents import file_meant
from workers.language_models.offline.tool_use.work.telling import failure

_SOUGHT = re.compile(
    r"\b(?:for|containing|contains?|mentions?|with|about|uses?|using|called|named|defined?|of|is|are)\s+(?:the\s+)?(?:word|text|function|class|string)?\s*[`'\"“]?([\w.-]+)",
    re.IGNORECASE,
)


def show(desk: Desk, wish: Wish) -> Work[str]:
    path = yield from file_meant(desk, wish.text)
    text = (yield from _fresh(desk, path)) if path else None
    if path is None or text is None:
        return f"I could not read `{path}`." if path else "There are no files here yet."
    return f"`{path}`:\n\n```{path.rpartition('.')[2]}\n{quiet(text, 200, 8000)}\n```"


def explain(desk: Desk, wish: Wish) -> Work[str]:
    path = yield from file_meant(desk, wish.text)
    text = (yield from desk.text_of(path, f"I'll read `{path}`.")) if path else None
    if path is None or text is None:
        return f"I could not read `{path}`." if path else "There is no file here yet that I could explain."
    return explained(path, text)


def list_files(desk: Desk, _: Wish) -> Work[str]:
    names = yield from desk.names("I'll list the files.")
    if not names:
        return "The workspace has no files yet."
    shown = "\n".join(f"- `{name}`" for name in sorted(names)[:60])
    return f"{len(names)} file{'s' if len(names) > 1 else ''}:\n\n{shown}"


def find(desk: Desk, wish: Wish) -> Work[str]:
    quotes, found = Wording(wish.text).quotes, _SOUGHT.findall(wish.text)
    files = FILE.findall(wish.text)
    sought = next(iter([*quotes, *reversed(found), *files]), "")
    if not sought:
        return "Tell me which word to look for."
    if desk.toolbox.can(toolbox.GREP):
        call = Wanted(toolbox.GREP, {"pattern": re.escape(sought).replace(r"\ ", " ").replace(r"\-", "-")})
        outcome = (yield from desk.act(f"I'll search for “{sought}”.", call))[0]
    elif desk.toolbox.can(toolbox.SHELL):
        outcome = yield from desk.shell(f"grep -rnI -- {shlex.quote(sought)} .", f"I'll search for “{sought}”.")
    else:
        return "I have no tool here that searches files."
    text = unnumbered(outcome.printed).strip()
    if outcome.failed or not text or re.match(r"\W*(?:no (?:match|result|file)|nothing match)", text, re.IGNORECASE):
        return f"I found “{sought}” in no file."
    return f"“{sought}” is here:\n\n```\n{quiet(text)}\n```"


def remove(desk: Desk, wish: Wish) -> Work[str]:
    named = [desk.folder.named(name) or desk.path(name) for name in FILE.findall(wish.text)]
    meant = None if named else (yield from file_meant(desk, wish.text))
    paths = named or ([meant] if meant else [])
    if not paths:
        return "There is no such file here."
    if not desk.toolbox.can(toolbox.SHELL):
        return f"I have no tool here that removes files, so {listed([f'`{path}`' for path in paths])} stays."
    command = shlex.join(["rm", "--", *map(whole, paths)])
    told = listed([f"`{path}`" for path in paths])
    outcome = (yield from desk.act(f"I'll remove {told}.", Wanted(toolbox.SHELL, {"command": command})))[0]
    return failure(f"remove {told}", outcome) if outcome.failed else f"I removed {told}."


def move(desk: Desk, wish: Wish) -> Work[str]:
    """Another name for a file, or a copy of it."""
    names = FILE.findall(wish.text)
    if len(names) < 2 or not desk.toolbox.can(toolbox.SHELL):
        return "Tell me both names of the file." if len(names) < 2 else "I have no tool here that renames files."
    old, new = desk.folder.named(names[0]) or desk.path(names[0]), desk.path(names[1])
    copies = wish.text.lower().startswith("copy")
    command = shlex.join(["cp" if copies else "mv", "--", whole(old), whole(new)])
    call = Wanted(toolbox.SHELL, {"command": command})
    outcome = (yield from desk.act(f"I'll {'copy' if copies else 'rename'} `{old}`.", call))[0]
    told = f"{'copied' if copies else 'renamed'} `{old}` to `{new}`"
    return failure("rename it", outcome) if outcome.failed else f"I {told}."


def _fresh(desk: Desk, path: str) -> Work[str | None]:
    """The file as it is now: people and programs may have changed it."""
    if not desk.toolbox.can(toolbox.READ):
        return desk.folder.files.get(path)
    call = Wanted(toolbox.READ, {"path": whole(path)})
    outcome = (yield from desk.act(f"I'll read `{path}`.", call))[0]
    return None if outcome.failed else unnumbered(outcome.text)
