"""Vietnamese texts for hypothesis: real syllables with any tone in any place, numbers, odd spacing."""

from hypothesis import strategies as st

_TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
_ONSETS = ("", "b", "đ", "g", "gi", "h", "k", "kh", "l", "m", "ng", "ngh", "qu", "s", "t", "th", "tr")
_NUCLEI = (
    "a",
    "ă",
    "â",
    "e",
    "ê",
    "i",
    "y",
    "o",
    "ô",
    "ơ",
    "u",
    "ư",
    "oa",
    "oe",
    "uy",
    "uyê",
    "ươ",
    "iê",
    "uô",
    "oai",
)
_CODAS = ("", "", "c", "ch", "m", "n", "ng", "nh", "p", "t")
_NUMBERS = (
    "683/KH-UBND", "34/2016/NĐ- CP", "Số :416 /KH-UBND", "05/2017/QĐ-UBND", "39-NQ/TW", "1.1.3", "14/07/2017",
    "ngày 14 tháng 7 năm 2017", "KH-UBND", "QĐ - TTg", "30a/2008/NQ-CP",
)  # fmt: skip


@st.composite
def syllables(draw: st.DrawFn) -> str:
    """Return a syllable whose tone stands on any letter of the nucleus, in any case."""
    nucleus = draw(st.sampled_from(_NUCLEI))
    place = draw(st.integers(1, len(nucleus)))
    tone = draw(st.sampled_from(_TONES))
    word = draw(st.sampled_from(_ONSETS)) + nucleus[:place] + tone + nucleus[place:]
    word += draw(st.sampled_from(_CODAS))
    return draw(st.sampled_from((str.lower, str.upper, str.capitalize)))(word)


def vietnamese_texts() -> st.SearchStrategy[str]:
    """Return texts of syllables and numbers with any usual separators."""
    pieces = st.one_of(syllables(), syllables(), st.sampled_from(_NUMBERS))
    separators = st.sampled_from((" ", " ", "\n", ", ", " - ", "/", ". ", "-"))
    return st.lists(st.tuples(pieces, separators), max_size=12).map(
        lambda parts: "".join(piece + separator for piece, separator in parts)
    )
