"""Our own errors: a sentence that a person can act on; `web/errors.py` and `cli` turn them into answers."""

from __future__ import annotations

from evidence_repo.words import N_


class EvidenceError(Exception):
    """Something the person asked for cannot be done; `message` is a gettext msgid, `params` fill it.

    `code` is stable and machine-readable (for --json and tests); `advice` says what to do next, also a msgid.
    """

    code = "error"

    def __init__(
        self, message: str, *, code: str | None = None, advice: str | None = None, **params: object
    ) -> None:
        super().__init__(message % params if params else message)
        self.message = message
        self.params = params
        self.advice = advice
        if code:
            self.code = code


class NotVisible(EvidenceError):
    """It does not exist, or this person may not know that it does: both answer 404."""

    code = "not_visible"

    def __init__(self, message: str = N_("Not found."), **params: object) -> None:
        super().__init__(message, code=None, advice=None, **params)


class NotAllowed(EvidenceError):
    """The person sees the thing but has no right to do this with it (403)."""

    code = "not_allowed"


class Refused(EvidenceError):
    """The rules forbid it in the present state (409)."""

    code = "refused"


class ChangedMeanwhile(EvidenceError):
    """Somebody else acted on it after this person had looked (409); nothing was lost or overwritten."""

    code = "changed_meanwhile"

    def __init__(
        self,
        message: str = N_("Somebody else changed this in the meantime. Look at it again, then decide."),
        **params: object,
    ) -> None:
        super().__init__(message, code=None, advice=None, **params)


class BadInput(EvidenceError):
    """What was sent cannot be taken (400); nothing was stored. `field` names the form field or option."""

    code = "bad_input"

    def __init__(
        self,
        message: str,
        *,
        field: str | None = None,
        code: str | None = None,
        advice: str | None = None,
        **params: object,
    ) -> None:
        super().__init__(message, code=code, advice=advice, **params)
        self.field = field


class Unavailable(EvidenceError):
    """A part we depend on (object store, mail, search) does not answer (503); try again later."""

    code = "unavailable"
