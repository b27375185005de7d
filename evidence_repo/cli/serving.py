"""The web server: gunicorn with patient workers over the application, on a socket that was bound before."""

from __future__ import annotations

import errno
import gc
import http.client
import socket
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

from evidence_repo.app import create_app
from evidence_repo.cli.failures import Failure
from evidence_repo.cli.patient_worker import CONNECTIONS
from evidence_repo.logs import log_to_stderr
from evidence_repo.settings import Settings

_BACKLOG = 512
_STOP_SECONDS = 10
_SILENCE_SECONDS = 120


def bind_socket(settings: Settings) -> socket.socket:
    """Return the socket that the pages are served on; raise a `Failure` that says why it cannot be had."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((settings.host, settings.port))
        bound.listen(_BACKLOG)
    except (OSError, OverflowError) as error:
        bound.close()
        raise Failure(_why_not_bound(settings, error)) from error
    return bound


def _why_not_bound(settings: Settings, error: OSError | OverflowError) -> str:
    reason = error.errno if isinstance(error, OSError) else None
    if reason == errno.EADDRINUSE:
        return (
            f"Port {settings.port} is taken by another program (perhaps this one, started before). "
            "Stop that program, or choose another port: EVIDENCE_PORT=8417 make run"
        )
    if reason == errno.EACCES:
        return f"Port {settings.port} needs the rights of root; choose one above 1023 with EVIDENCE_PORT."
    return f"Cannot listen on {settings.host}, port {settings.port} (EVIDENCE_HOST, EVIDENCE_PORT): {error}"


def address_of(settings: Settings) -> str:
    """Return what a person types into the browser of this machine."""
    if settings.public_url:
        return settings.public_url
    return f"http://{_local_host(settings.host)}:{settings.port}"


def is_answering(settings: Settings) -> bool:
    """Tell whether the pages are being served."""
    connection = http.client.HTTPConnection(_local_host(settings.host), settings.port, timeout=2)
    try:
        connection.request("GET", "/sign-in")
        return connection.getresponse().status < http.HTTPStatus.INTERNAL_SERVER_ERROR
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _local_host(host: str) -> str:
    everywhere = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104 - told apart, not bound
    return everywhere.get(host, f"[{host}]" if ":" in host else host)


def serve_pages(settings: Settings, listening_fd: int) -> None:
    """Serve the pages on this socket until SIGTERM or SIGINT; ends the process."""
    log_to_stderr()
    _PageServer(settings, listening_fd).run()


class _PageServer(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    """Gunicorn, told what to serve by our settings and not by its own files and variables."""

    def __init__(self, settings: Settings, listening_fd: int) -> None:
        self._settings = settings
        self._listening_fd = listening_fd
        super().__init__()

    def load_config(self) -> None:
        """Set what the settings say."""
        chosen: dict[str, Any] = {
            "bind": [f"fd://{self._listening_fd}"],
            "worker_class": "evidence_repo.cli.patient_worker.PatientWorker",
            "worker_connections": CONNECTIONS,
            "workers": self._settings.web_processes,
            "threads": self._settings.web_threads,
            "timeout": _SILENCE_SECONDS,
            "graceful_timeout": _STOP_SECONDS,
            "control_socket_disable": True,
            "sendfile": False,  # it would go past what a page keeps back
            "proc_name": "evidence-repo web",
            "worker_exit": _let_go,
        }
        for name, value in chosen.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """Build the application: in each process, after the fork, because connections are not shared."""
        app = create_app(self._settings)
        # What the application is made of stays: looking through it for garbage stops every thread for 0.2 s.
        gc.collect()
        gc.freeze()
        return app


def _let_go(_server: Any, worker: Any) -> None:
    """Close what a web process holds, the reading processes among it."""
    app = getattr(worker, "wsgi", None)
    if isinstance(app, Flask):
        app.extensions["container"].close()
