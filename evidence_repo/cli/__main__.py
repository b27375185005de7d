"""Let `python -m evidence_repo.cli` be the program: `run` starts its parts that way."""

from evidence_repo.cli import main

main()
