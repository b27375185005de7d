"""Who a certificate is for, and who issued it, in words that can be shown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any


def names_of(certificate: Any) -> tuple[str, str, str]:
    """Return the holder of an asn1crypto certificate, their unit and agency, and its issuer."""
    subject, issuer = certificate.subject.native, certificate.issuer.native
    signer = _words(subject, "common_name")
    bodies = [_words(subject, name) for name in ("organizational_unit_name", "organization_name")]
    agency = ", ".join(body for body in bodies if body and body != signer)
    return signer, agency, _words(issuer, "common_name") or _words(issuer, "organization_name")


def _words(name: Any, part: str) -> str:
    value = name.get(part) or ""
    values: Sequence[str] = value if isinstance(value, list) else [value]
    return ", ".join(_clean(values))[:300]


def _clean(values: Sequence[str]) -> Iterator[str]:
    for value in values:
        yield " ".join("".join(sign for sign in str(value) if sign.isprintable()).split())
