"""Settings: read once from the environment, frozen, passed around; nobody else reads the environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from evidence_repo.errors import BadInput

_MEGABYTE = 1024 * 1024
_MOST_WORKERS = 4
DEMO_MARKER = "DEMO"
DEMO_BUSINESS_DATE = date(2017, 11, 27)

_Choice = TypeVar("_Choice", bound=StrEnum)


class OfficeUse(StrEnum):
    """Whether LibreOffice makes pages of office files, if it is installed."""

    AUTO = "auto"  # where it can be shut in
    UNCONFINED = "unconfined"  # there, too, where it sees what the program sees
    OFF = "off"


class Switch(StrEnum):
    """A setting that is on or off."""

    ON = "on"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that may differ between two installations (README lists the variables)."""

    var: Path
    database_url: str
    storage_url: str
    search_url: str
    secret_key: str = field(repr=False)
    host: str = "127.0.0.1"
    port: int = 8416
    upload_limit_bytes: int = 200 * _MEGABYTE
    extraction_seconds: int = 300
    extraction_memory_bytes: int = 1024 * _MEGABYTE
    extraction_pages: int = 2000
    office: OfficeUse = OfficeUse.OFF
    isolation: bool = True
    workers: int = 1
    web_threads: int = 8
    web_processes: int = 1
    mail_url: str | None = field(default=None, repr=False)
    mail_sender: str | None = None
    public_url: str | None = None
    trust_folder: Path | None = None
    secure_cookies: bool = False
    demo: bool = False

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None) -> Settings:
        """Read `EVIDENCE_*`; raise `BadInput` naming the variable that cannot be understood."""
        env = os.environ if environ is None else environ
        var = var_folder(env)
        demo = (var / DEMO_MARKER).exists()
        settings = cls(
            var=var,
            database_url=env.get("EVIDENCE_DATABASE_URL", f"sqlite:///{var}/evidence.db"),
            storage_url=env.get("EVIDENCE_STORAGE_URL", f"file:{var}/blobs"),
            search_url=env.get("EVIDENCE_SEARCH_URL", f"whoosh:{var}/index"),
            secret_key=env.get("EVIDENCE_SECRET_KEY") or _kept_secret(var),
            host=env.get("EVIDENCE_HOST", "127.0.0.1"),
            port=_number(env, "EVIDENCE_PORT", 8416),
            upload_limit_bytes=_number(env, "EVIDENCE_UPLOAD_LIMIT_MB", 200) * _MEGABYTE,
            extraction_seconds=_number(env, "EVIDENCE_EXTRACTION_SECONDS", 300),
            extraction_memory_bytes=_number(env, "EVIDENCE_EXTRACTION_MEMORY_MB", 1024) * _MEGABYTE,
            extraction_pages=_number(env, "EVIDENCE_EXTRACTION_PAGES", 2000),
            workers=_number(env, "EVIDENCE_WORKERS", default_workers()),
            office=_choice(env, "EVIDENCE_OFFICE", OfficeUse.AUTO),
            isolation=_choice(env, "EVIDENCE_ISOLATION", Switch.ON) is Switch.ON,
            web_threads=_number(env, "EVIDENCE_WEB_THREADS", 8),
            web_processes=_number(env, "EVIDENCE_WEB_PROCESSES", 1),
            mail_url=env.get("EVIDENCE_MAIL_URL") or None,
            mail_sender=env.get("EVIDENCE_MAIL_SENDER") or None,
            public_url=env.get("EVIDENCE_PUBLIC_URL") or None,
            trust_folder=Path(env["EVIDENCE_TRUST_FOLDER"]) if env.get("EVIDENCE_TRUST_FOLDER") else None,
            secure_cookies=env.get("EVIDENCE_SECURE_COOKIES", "") in {"1", "true", "yes"},
            demo=demo,
        )
        if demo and settings.host not in {"127.0.0.1", "localhost", "::1"}:
            raise BadInput(
                "A demo may only listen on 127.0.0.1, not on %(host)s.",
                field="EVIDENCE_HOST",
                advice="Make a real installation with `evidence-repo init` in another EVIDENCE_VAR.",
                host=settings.host,
            )
        return settings

    @property
    def is_embedded(self) -> bool:
        """Tell whether database, bytes and index all lie in the installation's own folder."""
        return all(
            address.startswith(tuple(f"{kind}{self.var}/" for kind in kinds))
            for kinds, address in (
                (("sqlite:///",), self.database_url),
                (("file:",), self.storage_url),
                (("whoosh:", "tantivy:"), self.search_url),
            )
        )

    @property
    def public_address(self) -> str:
        """Return what links in mails begin with, without a slash at the end."""
        return (self.public_url or f"http://{self.host}:{self.port}").rstrip("/")


def default_workers() -> int:
    """Return how many files or pages are read at once if nobody says: one for each core, at most 4."""
    return min(_MOST_WORKERS, os.cpu_count() or 1)


def var_folder(environ: Mapping[str, str] | None = None) -> Path:
    """Return the installation's own folder; unlike `Settings.from_env` this makes nothing in it."""
    env = os.environ if environ is None else environ
    return Path(env.get("EVIDENCE_VAR") or "var").resolve()


def _number(env: Mapping[str, str], name: str, default: int) -> int:
    raw = env.get(name, "")
    if not raw:
        return default
    try:
        value = int(raw)
    except ValueError:
        value = 0
    if value <= 0:
        raise BadInput(
            "%(name)s must be a whole number above 0, not “%(raw)s”.", field=name, name=name, raw=raw
        )
    return value


def _choice(env: Mapping[str, str], name: str, default: _Choice) -> _Choice:
    raw = env.get(name) or default.value
    try:
        return type(default)(raw)
    except ValueError as error:
        raise BadInput(
            "%(name)s must be one of %(choices)s, not “%(raw)s”.",
            field=name,
            name=name,
            choices=", ".join(type(default)),
            raw=raw,
        ) from error


def _kept_secret(var: Path) -> str:
    """Return the installation's own random key; it is made once and readable by its owner only."""
    import secrets

    path = var / "secret-key"
    try:
        return path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        var.mkdir(parents=True, exist_ok=True)
    fresh = secrets.token_urlsafe(48)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(fresh)
    return fresh
