"""Files of members as they come by accident: odd quotes, phone numbers for ids, hidden sheets, foreign statuses.

Each with what becomes of its records, by line: the member, or part of the reason why it is none.
"""

from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from typing import Any

from openpyxl import Workbook

Said = dict[int, str]
HEAD = "chat_id,language,country,timezone,topics\n"


def _ids(*cells: str) -> bytes:
    return ("chat_id,language\n" + "".join(f"{cell},kk\n" for cell in cells)).encode()


def _column(name: str, *cells: str) -> bytes:
    return (f"chat_id,{name}\n" + "".join(f"{1001 + at},{cell}\n" for at, cell in enumerate(cells))).encode()


def _book(fill: Callable[[Any], None]) -> bytes:
    book, saved = Workbook(), BytesIO()
    fill(book)
    book.save(saved)
    return saved.getvalue()


def _sheet(sheet: Any, *rows: list[Any]) -> None:
    for row in rows:
        sheet.append(row)


def _kinds(book: Any) -> None:
    formula, when = ["=A2", "kk"], [datetime(2026, 1, 5), "kk"]
    _sheet(book.active, ["chat_id", "language"], [1001, "kk"], formula, when, [True, "kk"], [1001.5, "kk"])
    _sheet(book.active, [1234567890123456789, "kk"], ["'1006", "kk"], ["#N/A", "kk"], [1e9, "kk"])
    _sheet(book.active, [77011234567, "kk"], [1.23457e11, "kk"])


def _merged(book: Any) -> None:
    sheet = book.active
    _sheet(sheet, ["Мүшелер тізімі", None, None], ["Telegram", None, "Тіл"], ["ID", "Аты", None])
    _sheet(sheet, [1001, "А", "kk"], [None, "Б", "ru"], [1003, "В", "en"])
    for cells in ("A1:C1", "A2:B2", "A4:A5"):
        sheet.merge_cells(cells)


def _hidden(book: Any) -> None:
    _sheet(book.active, ["chat_id", "language"], [666, "kk"])
    book.active.sheet_state = "hidden"
    _sheet(book.create_sheet("Мүшелер"), ["chat_id", "language"], [1001, "kk"])
    book.active = 1


def _filtered(book: Any) -> None:
    """As a filter leaves a list: who is not meant is hidden, and still there."""
    _sheet(book.active, ["chat_id", "language"], [1001, "kk"], [1002, "ru"], [1003, "en"], [None, None])
    book.active.row_dimensions[3].hidden = book.active.row_dimensions[5].hidden = True


def _uncalculated(book: Any) -> None:
    """As a program writes formulas that has never calculated them."""
    _sheet(book.active, ["chat_id", "language", "note"], [1001, "=A1", "x"], ["=1001+1", None, None])
    _sheet(book.active, [1003, "kk", "=A1"], [1004, "ru", None])


