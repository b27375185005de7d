"""Where a form came from and leads back to, and which row it had shown."""

from __future__ import annotations

from flask import request

from evidence_repo.web.context import container
from evidence_repo.web.numbers import number_in


def own_address(wanted: str, otherwise: str) -> str:
    """Return `wanted` if it is a page of this site, else `otherwise`: a link must not lead away from here."""
    is_ours = wanted.startswith("/") and not wanted.startswith("//")
    is_plain = "\\" not in wanted and wanted.isprintable()
    return wanted if is_ours and is_plain else otherwise


def next_address(otherwise: str) -> str:
    """Return the page that the request's `next` names, if it is ours."""
    return own_address(request.values.get("next", ""), otherwise)


def sent_lock(name: str = "seen_lock") -> int | None:
    """Return the lock of the row that the form had shown, None where it sent none."""
    return number_in(request.form.get(name))


def public_address(path: str) -> str:
    """Return the address that people type for a page of ours; the settings say which hosts are ours."""
    public = container().settings.public_url
    return (public or request.host_url).rstrip("/") + path
