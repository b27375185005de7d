"""Write one batch into a Whoosh index, and merge small segments so that dead ones do not pile up."""

from collections.abc import Iterable, Iterator

from whoosh.fields import Schema
from whoosh.index import TOC, clean_files

from index.search.document_terms import document_terms
from index.search.protocol import SearchDocument
from index.search.whoosh.files import FlatCodec, PostingsPool
from index.search.whoosh.private import INDEX_NAME, CheckedSegment, MappedStorage, RowWriter, newest_number
from index.search.whoosh.snapshot import COLUMNS, SegmentView

# Segments of one size class are merged when there are this many, as long as the result stays below
# LARGEST documents: merging costs some 1 ms a document, and a reader a few microseconds a segment.
FAN_IN = 8
LARGEST = 8_000
# A segment of which this part is deleted is written anew.
MOSTLY_DEAD = 0.4


class BatchWriter(RowWriter):
    """Gathers one batch; made while the writer's lock is held."""

    def __init__(self, storage: MappedStorage) -> None:
        super().__init__(storage, FlatCodec())
        self.pool = PostingsPool()

    def remove(self, ids: set[int]) -> None:
        """Mark the documents of these ids as deleted."""
        if not ids:
            return
        for segment in self.segments:
            for number, id_ in enumerate(SegmentView(self.storage, segment).ids):
                if id_ in ids:
                    segment.delete_document(number)

    def put(self, document: SearchDocument) -> None:
        """Add the document."""
        terms = document_terms(document)
        issued = document.issued_on.toordinal() if document.issued_on else 0
        number = self.add_row(COLUMNS, (document.id, issued, terms.length, terms.words.encode()))
        for space, counts in terms.counts.items():
            self.pool.add(number, space, counts)

    def take_over(self, segment: CheckedSegment) -> None:
        """Add what is left of another segment."""
        view = SegmentView(self.storage, segment)
        numbers: dict[int, int] = {}
        for old in range(view.size):
            if not segment.is_deleted(old):
                row = (view.ids[old], view.issued[old], view.lengths[old], view.words(old))
                numbers[old] = self.add_row(COLUMNS, row)
        for key, (documents, counts) in view.terms.all_postings():
            pairs = zip(documents, counts, strict=True)
            self.pool.add_list(key, ((numbers[old], count) for old, count in pairs if old in numbers))


def write_batch(storage: MappedStorage, documents: Iterable[SearchDocument], deleted: Iterable[int]) -> None:
    """Write everything and commit it as one generation; the lock is held."""
    newest = {document.id: document for document in documents}
    writer = BatchWriter(storage)
    try:
        writer.remove(newest.keys() | set(deleted))
        for document in newest.values():
            writer.put(document)
        writer.commit(mergetype=merge_small)
    finally:
        if not writer.is_closed:
            writer.cancel()


def empty_index(storage: MappedStorage) -> None:
    """Put an empty generation in the place of whatever is there; the lock is held."""
    number = newest_number(storage) + 1
    TOC(Schema(), [], number).write(storage, INDEX_NAME)
    clean_files(storage, INDEX_NAME, number, [])


def merge_small(writer: BatchWriter, segments: list[CheckedSegment]) -> list[CheckedSegment]:
    """Merge what is due into the batch and return the segments that stay."""
    due = {segment.segment_id() for segment in _due(segments, writer.docnum)}
    for segment in segments:
        if segment.segment_id() in due:
            writer.take_over(segment)
    return [segment for segment in segments if segment.segment_id() not in due]


def _due(segments: list[CheckedSegment], added: int) -> Iterator[CheckedSegment]:
    classes: dict[int, list[CheckedSegment]] = {}
    for segment in segments:
        if segment.deleted_count() > MOSTLY_DEAD * segment.doc_count_all():
            yield segment
        else:
            classes.setdefault(_size_class(segment.doc_count()), []).append(segment)
    size, merging = added, False
    for size_class, peers in sorted(classes.items()):
        merging = len(peers) >= FAN_IN - 1 or (merging and _size_class(size) >= size_class)
        for segment in peers if merging else ():
            if size + segment.doc_count() <= LARGEST:
                size += segment.doc_count()
                yield segment


def _size_class(documents: int) -> int:
    """Return 0 for up to 7 documents, 1 for up to 63, and so on by the power of 8."""
    return max(0, documents.bit_length() - 1) // 3
