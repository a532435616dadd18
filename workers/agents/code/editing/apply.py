"""An edit carried out: a new specification, files of their own, and what is still to be written.

Changes by meaning come first, whatever their order in the edit, since they decide what the files are that
single changes are made in. A change that is refused leaves the others standing and is told.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from workers.agents.code import edits
from workers.agents.code.app_spec import SPEC_FILE, AppChange, AppSpec
from workers.agents.code.editing.files import edited
from workers.agents.code.editing.pages import PageOrder, found_page, with_page, without_page, without_section
from workers.agents.code.editing.refusal import ChangeRefused
from workers.agents.code.editing.words import with_words
from workers.agents.code.entity import app_field
from workers.agents.code.project.files import app_files
from workers.agents.code.project.template import CONFIGURATION
from workers.agents.plain_text import one_line
from workers.agents.visual_identity.colours import parsed_colour
from workers.agents.visual_identity.palettes import tokens_for

MOST_FIELDS = 12
_SHOWN = 5
_REWRITTEN = frozenset({"next-env.d.ts", "tsconfig.json", SPEC_FILE})
"""What a build or an edit itself rewrites."""
_TEXT_FILES = (".ts", ".tsx", ".css", ".md")


@dataclass(slots=True, kw_only=True)
class Edited:
    """An app under change."""

    spec: AppSpec
    present: Mapping[str, str]
    """The text files that are in the app's folder, by path."""
    build: str = ""
    """The last lines of a build that failed."""
    files: dict[str, str | None] = field(default_factory=dict)
    """Files changed one by one: the new content, None for one that goes."""
    orders: list[PageOrder] = field(default_factory=list)
    done: list[str] = field(default_factory=list)
    """What was done, each a sentence without its full stop."""
    notes: list[AppChange] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def content(self) -> dict[str, str]:
        """All text files as they are by now."""
        custom = {path: self.present[path] for path in self.spec.custom if path in self.present}
        files = {**app_files(self.spec), **custom}
        for path in self.spec.custom:
            if path not in self.present:
                files.pop(path, None)
        for path, text in self.files.items():
            if text is None:
                files.pop(path, None)
            else:
                files[path] = text
        return files


def applied(edit: edits.AppEdit, app: Edited) -> Edited:
    """``app`` with all changes of ``edit`` that can be carried out."""
    by_file = (edits.ReplaceText, edits.WriteFile, edits.DeleteFile)
    ordered = sorted(edit.changes, key=lambda change: isinstance(change, by_file))
    for change in ordered:
        try:
            _CARRIED_OUT[type(change)](app, change)
        except ChangeRefused as refusal:
            app.problems.append(str(refusal))
    custom = [path for path in dict.fromkeys((*app.spec.custom, *app.files)) if not _is_generated(path, app)]
    app.spec = app.spec.model_copy(update={"custom": custom})
    return app


def _is_generated(path: str, app: Edited) -> bool:
    """Whether the file is, after all, just as it would be generated."""
    return app.content().get(path, "") == app_files(app.spec).get(path)


def _rename(app: Edited, change: edits.Rename) -> None:
    name, old = one_line(change.name, 60), app.spec.name
    if not name:
        raise ChangeRefused("A product needs a name")
    app.spec, _ = with_words(app.spec, old, name)
    app.spec = app.spec.model_copy(update={"name": name})
    _replace_in_custom(app, old, name)
    app.done.append(f"“{old}” is now called “{name}”")


def _recolour(app: Edited, change: edits.Recolour) -> None:
    tokens = app.spec.tokens
    primary = parsed_colour(change.primary) if change.primary else None
    if change.primary and not primary:
        raise ChangeRefused(f"“{change.primary}” is no colour")
    mood = one_line(change.mood, 160)
    if not (primary or mood):
        raise ChangeRefused("Neither a colour nor a mood was named")
    new = tokens_for(name=tokens.name, mood=mood or tokens.mood, primary=primary or tokens.primary, seed=app.spec.seed)
    app.spec = app.spec.model_copy(update={"tokens": new})
    app.done.append(f"The look is now {', '.join(part for part in (mood, primary) if part)}")


def _set_theme(app: Edited, change: edits.SetTheme) -> None:
    app.spec = app.spec.model_copy(update={"theme": change.theme})
    told = {"auto": "as the device wants it", "light": "light", "dark": "dark"}[change.theme]
    app.done.append(f"The colours are {told} by default")


def _replace_words(app: Edited, change: edits.ReplaceWords) -> None:
    if not change.find.strip():
        raise ChangeRefused("There is no text to look for")
    replace = one_line(change.replace, 600)
    app.spec, count = with_words(app.spec, change.find, replace)
    count += _replace_in_custom(app, change.find, replace)
    if not count:
        raise ChangeRefused(f"“{change.find}” stands nowhere in the app")
    app.done.append(f"“{change.find}” is now “{replace}” ({count} {'place' if count == 1 else 'places'})")


