"""The program `verify.pyz`: check what is named, or every bundle in the folder; 1 if one is not sound."""

from __future__ import annotations

import argparse
import io
import json
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from verifier.checking import BundleCheck, verify_bundle
from verifier.faults import Faults
from verifier.names import SIGNATURE_ENDING, TAG_MANIFEST, TIMESTAMP_ENDING
from verifier.volumes import open_bundle
from verifier.words import LANGUAGES, Translator

_UNSOUND, _MISUSED = 1, 2
_PIECE = 1024 * 1024
_OPENSSL = {
    SIGNATURE_ENDING: "openssl cms -verify -binary -inform DER -in {proof} -content {of} -CAfile roots.pem",
    TIMESTAMP_ENDING: "openssl ts -verify -in {proof} -data {of} -CAfile roots.pem",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program and return its exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    _let_print_vietnamese()
    say = Translator(_language(given))
    options = _parser(say).parse_args(given)
    files = options.file or _bundles_here()
    if not files:
        print(say("nothing"), file=sys.stderr)
        return _MISUSED
    codes = [_check(Path(file), options, say) for file in files]
    return max(codes)


def _let_print_vietnamese() -> None:
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A console prints what it can; whoever reads a pipe expects UTF-8.
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="replace")


def _language(given: Sequence[str]) -> str:
    """Find the language before the options are parsed: their help is in it, too."""
    finder = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    finder.add_argument("--lang", default=LANGUAGES[0])
    return str(finder.parse_known_args(given)[0].lang)


def _parser(say: Translator) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="verify.pyz", description=say("purpose"), allow_abbrev=False)
    parser.add_argument("file", nargs="*", metavar="FILE", help=say("file"))
    parser.add_argument("--lang", choices=LANGUAGES, default=LANGUAGES[0], help=say("language"))
    parser.add_argument("--json", action="store_true", help=say("json"))
    parser.add_argument("--join", metavar="ZIP", help=say("join"))
    return parser


def _bundles_here() -> list[str]:
    names = sorted(path.name for path in Path().iterdir() if path.is_file())
    wholes = [name for name in names if name.endswith(".zip")]
    return wholes + [name for name in names if name.endswith(".zip.001") and name[:-4] not in wholes]


def _check(path: Path, options: argparse.Namespace, say: Translator) -> int:
    try:
        found = verify_bundle(path)
        if options.json:
            print(json.dumps(_as_json(path, found, say), ensure_ascii=False))
        else:
            print("\n".join(_as_text(path, found, say)))
        if not found.is_sound:
            return _UNSOUND
        return _join(path, Path(options.join), say) if options.join else 0
    except OSError as error:
        print(say("unreadable", {"file": path, "why": error.strerror or error}), file=sys.stderr)
        return _MISUSED


def _as_json(path: Path, found: BundleCheck, say: Translator) -> dict[str, object]:
    return {
        "file": str(path),
        "ok": found.is_sound,
        "name": found.name,
        "audit_head": found.audit_head,
        "files": found.files,
        "payload_bytes": found.payload_bytes,
        "faults": [{"rule": fault.rule, "message": say(fault.rule, fault.params)} for fault in found.faults],
        "signature": "not_checked" if found.proofs.signature else None,
        "timestamp": "not_checked" if found.proofs.timestamp else None,
    }


def _as_text(path: Path, found: BundleCheck, say: Translator) -> list[str]:
    if not found.is_sound:
        faults = [f"  {say(fault.rule, fault.params)}" for fault in found.faults]
        return [say("unsound", {"file": path}), *faults]
    counts = {"file": path, "files": found.files, "bytes": found.payload_bytes}
    lines = [say("sound", counts), say("head", {"head": found.audit_head})]
    for proof, word, ending in (
        (found.proofs.signature, "has_signature", SIGNATURE_ENDING),
        (found.proofs.timestamp, "has_timestamp", TIMESTAMP_ENDING),
    ):
        if proof:
            command = _OPENSSL[ending].format(
                proof=f"{found.name}.zip{ending}", of=f"{found.name}/{TAG_MANIFEST}"
            )
            lines += [say(word), f"  {command}"]
    return lines


def _join(path: Path, target: Path, say: Translator) -> int:
    """Write the one ZIP that the volumes are; a file that is there is never written over."""
    try:
        with target.open("xb") as out, open_bundle(path, Faults()) as bundle:
            assert bundle is not None, "checked just before"
            bundle.file.seek(0)
            shutil.copyfileobj(bundle.file, out, _PIECE)
    except FileExistsError:
        print(say("is_there", {"file": target}), file=sys.stderr)
        return _MISUSED
    print(say("joined", {"file": target}))
    return 0
