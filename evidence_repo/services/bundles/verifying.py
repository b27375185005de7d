"""Check a bundle's ZIP by itself: structure, names, manifests, oxum, hashes, the audit head.

Asks neither database nor store, so that the Ministry's copy can be checked too. The file may be anybody's:
what is wrong with it is reported, never raised, and nothing in it decides how much memory or work the check
takes. Everything is read in pieces; members are stored, not compressed, so none is larger than the file.
"""

from __future__ import annotations

import hashlib
import re
import stat
import struct
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO
from zipfile import ZIP_STORED, BadZipFile, LargeZipFile, ZipFile, ZipInfo

from evidence_repo.words import N_
from workflows.bag_texts import AUDIT_HEAD, BAG_INFO, BAGIT, BAGIT_TXT, MANIFEST, TAG_MANIFEST, read_manifest
from workflows.bundle_layout import INDEX_CSV, INDEX_HTML, INDEX_XLSX, path_faults

_PIECE = 1024 * 1024
_LARGEST_TEXT = 64 * _PIECE
"""The manifest of 300,000 files; a larger one is no bundle of ours."""

_LARGEST_DIRECTORY = 128 * _PIECE
_MOST_FAULTS = 200
_TAG_FILES = (BAGIT, BAG_INFO, MANIFEST, TAG_MANIFEST)
_UTF8_FLAG, _ENCRYPTED_FLAG = 0x800, 0x1
_END, _END_64 = struct.Struct("<4s4H2LH"), struct.Struct("<4sQ2H2L4Q")
_LOCAL = struct.Struct("<4s5H3L2H")

SENTENCES: dict[str, str] = {
    "not_a_zip": N_("This is not a whole ZIP file: %(what)s"),
    "directory_too_large": N_("The ZIP's directory is larger than any bundle's."),
    "empty": N_("The ZIP holds no files."),
    "several_folders": N_("The ZIP must hold one folder, the bag; it holds: %(what)s"),
    "bad_name": N_("A name in the ZIP is not allowed: %(what)s"),
    "twice": N_("The ZIP holds this name more than once: %(what)s"),
    "not_stored": N_("The file is compressed, encrypted or no plain file: %(what)s"),
    "not_utf8": N_("The file's name is not marked as UTF-8: %(what)s"),
    "lying_size": N_("The ZIP tells a wrong size for: %(what)s"),
    "lying_header": N_("The ZIP's directory and the file's own header differ: %(what)s"),
    "damaged": N_("The file is damaged in the ZIP: %(what)s"),
    "missing": N_("The file is missing: %(what)s"),
    "not_there": N_("The manifest lists a file that the ZIP does not hold: %(what)s"),
    "unlisted": N_("No manifest lists the file: %(what)s"),
    "wrong_hash": N_("The SHA-256 of the file is not the one in the manifest: %(what)s"),
    "bad_text": N_("The file cannot be read as what it should be: %(what)s"),
    "listed_twice": N_("The manifest lists the file more than once: %(what)s"),
    "bad_bagit": N_("bagit.txt does not declare a BagIt 1.0 bag in UTF-8."),
    "wrong_oxum": N_("Payload-Oxum says %(told)s, the bag holds %(found)s."),
    "wrong_identifier": N_("The bag's folder is not the one that bag-info.txt names: %(what)s"),
    "bad_audit_head": N_("bag-info.txt does not carry the audit log's head (Audit-Head: COUNT:HASH)."),
    "too_many": N_("There are more faults than are listed here."),
}
"""The sentence of every fault, a gettext msgid."""


@dataclass(frozen=True, slots=True)
class BundleFault:
    """One thing wrong with a ZIP: `message` is a msgid that `params` fill."""

    rule: str
    params: Mapping[str, str] = field(default_factory=dict)

    @property
    def message(self) -> str:
        """Return the msgid of the sentence."""
        return SENTENCES[self.rule]

    @property
    def sentence(self) -> str:
        """Return the sentence in English."""
        return self.message % self.params


@dataclass(frozen=True, slots=True)
class BundleCheck:
    """What the check of a ZIP found; `name` and `audit_head` are what the bag itself says, if it does."""

    name: str | None
    audit_head: str | None
    files: int
    payload_bytes: int
    faults: tuple[BundleFault, ...]

    @property
    def is_sound(self) -> bool:
        """Return whether nothing is wrong."""
        return not self.faults


