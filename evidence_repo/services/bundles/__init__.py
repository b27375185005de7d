"""The submission bundle (bộ hồ sơ gửi Bộ Nội vụ thẩm định): gate, sealing, rendering, reading, checking."""

from evidence_repo.services.bundles.changes import Change
from evidence_repo.services.bundles.gate import GateFinding, GateReport, NotSealable, check_bundle
from evidence_repo.services.bundles.gate_counts import GateCounts, count_findings
from evidence_repo.services.bundles.parts import SEALABLE, packs_of_part
from evidence_repo.services.bundles.proving import Notary, check_proof, proof_name, proofs_of, prove_bundle
from evidence_repo.services.bundles.reading import (
    bundle_changes,
    bundle_stream,
    find_bundle,
    held_criteria,
    list_bundles,
    note_download,
    visible_bundles,
)
from evidence_repo.services.bundles.rendering import render_bundle
from evidence_repo.services.bundles.sealing import seal_bundle
from evidence_repo.services.bundles.verifier_program import VERIFIER_NAME, verifier_program
from evidence_repo.services.bundles.volumes import (
    MEGABYTE,
    check_volume_size,
    find_volumes,
    hash_volumes,
    slice_of,
    split_bundle,
    volume_list,
    volumes_of,
    zip_name,
)
from verifier import BundleCheck, BundleFault, verify_bundle

__all__ = [
    "MEGABYTE",
    "SEALABLE",
    "VERIFIER_NAME",
    "BundleCheck",
    "BundleFault",
    "Change",
    "GateCounts",
    "GateFinding",
    "GateReport",
    "NotSealable",
    "Notary",
    "bundle_changes",
    "bundle_stream",
    "check_bundle",
    "check_proof",
    "check_volume_size",
    "count_findings",
    "find_bundle",
    "find_volumes",
    "hash_volumes",
    "held_criteria",
    "list_bundles",
    "note_download",
    "packs_of_part",
    "proof_name",
    "proofs_of",
    "prove_bundle",
    "render_bundle",
    "seal_bundle",
    "slice_of",
    "split_bundle",
    "verifier_program",
    "verify_bundle",
    "visible_bundles",
    "volume_list",
    "volumes_of",
    "zip_name",
]
