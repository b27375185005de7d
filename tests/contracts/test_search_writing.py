"""The contract of `SearchEngine`, over every implementation: batches, writers and readers at once."""

import random
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.search import SearchDocument, SearchEngine, open_engine, parse_query
from tests.bench.texts import search_documents
from tests.contracts.index_writing import document, generation, start_writing
from tests.contracts.searching import found


def test_a_document_written_again_replaces_itself(filled: SearchEngine) -> None:
    filled.write([document(2, "một văn bản khác")])
    assert found(filled, "hòa giải") == []
    assert found(filled, "văn bản khác") == [2]
    assert filled.ids() == {1, 2, 3, 4}


def test_what_is_deleted_is_gone_and_deleting_nothing_is_no_fault(filled: SearchEngine) -> None:
    filled.write([], deleted=[2, 77])
    assert found(filled, "hòa giải") == []
    assert filled.ids() == {1, 3, 4}
    filled.write([document(1, "mới")], deleted=[1, 3])
    assert filled.ids() == {1, 4}
    filled.write([])
    assert found(filled, "mới") == [1]


def test_processes_that_draw_the_same_random_numbers_do_not_mix_up_their_batches(url: str) -> None:
    writers = [open_engine(url), open_engine(url)]  # two workers forked from one parent
    for number, writer in enumerate(writers, start=1):
        random.seed(1)
        writer.write([document(number, f"của tiến trình {number}")])
        assert writer.ids() == set(range(1, number + 1))
    assert [writer.ids() for writer in writers] == [{1, 2}, {1, 2}]
    for writer in writers:
        writer.close()


def test_of_two_documents_with_one_id_the_last_counts(engine: SearchEngine) -> None:
    engine.write([document(1, "đầu"), document(1, "cuối")])
    assert found(engine, "") == found(engine, "cuối") == [1]
    assert found(engine, "đầu") == []


def test_many_small_batches_leave_what_they_should(engine: SearchEngine, url: str) -> None:
    draw, expected = random.Random(5), {}
    for step in range(80):
        batch = {draw.randrange(40): f"bước b{step}" for _ in range(draw.randrange(4))}
        gone = {draw.randrange(40) for _ in range(draw.randrange(3))}
        engine.write([document(id_, text) for id_, text in batch.items()], deleted=gone)
        for id_ in gone:
            expected.pop(id_, None)
        expected.update(batch)
    assert engine.ids() == expected.keys()
    for id_, text in expected.items():
        assert id_ in found(engine, f'"{text}"')
    assert set(found(engine, "bước")) == expected.keys()
    files = list(Path(url.partition(":")[2]).rglob("*"))
    assert len(files) < 150, "dead segments pile up"


def test_a_broken_batch_leaves_everything_as_it_was(filled: SearchEngine) -> None:
    class SourceGone(Exception):
        pass

    def source() -> Iterator[SearchDocument]:
        yield document(1, "nửa chừng")
        raise SourceGone

    with pytest.raises(SourceGone):
        filled.write(source(), deleted=[2])
    assert filled.ids() == {1, 2, 3, 4}
    assert found(filled, "nửa chừng") == []
    filled.write([document(5, "nửa chừng")])
    assert found(filled, "nửa chừng") == [5]


def test_another_reader_sees_each_batch_as_a_whole(engine: SearchEngine, url: str) -> None:
    size, last = 40, 12
    engine.write(generation(0, size))
    reader = open_engine(url)
    process = start_writing(url, 1, last, size)
    seen = set()
    while process.is_alive() or last not in seen:
        answer = reader.search(parse_query("thế hệ"), limit=1000)
        assert answer.total == size
        of = [n for n in range(last + 1) if reader.search(parse_query(f"g{n}")).total]
        seen.update(of)
    process.join()
    assert process.exitcode == 0
    assert found(reader, f"g{last}") == found(reader, "thế hệ")
    assert len(seen) > 2
    reader.close()


def test_writers_of_two_threads_take_turns(engine: SearchEngine, url: str) -> None:
    def write(first: int) -> None:
        other = open_engine(url)
        for number in range(first, first + 20):
            other.write([document(number, "lượt")])

    threads = [threading.Thread(target=write, args=(first,)) for first in (0, 100)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert engine.ids() == {*range(20), *range(100, 120)}


def test_threads_search_one_engine_while_it_is_written(filled: SearchEngine) -> None:
    faults: list[BaseException] = []

    def search() -> None:
        try:
            for _ in range(100):
                assert set(found(filled, '"cải cách hành chính"')) == {1}
        except BaseException as fault:
            faults.append(fault)
            raise

    threads = [threading.Thread(target=search) for _ in range(4)]
    for thread in threads:
        thread.start()
    for number in range(10, 30):
        filled.write([document(number, "khác")])
    for thread in threads:
        thread.join()
    assert faults == []


def test_a_batch_is_found_at_once_while_what_came_before_is_merged(engine: SearchEngine) -> None:
    everything = list(search_documents(1_600, syllables=120))
    for start in range(0, len(everything), 100):
        engine.write(everything[start : start + 100])
    for number in range(10_000, 10_020):
        began = time.perf_counter()
        engine.write([document(number, f"văn bản mới v{number}")])
        assert found(engine, f"v{number}") == [number]
        assert time.perf_counter() - began < 2
    assert len(engine.ids()) == 1_620


def test_another_process_gets_its_turn_once_what_was_written_is_merged(
    engine: SearchEngine, url: str
) -> None:
    for number in range(100, 109):  # enough for every engine to merge some of them
        engine.write([document(number, "lượt")])
    process = start_writing(url, 1, 1, 5)
    process.join(30)
    assert process.exitcode == 0
    assert engine.ids() == {*range(100, 109), *range(1, 6)}
    engine.write([document(200, "lượt")])
    assert 200 in engine.ids()
