"""The certificates that signatures are trusted by: PEM or DER files in a folder."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_SUFFIXES = frozenset({".pem", ".crt", ".cer", ".der"})
_PEM = re.compile(rb"-----BEGIN CERTIFICATE-----(.+?)-----END CERTIFICATE-----", re.DOTALL)


class BadTrustFile(ValueError):
    """A file in the folder is not a certificate; the message names it."""


@dataclass(frozen=True, slots=True)
class TrustRoots:
    """Certificates (DER), and a fingerprint that changes whenever they do."""

    certificates: tuple[bytes, ...] = ()

    @property
    def fingerprint(self) -> str:
        """Return the same text for the same certificates in whatever order and files."""
        digests = sorted(hashlib.sha256(each).hexdigest() for each in set(self.certificates))
        return hashlib.sha256("".join(digests).encode()).hexdigest()

    def to_pem(self) -> bytes:
        """Return the certificates as one PEM file."""
        return b"".join(
            b"-----BEGIN CERTIFICATE-----\n" + base64.b64encode(each) + b"\n-----END CERTIFICATE-----\n"
            for each in self.certificates
        )

    @classmethod
    def from_pem(cls, path: Path) -> TrustRoots:
        """Return the certificates of a file that `to_pem` gave."""
        data = path.read_bytes()
        return cls(tuple(_certificates(path)) if data else ())


NO_TRUST = TrustRoots()


def read_trust_roots(folder: Path | None) -> TrustRoots:
    """Return the certificates of all `.pem`, `.crt`, `.cer` and `.der` files in `folder`; none without one.

    Raise `BadTrustFile` for a file that holds none, or a folder that is not there.
    """
    if folder is None:
        return NO_TRUST
    if not folder.is_dir():
        raise BadTrustFile(str(folder))
    files = sorted(path for path in folder.iterdir() if path.suffix.lower() in _SUFFIXES)
    return TrustRoots(tuple(certificate for path in files for certificate in _certificates(path)))


def _certificates(path: Path) -> Iterator[bytes]:
    from asn1crypto import x509  # only where there are certificates

    data = path.read_bytes()
    texts = _PEM.findall(data)
    try:
        found = [base64.b64decode(text) for text in texts] if texts else [data]
        for certificate in found:
            _ = x509.Certificate.load(certificate, strict=True).subject.native  # parsed lazily
            yield certificate
    except (ValueError, TypeError, binascii.Error) as error:
        raise BadTrustFile(str(path)) from error
