"""Files that browsers keep: every address carries the content's hash, so that it can be kept for good."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from flask import Blueprint, Flask, Response, current_app, g, request, url_for

from evidence_repo.web.icons import icon_sprite

blueprint = Blueprint("assets", __name__)

KEPT = frozenset({"static", "bootstrap.static", "assets.icons"})
"""The endpoints whose answers may be kept by the browser."""


@blueprint.get("/icons.svg")
def icons() -> Response:
    """Serve the sprite of all icons."""
    return Response(icon_sprite(), mimetype="image/svg+xml")


@cache
def _hash_of_file(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]


@cache
def _hash_of_icons() -> str:
    return hashlib.sha256(icon_sprite().encode()).hexdigest()[:12]


def icon_address() -> str:
    """Return the address of the sprite; a page asks for it hundreds of times."""
    if (address := g.get("icon_address")) is None:
        address = g.icon_address = url_for("assets.icons", v=_hash_of_icons())
    return str(address)


def _add_hash(endpoint: str, values: dict[str, Any]) -> None:
    if endpoint not in {"static", "bootstrap.static"} or "filename" not in values or "v" in values:
        return
    folder = current_app.static_folder if endpoint == "static" else _bootstrap_folder()
    path = Path(folder or "") / values["filename"]
    if path.is_file():
        values["v"] = _hash_of_file(path)


def _bootstrap_folder() -> str:
    return str(current_app.blueprints["bootstrap"].static_folder)


def _keep(response: Response) -> Response:
    if request.endpoint in KEPT and "v" in request.args and response.status_code == 200:
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


def set_up_assets(app: Flask) -> None:
    """Serve the sprite; give static addresses their hash and let browsers keep what they name."""
    app.register_blueprint(blueprint)
    app.url_defaults(_add_hash)
    app.after_request(_keep)
