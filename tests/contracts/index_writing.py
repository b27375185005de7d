"""Processes that write an index, some of which die while they do."""

import multiprocessing
import os
import random
import signal
import threading
from dataclasses import replace
from datetime import date
from multiprocessing.process import BaseProcess
from typing import TypedDict, Unpack

from index.search import SearchDocument, open_engine

_PROCESSES = multiprocessing.get_context("spawn")


class Header(TypedDict, total=False):
    """What a document may have beside its text."""

    number: str
    doc_type: str
    subject: str
    issuer: str
    signatory: str
    issued_on: date | None
    file_name: str


_NOTHING = SearchDocument(0, "", "", "", "", "", None, "", "")


def document(id_: int, text: str = "", **header: Unpack[Header]) -> SearchDocument:
    """Return a document that has nothing but what is given."""
    return replace(_NOTHING, id=id_, text=text, **header)


def generation(number: int, size: int) -> list[SearchDocument]:
    """Return `size` documents, always of the same ids, that all say which generation they are of."""
    filler = " ".join(f"chữ{number}x{word}" for word in range(60))
    return [document(id_, f"thế hệ g{number} {filler}") for id_ in range(1, size + 1)]


def write_generations(url: str, first: int, last: int, size: int) -> None:
    """Write the generations one after the other, each as one batch."""
    engine = open_engine(url)
    for number in range(first, last + 1):
        engine.write(generation(number, size))
    engine.close()


def start_writing(url: str, first: int, last: int, size: int) -> BaseProcess:
    """Start a process that writes the generations."""
    process = _PROCESSES.Process(target=write_generations, args=(url, first, last, size), daemon=True)
    process.start()
    return process


def _write_and_die(url: str, number: int, size: int, seconds: float) -> None:
    threading.Timer(seconds, os.kill, (os.getpid(), signal.SIGKILL)).start()
    write_generations(url, number, number + 1000, size)


def kill_while_writing(url: str, number: int, size: int, draw: random.Random) -> None:
    """Write generations from `number` in a process that is killed at any moment of its work."""
    arguments = (url, number, size, draw.uniform(0.02, 0.25))
    process = _PROCESSES.Process(target=_write_and_die, args=arguments, daemon=True)
    process.start()
    process.join()
    assert process.exitcode == -signal.SIGKILL
