"""A static page of the app's first route, to be looked at where nothing has been built."""

from workers.agents.code.app_spec import AppField, AppSpec, Value
from workers.agents.pages.look import look_of
from workers.agents.pages.screen_markup import Frame, Place, render_screen
from workers.agents.pages.sections import Entries, Entry, Features, Item, Screen, Section
from workers.agents.pages.styles import page_css
from workers.agents.visual_identity.css import tokens_css

PREVIEW_FILE = "preview/index.html"
_MOST_CARDS = 9
_LINE, _TEXT = 160, 600
_REMARK = "A static page of the first route. `npm install && npm run build` makes the app itself, in out/."


def preview_page(spec: AppSpec) -> str:
    """The start page with what the app keeps and what it does, self-contained."""
    start = spec.pages[0]
    sections = [*start.sections[:6], _examples(spec), *_features(spec)]
    screen = Screen(title=start.title[:_LINE] or spec.name, sections=sections)
    place = Place(id=start.screen or "start", name=start.name, href="index.html", type="landing")
    frame = Frame(
        product=spec.name,
        places=[place],
        look=look_of(mood=spec.tokens.mood, seed=spec.seed),
        language=spec.language,
        inline_css=f"{tokens_css(spec.tokens)}\n{page_css()}",
        remark=f"{_REMARK} {spec.note}".strip(),
    )
    page = render_screen(screen, place=place, frame=frame)
    # Before its first element the page holds only comments, in which no text can open one.
    return page if spec.theme == "auto" else page.replace("<html ", f'<html data-theme="{spec.theme}" ', 1)


def _examples(spec: AppSpec) -> Section:
    title, *others = spec.entity.fields
    entries = [
        Entry(
            title=str(example[title.key])[:_LINE],
            note=" · ".join(_told(field, example[field.key]) for field in others if field.key in example)[:_LINE],
            status=(spec.entity.done_label if place == 0 else spec.entity.open_label)[:_LINE],
            done=place == 0,
        )
        for place, example in enumerate(spec.entity.examples)
    ]
    return Entries(heading=spec.entity.plural, items=entries or [Entry(title=f"New {spec.entity.singular}"[:_LINE])])


def _told(field: AppField, value: Value) -> str:
    if isinstance(value, bool):
        return field.label
    if field.type == "date" and str(value)[:1] in "+-":
        days = int(value)
        return "today" if not days else f"in {days} days" if days > 0 else f"{-days} days ago"
    return f"{field.unit}{value}" if field.type == "money" else f"{value} {field.unit}".strip()


def _features(spec: AppSpec) -> list[Section]:
    items = [Item(title=one.title[:_LINE], text=one.text[:_TEXT]) for one in spec.features]
    groups = [items[place : place + _MOST_CARDS] for place in range(0, len(items), _MOST_CARDS)]
    return [
        Features(heading="What it does" if place == 0 else "And", items=group) for place, group in enumerate(groups)
    ]
