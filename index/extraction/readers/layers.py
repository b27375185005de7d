"""Layers of a PDF (optional content, ISO 32000-1, 8.11) that no viewer shows: what they say is not read."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import ExitStack
from io import BytesIO
from typing import Any

import pikepdf

from index.extraction.faults import READER_FAULTS
from index.media.source import Source, opened

_SHOWING = frozenset(("Tj", "TJ", "Do", "INLINE IMAGE", "S", "s", "f", "F", "f*", "B", "B*", "b", "b*", "sh"))
_SHOWING_NEXT_LINE = frozenset(("'", '"'))
_MOST_LAYERS, _DEEPEST = 10_000, 8
_FAULTS = (*READER_FAULTS, pikepdf.PdfError, pikepdf.PasswordError)


def without_hidden_layers(source: Source, pages: int) -> Source:
    """Return the file without what hidden layers would show on so many pages; itself if it has none."""
    try:
        with ExitStack() as stack:
            document = stack.enter_context(pikepdf.open(stack.enter_context(opened(source))))
            hidden = _hidden_layers(document)
            if not hidden:
                return source
            cleaner = _Cleaner(document, hidden)
            for page in document.pages[:pages]:
                cleaner.clean_page(page.obj)
            cleaned = BytesIO()
            document.save(cleaned)
            return cleaned
    except _FAULTS:
        return source


def _hidden_layers(document: pikepdf.Pdf) -> set[tuple[int, int]]:
    """Return the objects of the layers that are off when the file is opened."""
    properties = document.Root.get("/OCProperties")
    if properties is None:
        return set()
    default = properties.get("/D", pikepdf.Dictionary())
    off = {group.objgen for group in _listed(default.get("/OFF"))}
    if default.get("/BaseState") == "/OFF":
        on = {group.objgen for group in _listed(default.get("/ON"))}
        off |= {group.objgen for group in _listed(properties.get("/OCGs"))} - on
    return {each for each in off if each != (0, 0)} | set(_off_by_usage(default))


def _off_by_usage(default: Any) -> Iterable[tuple[int, int]]:
    """Yield the layers that are for printing only."""
    for rule in _listed(default.get("/AS")):
        if rule.get("/Event") == "/View":
            for group in _listed(rule.get("/OCGs")):
                view = group.get("/Usage", pikepdf.Dictionary()).get("/View", pikepdf.Dictionary())
                if view.get("/ViewState") == "/OFF":
                    yield group.objgen


def _listed(value: Any) -> list[Any]:
    return list(value)[:_MOST_LAYERS] if isinstance(value, pikepdf.Array) else []


class _Cleaner:
    """Takes what is not shown out of content streams; everything else in them stays, state and order."""

    def __init__(self, document: pikepdf.Pdf, hidden: set[tuple[int, int]]) -> None:
        self._document, self._hidden = document, hidden
        self._done: set[tuple[int, int]] = set()

    def clean_page(self, page: Any) -> None:
        """Clean a page, its forms and its annotations."""
        resources = page.get("/Resources", pikepdf.Dictionary())
        page["/Contents"] = self._document.make_stream(self._cleaned(page, resources, 0))
        annotations = _listed(page.get("/Annots"))
        if annotations:
            shown = [each for each in annotations if not self._is_hidden(each.get("/OC"))]
            page["/Annots"] = pikepdf.Array(shown)

    def _cleaned(self, content: Any, resources: Any, depth: int) -> bytes:
        self._clean_forms(resources, depth)
        names, forms = resources.get("/Properties", {}), resources.get("/XObject", {})
        kept: list[Any] = []
        marks: list[bool] = []
        for instruction in pikepdf.parse_content_stream(content):
            operator = str(instruction.operator)
            operands = instruction.operands
            if operator in ("BDC", "BMC"):
                is_layer = operator == "BDC" and len(operands) == 2 and operands[0] == "/OC"
                marks.append(is_layer and self._is_hidden(_named(names, operands[1])))
            elif operator == "EMC" and marks:
                marks.pop()
            elif any(marks) and operator in _SHOWING_NEXT_LINE:
                instruction = pikepdf.ContentStreamInstruction([], pikepdf.Operator("T*"))
            elif (any(marks) and operator in _SHOWING) or (
                operator == "Do" and operands and self._is_hidden(_layer_of(forms, operands[0]))
            ):
                continue
            kept.append(instruction)
        return bytes(pikepdf.unparse_content_stream(kept))

    def _clean_forms(self, resources: Any, depth: int) -> None:
        for form in resources.get("/XObject", pikepdf.Dictionary()).values() if depth < _DEEPEST else ():
            if form.get("/Subtype") != "/Form" or form.objgen in self._done:
                continue
            self._done.add(form.objgen)
            form.write(self._cleaned(form, form.get("/Resources", pikepdf.Dictionary()), depth + 1))

    def _is_hidden(self, layer: Any) -> bool:
        """Return whether a layer, or a membership of several (8.11.2.2), is not shown."""
        if not isinstance(layer, pikepdf.Dictionary):
            return False
        if layer.get("/Type") != "/OCMD":
            return layer.objgen in self._hidden
        groups = layer.get("/OCGs")
        states = [
            each.objgen not in self._hidden
            for each in (_listed(groups) if isinstance(groups, pikepdf.Array) else [groups])
            if isinstance(each, pikepdf.Dictionary)
        ]
        policy = str(layer.get("/P", "/AnyOn"))
        shown = {"/AllOn": all(states), "/AnyOff": not all(states), "/AllOff": not any(states)}
        return bool(states) and not shown.get(policy, any(states))


def _named(names: Any, name: Any) -> Any:
    return names.get(str(name)) if isinstance(name, pikepdf.Name) else name


def _layer_of(forms: Any, name: Any) -> Any:
    form = forms.get(str(name))
    return form.get("/OC") if form is not None else None
