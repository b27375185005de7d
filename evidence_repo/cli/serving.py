"""The web server: gunicorn with patient workers over the application, on a socket that was bound before."""

from __future__ import annotations

import gc
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

from evidence_repo.app import create_app
from evidence_repo.cli.patient_worker import CONNECTIONS
from evidence_repo.client_address import networks_of
from evidence_repo.logs import log_to_stderr
from evidence_repo.settings import Settings

_STOP_SECONDS = 10
_SILENCE_SECONDS = 120
_GARBAGE = (20_000, 20, 50)
"""When garbage is looked for: by Python's own numbers a page of 25,000 pieces looks through everything that a
process holds in every third request, for 0.15 s each time; with these in one of some hundred."""


def serve_pages(settings: Settings, listening_fd: int) -> None:
    """Serve the pages on this socket until SIGTERM or SIGINT; ends the process."""
    log_to_stderr()
    _PageServer(settings, listening_fd).run()


class _PageServer(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    """Gunicorn, told what to serve by our settings and not by its own files and variables."""

    def __init__(self, settings: Settings, listening_fd: int) -> None:
        self._settings = settings
        self.trusted_proxies = networks_of(settings.trusted_proxies)
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
            "preload_app": True,
            "worker_exit": _let_go,
        }
        for name, value in chosen.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """Build the application, once: the processes are forked from it and share its memory.

        Nothing is connected before the first page is asked for, so that they share nothing else.
        """
        gc.disable()
        app = create_app(self._settings)
        # What the application is made of stays: looking through it for garbage stops every thread for 0.2 s.
        gc.collect()
        gc.freeze()
        gc.set_threshold(*_GARBAGE)
        gc.enable()
        return app


def _let_go(_server: Any, worker: Any) -> None:
    """Close what a web process holds, the reading processes among it."""
    app = getattr(worker, "wsgi", None)
    if isinstance(app, Flask):
        app.extensions["container"].close()
