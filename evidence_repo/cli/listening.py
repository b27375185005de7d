"""Where the pages are served: the socket, its address, and whether somebody answers there."""

from __future__ import annotations

import errno
import http.client
import socket

from evidence_repo.cli.failures import Failure
from evidence_repo.settings import Settings

_BACKLOG = 512


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
    """Return whether the pages are being served."""
    connection = http.client.HTTPConnection(_local_host(settings.host), settings.port, timeout=2)
    try:
        connection.request("GET", "/sign-in")
        return connection.getresponse().status < http.HTTPStatus.INTERNAL_SERVER_ERROR
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _local_host(host: str) -> str:
    everywhere = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104 - distinguished, not bound
    return everywhere.get(host, f"[{host}]" if ":" in host else host)
