"""Gunicorn's worker with threads, none of which waits for the bytes of a page's request or for its reader.

Gunicorn gives a connection to a thread when its first byte comes, so that eight senders of one byte in ten
seconds hold eight threads. Here one loop takes the bytes of every request until header and form are whole;
only then a thread answers. Large uploads and downloads have threads of their own and a least speed, sign-ins
(which cost much) too few to slow the pages; in each lane visitors take turns. What a slow reader has not
taken yet is sent by the transfers' threads. `tests/bench/slow_senders.py` takes the figures of the docs.

This file leans on names of `gunicorn.workers.gthread` (27.0); `tests/e2e/test_slow_senders.py` fails when
they change.
"""

from __future__ import annotations

import errno
import socket
import struct
import time
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from selectors import EVENT_READ
from typing import Any

from gunicorn.http import get_parser
from gunicorn.http.errors import ParseException
from gunicorn.http.unreader import SocketUnreader
from gunicorn.workers.gthread import TConn, ThreadWorker
from werkzeug.exceptions import BadRequest, HTTPException, RequestTimeout

from evidence_repo.cli.arriving import Arrival, Lane
from evidence_repo.cli.fair_queue import FairQueue, Visitor
from evidence_repo.client_address import client_address, network_of

HEAD_SECONDS, FORM_SECONDS = 10.0, 30.0
"""How long header lines and a form may take to come."""
UPLOAD_BYTES_PER_SECOND, UPLOAD_GRACE_SECONDS = 2048, 30.0
SILENCE_SECONDS = 30
"""How long an upload or a download may stand still."""
CONNECTIONS = 2000
SIGN_IN_THREADS, TRANSFER_THREADS = 2, 24
_PIECE = 64 * 1024
_MOST_BUFFERED = 64 * 1024 * 1024
_MOST_UNSENT = 16 * 1024 * 1024
_LOOK_SECONDS = 0.5
_TIMED_OUT = b"HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
_TOO_BUSY = (
    b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
)
_STILL_SENDING = object()


class _PacedUnreader(SocketUnreader):  # type: ignore[misc]  # gunicorn is untyped: its classes are Any
    """Reads the rest of a long body; whoever sends too slowly gets 408."""

    def __init__(self, sock: socket.socket, arrived: bytes) -> None:
        super().__init__(sock)
        self.unread(arrived)
        self._began, self._received = time.monotonic(), 0

    def chunk(self, size_hint: int | None = None) -> bytes:
        """Return the next bytes of the body."""
        try:
            data: bytes = super().chunk(size_hint)
        except BlockingIOError as error:  # SO_RCVTIMEO
            raise RequestTimeout from error
        self._received += len(data)
        seconds = time.monotonic() - self._began
        if seconds > UPLOAD_GRACE_SECONDS and self._received < seconds * UPLOAD_BYTES_PER_SECOND:
            raise RequestTimeout
        return data


class _PlainReader:
    """Stands for a body's reader: a body that breaks HTTP's rules, or ends too early, is a bad request."""

    def __init__(self, reader: Any) -> None:
        self._reader = reader

    def read(self, size: int) -> bytes:
        """Return up to `size` bytes of the body."""
        try:
            data: bytes = self._reader.read(size)
        except (ParseException, OSError) as error:  # a chunk's size, a trailer; the visitor has gone
            raise BadRequest from error
        return data


