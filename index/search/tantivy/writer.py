"""The one writer of a tantivy index, which stays while tantivy merges segments.

After a commit tantivy merges segments of like size in threads of its own, for up to some seconds, and needs
the writer for it. The batch is found as soon as it is committed, and the next one need not wait either: it
goes through the same writer, beside the merge.
"""

import threading
import time
from collections.abc import Collection, Iterable
from contextlib import ExitStack, suppress

import tantivy

from index.search.errors import IndexBusy
from index.search.index_folder import IndexFolder
from index.search.protocol import SearchDocument
from index.search.tantivy.documents import ID, tantivy_document
from index.search.tantivy.files import open_index, seal
from index.search.tantivy.private import is_merging, remove_unfinished

_MEMORY = 128_000_000
_LOOK = 0.05
_LONGEST_MERGE = 300.0


class TantivyWriter:
    """Writes batches, one at a time; keeps other processes out until what they caused is merged."""

    def __init__(self, folder: IndexFolder, patience: float) -> None:
        """Write into `folder`; a batch waits up to `patience` seconds for its turn."""
        self._folder = folder
        self._patience = patience
        self._turn = threading.Lock()
        self._closing = threading.Event()
        self._writer: tantivy.IndexWriter | None = None
        self._lock = ExitStack()
        self._waiting: threading.Thread | None = None

    def write(self, documents: Iterable[SearchDocument], gone: Collection[int]) -> None:
        """Take the documents of the ids `gone` out and put `documents` in, as one commit.

        Raises `IndexBusy`, and what tantivy raises for an index that it cannot read.
        """
        if not self._turn.acquire(timeout=self._patience):
            raise IndexBusy("Another thread is writing the index.")
        try:
            writer = self._opened()
            for id_ in gone:
                writer.delete_documents_by_term(ID, id_)
            for document in documents:
                writer.add_document(tantivy_document(document))
            writer.commit()
            seal(self._folder.path)
            self._stay_or_go()
        except BaseException:
            self._let_go()  # what was not committed goes with the writer
            raise
        finally:
            self._turn.release()

    def close(self) -> None:
        """Wait for what is being merged, and let others write."""
        self._closing.set()
        with self._turn:
            self._let_go()
        self._closing.clear()

    def _opened(self) -> tantivy.IndexWriter:
        if self._writer is None:
            self._lock.enter_context(self._folder.writers_lock(self._patience))
            remove_unfinished(self._folder.path)
            self._writer = open_index(self._folder.path).writer(_MEMORY, 1)
        return self._writer

    def _stay_or_go(self) -> None:
        if not is_merging(self._folder.path):
            self._let_go()
        elif self._waiting is None:
            self._waiting = threading.Thread(target=self._wait_for_merges, daemon=True, name="index-merges")
            self._waiting.start()

    def _wait_for_merges(self) -> None:
        end = time.monotonic() + _LONGEST_MERGE
        while True:
            self._closing.wait(_LOOK)
            with self._turn:
                if self._closing.is_set() or time.monotonic() > end or not is_merging(self._folder.path):
                    self._let_go()
                if self._writer is None:
                    self._waiting = None
                    return

    def _let_go(self) -> None:
        writer, self._writer = self._writer, None
        if writer is not None:
            with suppress(OSError, ValueError):  # the index is broken, as the next reader will say
                writer.wait_merging_threads()
        self._lock.close()
