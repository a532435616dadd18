"""What a file is, by its name alone: its content was written by an agent and is never asked."""

_UTF8 = "; charset=utf-8"
_UNKNOWN = "application/octet-stream"
_TYPES = {
    "html": f"text/html{_UTF8}",
    "htm": f"text/html{_UTF8}",
    "css": f"text/css{_UTF8}",
    "js": f"text/javascript{_UTF8}",
    "mjs": f"text/javascript{_UTF8}",
    "json": f"application/json{_UTF8}",
    "map": f"application/json{_UTF8}",
    "webmanifest": f"application/manifest+json{_UTF8}",
    "xml": f"application/xml{_UTF8}",
    "rss": f"application/rss+xml{_UTF8}",
    "atom": f"application/atom+xml{_UTF8}",
    "svg": f"image/svg+xml{_UTF8}",
    "txt": f"text/plain{_UTF8}",
    # Browsers would download what they cannot show, and these are for reading.
    "md": f"text/plain{_UTF8}",
    "log": f"text/plain{_UTF8}",
    "ts": f"text/plain{_UTF8}",
    "tsx": f"text/plain{_UTF8}",
    "yaml": f"text/plain{_UTF8}",
    "yml": f"text/plain{_UTF8}",
    "csv": f"text/csv{_UTF8}",
    "vtt": f"text/vtt{_UTF8}",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "webp": "image/webp",
    "avif": "image/avif",
    "ico": "image/x-icon",
    "bmp": "image/bmp",
    "woff": "font/woff",
    "woff2": "font/woff2",
    "ttf": "font/ttf",
    "otf": "font/otf",
    "mp3": "audio/mpeg",
    "m4a": "audio/mp4",
    "ogg": "audio/ogg",
    "wav": "audio/wav",
    "mp4": "video/mp4",
    "webm": "video/webm",
    "wasm": "application/wasm",
    "pdf": "application/pdf",
    "zip": "application/zip",
}


def content_type(path: str) -> str:
    """The ``Content-Type`` of the file at ``path``."""
    return _TYPES.get(path.rpartition(".")[2].lower(), _UNKNOWN)