@dataclass(slots=True)
class _Found:
    """What is known of the ZIP so far."""

    faults: list[BundleFault] = field(default_factory=list)
    bag: str | None = None
    members: dict[str, ZipInfo] = field(default_factory=dict)
    hashes: dict[str, str] = field(default_factory=dict)
    texts: dict[str, bytes] = field(default_factory=dict)
    audit_head: str | None = None

    def fault(self, rule: str, what: str = "", **params: str) -> None:
        if len(self.faults) == _MOST_FAULTS:
            self.faults.append(BundleFault("too_many"))
        elif len(self.faults) < _MOST_FAULTS:
            self.faults.append(BundleFault(rule, params or {"what": _shown(what)}))


def _shown(what: str) -> str:
    """Return a name from a hostile file so that it cannot play with the terminal or fill the screen."""
    text = "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in what)
    return text if len(text) <= 200 else text[:200] + "…"


def verify_bundle(path: Path) -> BundleCheck:
    """Check a bundle's ZIP file; raise OSError only if the file itself cannot be read."""
    found = _Found()
    with path.open("rb") as file:
        try:
            if _directory_is_sane(file, found):
                with ZipFile(file) as archive:
                    _check_archive(archive, file, found)
        # What zipfile raises for hostile input: RuntimeError for encryption, the others for broken parts.
        except (BadZipFile, LargeZipFile, ValueError, RuntimeError, EOFError, struct.error) as error:
            found.fault("not_a_zip", str(error))
        except NotImplementedError as error:
            found.fault("not_stored", str(error))
    payload = [info for name, info in found.members.items() if name.startswith("data/")]
    return BundleCheck(
        name=found.bag,
        audit_head=found.audit_head,
        files=len(found.members),
        payload_bytes=sum(info.file_size for info in payload),
        faults=tuple(found.faults),
    )


def _directory_is_sane(file: BinaryIO, found: _Found) -> bool:
    """Look at the ZIP's end before zipfile reads the whole directory that it announces into memory."""
    size = file.seek(0, 2)
    tail_size = min(size, 65536 + _END.size + 20 + _END_64.size)
    file.seek(size - tail_size)
    tail = file.read(tail_size)
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < _END.size:
        found.fault("not_a_zip", "no end of directory")
        return False
    announced = _END.unpack_from(tail, at)[5]
    at_64 = tail.rfind(b"PK\x06\x06")
    if at_64 >= 0 and len(tail) - at_64 >= _END_64.size:
        announced = max(announced if announced != 0xFFFFFFFF else 0, _END_64.unpack_from(tail, at_64)[8])
    if announced > _LARGEST_DIRECTORY:
        found.fault("directory_too_large")
        return False
    return True


def _check_archive(archive: ZipFile, file: BinaryIO, found: _Found) -> None:
    members = _sound_members(archive, file, found)
    if not members:
        found.fault("empty")
        return
    _find_bag(members, found)
    if found.bag is None:
        return
    for name in (INDEX_XLSX, INDEX_CSV, INDEX_HTML):
        if name not in found.members:
            found.fault("missing", name)
    _hash_members(archive, found)
    _check_manifests(found)
    _check_bagit(found)
    _check_bag_info(found)


def _sound_members(archive: ZipFile, file: BinaryIO, found: _Found) -> dict[str, ZipInfo]:
    """Return the members that can safely be read, by name; report the others."""
    size = file.seek(0, 2)
    infos = archive.infolist()
    times = Counter(info.orig_filename.lower() for info in infos)
    sound: dict[str, ZipInfo] = {}
    room = size
    for info in infos:
        # `filename` is what zipfile makes of it; the name as it stands in the file is what is judged.
        name = info.orig_filename
        rule = _fault_of_member(info, file, size)
        if rule is None and times[name.lower()] > 1:
            rule = "twice"
        # Members that overlap would make the check read the same bytes over and over.
        room -= info.compress_size
        if rule is None and room < 0:
            rule = "lying_size"
        if rule is None:
            sound[name] = info
        else:
            found.fault(rule, name)
    return sound


def _fault_of_member(info: ZipInfo, file: BinaryIO, size: int) -> str | None:
    name = info.orig_filename
    bag, _, path = name.partition("/")
    kind = stat.S_IFMT(info.external_attr >> 16)
    checks = {
        "bad_name": bool(path_faults(bag, path)) or bool(path_faults("", bag)),
        "not_stored": info.compress_type != ZIP_STORED
        or bool(info.flag_bits & _ENCRYPTED_FLAG)
        or kind not in {0, stat.S_IFREG},
        "not_utf8": not info.flag_bits & _UTF8_FLAG,
        "lying_size": info.file_size != info.compress_size
        or not 0 <= info.header_offset <= size - info.file_size,
    }
    fault = next((rule for rule, is_wrong in checks.items() if is_wrong), None)
    if fault is None and not _local_header_agrees(info, file):
        return "lying_header"
    return fault


