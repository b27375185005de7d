"""Whoosh and tantivy do still what our engines lean on and neither promises: `private.py` of each room."""

import random
import zlib
from pathlib import Path

import pytest
import tantivy
from whoosh.codec.whoosh3 import W3Codec, W3PerDocReader
from whoosh.columns import NumericColumn
from whoosh.fields import Schema
from whoosh.index import TOC

from index.search.tantivy.private import (
    META,
    is_merging,
    managed_files,
    read_footer,
    remove_unfinished,
    segment_files,
)
from index.search.whoosh.files import FlatCodec
from index.search.whoosh.private import (
    INDEX_NAME,
    CheckedSegment,
    MappedStorage,
    RowWriter,
    contents_path,
    mapped_bytes,
    newest_number,
)

COLUMNS = {"id": NumericColumn("q")}


@pytest.fixture
def storage(tmp_path: Path) -> MappedStorage:
    """Give a folder with an empty Whoosh index."""
    storage = MappedStorage(str(tmp_path))
    assert newest_number(storage) == -1
    TOC(Schema(), [], 0).write(storage, INDEX_NAME)
    return storage


def add_rows(storage: MappedStorage, *ids: int) -> None:
    writer = RowWriter(storage, FlatCodec())
    assert [writer.add_row(COLUMNS, (id_,)) for id_ in ids] == list(range(len(ids)))
    writer.commit(mergetype=lambda _, segments: segments)


def test_whoosh_counts_its_generations_in_the_names_of_its_files(storage: MappedStorage) -> None:
    for number in range(3):
        assert newest_number(storage) == TOC.read(storage, INDEX_NAME).generation == number
        assert [path for path in Path(storage.folder).glob("*.toc") if path == contents_path(storage, number)]
        add_rows(storage, number)


def test_whoosh_writes_rows_of_columns_without_postings(storage: MappedStorage) -> None:
    add_rows(storage, 7, 5)
    add_rows(storage, 1 << 40)
    segments = TOC.read(storage, INDEX_NAME).segments
    readers = [W3PerDocReader(storage, segment) for segment in segments]
    rows = [list(reader.column_reader("id", COLUMNS["id"])) for reader in readers]
    assert rows == [[7, 5], [1 << 40]]
    segments[0].delete_document(1)
    assert set(segments[0].deleted_docs()) == {1}


def test_whoosh_names_the_files_of_a_segment_after_it(storage: MappedStorage) -> None:
    add_rows(storage, 1)
    (segment,) = TOC.read(storage, INDEX_NAME).segments
    assert set(segment.files) == {
        path.name for path in Path(storage.folder).glob(f"{segment.segment_id()}.*")
    }
    for extension in (W3Codec.TERMS_EXT, W3Codec.POSTS_EXT):
        content = Path(storage.folder, segment.make_filename(extension)).read_bytes()
        assert mapped_bytes(storage, segment, extension) == content


def test_whoosh_asks_the_segment_for_its_name() -> None:
    names = set()
    for _ in range(2):
        random.seed(1)  # as in two workers forked from one parent
        names.add(CheckedSegment(FlatCodec(), INDEX_NAME).segment_id())
    assert len(names) == 2


@pytest.fixture
def index(tmp_path: Path) -> tantivy.Index:
    """Give an empty tantivy index."""
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("id", indexed=True, fast=True)
    return tantivy.Index(builder.build(), path=str(tmp_path))


def commit(index: tantivy.Index, *ids: int) -> None:
    writer = index.writer(15_000_000, 1)
    for id_ in ids:
        made = tantivy.Document()
        made.add_integer("id", id_)
        writer.add_document(made)
    writer.delete_documents_by_term("id", 1)
    writer.commit()
    writer.wait_merging_threads()


def test_tantivy_seals_every_file_that_its_list_of_segments_leads_to(
    index: tantivy.Index, tmp_path: Path
) -> None:
    commit(index, 1, 2)
    commit(index, 3)
    names = set(segment_files(tmp_path))
    assert any(name.endswith(".del") for name in names)
    assert names | {META} == managed_files(tmp_path)
    assert {path.name for path in tmp_path.glob("[!.]*")} == names | {META}
    for name in names:
        footer, content = read_footer(tmp_path / name), (tmp_path / name).read_bytes()
        assert footer is not None
        assert zlib.crc32(content[: footer.body]) == footer.crc


def test_tantivy_names_a_list_of_deleted_documents_after_its_commit(
    index: tantivy.Index, tmp_path: Path
) -> None:
    commit(index, 1, 2)
    commit(index, 3)
    kept = {path.name for path in tmp_path.glob("*.del")}
    stem, number, _ = min(kept).split(".")
    (tmp_path / f"{stem}.{int(number) + 1_000}.del").write_bytes(b"of a commit that never was")
    remove_unfinished(tmp_path)
    assert {path.name for path in tmp_path.glob("*.del")} == kept


def test_tantivy_merges_eight_segments_of_like_size(index: tantivy.Index, tmp_path: Path) -> None:
    for number in range(2, 9):
        commit(index, number)
        assert not is_merging(tmp_path)
    assert len({name.partition(".")[0] for name in segment_files(tmp_path)}) == 7
    commit(index, 9)  # which waits for the merge
    assert not is_merging(tmp_path)
    assert len({name.partition(".")[0] for name in segment_files(tmp_path)}) == 1
