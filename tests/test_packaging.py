"""The wheel, installed outside the checkout, has everything that the product needs to serve."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PARTS = ("evidence_repo", "storage", "index", "workflows", "verifier", "templates")

_SERVE = """
import sys
from pathlib import Path
import evidence_repo, index, storage, templates, verifier, workflows
for part in (evidence_repo, index, storage, templates, verifier, workflows):
    assert Path(part.__file__).is_relative_to(sys.prefix), part.__file__
from evidence_repo.app import create_app
from evidence_repo.settings import Settings
from evidence_repo.schema import upgrade
app = create_app(Settings.from_env())
upgrade(app.extensions["container"].database)
client = app.test_client()
first = client.get("/")
assert first.status_code == 302, first.status
page = client.get(first.location)
assert page.status_code == 200, page.status
assert "Đăng nhập" in page.text, "the Vietnamese catalogue is missing"
for address in ("/static/css/look.css", "/static/icon.svg"):
    assert client.get(address).status_code == 200, address
app.extensions["container"].close()
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel from a copy of what git holds, without the network."""
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    listed = _run(
        ["git", "ls-files", "-zco", "--exclude-standard", "--", *PARTS, "pyproject.toml", "README.md"],
        cwd=ROOT,
    )
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).exists():
            target = source / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes((ROOT / name).read_bytes())
    pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-index", "--no-build-isolation"]
    _run([*pip, "--wheel-dir", str(folder), str(source)], cwd=folder)
    [built] = folder.glob("*.whl")
    return built


def test_every_file_of_the_product_is_in_the_wheel(wheel: Path) -> None:
    packed = set(zipfile.ZipFile(wheel).namelist())
    listed = _run(["git", "ls-files", "-zco", "--exclude-standard", "--", *PARTS], cwd=ROOT).split("\0")
    wanted = {name for name in listed if name and (ROOT / name).exists()}
    assert wanted - packed == set()


def test_nothing_else_is_in_the_wheel(wheel: Path) -> None:
    tops = {name.split("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == set(PARTS)


def test_the_installed_wheel_serves_the_first_page(wheel: Path, tmp_path: Path) -> None:
    python = _environment_with_the_dependencies(tmp_path)
    _run(
        [python, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", str(wheel)],
        cwd=tmp_path,
    )
    settings = {"PATH": os.environ["PATH"], "LC_ALL": "C", "EVIDENCE_VAR": str(tmp_path / "var")}
    _run([python, "-W", "ignore", "-c", _SERVE], cwd=tmp_path, env=settings)
    told = _run([str(Path(python).with_name("evidence-repo")), "--help"], cwd=tmp_path, env=settings)
    assert "Start the web server and the worker together." in told


def _environment_with_the_dependencies(tmp_path: Path) -> str:
    """Make a clean environment that sees the installed dependencies, but not the checkout."""
    _run([sys.executable, "-m", "venv", "--without-pip", str(tmp_path / "clean")], cwd=tmp_path)
    [packages] = (tmp_path / "clean" / "lib").glob("python*/site-packages")
    own = Path(sysconfig.get_paths()["purelib"])
    for entry in own.iterdir():
        if "evidence_repo" not in entry.name and entry.suffix != ".pth":
            (packages / entry.name).symlink_to(entry)
    return str(tmp_path / "clean" / "bin" / "python")


def _run(command: list[str], **where: object) -> str:
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False, timeout=240, **where)  # type: ignore[call-overload]
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    told: str = done.stdout
    return told
