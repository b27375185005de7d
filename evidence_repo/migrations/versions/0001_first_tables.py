"""The first tables, with what every installation has: the roles and the audit chain's empty head."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
_ROLES = (
    *("uploader", "agency_head", "reviewer", "approver"),
    *("coordinator", "observer_province", "observer_ministry"),
)
_APPEND_ONLY = "the audit log is append-only"


def _one_of(name: str, *words: str) -> sa.Enum:
    """Return a column type for these words, checked by the database."""
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "agency",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column(
            "kind",
            _one_of(
                "agency_kind",
                "province",
                "department",
                "district",
                "commune",
                "ministry",
                "mass_organisation",
            ),
            nullable=False,
        ),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["parent_id"], ["agency.id"], name=op.f("fk_agency_parent_id_agency")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency")),
        sa.UniqueConstraint("code", name=op.f("uq_agency_code")),
        sa.UniqueConstraint("name", name=op.f("uq_agency_name")),
    )
    op.create_index(op.f("ix_agency_parent_id"), "agency", ["parent_id"])
    op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_head")),
    )
    op.create_table(
        "blob",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("crc32", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("condemned_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_blob")),
    )
    op.create_table(
        "job",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("payload", _JSON, nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("state", _one_of("job_state", "queued", "running", "done", "failed"), nullable=False),
        sa.Column("run_after", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("max_attempts", sa.Integer(), nullable=False),
        sa.Column("owner", sa.String(length=120), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
    )
    op.create_index("ix_job_due", "job", ["state", "priority", "run_after", "id"])
    op.create_index(op.f("ix_job_kind"), "job", ["kind"])
    op.create_table(
        "role",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role")),
        sa.UniqueConstraint("name", name=op.f("uq_role_name")),
    )
    op.create_table(
        "assessment_cycle",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("province_id", sa.Integer(), nullable=False),
        sa.Column("plan_number", sa.String(length=60), nullable=True),
        sa.Column("plan_title", sa.String(length=500), nullable=True),
        sa.Column("plan_issued_on", sa.Date(), nullable=True),
        sa.Column(
            "state",
            _one_of("cycle_state", "open", "frozen", "submitted", "appraised", "closed"),
            nullable=False,
        ),
        sa.Column("tolerance_percent", sa.Numeric(precision=5, scale=2, asdecimal=False), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["province_id"], ["agency.id"], name=op.f("fk_assessment_cycle_province_id_agency")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment_cycle")),
        sa.UniqueConstraint("year", name=op.f("uq_assessment_cycle_year")),
    )
    op.create_table(
        "user_account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=255), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("password", sa.String(length=255), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("fs_uniquifier", sa.String(length=64), nullable=False),
        sa.Column("must_change_password", sa.Boolean(), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("password_set_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_user_account_agency_id_agency")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_account")),
        sa.UniqueConstraint("email", name=op.f("uq_user_account_email")),
        sa.UniqueConstraint("fs_uniquifier", name=op.f("uq_user_account_fs_uniquifier")),
    )
    op.create_index(op.f("ix_user_account_agency_id"), "user_account", ["agency_id"])
    op.create_table(
        "criterion_field",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=5), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cycle_id"], ["assessment_cycle.id"], name=op.f("fk_criterion_field_cycle_id_assessment_cycle")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_criterion_field")),
        sa.UniqueConstraint("cycle_id", "code", name=op.f("uq_criterion_field_cycle_id_code")),
    )
    op.create_index(op.f("ix_criterion_field_cycle_id"), "criterion_field", ["cycle_id"])
    op.create_table(
        "document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("owner_agency_id", sa.Integer(), nullable=False),
        sa.Column("kind", _one_of("document_kind", "file", "link"), nullable=False),
        sa.Column("link_url", sa.Text(), nullable=True),
        sa.Column("link_title", sa.Text(), nullable=True),
        sa.Column("link_seen_on", sa.Date(), nullable=True),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user_account.id"], name=op.f("fk_document_created_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["owner_agency_id"], ["agency.id"], name=op.f("fk_document_owner_agency_id_agency")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document")),
    )
    op.create_index(op.f("ix_document_owner_agency_id"), "document", ["owner_agency_id"])
    op.create_table(
        "submission_bundle",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("scope", _one_of("bundle_scope", "full", "partial"), nullable=False),
        sa.Column("state", _one_of("bundle_state", "rendering", "sealed"), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("snapshot", sa.Text(), nullable=False),
        sa.Column("snapshot_sha256", sa.String(length=64), nullable=False),
        sa.Column("content_sha256", sa.String(length=64), nullable=False),
        sa.Column("changes", _JSON, nullable=False),
        sa.Column("audit_head", sa.String(length=120), nullable=False),
        sa.Column("documents", sa.Integer(), nullable=False),
        sa.Column("zip_sha256", sa.String(length=64), nullable=True),
        sa.Column("zip_size", sa.BigInteger(), nullable=True),
        sa.Column("sealed_by_id", sa.Integer(), nullable=False),
        sa.Column("sealed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rendered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failure", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["cycle_id"], ["assessment_cycle.id"], name=op.f("fk_submission_bundle_cycle_id_assessment_cycle")
        ),
        sa.ForeignKeyConstraint(
            ["sealed_by_id"], ["user_account.id"], name=op.f("fk_submission_bundle_sealed_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["zip_sha256"], ["blob.sha256"], name=op.f("fk_submission_bundle_zip_sha256_blob")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission_bundle")),
        sa.UniqueConstraint("cycle_id", "number", name=op.f("uq_submission_bundle_cycle_id_number")),
    )
    op.create_index(op.f("ix_submission_bundle_content_sha256"), "submission_bundle", ["content_sha256"])
    op.create_index(op.f("ix_submission_bundle_cycle_id"), "submission_bundle", ["cycle_id"])
    op.create_table(
        "user_role",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("role_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["role_id"], ["role.id"], name=op.f("fk_user_role_role_id_role")),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_user_role_user_id_user_account")
        ),
        sa.PrimaryKeyConstraint("user_id", "role_id", name=op.f("pk_user_role")),
    )
    op.create_table(
        "bundle_file",
        sa.Column("bundle_id", sa.Integer(), nullable=False),
        sa.Column("path", sa.String(length=250), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["bundle_id"], ["submission_bundle.id"], name=op.f("fk_bundle_file_bundle_id_submission_bundle")
        ),
        sa.ForeignKeyConstraint(["sha256"], ["blob.sha256"], name=op.f("fk_bundle_file_sha256_blob")),
        sa.PrimaryKeyConstraint("bundle_id", "path", name=op.f("pk_bundle_file")),
    )
    op.create_index(op.f("ix_bundle_file_sha256"), "bundle_file", ["sha256"])
    op.create_table(
        "criterion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("lead_agency_id", sa.Integer(), nullable=False),
        sa.Column("field_id", sa.Integer(), nullable=False),
        sa.Column("agency_order", sa.String(length=10), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("kind", _one_of("criterion_kind", "TC", "TCTP"), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("criterion_group", _one_of("criterion_group", "process", "impact"), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("requirement", sa.Text(), nullable=False),
        sa.Column("coordinating_text", sa.Text(), nullable=False),
        sa.Column("max_points", sa.Numeric(precision=6, scale=2, asdecimal=False), nullable=True),
        sa.Column("source", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(
            ["cycle_id"], ["assessment_cycle.id"], name=op.f("fk_criterion_cycle_id_assessment_cycle")
        ),
        sa.ForeignKeyConstraint(
            ["field_id"], ["criterion_field.id"], name=op.f("fk_criterion_field_id_criterion_field")
        ),
        sa.ForeignKeyConstraint(
            ["lead_agency_id"], ["agency.id"], name=op.f("fk_criterion_lead_agency_id_agency")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_criterion")),
        sa.UniqueConstraint("cycle_id", "kind", "code", name=op.f("uq_criterion_cycle_id_kind_code")),
    )
    op.create_index(op.f("ix_criterion_cycle_id"), "criterion", ["cycle_id"])
    op.create_index(op.f("ix_criterion_lead_agency_id"), "criterion", ["lead_agency_id"])
    op.create_table(
        "document_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("media_type", sa.String(length=120), nullable=False),
        sa.Column("file_name", sa.String(length=255), nullable=False),
        sa.Column("uploaded_by_id", sa.Integer(), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "extraction_state",
            _one_of(
                "extraction_state",
                "waiting",
                "reading",
                "done",
                "partial",
                "no_text_yet",
                "no_text",
                "encrypted",
                "damaged",
                "too_costly",
            ),
            nullable=False,
        ),
        sa.Column("extraction_warnings", _JSON, nullable=False),
        sa.Column("extractor", sa.String(length=40), nullable=True),
        sa.Column("page_count", sa.Integer(), nullable=True),
        sa.Column("pages_read", sa.Integer(), nullable=False),
        sa.Column("header_number", sa.String(length=120), nullable=True),
        sa.Column("header_type", sa.String(length=20), nullable=True),
        sa.Column("header_issued_on", sa.Date(), nullable=True),
        sa.Column("header_issuer", sa.String(length=300), nullable=True),
        sa.Column("header_subject", sa.Text(), nullable=True),
        sa.Column("header_signatory", sa.String(length=200), nullable=True),
        sa.Column("header_confidence", _JSON, nullable=False),
        sa.Column("header_confirmed_by_id", sa.Integer(), nullable=True),
        sa.Column("header_confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lock", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_document_version_document_id_document")
        ),
        sa.ForeignKeyConstraint(
            ["header_confirmed_by_id"],
            ["user_account.id"],
            name=op.f("fk_document_version_header_confirmed_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(["sha256"], ["blob.sha256"], name=op.f("fk_document_version_sha256_blob")),
        sa.ForeignKeyConstraint(
            ["uploaded_by_id"],
            ["user_account.id"],
            name=op.f("fk_document_version_uploaded_by_id_user_account"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_version")),
        sa.UniqueConstraint("document_id", "number", name=op.f("uq_document_version_document_id_number")),
    )
    op.create_index(op.f("ix_document_version_document_id"), "document_version", ["document_id"])
    op.create_index(op.f("ix_document_version_extraction_state"), "document_version", ["extraction_state"])
    op.create_index(op.f("ix_document_version_header_number"), "document_version", ["header_number"])
    op.create_index(op.f("ix_document_version_sha256"), "document_version", ["sha256"])
    op.create_table(
        "audit_event",
        sa.Column("sequence", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("actor_name", sa.String(length=255), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("os_user", sa.String(length=80), nullable=True),
        sa.Column("action", sa.String(length=60), nullable=False),
        sa.Column("subject_type", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.String(length=80), nullable=False),
        sa.Column("criterion_id", sa.Integer(), nullable=True),
        sa.Column("details", _JSON, nullable=False),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["actor_id"], ["user_account.id"], name=op.f("fk_audit_event_actor_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["criterion_id"], ["criterion.id"], name=op.f("fk_audit_event_criterion_id_criterion")
        ),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_audit_event")),
    )
    op.create_index(op.f("ix_audit_event_action"), "audit_event", ["action"])
    op.create_index(op.f("ix_audit_event_actor_id"), "audit_event", ["actor_id"])
    op.create_index(op.f("ix_audit_event_at"), "audit_event", ["at"])
    op.create_index(op.f("ix_audit_event_criterion_id"), "audit_event", ["criterion_id"])
    op.create_table(
        "catalogue_warning",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("criterion_id", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("text_vi", sa.Text(), nullable=False),
        sa.Column("text_en", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["criterion_id"],
            ["criterion.id"],
            name=op.f("fk_catalogue_warning_criterion_id_criterion"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_catalogue_warning")),
        sa.UniqueConstraint(
            "criterion_id", "ordinal", name=op.f("uq_catalogue_warning_criterion_id_ordinal")
        ),
    )
    op.create_index(op.f("ix_catalogue_warning_criterion_id"), "catalogue_warning", ["criterion_id"])
    op.create_table(
        "criterion_coordinating",
        sa.Column("criterion_id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_criterion_coordinating_agency_id_agency")
        ),
        sa.ForeignKeyConstraint(
            ["criterion_id"],
            ["criterion.id"],
            name=op.f("fk_criterion_coordinating_criterion_id_criterion"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("criterion_id", "agency_id", name=op.f("pk_criterion_coordinating")),
    )
    op.create_table(
        "deadline",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("criterion_id", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("is_derived", sa.Boolean(), nullable=False),
        sa.Column("source_text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["criterion_id"],
            ["criterion.id"],
            name=op.f("fk_deadline_criterion_id_criterion"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deadline")),
        sa.UniqueConstraint("criterion_id", "ordinal", name=op.f("uq_deadline_criterion_id_ordinal")),
    )
    op.create_index(op.f("ix_deadline_criterion_id"), "deadline", ["criterion_id"])
    op.create_table(
        "evidence_pack",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("criterion_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            _one_of("pack_state", "open", "submitted", "returned", "approved", "sealed"),
            nullable=False,
        ),
        sa.Column("state_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("was_reopened", sa.Boolean(), nullable=False),
        sa.Column("reopen_reason", sa.Text(), nullable=True),
        sa.Column("approved_by_id", sa.Integer(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lock", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["approved_by_id"], ["user_account.id"], name=op.f("fk_evidence_pack_approved_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["criterion_id"], ["criterion.id"], name=op.f("fk_evidence_pack_criterion_id_criterion")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence_pack")),
        sa.UniqueConstraint("criterion_id", name=op.f("uq_evidence_pack_criterion_id")),
    )
    op.create_index(op.f("ix_evidence_pack_state"), "evidence_pack", ["state"])
    op.create_table(
        "expected_product",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("criterion_id", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("is_optional", sa.Boolean(), nullable=False),
        sa.Column(
            "supplied_by", _one_of("supplied_by", "agency", "ministry", "agency_and_ministry"), nullable=False
        ),
        sa.Column("medium", _one_of("product_medium", "file", "link"), nullable=False),
        sa.ForeignKeyConstraint(
            ["criterion_id"],
            ["criterion.id"],
            name=op.f("fk_expected_product_criterion_id_criterion"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_expected_product")),
        sa.UniqueConstraint("criterion_id", "ordinal", name=op.f("uq_expected_product_criterion_id_ordinal")),
    )
    op.create_index(op.f("ix_expected_product_criterion_id"), "expected_product", ["criterion_id"])
    op.create_table(
        "index_entry",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("wanted", sa.Integer(), nullable=False),
        sa.Column("written", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"], ["document_version.id"], name=op.f("fk_index_entry_version_id_document_version")
        ),
        sa.PrimaryKeyConstraint("version_id", name=op.f("pk_index_entry")),
    )
    op.create_table(
        "target",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("criterion_id", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("measure", sa.Text(), nullable=False),
        sa.Column("operator", sa.String(length=10), nullable=False),
        sa.Column("value", sa.Numeric(precision=12, scale=2, asdecimal=False), nullable=True),
        sa.Column("unit", sa.String(length=40), nullable=False),
        sa.Column("is_soft", sa.Boolean(), nullable=False),
        sa.Column("source_text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["criterion_id"],
            ["criterion.id"],
            name=op.f("fk_target_criterion_id_criterion"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_target")),
        sa.UniqueConstraint("criterion_id", "ordinal", name=op.f("uq_target_criterion_id_ordinal")),
    )
    op.create_index(op.f("ix_target_criterion_id"), "target", ["criterion_id"])
    op.create_table(
        "bundle_pack",
        sa.Column("bundle_id", sa.Integer(), nullable=False),
        sa.Column("pack_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["bundle_id"], ["submission_bundle.id"], name=op.f("fk_bundle_pack_bundle_id_submission_bundle")
        ),
        sa.ForeignKeyConstraint(
            ["pack_id"], ["evidence_pack.id"], name=op.f("fk_bundle_pack_pack_id_evidence_pack")
        ),
        sa.PrimaryKeyConstraint("bundle_id", "pack_id", name=op.f("pk_bundle_pack")),
    )
    op.create_table(
        "evidence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("criterion_id", sa.Integer(), nullable=False),
        sa.Column("product_id", sa.Integer(), nullable=True),
        sa.Column("deadline_id", sa.Integer(), nullable=True),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("pages", sa.String(length=200), nullable=True),
        sa.Column(
            "state",
            _one_of(
                "evidence_state",
                "draft",
                "submitted",
                "needs_explanation",
                "explained",
                "sufficient",
                "accepted_with_explanation",
                "withdrawn",
            ),
            nullable=False,
        ),
        sa.Column("cited_by_id", sa.Integer(), nullable=False),
        sa.Column("cited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_by_id", sa.Integer(), nullable=True),
        sa.Column("state_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("late_reason", sa.Text(), nullable=True),
        sa.Column("lock", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["accepted_by_id"], ["user_account.id"], name=op.f("fk_evidence_accepted_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_evidence_agency_id_agency")),
        sa.ForeignKeyConstraint(
            ["cited_by_id"], ["user_account.id"], name=op.f("fk_evidence_cited_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["criterion_id"], ["criterion.id"], name=op.f("fk_evidence_criterion_id_criterion")
        ),
        sa.ForeignKeyConstraint(
            ["deadline_id"], ["deadline.id"], name=op.f("fk_evidence_deadline_id_deadline")
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["expected_product.id"], name=op.f("fk_evidence_product_id_expected_product")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["document_version.id"], name=op.f("fk_evidence_version_id_document_version")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
    )
    op.create_index(op.f("ix_evidence_agency_id"), "evidence", ["agency_id"])
    op.create_index(op.f("ix_evidence_criterion_id"), "evidence", ["criterion_id"])
    op.create_index(op.f("ix_evidence_product_id"), "evidence", ["product_id"])
    op.create_index(op.f("ix_evidence_state"), "evidence", ["state"])
    op.create_index(op.f("ix_evidence_version_id"), "evidence", ["version_id"])
    op.create_table(
        "pack_submission",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pack_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("submitted_by_id", sa.Integer(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "state_before",
            _one_of("submission_state_before", "open", "submitted", "returned", "approved", "sealed"),
            nullable=False,
        ),
        sa.Column("recalled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["pack_id"], ["evidence_pack.id"], name=op.f("fk_pack_submission_pack_id_evidence_pack")
        ),
        sa.ForeignKeyConstraint(
            ["submitted_by_id"],
            ["user_account.id"],
            name=op.f("fk_pack_submission_submitted_by_id_user_account"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pack_submission")),
        sa.UniqueConstraint("pack_id", "number", name=op.f("uq_pack_submission_pack_id_number")),
    )
    op.create_index(op.f("ix_pack_submission_pack_id"), "pack_submission", ["pack_id"])
    op.create_table(
        "evidence_pin",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("evidence_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("pages", sa.String(length=200), nullable=True),
        sa.Column("pinned_by_id", sa.Integer(), nullable=False),
        sa.Column("pinned_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["evidence_id"], ["evidence.id"], name=op.f("fk_evidence_pin_evidence_id_evidence")
        ),
        sa.ForeignKeyConstraint(
            ["pinned_by_id"], ["user_account.id"], name=op.f("fk_evidence_pin_pinned_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["document_version.id"], name=op.f("fk_evidence_pin_version_id_document_version")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence_pin")),
    )
    op.create_index(op.f("ix_evidence_pin_evidence_id"), "evidence_pin", ["evidence_id"])
    op.create_table(
        "explanation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("criterion_id", sa.Integer(), nullable=False),
        sa.Column("evidence_id", sa.Integer(), nullable=True),
        sa.Column("product_id", sa.Integer(), nullable=True),
        sa.Column(
            "kind",
            _one_of("explanation_kind", "missing", "partial", "no_occurrence", "not_applicable"),
            nullable=False,
        ),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("legal_basis", sa.Text(), nullable=True),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            _one_of("explanation_state", "draft", "submitted", "accepted", "rejected"),
            nullable=False,
        ),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision_comment", sa.Text(), nullable=True),
        sa.Column("lock", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(evidence_id IS NULL) <> (product_id IS NULL)", name=op.f("ck_explanation_one_target")
        ),
        sa.ForeignKeyConstraint(
            ["author_id"], ["user_account.id"], name=op.f("fk_explanation_author_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["criterion_id"], ["criterion.id"], name=op.f("fk_explanation_criterion_id_criterion")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["user_account.id"], name=op.f("fk_explanation_decided_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["evidence_id"], ["evidence.id"], name=op.f("fk_explanation_evidence_id_evidence")
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["expected_product.id"], name=op.f("fk_explanation_product_id_expected_product")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_explanation")),
    )
    op.create_index(op.f("ix_explanation_criterion_id"), "explanation", ["criterion_id"])
    op.create_index(op.f("ix_explanation_evidence_id"), "explanation", ["evidence_id"])
    op.create_index(op.f("ix_explanation_product_id"), "explanation", ["product_id"])
    op.create_index(op.f("ix_explanation_state"), "explanation", ["state"])
    op.create_table(
        "explanation_document",
        sa.Column("explanation_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["explanation_id"],
            ["explanation.id"],
            name=op.f("fk_explanation_document_explanation_id_explanation"),
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["document_version.id"],
            name=op.f("fk_explanation_document_version_id_document_version"),
        ),
        sa.PrimaryKeyConstraint("explanation_id", "version_id", name=op.f("pk_explanation_document")),
    )
    op.create_table(
        "review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("evidence_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("reviewer_id", sa.Integer(), nullable=False),
        sa.Column(
            "verdict",
            _one_of("verdict_kind", "sufficient", "needs_explanation", "accepted_with_explanation"),
            nullable=False,
        ),
        sa.Column(
            "reason",
            _one_of(
                "verdict_reason",
                "missing_content",
                "partial_coverage",
                "wrong_document",
                "unreadable",
                "unsigned",
                "outside_period",
                "requirement_not_met",
                "other",
            ),
            nullable=True,
        ),
        sa.Column("comment", sa.Text(), nullable=True),
        sa.Column("anchors", _JSON, nullable=False),
        sa.Column(
            "state_before",
            _one_of(
                "state_before",
                "draft",
                "submitted",
                "needs_explanation",
                "explained",
                "sufficient",
                "accepted_with_explanation",
                "withdrawn",
            ),
            nullable=False,
        ),
        sa.Column("explanation_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undo_reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["evidence_id"], ["evidence.id"], name=op.f("fk_review_evidence_id_evidence")
        ),
        sa.ForeignKeyConstraint(
            ["explanation_id"], ["explanation.id"], name=op.f("fk_review_explanation_id_explanation")
        ),
        sa.ForeignKeyConstraint(
            ["reviewer_id"], ["user_account.id"], name=op.f("fk_review_reviewer_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["document_version.id"], name=op.f("fk_review_version_id_document_version")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review")),
    )
    op.create_index(op.f("ix_review_evidence_id"), "review", ["evidence_id"])
    op.create_index(op.f("ix_review_reviewer_id"), "review", ["reviewer_id"])
    op.create_table(
        "submitted_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("evidence_id", sa.Integer(), nullable=True),
        sa.Column("explanation_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["evidence_id"], ["evidence.id"], name=op.f("fk_submitted_item_evidence_id_evidence")
        ),
        sa.ForeignKeyConstraint(
            ["explanation_id"], ["explanation.id"], name=op.f("fk_submitted_item_explanation_id_explanation")
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["pack_submission.id"],
            name=op.f("fk_submitted_item_submission_id_pack_submission"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submitted_item")),
    )
    op.create_index(op.f("ix_submitted_item_submission_id"), "submitted_item", ["submission_id"])

    _add_first_rows()
    _protect_audit_log()


def _add_first_rows() -> None:
    role = sa.table("role", sa.column("name", sa.String))
    op.bulk_insert(role, [{"name": name} for name in _ROLES])
    columns = (sa.column("id", sa.Integer), sa.column("count", sa.BigInteger), sa.column("hash", sa.String))
    op.bulk_insert(sa.table("audit_head", *columns), [{"id": 1, "count": 0, "hash": "0" * 64}])


def _protect_audit_log() -> None:
    """Have the database itself refuse to change or remove an event (its owner can still drop that)."""
    if op.get_bind().dialect.name == "sqlite":
        for change in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER audit_event_refuses_{change.lower()} BEFORE {change} ON audit_event "
                f"BEGIN SELECT RAISE(ABORT, '{_APPEND_ONLY}'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{_APPEND_ONLY}'; END $$"
    )
    op.execute(
        "CREATE TRIGGER audit_event_refuses_change BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_event "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change()"
    )


_TABLES = (
    "agency",
    "audit_head",
    "blob",
    "job",
    "role",
    "assessment_cycle",
    "user_account",
    "criterion_field",
    "document",
    "submission_bundle",
    "user_role",
    "bundle_file",
    "criterion",
    "document_version",
    "audit_event",
    "catalogue_warning",
    "criterion_coordinating",
    "deadline",
    "evidence_pack",
    "expected_product",
    "index_entry",
    "target",
    "bundle_pack",
    "evidence",
    "pack_submission",
    "evidence_pin",
    "explanation",
    "explanation_document",
    "review",
    "submitted_item",
)
"""In the order in which they are made: what refers to another stands after it."""


def downgrade() -> None:
    """Drop the tables, with everything in them."""
    for table in reversed(_TABLES):
        op.drop_table(table)
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION refuse_audit_change()")
