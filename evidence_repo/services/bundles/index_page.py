"""The bundle's `index.html`: the whole index to browse offline, its links relative, its style inside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from evidence_repo.reports.text import printable
from evidence_repo.services.bundles import words
from evidence_repo.services.bundles.index_rows import IndexRow
from evidence_repo.services.bundles.snapshot import Snapshot


def render_page(
    snapshot: Snapshot, held: Mapping[str, Sequence[IndexRow]], left_out: Sequence[IndexRow]
) -> bytes:
    """Return the page; it is fixed Vietnamese and knows nothing of the interface."""
    environment = Environment(
        loader=PackageLoader("evidence_repo.services.bundles", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    text = environment.get_template("index.html").render(
        bundle=snapshot,
        words=words,
        held=held,
        left_out=left_out,
        fields=_fields(snapshot),
        tables=[table for table in snapshot.get("tables", []) if not table["criterion"]],
    )
    return printable(text).encode()


def _fields(snapshot: Snapshot) -> list[dict[str, Any]]:
    """Return the fields that have criteria in the bundle, each with them."""
    fields = []
    for field in snapshot["fields"]:
        criteria = [one for one in snapshot["criteria"] if one["field"] == field["code"]]
        if criteria:
            fields.append({**field, "criteria": criteria})
    return fields
