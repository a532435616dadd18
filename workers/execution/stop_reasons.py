"""Why a run that is being executed has to stop; the reason decides what is written last."""


class Draining(Exception):
    """The process ends; the run goes back into the queue."""


class CancelRequested(Exception):
    """Somebody wants the run cancelled."""


class DeadlinePassed(Exception):
    """The run has taken longer than a run may."""
