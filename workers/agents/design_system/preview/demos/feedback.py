"""What the product tells: questions, confirmations, states, waiting, nothing yet."""

from workers.agents.design_system.outputs import Specimens
from workers.agents.design_system.preview.icons import icon
from workers.agents.design_system.preview.markup import joined, text
from workers.agents.design_system.preview.specimens import badge, statuses


def dialogs(words: Specimens) -> str:
    return joined(
        f'<div class="well"><div class="dialog">{_dialog(words, "shown")}</div></div>',
        '<button type="button" class="button secondary" popovertarget="asked">Open it</button>',
        '<div class="dialog" id="asked" popover role="dialog" aria-labelledby="asked-title">',
        f"{_dialog(words, 'asked')}</div>",
    )


def toasts(words: Specimens) -> str:
    return joined(
        f'<div class="toast" role="status">{icon("check")}<span dir="auto">{text(words.success, 160)}</span>'
        '<button type="button" class="button quiet small">Undo</button></div>',
        f'<div class="toast failed" role="status">{icon("alert")}',
        f'<span dir="auto">{text(words.failure, 200)}</span></div>',
    )


def badges(words: Specimens) -> str:
    given = "".join(badge(tone, label=status) for status, tone in statuses(words.entries).items())
    signals = "".join(
        badge(tone, drawing, word)
        for tone, drawing, word in (
            ("success", "check", "Saved"),
            ("warning", "bell", "Soon"),
            ("danger", "alert", "Failed"),
        )
    )
    return f'<p class="badges">{given}</p><p class="badges">{signals}</p>'


def progress(words: Specimens) -> str:
    done, all_ = max(1, len(words.entries) - 1), len(words.entries)
    return joined(
        f'<div class="labelled"><label for="share"><span dir="auto">{text(words.headline, 60)}</span>'
        f'<span class="muted figures">{done} of {all_}</span></label>',
        f'<progress id="share" max="{all_}" value="{done}"></progress></div>',
        '<div class="skeleton" role="status" aria-label="Loading"><i></i><i></i><i></i></div>',
    )


def empty_states(words: Specimens) -> str:
    return joined(
        f'<div class="empty"><span class="empty-drawing" aria-hidden="true">{icon("spark", 32)}</span>',
        f'<h4 dir="auto">{text(words.empty_title, 80)}</h4><p dir="auto">{text(words.empty_text, 200)}</p>',
        f'<button type="button" class="button primary">{icon("add")}{text(words.action, 40)}</button></div>',
    )


def _dialog(words: Specimens, id: str) -> str:
    closing = ' popovertarget="asked" popovertargetaction="hide"' if id == "asked" else ""
    return joined(
        f'<h4 id="{id}-title" dir="auto">{text(words.dialog_title, 100)}</h4>',
        f'<p dir="auto">{text(words.dialog_text, 300)}</p>',
        f'<p class="actions"><button type="button" class="button secondary"{closing}>Keep it</button>',
        f'<button type="button" class="button danger"{closing}>{text(words.destructive_action, 40)}</button></p>',
    )
