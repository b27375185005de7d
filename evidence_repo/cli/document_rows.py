"""A document as `documents show` prints it."""

from __future__ import annotations

from typing import Any

import click

from evidence_repo.cli.printing import print_table


def print_document(row: dict[str, Any]) -> None:
    """Print it for people."""
    click.echo(f"Document {row['document_id']} ({row['kind']}) of {row['agency']}")
    if row["link"]:
        click.echo(f"{row['link']['title']}: {row['link']['url']}, seen {row['link']['seen_on']}")
    for version in row["versions"]:
        click.echo(
            f"\nVersion {version['version']}: {version['file_name']}, {version['media_type']}, "
            f"{version['size']} bytes, text {version['text']}, pages {version['page_count'] or '–'}"
        )
        for name, value in version["header"].items():
            mark = " (confirmed)" if name in version["confirmed"] else ""
            mark += " (of the document that this annex belongs to)" if name in version["of_parent"] else ""
            click.echo(f"  {name}: {'–' if value is None else value}{mark}")
    if row["citations"]:
        click.echo()
        columns = ("evidence_id", "criterion", "product", "version", "state", "pages")
        print_table(
            ("evidence", "criterion", "product", "version", "state", "pages"),
            [[piece[column] for column in columns] for piece in row["citations"]],
        )
