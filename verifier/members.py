"""Which members of a ZIP can safely be read; nothing in the file decides what that takes."""

from __future__ import annotations

import stat
import struct
from collections import Counter
from typing import BinaryIO
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from verifier.faults import Faults
from verifier.names import path_faults

_LARGEST_DIRECTORY = 128 * 1024 * 1024
_UTF8_FLAG, _ENCRYPTED_FLAG = 0x800, 0x1
_END, _END_64 = struct.Struct("<4s4H2LH"), struct.Struct("<4sQ2H2L4Q")
_LOCAL = struct.Struct("<4s5H3L2H")


def directory_is_sane(file: BinaryIO, faults: Faults) -> bool:
    """Look at the ZIP's end before zipfile reads the whole directory that it announces into memory."""
    size = file.seek(0, 2)
    tail_size = min(size, 65536 + _END.size + 20 + _END_64.size)
    file.seek(size - tail_size)
    tail = file.read(tail_size)
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < _END.size:
        faults.add("not_a_zip", "no end of directory")
        return False
    announced = _END.unpack_from(tail, at)[5]
    at_64 = tail.rfind(b"PK\x06\x06")
    if at_64 >= 0 and len(tail) - at_64 >= _END_64.size:
        announced = max(announced if announced != 0xFFFFFFFF else 0, _END_64.unpack_from(tail, at_64)[8])
    if announced > _LARGEST_DIRECTORY:
        faults.add("directory_too_large")
        return False
    return True


def sound_members(archive: ZipFile, file: BinaryIO, faults: Faults) -> dict[str, ZipInfo]:
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
            faults.add(rule, name)
    return sound


def _fault_of_member(info: ZipInfo, file: BinaryIO, size: int) -> str | None:
    name = info.orig_filename
    bag, _, path = name.partition("/")
    kind = stat.S_IFMT(info.external_attr >> 16)
    checks = {
        "bad_name": bool(path_faults(bag, path)) or bool(path_faults("", bag)),
        # Nothing is unpacked, so no member can be larger than the file.
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
    return bool(
        name == info.orig_filename.encode()
        and (flags, method, crc) == (info.flag_bits, info.compress_type, info.CRC)
        and sizes == (info.file_size, info.compress_size)
    )
