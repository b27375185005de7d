"""The submission bundle (bộ hồ sơ gửi Bộ Nội vụ thẩm định): gate, sealing, rendering, reading, checking."""

from evidence_repo.services.bundles.changes import Change
from evidence_repo.services.bundles.gate import GateFinding, GateReport, NotSealable, check_bundle
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
from evidence_repo.services.bundles.verifying import BundleCheck, BundleFault, verify_bundle

__all__ = [
    "BundleCheck",
    "BundleFault",
    "Change",
    "GateFinding",
    "GateReport",
    "NotSealable",
    "bundle_changes",
    "bundle_stream",
    "check_bundle",
    "find_bundle",
    "held_criteria",
    "list_bundles",
    "note_download",
    "render_bundle",
    "seal_bundle",
    "verify_bundle",
    "visible_bundles",
]
