"""Where what was read is kept beside the blobs, as derived data, and how it is read back.

`text/<hash>.json` holds all pages, `first/<hash>.json` the first ones until those are there. A page that was
recognised on a scan is kept by itself, `ocr/<hash>/<page>.json`, until all of them are: it is laid over the
text whenever that is read, so that pages may come in any order, from any worker, and twice.
`places/<hash>.bin` says where the words of the text stand that the search index has.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence

from evidence_repo.logs import get_logger
from index.extraction import Extraction, RecognisedPage
from index.extraction.extraction import EXTRACTOR_VERSION
from index.extraction.joining import with_recognised
from index.search import Places
from index.search.places import packed
from storage import BlobMissing, BlobStore

log = get_logger()


def whole_text_name(sha256: str) -> str:
    """Return where the text of all pages is kept."""
    return f"text/{sha256}.json"


def first_page_name(sha256: str) -> str:
    """Return where the first page's text is kept until the whole text is there."""
    return f"first/{sha256}.json"


def words_name(sha256: str, page: int) -> str:
    """Return where the words of a page and their places are kept."""
    return f"words/{sha256}/{page}.json"


def places_name(sha256: str) -> str:
    """Return where it is kept where the words of the indexed text stand."""
    return f"places/{sha256}.bin"


def recognised_folder(sha256: str) -> str:
    """Return where recognised pages are kept one by one."""
    return f"ocr/{sha256}"


def stored_extraction(store: BlobStore, sha256: str) -> Extraction | None:
    """Return what is kept of these bytes, the whole text rather than the first page; None if nothing is."""
    return stored_whole(store, sha256) or _stored(store, first_page_name(sha256))


def stored_whole(store: BlobStore, sha256: str) -> Extraction | None:
    """Return what is kept of all pages, with what was recognised of them so far."""
    return _stored(store, whole_text_name(sha256))


def _stored(store: BlobStore, name: str) -> Extraction | None:
    try:
        extraction = Extraction.from_json(json.loads(store.read_derived(name)))
    except BlobMissing:
        return None
    except (ValueError, KeyError, TypeError):
        log.warning("reading.kept_text_unusable", name=name)  # derived: it is read again
        return None
    if not extraction.pages_to_recognise:
        return extraction
    sha256 = name.partition("/")[2].removesuffix(".json")
    return with_recognised(extraction, recognised_pages(store, sha256, extraction.pages_to_recognise))


def current(extraction: Extraction | None) -> Extraction | None:
    """Return the extraction if this program's extractor made it."""
    is_current = extraction is not None and extraction.extractor_version == EXTRACTOR_VERSION
    return extraction if is_current else None


def keep(store: BlobStore, name: str, extraction: Extraction) -> None:
    """Keep an extraction."""
    text = json.dumps(extraction.to_json(), ensure_ascii=False, separators=(",", ":"))
    store.write_derived(name, text.encode("utf-8", "replace"))


def recognised_pages(store: BlobStore, sha256: str, wanted: Collection[int]) -> dict[int, RecognisedPage]:
    """Return those of the `wanted` pages that are recognised and kept one by one, without their words."""
    folder = recognised_folder(sha256)
    found: dict[int, RecognisedPage] = {}
    for name in store.list_derived(folder):
        number = int(name.rpartition("/")[2].removesuffix(".json"))
        if number in wanted:
            try:
                found[number] = RecognisedPage.from_json(json.loads(store.read_derived(name)))
            except (BlobMissing, ValueError, KeyError, TypeError):
                continue  # it has just been put in its place, or is read again
    return found


def keep_recognised(store: BlobStore, sha256: str, recognised: RecognisedPage) -> None:
    """Keep a recognised page, its words first: who sees the page may ask for them."""
    data = recognised.to_json()
    number = recognised.page.number
    store.write_derived(words_name(sha256, number), _packed(data["words"]))
    store.write_derived(f"{recognised_folder(sha256)}/{number}.json", _packed(data | {"words": []}))


def _packed(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def keep_places(store: BlobStore, sha256: str, texts: Sequence[str]) -> None:
    """Keep where the words of the pages stand."""
    store.write_derived(places_name(sha256), packed(texts))


def stored_places(store: BlobStore, sha256: str) -> Places | None:
    """Return where the words of the indexed text stand, or None if that was not kept."""
    try:
        return Places(store.read_derived(places_name(sha256)))
    except (BlobMissing, ValueError):
        return None
