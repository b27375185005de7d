"""Which spellings of an issuer are one choice."""

from evidence_repo.services.searching.issuers import issuer_names

PROVINCES = ["UBND tỉnh An Giang"]


def test_an_office_of_the_own_province_is_one_with_and_without_it() -> None:
    written = ["Sở Nội vụ", "Sở Nội vụ", "Sở Nội vụ tỉnh An Giang", "SỞ NỘI VỤ", None, ""]
    assert set(issuer_names(written, PROVINCES).values()) == {"Sở Nội vụ"}


def test_other_offices_stay_apart() -> None:
    written = ["Sở Nội vụ", "Sở Nội vụ tỉnh Kiên Giang", "Sở Tư pháp tỉnh An Giang", "UBND tỉnh An Giang"]
    assert issuer_names(written, PROVINCES) == {name: name for name in written}
    assert issuer_names(written, []) == {name: name for name in written}
