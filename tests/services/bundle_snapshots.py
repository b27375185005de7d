"""Snapshots of bundles made by hand, for tests of what is made of them."""

from typing import Any

from evidence_repo.services.bundles.naming import name_files
from evidence_repo.services.bundles.snapshot import CriterionFacts, DocumentFacts, Snapshot


def document(title: str = "Báo cáo kết quả", **given: Any) -> DocumentFacts:
    facts: dict[str, Any] = {
        "document_id": 1,
        "version_id": 1,
        "version": 1,
        "owner": "Sở Nội vụ",
        "kind": "file",
        "file_name": "a.pdf",
        "media_type": "application/pdf",
        "title": title,
        "url": None,
        "seen_on": None,
        "number": "683/BC-UBND",
        "type": "Báo cáo",
        "issued_on": "2017-11-20",
        "issuer": "UBND tỉnh An Giang",
        "subject": title,
        "signatory": None,
        "file": {"path": "", "sha256": "a" * 64, "size": 10, "crc32": 1},
    }
    return DocumentFacts(**{**facts, **given})  # type: ignore[typeddict-item]


def criterion(code: str = "1.1.3", field: str = "1", title: str = "Tiêu chí", **given: Any) -> CriterionFacts:
    facts: dict[str, Any] = {
        "criterion_id": 1,
        "label": f"TCTP {code}",
        "kind": "TCTP",
        "code": code,
        "title": title,
        "requirement": "100%",
        "agency": "Sở Nội vụ",
        "field": field,
        "folder": f"TCTP-{code}",
        "products": [
            {"ordinal": 1, "text": "Báo cáo năm", "optional": False, "supplied_by": "agency"},
        ],
        "submission": 1,
        "submitted_at": None,
        "approved_by": "A",
        "approved_at": None,
        "pieces": [],
        "explanations": [],
    }
    return CriterionFacts(**{**facts, **given})  # type: ignore[typeddict-item]


def snapshot(*criteria: CriterionFacts, **given: Any) -> Snapshot:
    facts: dict[str, Any] = {
        "format": 1,
        "name": "AnGiang_2017_PARINDEX_02",
        "number": 2,
        "scope": "partial",
        "year": 2017,
        "province": "UBND tỉnh An Giang",
        "plan_number": "416/KH-UBND",
        "plan_title": None,
        "plan_issued_on": "2017-07-14",
        "sealed_at": "2017-12-04T20:30:00+00:00",
        "sealed_by": "A",
        "audit_head": f"7:{'b' * 64}",
        "fields": [
            {"code": "1", "name": "Chỉ đạo, điều hành", "folder": "LV1_Chi-dao-dieu-hanh"},
            {"code": "TD", "name": "Tác động", "folder": "TD_Tac-dong-CCHC"},
        ],
        "criteria": list(criteria),
        "left_out": [
            {"label": "TC 8.3", "title": "Mức độ hài lòng", "agency": "Sở KH&ĐT", "field": "TD"},
        ],
        "changes_since": 1,
        "changes": [{"kind": "piece_added", "criterion": "TCTP 1.1.3", "what": "683/BC-UBND"}],
    }
    made = Snapshot(**{**facts, **given})  # type: ignore[typeddict-item]
    name_files(made)
    return made


def piece(doc: DocumentFacts, **given: Any) -> Any:
    facts = {
        "evidence_id": 1,
        "product": 1,
        "deadline": None,
        "pages": "1-2",
        "agency": "Sở Nội vụ",
        "state": "sufficient",
        "decided_at": None,
        "document": doc,
    }
    return {**facts, **given}


def explanation(**given: Any) -> Any:
    facts = {
        "explanation_id": 1,
        "product": 1,
        "evidence_id": None,
        "about": "Báo cáo năm",
        "kind": "no_occurrence",
        "round": 1,
        "text": "Năm 2017 không phát sinh.\nĐã báo cáo.",
        "legal_basis": "Luật số 63/2015",
        "submitted_at": None,
        "decided_at": "2017-12-01T02:00:00+00:00",
        "path": "",
        "documents": [],
    }
    return {**facts, **given}
