"""The same attempts where characters are recognised, with everything loaded that is loaded there."""

from index.extraction.recognition import prepare
from tests.isolation.probe import run_task

__all__ = ["prepare", "run_task"]
