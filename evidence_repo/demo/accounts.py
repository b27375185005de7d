"""The people of the demonstration; the sign-in page offers them as buttons."""

from __future__ import annotations

from dataclasses import dataclass

from workflows.roles import Role

DEMO_PASSWORD = "trinh-dien-2017"  # noqa: S105 - a demo is bound to 127.0.0.1 and holds nothing real


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """One account of the demonstration; `agency` is the agency's name."""

    email: str
    name: str
    agency: str
    role: Role
    password: str = DEMO_PASSWORD


DEMO_ACCOUNTS = (
    DemoAccount("chuyenvien.snv@angiang.example", "Nguyễn Thị Lan", "Sở Nội vụ", Role.UPLOADER),
    DemoAccount("lanhdao.snv@angiang.example", "Lê Văn Hùng", "Sở Nội vụ", Role.AGENCY_HEAD),
    DemoAccount("chuyenvien.stp@angiang.example", "Trần Minh Tâm", "Sở Tư pháp", Role.UPLOADER),
    DemoAccount("lanhdao.stp@angiang.example", "Dương Văn Minh", "Sở Tư pháp", Role.AGENCY_HEAD),
    DemoAccount("chuyenvien.cp@angiang.example", "Trần Thị Diễm", "UBND huyện Châu Phú", Role.UPLOADER),
    DemoAccount("rasoat@angiang.example", "Phạm Thị Hoa", "Sở Nội vụ", Role.REVIEWER),
    DemoAccount("rasoat2@angiang.example", "Võ Văn Tài", "Văn phòng UBND tỉnh", Role.REVIEWER),
    DemoAccount("pheduyet@angiang.example", "Đỗ Minh Quân", "UBND tỉnh An Giang", Role.APPROVER),
    DemoAccount("quantri@angiang.example", "Bùi Thanh Sơn", "Sở Nội vụ", Role.COORDINATOR),
    DemoAccount("hoidong@angiang.example", "Nguyễn Hữu Phước", "Sở Tài chính", Role.COUNCIL_MEMBER),
    DemoAccount("theodoi@angiang.example", "Huỳnh Kim Ngân", "UBND tỉnh An Giang", Role.OBSERVER_PROVINCE),
    DemoAccount("bonoivu@angiang.example", "Vũ Hải Anh", "Bộ Nội vụ", Role.OBSERVER_MINISTRY),
)
"""In the order of the journey: who uploads, who submits, who reviews, who approves, who administers.

The district's uploader contributes to other agencies' criteria; the second reviewer is there because nobody
judges what they have a part in.
"""

LAN, HUNG = "chuyenvien.snv", "lanhdao.snv"
TAM, MINH = "chuyenvien.stp", "lanhdao.stp"
DIEM = "chuyenvien.cp"
HOA, TAI = "rasoat", "rasoat2"
QUAN, SON = "pheduyet", "quantri"
"""The people of the story by what their addresses begin with."""
