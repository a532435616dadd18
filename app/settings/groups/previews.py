"""Settings of previews."""

from dataclasses import dataclass

from app.settings.declaring import declare
from app.settings.values import count, preview_url, seconds, sources, text


@dataclass(frozen=True, kw_only=True)
class PreviewSettings:
    """Where what agents made is shown."""

    preview_host: str = declare("PREVIEW_HOST", text, "127.0.0.1", "Address on which previews listen")
    preview_port: int = declare("PREVIEW_PORT", count, 8001, "Port of the previews; 0 takes a free one")
    preview_url: str = declare(
        "BATON_PREVIEW_URL",
        preview_url,
        "",
        "Scheme, domain and port of previews as browsers see them; empty: http://preview.localhost:PREVIEW_PORT",
    )
    preview_frame_ancestors: str = declare(
        "BATON_PREVIEW_FRAME_ANCESTORS", sources, "*", "Sites that may show previews in a frame, between blanks"
    )
    preview_days: int = declare(
        "BATON_PREVIEW_DAYS", count, 30, "Days after the last run in a sandbox for which its previews open"
    )
    preview_idle_seconds: float = declare(
        "BATON_PREVIEW_IDLE_SECONDS", seconds, 300.0, "A preview's own server is stopped after this long without use"
    )
