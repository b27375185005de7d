"""Reports as agencies write them: one template, other figures; and texts as bad scans are read."""

from random import Random

_AGENCIES = (
    ("Sở Nội vụ", "SNV", "Nguyễn Văn An"),
    ("Sở Tư pháp", "STP", "Trần Thị Bình"),
    ("Sở Tài chính", "STC", "Lê Hoàng Cường"),
    ("Sở Thông tin và Truyền thông", "STTTT", "Phạm Minh Dũng"),
    ("Sở Khoa học và Công nghệ", "SKHCN", "Huỳnh Thanh Giang"),
    ("Ủy ban nhân dân huyện Châu Phú", "UBND", "Võ Thị Hạnh"),
)
_TASKS = (
    "công bố và niêm yết công khai thủ tục hành chính",
    "rà soát, hệ thống hóa văn bản quy phạm pháp luật",
    "giải quyết hồ sơ theo cơ chế một cửa, một cửa liên thông",
    "sắp xếp tổ chức bộ máy và tinh giản biên chế",
    "đào tạo, bồi dưỡng cán bộ, công chức, viên chức",
    "thực hiện quyền tự chủ, tự chịu trách nhiệm về tài chính",
    "ứng dụng công nghệ thông tin, cung cấp dịch vụ công trực tuyến",
    "áp dụng hệ thống quản lý chất lượng theo tiêu chuẩn quốc gia",
)
_LETTERS = "abcdeghiklmnopqrstuvxyàáảãạăâđèéêìíòóôơùúưỳ"


def quarterly_report(seed: int, agency: int, quarter: int) -> str:
    """Write the report of one agency on one quarter: the template is everybody's, the figures are its own."""
    random = Random(seed)
    name, code, signatory = _AGENCIES[agency % len(_AGENCIES)]
    lines = [
        f"ỦY BAN NHÂN DÂN TỈNH AN GIANG\n{name.upper()}",
        f"Số: {random.randint(10, 999)}/BC-{code}",
        f"An Giang, ngày {random.randint(10, 28)} tháng {quarter * 3} năm 2017",
        f"BÁO CÁO\nKết quả thực hiện công tác cải cách hành chính quý {quarter} năm 2017",
        "Thực hiện Kế hoạch số 416/KH-UBND ngày 14 tháng 7 năm 2017 của Ủy ban nhân dân tỉnh An Giang về "
        f"việc nâng cao Chỉ số cải cách hành chính của tỉnh, {name} báo cáo kết quả như sau:",
    ]
    for number, task in enumerate(_TASKS, start=1):
        done, asked = sorted(random.sample(range(20, 2000), 2))
        lines.append(
            f"{number}. Về công tác {task}: trong kỳ, đơn vị đã thực hiện {done} trên tổng số {asked} nhiệm "
            f"vụ, đạt tỷ lệ {done * 100 // asked},{random.randint(0, 9)}%, tăng {random.randint(2, 60)} "
            f"nhiệm vụ so với cùng kỳ năm trước; còn {random.randint(2, 40)} trường hợp chậm, nguyên nhân do "
            "chưa bố trí kịp thời nguồn lực và sự phối hợp giữa các cơ quan còn hạn chế."
        )
    lines.append(f"Trên đây là báo cáo của {name}.\nNơi nhận: - UBND tỉnh; - Lưu: VT.\nGIÁM ĐỐC\n{signatory}")
    return "\n".join(lines)


def wordy_report(seed: int, agency: int, quarter: int) -> str:
    """Write a report that says much and tells few figures: the hardest template to tell from a copy."""
    random = Random(seed)
    lines = quarterly_report(seed, agency, quarter).split("\n")
    told = [line for line in lines if not line[:1].isdigit()]
    tasks = [
        f"{number}. Công tác {task} được lãnh đạo đơn vị quan tâm chỉ đạo, triển khai đồng bộ, bảo đảm tiến "
        "độ và chất lượng theo kế hoạch; công chức được phân công phụ trách đã chủ động tham mưu, phối hợp "
        f"với các cơ quan và hoàn thành {random.randint(3, 400)} nhiệm vụ được giao trong kỳ báo cáo."
        for number, task in enumerate(_TASKS, start=1)
    ]
    return "\n".join([*told[:-4], *tasks, *told[-4:]])


def misread(text: str, rate: float, seed: int) -> str:
    """Return the text as a bad scan is read: of its characters, `rate` wrong, lost or doubled."""
    random = Random(seed)
    return "".join(_misread(character, rate, random) for character in text)


def _misread(character: str, rate: float, random: Random) -> str:
    fate = random.random() / rate
    if fate < 0.6 and not character.isspace():
        return random.choice("0123456789" if character.isdigit() else _LETTERS)
    if fate < 0.8:
        return ""
    return character + random.choice(_LETTERS + " ") if fate < 1 else character
