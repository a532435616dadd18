"""How a download tells its name: browsers save it and never show it, whatever it holds."""

from urllib.parse import quote


def attachment(name: str) -> str:
    """The value of Content-Disposition for a file called ``name``; its exact name where it is more than ASCII."""
    plain = "".join(character if _is_plain(character) else "_" for character in name)
    exact = "" if plain == name else f"; filename*=UTF-8''{quote(name, safe='', errors='replace')}"
    return f'attachment; filename="{plain}"{exact}'


def _is_plain(character: str) -> bool:
    return character.isascii() and character.isprintable() and character not in '"\\'
