"""A bundle's signature and time stamp: made once, beside the ZIP, later where they cannot be had at once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from asn1crypto import tsp
from sqlalchemy import select

from evidence_repo.errors import Unavailable
from evidence_repo.models import AuditEvent, BundleProof, ProofKind, SubmissionBundle
from evidence_repo.services.bundles import Notary, check_proof, proof_name, proofs_of, prove_bundle
from index.signatures import NO_TRUST, SignatureState, TrustRoots
from tests.services.bundle_world import BundleWorld
from tests.signing import Authority, build_authority
from verifier import BundleCheck, verify_bundle

PASSPHRASE = "mật khẩu của chứng thư"
BOTH = [ProofKind.SIGNATURE, ProofKind.TIMESTAMP]


@pytest.fixture(scope="module")
def authority() -> Authority:
    return build_authority()


@contextmanager
def stamping(answer: Callable[[bytes], tuple[int, bytes]]) -> Iterator[str]:
    """Serve a time-stamping authority on this machine; give its address."""

    class Desk(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            assert self.headers["Content-Type"] == "application/timestamp-query"
            status, content = answer(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(status)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(content)))
            self.send_header("Location", "/elsewhere")
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Desk) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/tsa"
        server.shutdown()


def honest(authority: Authority) -> Callable[[bytes], tuple[int, bytes]]:
    stamper = authority.stamper()

    def answer(request: bytes) -> tuple[int, bytes]:
        return 200, stamper.request_tsa_response(tsp.TimeStampReq.load(request)).dump()

    return answer


def certificate(authority: Authority, folder: Path) -> Path:
    path = folder / "seal.p12"
    path.write_bytes(authority.pkcs12(PASSPHRASE))
    return path


def sealed(world: BundleWorld) -> SubmissionBundle:
    world.approve_with()
    return world.render(world.seal("1.1.3"))


def proofs(world: BundleWorld, bundle: SubmissionBundle) -> dict[ProofKind, BundleProof]:
    with world.reading() as session:
        return {proof.kind: proof for proof in proofs_of(session, bundle.id)}


def taken(world: BundleWorld, bundle: SubmissionBundle, folder: Path) -> BundleCheck:
    """Write the ZIP and its proofs into a folder, and check them as the Ministry does."""
    path = world.write_zip(bundle, folder)
    for kind, proof in proofs(world, bundle).items():
        (folder / proof_name(bundle, kind)).write_bytes(proof.content or b"")
    return verify_bundle(path)


def test_a_bundle_is_signed_and_stamped_once(
    sealing: BundleWorld, authority: Authority, tmp_path: Path
) -> None:
    bundle = sealed(sealing)
    before = sealing.zip_bytes(bundle)
    with stamping(honest(authority)) as address:
        notary = Notary(certificate(authority, tmp_path), PASSPHRASE, address)
        prove_bundle(sealing.database, sealing.store, bundle.id, notary)
        first = {kind: proof.content for kind, proof in proofs(sealing, bundle).items()}
        prove_bundle(sealing.database, sealing.store, bundle.id, notary)
    made = proofs(sealing, bundle)
    assert {kind: proof.content for kind, proof in made.items()} == first
    assert [made[kind].made_by for kind in BOTH] == ["UBND tỉnh An Giang", "Máy chủ dấu thời gian"]
    assert sealing.zip_bytes(bundle) == before
    with sealing.reading() as session:
        actions = select(AuditEvent.action).where(AuditEvent.action.in_(["sign_bundle", "stamp_bundle"]))
        assert sorted(session.scalars(actions)) == ["sign_bundle", "stamp_bundle"]
    found = taken(sealing, bundle, tmp_path)
    assert found.is_sound
    assert found.tag_manifest
    for kind, content in first.items():
        report = check_proof(kind, found.tag_manifest, content or b"", TrustRoots((authority.der,)))
        assert (report.state, report.signer) == (SignatureState.VALID, made[kind].made_by)
        assert report.signed_at
        untrusted = check_proof(kind, found.tag_manifest, content or b"", NO_TRUST)
        assert untrusted.state is SignatureState.UNKNOWN_TRUST
        other = check_proof(kind, found.tag_manifest + b"\n", content or b"", NO_TRUST)
        assert other.state is SignatureState.CHANGED
        spoilt = bytearray(content or b"")
        spoilt[-5] ^= 1
        bad = check_proof(kind, found.tag_manifest, bytes(spoilt), NO_TRUST)
        assert bad.state is SignatureState.INVALID
        assert (
            check_proof(kind, found.tag_manifest, b"0\x80nonsense", NO_TRUST).state is SignatureState.INVALID
        )


def refusing(_: bytes) -> tuple[int, bytes]:
    return 503, b"closed"


def redirecting(_: bytes) -> tuple[int, bytes]:
    return 302, b""


def talking(_: bytes) -> tuple[int, bytes]:
    return 200, b"0" * (80 * 1024)


def nonsense(_: bytes) -> tuple[int, bytes]:
    return 200, b"<html>not a stamp</html>"


def denying(_: bytes) -> tuple[int, bytes]:
    status = tsp.PKIStatusInfo({"status": tsp.PKIStatus("rejection")})
    return 200, tsp.TimeStampResp({"status": status}).dump()


def replaying(authority: Authority) -> Callable[[bytes], tuple[int, bytes]]:
    """Answer every request with the stamp of something else."""
    stamper = authority.stamper()
    imprint = tsp.MessageImprint({"hash_algorithm": {"algorithm": "sha256"}, "hashed_message": bytes(32)})
    content = stamper.request_tsa_response(
        tsp.TimeStampReq({"version": 1, "message_imprint": imprint})
    ).dump()
    return lambda _: (200, content)


@pytest.mark.parametrize("answer", [refusing, redirecting, talking, nonsense, denying])
def test_a_server_that_gives_no_stamp_does_not_lose_the_seal(
    answer: Callable[[bytes], tuple[int, bytes]], sealing: BundleWorld, authority: Authority, tmp_path: Path
) -> None:
    bundle = sealed(sealing)
    path = certificate(authority, tmp_path)
    with stamping(answer) as address, pytest.raises(Unavailable) as refused:
        prove_bundle(sealing.database, sealing.store, bundle.id, Notary(path, PASSPHRASE, address))
    assert refused.value.code == "not_stamped"
    made = proofs(sealing, bundle)
    assert made[ProofKind.SIGNATURE].content
    assert made[ProofKind.TIMESTAMP].content is None
    assert made[ProofKind.TIMESTAMP].failure == refused.value.message
    with stamping(honest(authority)) as address:
        prove_bundle(sealing.database, sealing.store, bundle.id, Notary(None, None, address))
    later = proofs(sealing, bundle)[ProofKind.TIMESTAMP]
    assert later.content
    assert later.failure is None


def test_the_stamp_of_something_else_is_refused(sealing: BundleWorld, authority: Authority) -> None:
    bundle = sealed(sealing)
    with stamping(replaying(authority)) as address, pytest.raises(Unavailable):
        prove_bundle(sealing.database, sealing.store, bundle.id, Notary(None, None, address))
    assert proofs(sealing, bundle)[ProofKind.TIMESTAMP].content is None


def test_nobody_there_and_a_bad_certificate_are_said(
    sealing: BundleWorld, authority: Authority, tmp_path: Path
) -> None:
    bundle = sealed(sealing)
    wrong = tmp_path / "wrong.p12"
    wrong.write_bytes(b"no certificate")
    good = certificate(authority, tmp_path)
    for path, passphrase in ((wrong, PASSPHRASE), (good, "wrong"), (good, None), (tmp_path / "none", None)):
        notary = Notary(path, passphrase, "http://127.0.0.1:9/")
        with pytest.raises(Unavailable) as refused:
            prove_bundle(sealing.database, sealing.store, bundle.id, notary)
        assert refused.value.code == "not_signed"
        assert all(proof.content is None and proof.failure for proof in proofs(sealing, bundle).values())


def test_where_nothing_is_set_up_nothing_is_made(sealing: BundleWorld) -> None:
    bundle = sealed(sealing)
    prove_bundle(sealing.database, sealing.store, bundle.id, Notary())
    assert proofs(sealing, bundle) == {}