ODD: dict[str, tuple[bytes, Said]] = {
    "byte order mark, sep=": ("\ufeffsep=;\r\nchat_id;language\r\n1001;kk\r\n".encode(), {3: "1001 kk"}),
    "sep= in quotes": (b'"sep=;"\r\nchat_id;language\r\n1001;kk\r\n', {3: "1001 kk"}),
    "tabs with quotes": (
        b'"chat_id"\t"language"\t"note"\r\n"1001"\t"kk"\t"a ""b""\tc"\r\n"1002"\t"ru"\t"x"\r\n',
        {2: "1001 kk", 3: "1002 ru"},
    ),
    "a quote left open": (
        b'chat_id,language,note\n1001,kk,he said "hi"\n1002,ru,"open\n1003,en,ok\n',
        {2: "1001 kk", 3: "? not CSV", 4: "1003 en"},
    ),
    "single quotes around": (b"'chat_id','language'\n'1001','kk'\n", {2: "? chat_id ''1001''"}),
    "curly quotes around": ("“chat_id”,“language”\n“1001”,“kk”\n".encode(), {2: "? chat_id '“1001”'"}),
    "UTF-16 without a mark, in Kazakh": ("chat_id;Тіл\r\n1001;қазақша\r\n".encode("utf-16-le"), {2: "1001 kk"}),
    "UTF-16 without a mark, very short": ("chat_id\r\n1001\r\n".encode("utf-16-be"), {2: "1001"}),
    "KZ-1048": (
        "Телеграм нөмірі;Тілі;Елі\r\n1001;қазақша;Түркия\r\n1002;орысша;Өзбекстан\r\n".encode("kz1048"),
        {2: "1001 kk TR", 3: "1002 ru UZ"},
    ),
    "CR alone, a break in a cell": (
        b'chat_id,language,note\r1001,kk,"a\rb"\r1002,ru,c\r',
        {2: "1001 kk", 4: "1002 ru"},
    ),
    "phone numbers for ids": (
        _ids(
            "+77011234567", "77011234567", "87011234567", "8 (701) 123-45-67", "905321234567", "8613912345678",
            "998901234567", "97699112233", "0701234567", "007011234567", "00001001", "telegram:77011234567",
        ),
        {
            **dict.fromkeys((2, 5), "? is a phone number"),
            **dict.fromkeys((3, 4, *range(6, 12)), "? looks like a phone number"),
            12: "1001 kk",
            13: "77011234567 kk",
        },
    ),
    "numbers that spreadsheets shortened": (
        _ids("1e9", "1E+09", "1.23457E+11", '"1,23457E+11"', "1234567890.0", "1 234 567 890"),
        {**dict.fromkeys((2, 3, 4, 5), "? was shortened by a spreadsheet"), 6: "1234567890 kk", 7: "1234567890 kk"},
    ),
    "ids that are none": (
        _ids(
            "1.234.567.890", "0x3E9", "１００１", "١٠٠١", "- 1001", "(1001)", "1001.5", "0", "@aigerim",
            "https://t.me/aigerim", "1001;1002", "1001 1002", "=1001+1", "nan", "NULL", "-", "id1001", "²", "",
        ),
        {**dict.fromkeys(range(2, 20), "? chat_id"), 20: "? chat_id is empty"},
    ),
    "signs nobody sees": (
        "chat_id,language\n1001\u200b,kk\u00a0\n\u202d1002\u202c,ru\n\u00a01003,\u200een\n".encode(),
        {2: "1001 kk", 3: "1002 ru", 4: "1003 en"},
    ),
    "zeros among the letters": (b"chat_id,language\n1001,k\x00k\n1\x00002,kk\n", {2: "? language", 3: "? chat_id"}),
    "languages": (
        _column("language", "Қазақ тілі", "казахский", "kk-Arab", "RU-ru", "орыс", "EN-US", "Turkish", "uz", "?", "-"),
        {2: "1001 kk", 3: "1002 kk", 4: "1003 kk", 5: "1004 ru", 6: "1005 ru", 7: "1006 en",
         **dict.fromkeys(range(8, 12), "? language")},
    ),
    "countries": (
        _column("country", "РК", "КНР", "Türkiye", "ФРГ", "АҚШ", "Англия", "Оңтүстік Корея", "БАӘ", "Атлантида", "XX",
                "7", "СССР", "Конго"),
        {2: "1001 KZ", 3: "1002 CN", 4: "1003 TR", 5: "1004 DE", 6: "1005 US", 7: "1006 GB", 8: "1007 KR",
         9: "1008 AE", **dict.fromkeys(range(10, 14), "? country"), 14: "? country 'Конго' is the name of CD and CG"},
    ),
    "zones": (
        _column("timezone", "ASIA/ALMATY", "Алматы", "New York", "UTC+5", "+5", "MSK", "Localtime", "Europe\\Moscow"),
        {2: "1001 Asia/Almaty", 3: "1002 Asia/Almaty", 4: "1003 America/New_York",
         **dict.fromkeys(range(5, 10), "? timezone")},
    ),
    "topics": (
        _column("topics", "quota; events", "QUOTA;;", "quota|events", "quota events", "all", "Барлығы"),
        {2: "1001 events quota", 3: "1002 quota", **dict.fromkeys(range(4, 8), "? topic")},
    ),
    "columns shifted": (
        b"chat_id,language,country\n1001,kk\n1002,kk,DE,extra\n,kk,DE\n1003;kk;DE\n1004,DE,kk\n",
        {2: "? fewer than 3", 3: "? more than 3", 4: "? chat_id is empty", 5: "? fewer than 3", 6: "? language 'DE'"},
    ),
    "the head again, and a sum": (
        "chat_id;language\n1001;kk\nchat_id;language\nБарлығы;1\n# end\n1002;ru\n".encode(),
        {2: "1001 kk", 3: "? chat_id 'chat_id'", 4: "? chat_id 'Барлығы'", 5: "? fewer than 2", 6: "1002 ru"},
    ),
    "two encodings": (
        "chat_id,country\n1001,Моңғолия\n1002,".encode() + "Монголия".encode("cp1251") + b"\n1003,DE\n",
        {2: "1001 MN", 3: "? not UTF-8", 4: "1003 DE"},
    ),
    "letters lost": (
        "chat_id;country\n1001;?аза?стан\n1002;Т?ркия\n1003;ÐœÐ¾Ð½Ð³Ð¾Ð»Ð¸Ñ\n".encode(),
        {2: "? lost letters", 3: "? lost letters", 4: "? country"},
    ),
    "statuses": (
        _column("status", "Active", "belsendi", "активен", "Blocked", "unsubscribed", "отписался", "бас тартқан",
                "жоқ", "pending", "", "VIP", "quota"),
        {2: "1001", 3: "1002", 4: "1003", **{line: f"{999 + line} stopped" for line in range(5, 11)}, 11: "1010",
         12: "? status 'VIP' is unknown", 13: "? status 'quota' is unknown"},
    ),
    "opted out, in columns of their own": (
        _column("opted_out", "true", "false", "1", "", "жоқ", "2025-01-01", "NULL"),
        {2: "1001 stopped", 3: "1002", 4: "1003 stopped", 5: "1004", 6: "1005", 7: "1006 stopped", 8: "1007"},
    ),
    "the day of unsubscribing": (_column("unsubscribed_at", "2025-01-01", ""), {2: "1001 stopped", 3: "1002"}),
    "blocked or not": (_column("Заблокирован", "да", "нет", "-"), {2: "1001 stopped", 3: "1002", 4: "1003"}),
    "subscribed or not": (_column("Жазылған", "жоқ", "иә", ""), {2: "1001 stopped", 3: "1002", 4: "1003"}),
    "consent given or not": (
        _column("consent", "no", "yes", "05.01.2025"), {2: "1001 stopped", 3: "1002", 4: "? subscription '05.01.2025'"},
    ),
    "status of the subscription": (
        _column("Статус подписки", "отписан", "подписан"), {2: "1001 stopped", 3: "1002"},
    ),
    "heads that stand twice": (
        b"chat_id,chat_id,language,Language\n1001,1002,kk,kk\n1003,,kk,\n,1004,kk,kk\n1005,1005,kk,ru\n",
        {2: "? chat_id stands in 2 columns, which say '1001' and '1002'", 3: "1003 kk", 4: "1004 kk",
         5: "? language stands in 2 columns"},
    ),
    "UTF-32 without a mark": ("chat_id,Тіл\n1001,қазақша\n".encode("utf-32-le"), {2: "1001 kk"}),
    "1C": ("№;Наименование;Телеграм;Язык\n1;Иванов;1001;рус.\n2;Серік;1002;каз\n".encode("cp1251"),
           {2: "1001 ru", 3: "1002 kk"}),
    "listmonk, attributes of every kind": (
        b"uuid,email,attributes,status\n"
        b'u,a@b.c,"{""telegram_id"": 1001, ""lang"": ""kk""}",enabled\n'
        b'u,a@b.c,"{""telegram"": {""id"": ""1002""}, ""country"": ""Mongolia""}",blocklisted\n'
        b'u,a@b.c,"{""telegram_id"": 1.0e9}",enabled\nu,a@b.c,{broken,enabled\nu,a@b.c,{},enabled\n'
        b'u,a@b.c,"{""telegram_id"": [1007, 1008]}",enabled\nu,a@b.c,"{""telegram_id"": true}",enabled\n',
        {2: "1001 kk", 3: "1002 MN stopped", 4: "? was shortened", 5: "? are not JSON", 6: "? only 'email'",
         7: "? chat_id '1007;1008'", 8: "? chat_id 'True'"},
    ),
    "listmonk, subscribers of one list": (
        b"email,attributes,status,subscription_status\n"
        b'a@b.c,"{""telegram_id"": 1001}",enabled,unsubscribed\n'
        b'b@b.c,"{""telegram_id"": 1002}",enabled,confirmed\n'
        b'c@b.c,"{""telegram_id"": 1003}",enabled,unconfirmed\n',
        {2: "1001 stopped", 3: "1002", 4: "1003 stopped"},
    ),
    "RapidPro": (
        b"Contact UUID,Name,Language,Status,URN:Telegram\nu,A,kaz,Active,1001\nu,B,rus,Stopped,1002\n"
        b"u,C,eng,Archived,telegram:1003\nu,D,,Active,1004#name\n",
        {2: "1001 kk", 3: "1002 ru stopped", 4: "1003 en stopped", 5: "? chat_id '1004#name'"},
    ),
    "xlsx, every kind of cell": (
        _book(_kinds),
        {2: "1001 kk", 3: "? the formula in chat_id has no value", 4: "? chat_id '2026-01-05", 5: "? chat_id 'True'",
         6: "? chat_id", 7: "? was shortened", 8: "1006 kk", 9: "? chat_id '#N/A'", 10: "1000000000 kk",
         11: "? looks like a phone", 12: "? looks like a phone"},
    ),
    "xlsx, merged cells": (
        _book(_merged), {3: "? chat_id 'ID'", 4: "1001 kk", 5: "? chat_id is empty", 6: "1003 en"},
    ),
    "xlsx, a hidden sheet": (_book(_hidden), {2: "1001 kk"}),
    "xlsx, rows a filter hides": (_book(_filtered), {2: "1001 kk", 4: "1003 en"}),
    "xlsx, formulas without a value": (
        _book(_uncalculated),
        {2: "? the formula in language has no value; open the file in Excel", 3: "? the formula in chat_id has no",
         4: "1003 kk", 5: "1004 ru"},
    ),
    "lines that end as in a web page": (
        "chat_id,language\u20281001,kk\u20281002,ru\u2028".encode(), {2: "1001 kk", 3: "1002 ru"},
    ),
    "lines that end as on a mainframe": (
        "chat_id,language\x851001,kk\x851002,ru".encode(), {2: "1001 kk", 3: "1002 ru"},
    ),
    "Excel's true and false in Russian and Kazakh": (
        "chat_id;unsubscribed;is_active\n1001;ЛОЖЬ;ИСТИНА\n1002;ИСТИНА;ИСТИНА\n1003;;ЛОЖЬ\n1004;ЖАЛҒАН;АҚИҚАТ\n"
        "1005;АҚИҚАТ;\n1006;;ЖАЛҒАН\n".encode(),
        {2: "1001", 3: "1002 stopped", 4: "1003 stopped", 5: "1004", 6: "1005 stopped", 7: "1006 stopped"},
    ),
    "a line separator in a note": ("chat_id,language,note\n1001,kk,a\u2028b\n".encode(), {2: "1001 kk"}),
}  # fmt: skip
