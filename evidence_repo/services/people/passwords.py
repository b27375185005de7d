"""Passwords: one-time ones, hashing, and the one rule for what a person may choose, at every door."""

from __future__ import annotations

import secrets
import unicodedata
from collections.abc import Iterable, Iterator

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from evidence_repo.catalogue.agencies import AN_GIANG_AGENCIES
from evidence_repo.errors import BadInput
from evidence_repo.words import N_

PASSWORD_LENGTH_MIN = 12
PASSWORD_LENGTH_MAX = 128

# Without letters and digits that are taken for each other on paper or over the telephone.
_PLAIN_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
# OWASP's minimum for argon2id: 19 MiB, two passes, one lane.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_NOBODYS = _HASHER.hash(secrets.token_urlsafe(32))
_GUESSED_EASILY = 2
"""Of zxcvbn's 0 to 4: up to 2 a password falls to somebody who has its hash and one computer."""
_JUDGED = 72
_SHORTEST_WORD = 3
_VIETNAMESE = tuple(
    """
    matkhau matkhaumoi anhyeuem emyeuanh toiyeuban iloveyou yeuem yeuanh yeuvietnam nhe moi tinh huyen
    xa phuong vietnam vietnamvodich saigon tphcm longxuyen chaudoc miennam khongbiet khongco khongnho
    quenmatkhau dangnhap taikhoan quantri nguoidung nhanvien giadinh conyeu meyeu boyeu bome hanhphuc
    tinhyeu maimai mottinhyeu xinchao chaoban camon ngayxua thanhcong maymanphattai phattai phatloc
    hoasen nguyen tran pham huynh hoang phan dang bui duong nguyenvan tranthi sonoivu ubnd uybannhandan
    noivu tuphap caicachhanhchinh caicach hanhchinh cchc parindex minhchung khotailieu hoso vanban
    congvan baocao chuyenvien lanhdao trinhdien doclaptudohanhphuc conghoaxahoi bachho hochiminh
    dangcongsan nammoi chucmungnammoi motconvit motconvitxoeracaicanh baconlongnhien abc123 qwerty123
    123456a 1234567a thanhpho thixa cuc chicuc phong so ban nganh angiang bariavungtau baclieu bacgiang
    backan bacninh bentre binhdinh binhduong binhphuoc binhthuan camau cantho caobang danang daklak
    daknong dienbien dongnai dongthap gialai hagiang hanam hanoi hatinh haiduong haiphong haugiang
    hoabinh hungyen khanhhoa kiengiang kontum laichau lamdong langson laocai longan namdinh nghean
    ninhbinh ninhthuan phutho phuyen quangbinh quangnam quangngai quangninh quangtri soctrang sonla
    tayninh thaibinh thainguyen thanhhoa thuathienhue hue tiengiang travinh tuyenquang vinhlong vinhphuc
    yenbai chauphu chauthanh chomoi phutan tinhbien triton thoaison tanchau anphu
    """.split()  # noqa: SIM905 - a page of words reads better than a page of quotation marks
)
"""What people here choose too often, without diacritics; zxcvbn's own lists are English."""


def make_one_time_password() -> str:
    """Return a random password that a person can read out: four groups of four."""
    return "-".join("".join(secrets.choice(_PLAIN_LETTERS) for _ in range(4)) for _ in range(4))


def hash_password(password: str) -> str:
    """Return the argon2id hash; what is typed is brought to NFKD first, whatever the keyboard sends."""
    return _HASHER.hash(_normal(password))


def is_password(password: str, hashed: str | None) -> bool:
    """Return whether this is the password that was hashed; it takes as long where there is none."""
    if len(password) > PASSWORD_LENGTH_MAX:
        return False
    try:
        is_right = _HASHER.verify(hashed or _NOBODYS, _normal(password))
    except (VerificationError, InvalidHashError):
        return False
    return is_right and hashed is not None


def is_outdated(hashed: str) -> bool:
    """Return whether the hash was made with other costs than today's, so that it should be made anew."""
    return _HASHER.check_needs_rehash(hashed)


def check_new_password(password: str, *, words: Iterable[str], before: str | None = None) -> None:
    """Raise `BadInput` unless a person may choose this password.

    `words` are the person's own data (name, address, agency), `before` the hash of the present password.
    """
    if len(password) < PASSWORD_LENGTH_MIN:
        raise _refusal(
            N_("The new password must have at least %(least)s characters."),
            "password_too_short",
            least=PASSWORD_LENGTH_MIN,
        )
    if len(password) > PASSWORD_LENGTH_MAX:
        raise _refusal(
            N_("The new password must have at most %(most)s characters."),
            "password_too_long",
            most=PASSWORD_LENGTH_MAX,
        )
    if _is_guessed(password, list(words)):
        raise _refusal(
            N_(
                "This password is too easy to guess: it is common, or made of your own data. "
                "Take several words that do not belong together."
            ),
            "password_too_easy",
        )
    if is_password(password, before):
        raise _refusal(N_("The new password is the present one. Choose another one."), "password_unchanged")


def _is_guessed(password: str, words: list[str]) -> bool:
    """Return whether a guesser would find it soon, who knows common passwords and the person."""
    from zxcvbn import zxcvbn  # its lists take a moment, and few processes ever judge a password

    plain = _without_diacritics(password)[:_JUDGED]
    agencies = [agency.name for agency in AN_GIANG_AGENCIES]
    known = [*_VIETNAMESE, *dict.fromkeys(_pieces([*words, *agencies]))]
    together = "".join(sign for sign in plain if sign.isalnum())
    if _is_made_of("".join(sign for sign in plain if sign.isalpha()), frozenset(known)):
        return True  # "Tỉnh An Giang 2017": a guesser puts years behind such words first
    return any(zxcvbn(each, user_inputs=known)["score"] <= _GUESSED_EASILY for each in (plain, together))


def _is_made_of(letters: str, known: frozenset[str], most: int = 2) -> bool:
    """Return whether the letters are at most so many known words, one behind the other, or none at all."""
    if not letters:
        return True
    starts = range(1, len(letters) + 1) if most else ()
    return any(letters[:end] in known and _is_made_of(letters[end:], known, most - 1) for end in starts)


def _pieces(words: list[str]) -> Iterator[str]:
    for word in words:
        plain = _without_diacritics(word)
        yield "".join(sign for sign in plain if sign.isalnum())
        yield plain
        pieces = "".join(sign if sign.isalnum() else " " for sign in plain).split()
        yield from (piece for piece in pieces if len(piece) >= _SHORTEST_WORD)


def _without_diacritics(text: str) -> str:
    plain = unicodedata.normalize("NFD", text[: 2 * PASSWORD_LENGTH_MAX].replace("đ", "d").replace("Đ", "D"))
    return "".join(sign for sign in plain if not unicodedata.combining(sign)).casefold()


def _refusal(message: str, code: str, **params: object) -> BadInput:
    return BadInput(message, field="password", code=code, advice=None, **params)


def _normal(password: str) -> str:
    return unicodedata.normalize("NFKD", password)
