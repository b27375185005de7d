"""From the address in the settings to the engine that it names: the one place that knows all engines."""

from pathlib import Path

from index.search.errors import SearchError
from index.search.protocol import SearchEngine


def open_engine(url: str) -> SearchEngine:
    """Return the engine that `url` names: `whoosh:FOLDER` or `tantivy:FOLDER`.

    The folder is made if it is missing; each engine has its own.
    """
    kind, _, place = url.partition(":")
    # Only the chosen engine is imported.
    if kind == "whoosh" and place:
        from index.search.whoosh.engine import WhooshEngine

        return WhooshEngine(Path(place))
    if kind == "tantivy" and place:
        from index.search.tantivy.engine import TantivyEngine

        return TantivyEngine(Path(place))
    raise SearchError(f"The search address must look like whoosh:FOLDER or tantivy:FOLDER, not {url!r}.")
