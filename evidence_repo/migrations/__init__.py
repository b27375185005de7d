"""The history of the database's tables, run by `evidence_repo.schema`; files stand in `versions/`.

A change of a model travels with its migration: `alembic revision --autogenerate -m "…"` (pyproject.toml names
this folder, `EVIDENCE_DATABASE_URL` the database to compare with), then read and fix what it wrote.
"""
