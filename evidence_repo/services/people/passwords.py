"""Passwords: one-time ones, hashing as Flask-Security verifies it, and what a new one must be like."""

from __future__ import annotations

import secrets
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from evidence_repo.errors import BadInput
from evidence_repo.words import N_

PASSWORD_LENGTH_MIN = 10
PASSWORD_LENGTH_MAX = 128
"""What a person may choose; the sign-in's own settings take the first from here."""

# Without letters and digits that are taken for each other on paper or over the telephone.
_PLAIN_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
# argon2-cffi's defaults are also Flask-Security's, so that signing in finds nothing to hash anew.
_HASHER = PasswordHasher()


def make_one_time_password() -> str:
    """Return a random password that a person can read out: four groups of four."""
    return "-".join("".join(secrets.choice(_PLAIN_LETTERS) for _ in range(4)) for _ in range(4))


def hash_password(password: str) -> str:
    """Return the argon2 hash; what is typed is brought to NFKD first, as Flask-Security's forms do."""
    return _HASHER.hash(_normal(password))


def is_password(password: str, hashed: str | None) -> bool:
    """Tell whether this is the password that was hashed."""
    try:
        return hashed is not None and _HASHER.verify(hashed, _normal(password))
    except (VerificationError, InvalidHashError):
        return False


def check_new_password(password: str, *, email: str, before: str | None = None) -> None:
    """Raise `BadInput` unless a person may choose this password; `before` is the hash of the present one."""
    if len(password) < PASSWORD_LENGTH_MIN:
        raise _refusal(
            N_("The new password must have at least %(least)s characters."),
            "password_too_short",
            least=PASSWORD_LENGTH_MIN,
        )
    if len(password) > PASSWORD_LENGTH_MAX:
        raise _refusal(
            N_("The new password must have at most %(most)s characters."),
            "password_too_long",
            most=PASSWORD_LENGTH_MAX,
        )
    if len(set(password)) < PASSWORD_LENGTH_MIN // 2 or password.strip().casefold() == email:
        raise _refusal(N_("This password is too easy to guess. Choose another one."), "password_too_easy")
    if is_password(password, before):
        raise _refusal(N_("The new password is the present one. Choose another one."), "password_unchanged")


def _refusal(message: str, code: str, **params: object) -> BadInput:
    return BadInput(message, field="password", code=code, advice=None, **params)


def _normal(password: str) -> str:
    return unicodedata.normalize("NFKD", password)
