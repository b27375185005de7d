"""The contract of `SearchEngine`, over every implementation: crashes, damage, and writing anew."""

import random
import shutil
from pathlib import Path

import pytest

from index.search import IndexDamaged, IndexOutdated, SearchEngine, open_engine, parse_query
from tests.contracts.index_writing import document, generation, kill_while_writing
from tests.contracts.searching import found


def test_a_killed_writer_leaves_the_last_finished_batch(engine: SearchEngine, url: str) -> None:
    seed = random.randrange(1 << 30)
    print(f"seed {seed}")  # noqa: T201 - shown when the test fails
    draw, size, number = random.Random(seed), 30, 1
    engine.write(generation(0, size))
    engine.mark_complete()
    for _ in range(6):
        kill_while_writing(url, number, size, draw)
        engine.check()
        current = [n for n in range(number + 1100) if engine.search(parse_query(f"g{n}"), limit=1).total]
        assert len(current) == 1
        assert set(found(engine, f"g{current[0]}")) == engine.ids() == set(range(1, size + 1))
        number = current[0] + 1
    engine.write(generation(number, size))
    assert set(found(engine, f"g{number}")) == set(range(1, size + 1))


def test_an_index_is_complete_once_it_is_marked(engine: SearchEngine, url: str) -> None:
    with pytest.raises(IndexOutdated):
        engine.check()
    engine.write([document(1, "kế hoạch")])
    assert engine.search(parse_query("kế")).partial
    engine.mark_complete()
    engine.check()
    assert not engine.search(parse_query("kế")).partial
    again = open_engine(url)
    again.check()
    assert found(again, "kế") == [1]
    again.close()


def test_clearing_empties_the_index_for_every_reader_and_makes_it_incomplete(
    filled: SearchEngine, url: str
) -> None:
    filled.mark_complete()
    reader = open_engine(url)
    assert reader.ids() == {1, 2, 3, 4}
    filled.clear()
    assert reader.ids() == filled.ids() == set()
    with pytest.raises(IndexOutdated):
        reader.check()
    filled.write([document(9, "mới")])
    assert found(reader, "mới") == [9]
    reader.close()


def files_in(folder: Path) -> list[Path]:
    """Return the index's files that have something in them."""
    files = [path for path in folder.rglob("*") if path.is_file() and path.stat().st_size]
    return sorted(path for path in files if path.name != "complete")


@pytest.mark.parametrize("damage", ["delete", "cut", "flip", "zeros"])
def test_damage_to_any_file_is_noticed_and_repaired_by_writing_anew(
    filled: SearchEngine, url: str, damage: str, tmp_path: Path
) -> None:
    filled.mark_complete()
    filled.close()
    folder, whole = Path(url.partition(":")[2]), tmp_path / "whole"
    folder.rename(whole)
    for name in [path.relative_to(whole) for path in files_in(whole)]:
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(whole, folder)
        path = folder / name
        data = path.read_bytes()
        if damage == "delete":
            path.unlink()
        elif damage == "cut":
            path.write_bytes(data[: len(data) // 2])
        elif damage == "flip":
            middle = len(data) // 2
            path.write_bytes(data[:middle] + bytes([data[middle] ^ 0xFF]) + data[middle + 1 :])
        else:
            path.write_bytes(bytes(len(data)))
        opened = open_engine(url)
        with pytest.raises(IndexDamaged):
            opened.check()
        opened.clear()
        opened.write([document(1, "làm lại")])
        opened.mark_complete()
        opened.check()
        assert found(opened, "làm lại") == [1]
        opened.close()


def test_an_index_whose_folder_is_gone_says_so(filled: SearchEngine, url: str, tmp_path: Path) -> None:
    Path(url.partition(":")[2]).rename(tmp_path / "gone")
    with pytest.raises(IndexDamaged):
        filled.search(parse_query("kế"))
    with pytest.raises(IndexDamaged):
        filled.write([document(1, "kế")])
    filled.clear()
    filled.write([document(1, "kế")])
    assert found(filled, "kế") == [1]