def _local_header_agrees(info: ZipInfo, file: BinaryIO) -> bool:
    """Return whether the header before the bytes says the same: programs that unpack a stream trust it."""
    file.seek(info.header_offset)
    header = file.read(_LOCAL.size)
    if len(header) < _LOCAL.size:
        return False
    _, _, flags, method, _, _, crc, compressed, plain, name_length, extra_length = _LOCAL.unpack(header)
    name, extra = file.read(name_length), file.read(extra_length)
    sizes = (plain, compressed)
    if sizes == (0xFFFFFFFF, 0xFFFFFFFF):
        if len(extra) < 20 or extra[:4] != b"\x01\x00\x10\x00":
            return False
        sizes = struct.unpack("<QQ", extra[4:20])
    return (
        name == info.orig_filename.encode()
        and (flags, method, crc) == (info.flag_bits, info.compress_type, info.CRC)
        and sizes == (info.file_size, info.compress_size)
    )


def _find_bag(members: Mapping[str, ZipInfo], found: _Found) -> None:
    folders = sorted({name.partition("/")[0] for name in members})
    if len(folders) != 1:
        found.fault("several_folders", ", ".join(folders[:5]))
        return
    found.bag = folders[0]
    found.members = {name.partition("/")[2]: info for name, info in members.items()}


def _hash_members(archive: ZipFile, found: _Found) -> None:
    for name, info in found.members.items():
        keep = name in _TAG_FILES and info.file_size <= _LARGEST_TEXT
        digest, kept = hashlib.sha256(), bytearray()
        try:
            with archive.open(info) as stream:
                while piece := stream.read(_PIECE):
                    digest.update(piece)
                    if keep:
                        kept += piece
        except (BadZipFile, EOFError, zlib.error):
            found.fault("damaged", name)
            continue
        found.hashes[name] = digest.hexdigest()
        if keep:
            found.texts[name] = bytes(kept)


def _check_manifests(found: _Found) -> None:
    payload = {name for name in found.members if name.startswith("data/")}
    tags = {name for name in found.members if not name.startswith("data/")} - {TAG_MANIFEST}
    for manifest, covered in ((MANIFEST, payload), (TAG_MANIFEST, tags)):
        if manifest not in found.members:
            found.fault("missing", manifest)
            continue
        listed = _listed(manifest, found)
        for name, sha256 in listed.items():
            if name not in found.members:
                found.fault("not_there", name)
            elif found.hashes.get(name, sha256) != sha256:
                found.fault("wrong_hash", name)
        for name in sorted(covered - listed.keys()):
            found.fault("unlisted", name)


def _listed(manifest: str, found: _Found) -> dict[str, str]:
    listed: dict[str, str] = {}
    try:
        entries = read_manifest(found.texts.get(manifest, b"?"))
    except ValueError:
        found.fault("bad_text", manifest)
        return listed
    for entry in entries:
        if entry.path in listed:
            found.fault("listed_twice", entry.path)
        listed[entry.path] = entry.sha256
    return listed


def _check_bagit(found: _Found) -> None:
    if BAGIT not in found.members:
        found.fault("missing", BAGIT)
    elif found.texts.get(BAGIT) != BAGIT_TXT:
        found.fault("bad_bagit")


def _check_bag_info(found: _Found) -> None:
    if BAG_INFO not in found.members:
        found.fault("missing", BAG_INFO)
        return
    info = dict(_bag_info(found.texts.get(BAG_INFO, b"")))
    payload = [member.file_size for name, member in found.members.items() if name.startswith("data/")]
    oxum = f"{sum(payload)}.{len(payload)}"
    if info.get("Payload-Oxum") != oxum:
        found.fault("wrong_oxum", told=_shown(info.get("Payload-Oxum", "–")), found=oxum)
    if info.get("External-Identifier") != found.bag:
        found.fault("wrong_identifier", info.get("External-Identifier", "–"))
    head = info.get(AUDIT_HEAD, "")
    if re.fullmatch(r"\d{1,18}:[0-9a-f]{64}", head):
        found.audit_head = head
    else:
        found.fault("bad_audit_head")


def _bag_info(content: bytes) -> Iterator[tuple[str, str]]:
    for line in content.decode("utf-8", "replace").splitlines():
        label, colon, value = line.partition(":")
        if colon:
            yield label.strip(), value.strip()
