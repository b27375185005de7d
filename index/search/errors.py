"""What can be wrong with an index."""


class SearchError(Exception):
    """The index cannot serve; the message says why."""


class IndexDamaged(SearchError):
    """The index cannot be read as a whole: `clear` it, write everything again, then `mark_complete`."""


class IndexOutdated(IndexDamaged):
    """The index was made by another version, or making it was never finished."""


class IndexBusy(SearchError):
    """Another process has been writing for too long; nothing was written, try again."""