def _replace_in_custom(app: Edited, find: str, replace: str) -> int:
    """In files that were changed one by one, where the text stands as plain letters that no syntax can mistake."""
    if not all(letter.isalnum() or letter in " .,-" for letter in replace + find):
        return 0
    count = 0
    for path in app.spec.custom:
        text = app.present.get(path, "")
        if path.endswith(_TEXT_FILES) and find in text:
            app.files[path] = text.replace(find, replace)
            count += text.count(find)
    return count


def _add_page(app: Edited, change: edits.AddPage) -> None:
    app.spec, order = with_page(app.spec, change.name, change.description)
    app.orders.append(order)
    app.done.append(f"There is a page “{order.name}” at /{order.path}/")


def _remove_page(app: Edited, change: edits.RemovePage) -> None:
    app.spec, page = without_page(app.spec, change.page)
    app.done.append(f"The page “{page.name}” is gone")


def _add_section(app: Edited, change: edits.AddSection) -> None:
    page = found_page(app.spec, change.page)
    description = one_line(change.description, 600)
    app.orders.append(
        PageOrder(
            path=page.path, name=page.name, type="other", description=description, behind=True, section=change.section
        )
    )
    app.done.append(f"The page “{page.name}” has one more part: {description}")


def _remove_section(app: Edited, change: edits.RemoveSection) -> None:
    app.spec, page = without_section(app.spec, change.page, change.section)
    app.done.append(f"“{change.section}” is gone from the page “{page.name}”")


def _add_field(app: Edited, change: edits.AddField) -> None:
    entity = app.spec.entity
    if any(field.label.casefold() == change.field.label.strip().casefold() for field in entity.fields):
        raise ChangeRefused(f"There is a field “{change.field.label}” already")
    if len(entity.fields) >= MOST_FIELDS:
        raise ChangeRefused(f"An entry has at most {MOST_FIELDS} fields")
    new = app_field(change.field, taken=[field.key for field in entity.fields])
    _with_fields(app, [*entity.fields, new])
    app.done.append(f"{entity.plural} have a field “{new.label}” ({new.type})")


def _remove_field(app: Edited, change: edits.RemoveField) -> None:
    first, *rest = app.spec.entity.fields
    wanted = change.label.strip().casefold()
    if first.label.casefold() == wanted:
        raise ChangeRefused(f"“{first.label}” is what entries are called by, and stays")
    kept = [field for field in rest if field.label.casefold() != wanted]
    if len(kept) == len(rest):
        raise ChangeRefused(f"There is no field “{change.label}”")
    _with_fields(app, [first, *kept])
    app.done.append(f"The field “{change.label}” is gone; what was entered stays in the browser")


def _with_fields(app: Edited, fields: list[Any]) -> None:
    entity = app.spec.entity.model_copy(update={"fields": fields})
    app.spec = app.spec.model_copy(update={"entity": entity})


def _check_configuration(app: Edited, _: edits.CheckConfiguration) -> None:
    must = {path: text for path, text in app_files(app.spec).items() if path not in app.spec.custom}
    other = [path for path in sorted(must) if path not in _REWRITTEN and app.present.get(path) != must[path]]
    settings = [path for path in other if path in CONFIGURATION]
    if not other:
        told = f"All {len(must)} generated files are as they have to be"
    else:
        shown = ", ".join([*settings, *(path for path in other if path not in settings)][:_SHOWN])
        told = f"{len(other)} of {len(must)} generated files were different and are restored: {shown}"
    app.done.append(f"{told}. Styles are plain CSS: there is no Tailwind or PostCSS configuration that could fail")
    if app.spec.custom:
        app.done.append(f"Changed one by one and left alone: {', '.join(app.spec.custom[:_SHOWN])}")
    app.done.append(f"The last build failed with: {app.build}" if app.build else "No failed build is on record")


def _change_file(app: Edited, change: edits.ReplaceText | edits.WriteFile | edits.DeleteFile) -> None:
    path, text = edited(app.content(), change)
    app.files[path] = text
    app.done.append(f"{path} {'is gone' if text is None else 'is changed'}")


def _note(app: Edited, change: edits.Note) -> None:
    app.notes.append(AppChange(title=one_line(change.title, 160), text=one_line(change.reason, 600), done=False))


_CARRIED_OUT: Mapping[type, Callable[[Edited, Any], None]] = {
    edits.Rename: _rename,
    edits.Recolour: _recolour,
    edits.SetTheme: _set_theme,
    edits.ReplaceWords: _replace_words,
    edits.AddPage: _add_page,
    edits.RemovePage: _remove_page,
    edits.AddSection: _add_section,
    edits.RemoveSection: _remove_section,
    edits.AddField: _add_field,
    edits.RemoveField: _remove_field,
    edits.CheckConfiguration: _check_configuration,
    edits.ReplaceText: _change_file,
    edits.WriteFile: _change_file,
    edits.DeleteFile: _change_file,
    edits.Note: _note,
}
