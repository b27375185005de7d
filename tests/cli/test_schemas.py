"""The published schemas are those of the code."""

import json

from evidence_repo.representations.published import published_schemas
from tests.cli.schemas import FOLDER


def test_the_published_schemas_are_those_of_the_representations() -> None:
    published = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in FOLDER.glob("*.json")}
    made = {name: schema.document() for name, schema in published_schemas().items()}
    assert json.loads(json.dumps(made)) == published, "run `make schemas`"
