"""Write docs/schemas/ from evidence_repo.representations. Usage: make schemas"""

from __future__ import annotations

import json
from pathlib import Path

from evidence_repo.representations.published import published_schemas

FOLDER = Path(__file__).parents[1] / "docs" / "schemas"

for name, published in published_schemas().items():
    text = json.dumps(published.document(), ensure_ascii=False, indent=2)
    (FOLDER / f"{name}.json").write_text(f"{text}\n", encoding="utf-8")
