"""Check a bundle's ZIP by itself: structure, names, manifests, oxum, hashes, the audit head.

Asks neither database nor store, so that the Ministry's copy can be checked too. The file may be anybody's:
what is wrong with it is reported, never raised, and nothing in it decides how much memory or work the check
takes. Everything is read in pieces; members are stored, not compressed, so none is larger than the file.
"""

from __future__ import annotations

import errno
import hashlib
import re
import struct
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO
from zipfile import BadZipFile, LargeZipFile, ZipFile, ZipInfo

from verifier.faults import BundleFault, Faults, shown
from verifier.manifests import read_manifest
from verifier.members import directory_is_sane, sound_members
from verifier.names import (
    AUDIT_HEAD,
    BAG_INFO,
    BAGIT,
    BAGIT_TXT,
    INDEXES,
    MANIFEST,
    TAG_FILES,
    TAG_MANIFEST,
)
from verifier.proofs import Proofs, read_proofs
from verifier.volumes import open_bundle

_PIECE = 1024 * 1024
_LARGEST_TEXT = 64 * _PIECE
"""The manifest of 300,000 files; a larger one is no bundle of ours."""


@dataclass(frozen=True)
class BundleCheck:
    """What the check of a ZIP found; `name` and `audit_head` are what the bag itself says, if it does.

    `proofs` are the signature and the time stamp that lie beside the ZIP and name its tag manifest, whose
    bytes are `tag_manifest`; whether they are valid is more than the standard library can tell.
    """

    name: str | None
    audit_head: str | None
    files: int
    payload_bytes: int
    faults: tuple[BundleFault, ...]
    tag_manifest: bytes | None
    proofs: Proofs

    @property
    def is_sound(self) -> bool:
        """Return whether nothing is wrong."""
        return not self.faults


@dataclass
class _Found:
    """What is known of the ZIP so far."""

    faults: Faults
    bag: str | None = None
    members: dict[str, ZipInfo] = field(default_factory=dict)
    hashes: dict[str, str] = field(default_factory=dict)
    texts: dict[str, bytes] = field(default_factory=dict)
    audit_head: str | None = None


def verify_bundle(path: Path) -> BundleCheck:
    """Check a bundle's ZIP, whole or in volumes (`path` is then the first one, or their list).

    Raise OSError only if the file itself cannot be read.
    """
    found = _Found(Faults())
    with open_bundle(path, found.faults) as bundle:
        if bundle is not None:
            _check_file(bundle.file, found)
    tag_manifest = found.texts.get(TAG_MANIFEST)
    proofs = read_proofs(path if bundle is None else bundle.zip_path, tag_manifest, found.faults)
    payload = [info for name, info in found.members.items() if name.startswith("data/")]
    return BundleCheck(
        name=found.bag,
        audit_head=found.audit_head,
        files=len(found.members),
        payload_bytes=sum(info.file_size for info in payload),
        faults=tuple(found.faults.found),
        tag_manifest=tag_manifest,
        proofs=proofs,
    )


def _check_file(file: BinaryIO, found: _Found) -> None:
    try:
        if directory_is_sane(file, found.faults):
            with ZipFile(file) as archive:
                _check_archive(archive, file, found)
    # What zipfile raises for hostile input: RuntimeError for encryption, the others for broken parts.
    except NotImplementedError as error:
        found.faults.add("not_stored", str(error))
    except (BadZipFile, LargeZipFile, ValueError, RuntimeError, EOFError, struct.error) as error:
        found.faults.add("not_a_zip", str(error))
    except OSError as error:
        if error.errno != errno.EINVAL:  # an offset before the file's start, which is the file's fault
            raise
        found.faults.add("not_a_zip", "bad offset")


def _check_archive(archive: ZipFile, file: BinaryIO, found: _Found) -> None:
    members = sound_members(archive, file, found.faults)
    if not members:
        found.faults.add("empty")
        return
    _find_bag(members, found)
    if found.bag is None:
        return
    for name in INDEXES:
        if name not in found.members:
            found.faults.add("missing", name)
    _hash_members(archive, found)
    _check_manifests(found)
    _check_bagit(found)
    _check_bag_info(found)


def _find_bag(members: Mapping[str, ZipInfo], found: _Found) -> None:
    folders = sorted({name.partition("/")[0] for name in members})
    if len(folders) != 1:
        found.faults.add("several_folders", ", ".join(folders[:5]))
        return
    found.bag = folders[0]
    found.members = {name.partition("/")[2]: info for name, info in members.items()}


def _hash_members(archive: ZipFile, found: _Found) -> None:
    for name, info in found.members.items():
        keep = name in TAG_FILES and info.file_size <= _LARGEST_TEXT
        digest, kept = hashlib.sha256(), bytearray()
        try:
            with archive.open(info) as stream:
                while piece := stream.read(_PIECE):
                    digest.update(piece)
                    if keep:
                        kept += piece
        except (BadZipFile, EOFError, zlib.error):
            found.faults.add("damaged", name)
            continue
        found.hashes[name] = digest.hexdigest()
        if keep:
            found.texts[name] = bytes(kept)


def _check_manifests(found: _Found) -> None:
    payload = {name for name in found.members if name.startswith("data/")}
    tags = {name for name in found.members if not name.startswith("data/")} - {TAG_MANIFEST}
    for manifest, covered in ((MANIFEST, payload), (TAG_MANIFEST, tags)):
        if manifest not in found.members:
            found.faults.add("missing", manifest)
            continue
        listed = _listed(manifest, found)
        for name, sha256 in listed.items():
            if name not in found.members:
                found.faults.add("not_there", name)
            elif found.hashes.get(name, sha256) != sha256:
                found.faults.add("wrong_hash", name)
        for name in sorted(covered - listed.keys()):
            found.faults.add("unlisted", name)


def _listed(manifest: str, found: _Found) -> dict[str, str]:
    listed: dict[str, str] = {}
    try:
        entries = read_manifest(found.texts.get(manifest, b"?"))
    except ValueError:
        found.faults.add("bad_text", manifest)
        return listed
    for entry in entries:
        if entry.path in listed:
            found.faults.add("listed_twice", entry.path)
        listed[entry.path] = entry.sha256
    return listed


def _check_bagit(found: _Found) -> None:
    if BAGIT not in found.members:
        found.faults.add("missing", BAGIT)
    elif found.texts.get(BAGIT) != BAGIT_TXT:
        found.faults.add("bad_bagit")


def _check_bag_info(found: _Found) -> None:
    if BAG_INFO not in found.members:
        found.faults.add("missing", BAG_INFO)
        return
    info = dict(_bag_info(found.texts.get(BAG_INFO, b"")))
    payload = [member.file_size for name, member in found.members.items() if name.startswith("data/")]
    oxum = f"{sum(payload)}.{len(payload)}"
    if info.get("Payload-Oxum") != oxum:
        found.faults.add("wrong_oxum", told=shown(info.get("Payload-Oxum", "–")), found=oxum)
    if info.get("External-Identifier") != found.bag:
        found.faults.add("wrong_identifier", info.get("External-Identifier", "–"))
    head = info.get(AUDIT_HEAD, "")
    if re.fullmatch(r"\d{1,18}:[0-9a-f]{64}", head):
        found.audit_head = head
    else:
        found.faults.add("bad_audit_head")


def _bag_info(content: bytes) -> Iterator[tuple[str, str]]:
    for line in content.decode("utf-8", "replace").splitlines():
        label, colon, value = line.partition(":")
        if colon:
            yield label.strip(), value.strip()
