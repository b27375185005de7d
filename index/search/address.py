"""From the address in the settings to the engine that it names: the one place that knows all engines."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from index.search.errors import SearchError

if TYPE_CHECKING:
    from index.search.protocol import SearchEngine

_KINDS = ("whoosh", "tantivy")


def check_address(url: str) -> None:
    """Raise `SearchError` unless `url` names an engine: `whoosh:FOLDER` or `tantivy:FOLDER`."""
    kind, _, place = url.partition(":")
    if kind not in _KINDS or not place:
        raise SearchError(f"The search address must look like whoosh:FOLDER or tantivy:FOLDER, not {url!r}.")


def open_engine(url: str) -> SearchEngine:
    """Return the engine that `url` names; raise as `check_address`.

    The folder is made if it is missing; each engine has its own.
    """
    check_address(url)
    kind, _, place = url.partition(":")
    # Only the chosen engine is imported.
    if kind == "whoosh":
        from index.search.whoosh.engine import WhooshEngine

        return WhooshEngine(Path(place))
    from index.search.tantivy.engine import TantivyEngine

    return TantivyEngine(Path(place))
