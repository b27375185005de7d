"""The application over a small province, and its people as visitors."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from dataclasses import replace
from pathlib import Path

from flask import Flask

from evidence_repo.app import build_container, create_app
from evidence_repo.container import Container
from evidence_repo.services.people.sessions import begin_session
from evidence_repo.settings import Settings
from index.extraction import Sandbox
from tests.services.world import World
from tests.web.pages import Visitor


class Apps:
    """One worker's applications: built once, as a server's is; each serves one test at a time, over its data.

    What a test changes in an application's own settings it sets back.
    """

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self._idle: list[Flask] = []

    @contextmanager
    def serving(self, var: Path, **more: str) -> Iterator[Flask]:
        """Give an application over a container of its own in `var`; `more` names other places of data."""
        settings = Settings.from_env({"EVIDENCE_VAR": str(var), "EVIDENCE_SECRET_KEY": "test"} | more)
        app = self._idle.pop() if self._idle else create_app(settings)
        built = build_container(settings, at_once=True)
        app.extensions["container"] = replace(built, sandbox=self._sandbox)
        yield app
        built.close()
        self._idle.append(app)


class Site:
    """One running application; `world` fills its database, `visitor(name)` is one of its people."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.container: Container = app.extensions["container"]
        self.world = World(self.container.database)
        self._let_everybody_in()

    def over(self, app: Flask) -> Site:
        """Return the same site over another application, whose data is a copy of this one's."""
        other = copy(self)
        other.app, other.container = app, app.extensions["container"]
        other.world = copy(self.world)
        other.world.database = other.container.database
        return other

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
