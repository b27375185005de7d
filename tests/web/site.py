"""The application over a small province, and its people as visitors."""

from __future__ import annotations

from pathlib import Path

from flask import Flask

from evidence_repo.container import Container
from evidence_repo.services.people.sessions import begin_session
from tests.services.world import World
from tests.web.pages import Visitor


class Site:
    """One running application; `world` fills its database, `visitor(name)` is one of its people."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.container: Container = app.extensions["container"]
        self.world = World(self.container.database)
        self._let_everybody_in()

    def _let_everybody_in(self) -> None:
        with self.container.database.transaction() as session:
            for name in ("lan", "mai", "head", "justice", "justice-head", "district", "reviewer", "second"):
                self.world.user(session, name).must_change_password = False
            for name in ("approver", "council", "coordinator", "observer", "ministry"):
                self.world.user(session, name).must_change_password = False

    def visitor(self, name: str | None = None) -> Visitor:
        """Return a browser of its own, signed in as this person of the world, or as nobody."""
        client = self.app.test_client()
        if name is not None:
            with self.container.database.transaction() as writing:
                person = self.world.user(writing, name)
                token = begin_session(writing, person, "Test", "127.0.0.1", self.container.clock.now())
            with client.session_transaction() as session:
                session["visit"] = token
        return Visitor(self.app, client)


def var_folder(tmp_path: Path) -> Path:
    """Return the folder of a site's own data."""
    folder = tmp_path / "var"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
