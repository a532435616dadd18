"""Why a change cannot be carried out, in words that whoever asked for it, or a model, can act on."""


class ChangeRefused(Exception):
    """The message is the reason."""
