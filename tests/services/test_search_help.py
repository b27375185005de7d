"""Help while typing: what is suggested and what may have been meant."""

from sqlalchemy import select

from evidence_repo.models import Criterion
from evidence_repo.services.searching.correcting import better_query
from evidence_repo.services.searching.criteria import criteria_titled
from evidence_repo.services.searching.suggesting import Suggestions, suggest
from index.text import fold
from tests.services.library import Library

PLAN = "Kế hoạch cải cách hành chính nhà nước"


def typed(library: Library, text: str, who: str = "lan") -> Suggestions:
    with library.world.reading() as session:
        return suggest(session, library.engine, library.world.actor(who), text)


def meant(library: Library, text: str, who: str = "lan") -> str | None:
    with library.world.reading() as session:
        return better_query(session, library.engine, library.world.actor(who), text)


def shelve(library: Library) -> None:
    library.cited("…", number="683/KH-UBND", subject=f"{PLAN} năm 2017")
    library.cited("…", number="1683/BC-SNV", subject=f"{PLAN}, giai đoạn 2016 - 2020")
    library.cited("…", number="12/QĐ-UBND", subject="Phê duyệt kế hoạch cải cách hành chính nhà nước")
    library.cited("…", number="13/TB-UBND", subject="Kết luận kiểm tra")
    library.update()


def test_numbers_begin_as_typed_or_have_a_part_that_does(library: Library) -> None:
    shelve(library)
    assert [named.number for named in typed(library, "683").numbers] == ["683/KH-UBND"]
    assert [named.number for named in typed(library, "683 / kh").numbers] == ["683/KH-UBND"]
    assert typed(library, "kết").numbers == ()


def test_subjects_fit_by_words_typed_without_diacritics_the_last_only_begun(library: Library) -> None:
    shelve(library)
    found = [named.number for named in typed(library, "ke hoach cai c").subjects]
    assert found == ["1683/BC-SNV", "683/KH-UBND", "12/QĐ-UBND"]
    assert [named.number for named in typed(library, "kiem ket").subjects] == ["13/TB-UBND"]
    assert typed(library, "không có gì").subjects == ()
    assert typed(library, "  ") == Suggestions()


def test_phrases_are_what_several_subjects_have_as_long_as_they_share_it(library: Library) -> None:
    shelve(library)
    assert typed(library, "ke ho").phrases == (f"{PLAN}",)
    assert typed(library, "hành ch").phrases == ("hành chính nhà nước",)
    assert typed(library, "kiểm").phrases == ()  # one subject alone is not frequent


def test_no_phrase_ends_where_it_goes_on(library: Library) -> None:
    for office in ("Nội vụ", "Tư pháp"):
        library.cited("Kết luận", subject=f"Kiểm tra công vụ tại Sở {office}")
    library.update()
    assert typed(library, "kiểm tra").phrases == ("Kiểm tra công vụ",)
    assert typed(library, "kiem tra cong vu").phrases == ()
    assert typed(library, "kiem tra cong vu t").phrases == ()


def test_a_phrase_begins_with_the_whole_compound(library: Library) -> None:
    shelve(library)
    assert typed(library, "chinh").phrases == ("hành chính nhà nước",)


def test_the_type_is_typed_before_the_subject(library: Library) -> None:
    library.cited("…", number="9/QĐ-UBND", type="Quyết định", subject="Công bố thủ tục hành chính")
    library.update()
    assert [named.number for named in typed(library, "quyet dinh cong").subjects] == ["9/QĐ-UBND"]
    assert [named.number for named in typed(library, "quyết đ").subjects] == ["9/QĐ-UBND"]
    assert typed(library, "ke hoach cong").subjects == ()


def test_keys_of_telex_are_understood(library: Library) -> None:
    library.cited("Quyết định công bố thủ tục hành chính của Sở", "đường đi, ưu tiên")
    library.update()
    assert meant(library, "quyets ddinhj") == "quyet dinh"
    assert meant(library, "Quyeets ddijnh coong boos") == "quyet dinh cong bo"
    assert meant(library, "dduwowngf ddi") == "duong di"
    assert meant(library, "quyết định") is None


def test_criteria_are_offered_by_their_title(library: Library) -> None:
    with library.world.reading() as session:
        criterion = session.scalars(select(Criterion).order_by(Criterion.id)).first()
        assert criterion is not None
        words = fold(criterion.title)
        assert criteria_titled(session, words)[0].label == criterion.label
        assert criteria_titled(session, criterion.code)[0].title == criterion.title
        assert criteria_titled(session, f"{words} không có từ này") == []
        assert criteria_titled(session, " ") == ()


def test_a_slip_is_replaced_by_a_word_that_stands_there(library: Library) -> None:
    library.cited("Quyết định công bố thủ tục hành chính của Sở")
    library.cited("Báo cáo kết quả đào tạo, bồi dưỡng")
    library.update()
    assert meant(library, "quyet dihn cong bo") == "quyet dinh cong bo"
    assert meant(library, "thủ tụcc hành chính") == "thủ tuc hành chính"
    assert meant(library, "boi duonng") == "boi duong"
    assert meant(library, "quyết định công bố") is None
    assert meant(library, "zzzzzz") is None
    assert meant(library, "") is None


def test_what_a_person_may_not_see_helps_nobody(library: Library) -> None:
    for _ in range(3):
        library.cited(
            "Bí mật riêng", number="99/BC-STP", subject="Chuyện riêng tư", code="2.1.1", who="justice"
        )
    library.update()
    assert typed(library, "chuyen rieng", "justice").phrases == ("Chuyện riêng tư",)
    assert typed(library, "99", "justice").numbers != ()
    assert meant(library, "bi maat rieng", "justice") == "bi mat rieng"
    for who in ("lan", "reviewer", "approver", "observer", "district", "ministry"):
        for text in ("chuyen rieng", "99", "chu", "99/B"):
            assert typed(library, text, who) == Suggestions(), (who, text)
        assert meant(library, "bi maat rieng", who) is None
