"""Certificates and signed PDFs for the tests: good ones, and ones that somebody has tampered with."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

from asn1crypto import keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import MDPPerm, SigFieldSpec
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

SIGNED_ON = datetime(2017, 11, 20, 8, 30, tzinfo=UTC)
# Where nobody listens: asking would be seen.
_NOWHERE = "http://127.0.0.1:9/"


@dataclass(frozen=True)
class Authority:
    """A certification authority of the tests."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.DER)

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.PEM)

    def signer(
        self,
        name: str = "Nguyễn Văn An",
        organisation: str = "Sở Nội vụ",
        *,
        unit: str = "",
        until: datetime | None = None,
    ) -> SimpleSigner:
        """Give a certificate to this person; by default it has expired since it signed."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = _name(name, organisation, unit)
        until = until or SIGNED_ON + timedelta(days=365)
        certificate = (
            _builder(subject, self.certificate.subject, key, until)
            .add_extension(_key_usage(signing=True), critical=True)
            .add_extension(_addresses_to_ask(), critical=False)
            .add_extension(
                x509.CRLDistributionPoints([x509.DistributionPoint([_address()], None, None, None)]),
                critical=False,
            )
            .sign(self.key, hashes.SHA256())
        )
        return SimpleSigner(
            signing_cert=_as_asn1(certificate),
            signing_key=keys.PrivateKeyInfo.load(_private(key)),
            cert_registry=SimpleCertificateStore.from_certs([_as_asn1(self.certificate)]),
        )

    def pkcs12(self, passphrase: str, name: str = "UBND tỉnh An Giang") -> bytes:
        """Give a certificate to this office, in a file with its key."""
        signer = self.signer(name, name, until=SIGNED_ON + timedelta(days=8000))
        key = serialization.load_der_private_key(signer.signing_key.dump(), None)
        assert isinstance(key, ec.EllipticCurvePrivateKey)
        return pkcs12.serialize_key_and_certificates(
            b"seal",
            key,
            x509.load_der_x509_certificate(signer.signing_cert.dump()),
            [self.certificate],
            serialization.BestAvailableEncryption(passphrase.encode()),
        )

    def stamper(self, name: str = "Máy chủ dấu thời gian") -> DummyTimeStamper:
        """Make a time-stamping authority that this one vouches for."""
        key = rsa.generate_private_key(65537, 2048)
        subject = _name(name, "Ban Cơ yếu", "")
        certificate = (
            _builder(subject, self.certificate.subject, key, SIGNED_ON + timedelta(days=8000))
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
            .sign(self.key, hashes.SHA256())
        )
        made = DummyTimeStamper(_as_asn1(certificate), keys.PrivateKeyInfo.load(_private(key)))
        assert isinstance(made, DummyTimeStamper)
        return made


def build_authority(name: str = "Cơ quan chứng thực thử nghiệm") -> Authority:
    """Make a root of trust."""
    key = ec.generate_private_key(ec.SECP256R1())
    own = _name(name, "Ban Cơ yếu", "")
    certificate = (
        _builder(own, own, key, SIGNED_ON + timedelta(days=9000))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(_key_usage(signing=False), critical=True)
        .sign(key, hashes.SHA256())
    )
    return Authority(key, certificate)


def sign(
    path: Path,
    signer: SimpleSigner,
    field: str = "Signature1",
    *,
    visible: bool = False,
    certify: bool = False,
    at: datetime = SIGNED_ON,
) -> Path:
    """Sign the PDF in place, as one more incremental update; a visible signature stands on page 1."""
    writer = IncrementalPdfFileWriter(BytesIO(path.read_bytes()))
    meta = PdfSignatureMetadata(field_name=field, certify=certify, docmdp_permissions=MDPPerm.FILL_FORMS)
    box = (350, 700, 550, 780) if visible else None
    spec = SigFieldSpec(field, on_page=0, box=box)
    dated = _Dated(signer, at)
    signer_of_pdf = PdfSigner(meta, signer=dated, new_field_spec=spec)
    with ThreadPoolExecutor(1) as thread:  # a browser of the same process has an event loop in this one
        signed = thread.submit(signer_of_pdf.sign_pdf, writer).result()
    path.write_bytes(signed.getvalue())
    return path


class _Dated(SimpleSigner):
    """A signer whose clock stands still."""

    def __init__(self, signer: SimpleSigner, at: datetime) -> None:
        super().__init__(
            signing_cert=signer.signing_cert,
            signing_key=signer.signing_key,
            cert_registry=signer.cert_registry,
        )
        self._at = at

    async def signed_attrs(self, *args: Any, attr_settings: Any, **options: Any) -> Any:
        dated = replace(attr_settings, signing_time=self._at)
        return await super().signed_attrs(*args, attr_settings=dated, **options)


def change_signed_bytes(path: Path) -> Path:
    """Change a letter of what was signed, as one who knows no PDF does."""
    data = bytearray(path.read_bytes())
    at = data.index(b"/MediaBox")
    data[at + 12 : at + 13] = b"1"
    path.write_bytes(bytes(data))
    return path


def change_page_later(path: Path) -> Path:
    """Replace what page 1 shows by an incremental update, as an editor of PDFs does."""
    writer = IncrementalPdfFileWriter(BytesIO(path.read_bytes()))
    page = writer.root["/Pages"]["/Kids"][0]
    content = generic.StreamObject(stream_data=b"BT /F1 12 Tf 72 700 Td (khac) Tj ET")
    page[generic.pdf_name("/Contents")] = writer.add_object(content)
    writer.update_container(page)
    return _write(writer, path)


def fill_form_later(path: Path) -> Path:
    """Add nothing but document information by an incremental update, as archiving programs do."""
    writer = IncrementalPdfFileWriter(BytesIO(path.read_bytes()))
    writer.set_info(generic.DictionaryObject({generic.pdf_name("/Title"): generic.pdf_string("Báo cáo")}))
    return _write(writer, path)


def break_signature(path: Path) -> Path:
    """Spoil the signature itself, not what it signs."""
    data = path.read_bytes()
    start = data.rindex(b"/Contents <") + len(b"/Contents <")
    path.write_bytes(data[:start] + b"30820000" + data[start + 8 :])
    return path


def _write(writer: IncrementalPdfFileWriter, path: Path) -> Path:
    out = BytesIO()
    writer.write(out)
    path.write_bytes(out.getvalue())
    return path


def _name(common: str, organisation: str, unit: str) -> x509.Name:
    parts = [x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"), x509.NameAttribute(NameOID.COMMON_NAME, common)]
    parts.append(x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation))
    if unit:
        parts.append(x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, unit))
    return x509.Name(parts)


def _builder(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey,
    until: datetime,
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(SIGNED_ON - timedelta(days=365))
        .not_valid_after(until)
    )


def _key_usage(*, signing: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=signing,
        content_commitment=signing,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=not signing,
        crl_sign=not signing,
        encipher_only=False,
        decipher_only=False,
    )


def _address() -> x509.UniformResourceIdentifier:
    return x509.UniformResourceIdentifier(_NOWHERE)


def _addresses_to_ask() -> x509.AuthorityInformationAccess:
    methods = (x509.AuthorityInformationAccessOID.OCSP, x509.AuthorityInformationAccessOID.CA_ISSUERS)
    return x509.AuthorityInformationAccess([x509.AccessDescription(each, _address()) for each in methods])


def _as_asn1(certificate: x509.Certificate) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))


def _private(key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
