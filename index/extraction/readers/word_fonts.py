"""The font of a run of Word text: its own, or that of its styles."""

from __future__ import annotations

from docx.oxml.ns import qn
from lxml.etree import _Element

_LONGEST_CHAIN = 20
_OF_PARAGRAPH, _PARAGRAPH_STYLE = qn("w:pPr"), qn("w:pStyle")
_OF_RUN, _RUN_STYLE, _FONTS = qn("w:rPr"), qn("w:rStyle"), qn("w:rFonts")
_STYLE, _STYLE_ID, _BASED_ON, _VALUE = qn("w:style"), qn("w:styleId"), qn("w:basedOn"), qn("w:val")
_HIGH, _ASCII = qn("w:hAnsi"), qn("w:ascii")
_FONTS_OF_STYLE = f"{_OF_RUN}/{_FONTS}"


class WordFonts:
    """Fonts by style, resolved once."""

    def __init__(self, styles: _Element | None) -> None:
        self._styles: dict[str, _Element] = {}
        self._default = ""
        for element in styles if styles is not None else ():
            if element.tag == _STYLE:
                self._styles[element.get(_STYLE_ID, "")] = element
            elif element.tag == qn("w:docDefaults"):
                self._default = _named(element.find(f".//{qn('w:rFonts')}"))
        self._known: dict[str, str] = {}
        self._normal = next((name for name, style in self._styles.items() if _is_default(style)), "")

    def of_paragraph(self, paragraph: _Element) -> str:
        """Return the font of a paragraph's text where runs name none."""
        properties = paragraph.find(_OF_PARAGRAPH)
        style = properties.find(_PARAGRAPH_STYLE) if properties is not None else None
        name = style.get(_VALUE, "") if style is not None else self._normal
        return self._of_style(name) or self._default

    def of_run(self, run: _Element, inherited: str) -> str:
        """Return the font of a run in a paragraph whose font is `inherited`."""
        properties = run.find(_OF_RUN)
        if properties is None:
            return inherited
        style = properties.find(_RUN_STYLE)
        own = _named(properties.find(_FONTS))
        return own or (self._of_style(style.get(_VALUE, "")) if style is not None else "") or inherited

    def _of_style(self, name: str) -> str:
        if name not in self._known:
            self._known[name] = self._resolved(name)
        return self._known[name]

    def _resolved(self, name: str) -> str:
        for _ in range(_LONGEST_CHAIN):  # styles may be based on one another in a ring
            style = self._styles.get(name)
            if style is None:
                break
            found = _named(style.find(_FONTS_OF_STYLE))
            if found:
                return found
            parent = style.find(_BASED_ON)
            name = parent.get(_VALUE, "") if parent is not None else ""
        return ""


def _named(fonts: _Element | None) -> str:
    """Return the font for letters beyond ASCII, which are those that matter."""
    if fonts is None:
        return ""
    return str(fonts.get(_HIGH) or fonts.get(_ASCII) or "")


def _is_default(style: _Element) -> bool:
    return style.get(qn("w:default")) in ("1", "true") and style.get(qn("w:type")) == "paragraph"
