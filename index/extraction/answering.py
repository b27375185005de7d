"""How a confined process reports a file that cannot be read: by a message, not by dying."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager

from index.extraction.channel import send_json
from index.extraction.extraction import WarningKind
from index.extraction.faults import READER_FAULTS, NoSuchPage, Unreadable
from index.extraction.states import ExtractionState


@contextmanager
def reported_faults(channel: socket.socket) -> Iterator[None]:
    """Send the fault in which the block ends, if it does."""
    try:
        yield
    except NoSuchPage as error:
        send_json(channel, {"no_such_page": str(error)})
    except Unreadable as error:
        send_json(channel, {"fault": error.state.value, "detail": str(error)[:500]})
    except MemoryError:
        send_json(
            channel, {"fault": ExtractionState.TOO_COSTLY.value, "detail": WarningKind.MEMORY_LIMIT.value}
        )
    except READER_FAULTS as error:
        send_json(channel, {"fault": ExtractionState.DAMAGED.value, "detail": repr(error)[:500]})