class _Outgoing:
    """Stands for the socket while a page is made: it keeps what is sent, and no thread waits for a reader."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self.unsent = bytearray()

    def sendall(self, data: bytes) -> None:
        """Keep the bytes; of a very long answer what came before them is sent first."""
        if len(self.unsent) > _MOST_UNSENT:
            self._sock.sendall(self.unsent)
            self.unsent.clear()
        self.unsent += data

    def flush(self) -> bytes:
        """Send what the network takes at once; return the rest."""
        try:
            sent = self._sock.send(self.unsent, socket.MSG_DONTWAIT) if self.unsent else 0
        except BlockingIOError:
            sent = 0
        return bytes(self.unsent[sent:])

    def __getattr__(self, name: str) -> Any:
        """Pass everything else on."""
        return getattr(self._sock, name)


class PatientWorker(ThreadWorker):  # type: ignore[misc]  # gunicorn is untyped: its classes are Any
    """Takes requests in one loop, answers each in the threads of its lane."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._arriving: dict[socket.socket, Any] = {}
        self._buffered = 0
        self._look_at = 0.0
        self._pools: dict[Lane, ThreadPoolExecutor] = {}
        self._queues: dict[Lane, FairQueue[Any]] = {}

    def get_thread_pool(self) -> ThreadPoolExecutor:
        """Make the threads of every lane; gunicorn itself knows those of the pages."""
        sizes = {
            Lane.PAGES: self.cfg.threads,
            Lane.SIGN_INS: SIGN_IN_THREADS,
            Lane.TRANSFERS: TRANSFER_THREADS,
        }
        self._queues = {lane: FairQueue(size) for lane, size in sizes.items()}
        self._pools = {lane: ThreadPoolExecutor(size, lane.value) for lane, size in sizes.items()}
        return self._pools[Lane.PAGES]

    def set_accept_enabled(self, enabled: bool) -> None:
        """Begin or stop to take connections; a worker that ends takes those first that wait to be taken."""
        super().set_accept_enabled(enabled)
        if enabled or self.alive:
            return
        for listener in self.sockets:
            known = -1
            while known != self.nr_conns < self.worker_connections:
                known = self.nr_conns
                self.accept(listener)
            listener.close()  # whoever comes now is refused, or goes to another worker: nothing is lost

    def accept(self, listener: socket.socket) -> None:
        """Take a connection; its first request is waited for in the loop."""
        try:
            client, address = listener.accept()
        except OSError as error:
            if error.errno not in (errno.EAGAIN, errno.ECONNABORTED, errno.EWOULDBLOCK):
                raise
            return
        self.nr_conns += 1
        for option in (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO):
            client.setsockopt(socket.SOL_SOCKET, option, struct.pack("ll", SILENCE_SECONDS, 0))
        if self.nr_conns >= self.worker_connections - 1:
            self._drop_oldest()
        self._await_request(TConn(self.cfg, client, address, listener.getsockname()), b"")

    def enqueue_req(self, conn: Any) -> None:
        """Wait for the next request of a connection that has sent some of it already."""
        self._await_request(conn, conn.parser.unreader.take_buffered())

    def on_client_socket_readable(self, conn: Any, client: socket.socket) -> None:
        """Wait for the next request of a connection that was kept."""
        self.poller.unregister(client)
        self.keepalived_conns.remove(conn)
        self._await_request(conn, b"")

    def _await_request(self, conn: Any, arrived: bytes) -> None:
        conn.arrival = Arrival(time.monotonic())
        conn.sock.setblocking(False)
        self._arriving[conn.sock] = conn
        self.poller.register(conn.sock, EVENT_READ, self._take)
        if arrived:
            self._add(conn, arrived)

    def _take(self, client: socket.socket) -> None:
        """Take the bytes that have come."""
        conn = self._arriving[client]
        try:
            data = client.recv(_PIECE)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if data:
            self._add(conn, data)
        else:
            self._drop(conn)

    def _add(self, conn: Any, data: bytes) -> None:
        self._buffered += len(data)
        lane = conn.arrival.take(data)
        if lane is not None:
            self._forget(conn)
            self._hand_over(conn, lane)
        elif self._buffered > _MOST_BUFFERED:
            self._drop_oldest()

    def _hand_over(self, conn: Any, lane: Lane) -> None:
        """Let a thread of the lane answer the request, whose bytes go to the parser."""
        if conn.parser is None:
            conn.initialized, conn.parser = True, get_parser(self.cfg, conn.sock, conn.client)
        conn.parser.unreader = _PacedUnreader(conn.sock, bytes(conn.arrival.bytes))
        conn.lane, conn.unsent = lane, b""
        self._run_in(lane, conn, self.handle)

    def _run_in(self, lane: Lane, conn: Any, work: Any) -> None:
        """Let the visitor's request wait for its turn in the lane; whoever has too many there is refused."""
        visitor = self._visitor(conn)
        if self._queues[lane].put(visitor, (conn, work)):
            self._start_next(lane)
        else:
            self.nr_conns -= 1
            self._say(conn, _TOO_BUSY)
            conn.close()

    def _visitor(self, conn: Any) -> Visitor:
        """Return whose turn the request takes; the application that is served names the proxies it trusts."""
        trusted, forwarded = (
            getattr(self.app, "trusted_proxies", ()),
            conn.arrival.forwarded.decode("latin-1"),
        )
        address = client_address(str(conn.client[0]), forwarded, trusted)
        return Visitor(network_of(address), conn.arrival.cookie)

    def _start_next(self, lane: Lane) -> None:
        while (turn := self._queues[lane].next()) is not None:
            visitor, (conn, work) = turn
            done: Future[Any] = self._pools[lane].submit(work, conn)
            done.add_done_callback(partial(self._ended, lane, visitor, conn))

    def _ended(self, lane: Lane, visitor: Visitor, conn: Any, future: Future[Any]) -> None:
        """Hand an answered request back to the loop; called in the thread that answered."""
        self.method_queue.defer(self._after, lane, visitor, conn, future)

    def _after(self, lane: Lane, visitor: Visitor, conn: Any, future: Future[Any]) -> None:
        self._queues[lane].done(visitor)
        self.finish_request(conn, future)
        self._start_next(lane)

    def _forget(self, conn: Any) -> None:
        del self._arriving[conn.sock]
        self._buffered -= len(conn.arrival.bytes)
        self.poller.unregister(conn.sock)

    def _drop(self, conn: Any, last_words: bytes = b"") -> None:
        self._forget(conn)
        self.nr_conns -= 1
        self._say(conn, last_words)
        conn.close()

    def _say(self, conn: Any, last_words: bytes) -> None:
        with suppress(OSError):
            conn.sock.send(last_words, socket.MSG_DONTWAIT)

    def _drop_oldest(self) -> None:
        """Make room at the cost of who has taken longest."""
        if self._arriving:
            self._drop(next(iter(self._arriving.values())), _TIMED_OUT)

    def murder_pending(self) -> None:
        """End what has been arriving for too long; the loop calls this each time."""
        now = time.monotonic()
        if now < self._look_at:
            return
        self._look_at = now + _LOOK_SECONDS
        for conn in list(self._arriving.values()):
            patience = FORM_SECONDS if conn.arrival.has_head else HEAD_SECONDS if self.alive else 1.0
            if now - conn.arrival.began > patience:
                self._drop(conn, _TIMED_OUT if conn.arrival.bytes else b"")

    def handle_request(self, req: Any, conn: Any) -> Any:
        """Answer a request; a page is kept until it is whole, a file streams."""
        req.body.reader = _PlainReader(req.body.reader)
        if conn.lane is Lane.TRANSFERS:
            return super().handle_request(req, conn)
        client, conn.sock = conn.sock, _Outgoing(conn.sock)
        try:
            return super().handle_request(req, conn)
        finally:
            outgoing, conn.sock = conn.sock, client
            conn.unsent = outgoing.flush()

    def _keepalive_after(self, conn: Any, keepalive: Any) -> Any:
        """Return whether the connection goes on, or that its answer is not sent whole yet."""
        if conn.unsent:
            conn.goes_on = keepalive
            return _STILL_SENDING
        return self._goes_on(conn, keepalive)

    def _goes_on(self, conn: Any, keepalive: Any) -> bool:
        """Return whether another request may follow: what is left of the body is well formed, and dropped."""
        try:
            return bool(super()._keepalive_after(conn, keepalive))
        except HTTPException:  # the answer has been sent: there is nothing to say any more
            return False

    def finish_request(self, conn: Any, future: Future[Any]) -> None:
        """Go on with a connection after an answer, in the loop."""
        if not future.cancelled() and future.exception() is None and future.result() is _STILL_SENDING:
            self._run_in(Lane.TRANSFERS, conn, self._send_rest)
            return
        super().finish_request(conn, future)

    def _send_rest(self, conn: Any) -> Any:
        try:
            conn.sock.sendall(conn.unsent)
        except OSError:
            return False
        conn.unsent = b""
        return self._goes_on(conn, conn.goes_on)
