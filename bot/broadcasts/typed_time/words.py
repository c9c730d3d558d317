"""The words of typed times in three languages: data, and how a typed word is looked up in it.

Words are compared by their skeletons (`bot.text.skeleton`), so Kazakh in Cyrillic, Latin and Arabic letters is one row.
A star lets a word take the endings of its language; "_" joins the words of a phrase. A further language is a column.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from bot.text.endings import KAZAKH
from bot.text.skeleton import skeletons

# What a word is for. A word of several rows is tried as each of them.
Row = tuple[str, int | str, str, str, str]  # sort, value, Kazakh, Russian, English
TABLE: tuple[Row, ...] = (
    ("month", 1, "қаңтар* қаң", "январ* янв", "january jan"),
    ("month", 2, "ақпан* ақп", "феврал* фев февр", "february feb"),
    ("month", 3, "наурыз* нау", "март* мар", "march mar"),
    ("month", 4, "сәуір* сәу", "апрел* апр", "april apr"),
    ("month", 5, "мамыр* мам", "май мая мае маю", "may"),
    ("month", 6, "маусым* мау", "июн*", "june jun"),
    ("month", 7, "шілде* шіл", "июл*", "july jul"),
    ("month", 8, "тамыз* там", "август* авг", "august aug"),
    ("month", 9, "қыркүйек* қыркүйег* қыр", "сентябр* сен сент", "september sep sept"),
    ("month", 10, "қазан* қаз", "октябр* окт", "october oct"),
    ("month", 11, "қараша* қар", "ноябр* ноя нояб", "november nov"),
    ("month", 12, "желтоқсан* жел", "декабр* дек", "december dec"),
    ("weekday", 0, "дүйсенбі* дс", "понедельник понедельника понедельнику пн пон", "monday mon"),
    ("weekday", 1, "сейсенбі* сс", "вторник вторника вторнику вт", "tuesday tue tues"),
    ("weekday", 2, "сәрсенбі* ср", "среда среду среды среде ср сред", "wednesday wed weds"),
    ("weekday", 3, "бейсенбі* бс", "четверг четверга четвергу чт", "thursday thu thur thurs"),
    ("weekday", 4, "жұма* жм", "пятница пятницу пятницы пятнице пт", "friday fri"),
    ("weekday", 5, "сенбі* сб", "суббота субботу субботы субботе сб", "saturday sat"),
    ("weekday", 6, "жексенбі* жс", "воскресенье воскресенья воскресенью вс", "sunday sun"),
    ("weekdays", "0", "", "понедельникам", "mondays"),
    ("weekdays", "1", "", "вторникам", "tuesdays"),
    ("weekdays", "2", "", "средам", "wednesdays"),
    ("weekdays", "3", "", "четвергам", "thursdays"),
    ("weekdays", "4", "", "пятницам", "fridays"),
    ("weekdays", "5", "", "субботам", "saturdays"),
    ("weekdays", "6", "", "воскресеньям", "sundays"),
    ("weekdays", "01234", "жұмыс_күндері жұмыс_күндерінде жұмыс_күні", "будни будням будние рабочие_дни рабочим_дням",
     "weekdays weekday workdays working_days"),
    ("weekdays", "56", "демалыс_күндері демалыс_күні", "выходные выходным", "weekends"),
    ("weekdays", "0123456", "күн_сайын күнделікті күнде", "каждый_день ежедневно", "every_day daily"),
    ("ahead", 0, "бүгін* бүгінгі", "сегодня", "today"),
    ("ahead", 1, "ертең*", "завтра", "tomorrow"),
    ("ahead", 2, "бүрсігүні бүрсүгүні бүрсікүні арғы_күні", "послезавтра",
     "day_after_tomorrow the_day_after_tomorrow"),
    ("evening", 0, "", "", "tonight this_evening"),
    ("part", "morning", "таң* таңғы таңертең* таңертеңгі таңертеңгісін түске_дейін",
     "утра утром утро рано_утром до_обеда", "morning early_morning in_the_morning"),
    ("part", "day", "түскі күндізгі күндіз түстен_кейін түстен_соң", "дня днем днём после_обеда пополудни",
     "afternoon in_the_afternoon"),
    ("part", "evening", "кешкі кешке кеште кешкісін кеш кешкілік", "вечера вечером вечер поздно_вечером",
     "evening late_evening in_the_evening"),
    ("part", "night", "түнгі түнде түн", "ночи ночью", "night at_night"),
    ("part", "am", "", "", "am"),
    ("part", "pm", "", "", "pm"),
    ("noon", 12, "түсте тал_түсте талтүсте тал_түс", "полдень полудень полудня", "noon midday"),
    ("midnight", 0, "түн_ортасы түн_ортасында", "полночь полуночи", "midnight"),
    ("unit", "minute", "минут* мин", "минута минуту минуты минут мин м", "minute minutes min mins"),
    ("unit", "hour", "", "час часа часов часу ч", "hour hours hr hrs h o'clock"),
    ("unit", "day", "күн*", "день дня дней", "day days"),
    ("unit", "24 hours", "тәулік*", "сутки суток", ""),
    ("unit", "week", "апта*", "неделя неделю недели неделе недель", "week weeks"),
    ("unit", "month", "ай*", "месяц месяца месяце месяцев", "month months"),
    ("unit", "year", "жыл* жылы ж", "год года году г", "year"),
    ("oclock", 0, "сағат* сағ", "", ""),  # before its figure an hour, after it how many hours
    ("number", 1, "бір*", "один одну", "one"), ("number", 2, "екі*", "два две двух", "two"),
    ("number", 3, "үш*", "три трех трёх", "three"), ("number", 4, "төрт*", "четыре четырех четырёх", "four"),
    ("number", 5, "бес*", "пять пяти", "five"), ("number", 6, "алты*", "шесть шести", "six"),
    ("number", 7, "жеті*", "семь семи", "seven"), ("number", 8, "сегіз*", "восемь восьми", "eight"),
    ("number", 9, "тоғыз*", "девять девяти", "nine"), ("number", 10, "он*", "десять десяти", "ten"),
    ("number", 11, "", "одиннадцать одиннадцати", "eleven"), ("number", 12, "", "двенадцать двенадцати", "twelve"),
    ("number", 13, "", "тринадцать", "thirteen"), ("number", 14, "", "четырнадцать", "fourteen"),
    ("number", 15, "", "пятнадцать", "fifteen"), ("number", 16, "", "шестнадцать", "sixteen"),
    ("number", 17, "", "семнадцать", "seventeen"), ("number", 18, "", "восемнадцать", "eighteen"),
    ("number", 19, "", "девятнадцать", "nineteen"), ("number", 20, "жиырма*", "двадцать", "twenty"),
    ("number", 30, "отыз*", "тридцать", "thirty"), ("number", 40, "қырық*", "сорок", "forty"),
    ("number", 50, "елу*", "пятьдесят", "fifty"),
    ("ordinal", 1, "бірінші", "первого первое", "first"), ("ordinal", 2, "екінші", "второго второе", "second"),
    ("ordinal", 3, "үшінші", "третьего третье", "third"), ("ordinal", 4, "төртінші", "четвертого четвёртого", "fourth"),
    ("ordinal", 5, "бесінші", "пятого пятое", "fifth"), ("ordinal", 6, "алтыншы", "шестого", "sixth"),
    ("ordinal", 7, "жетінші", "седьмого", "seventh"), ("ordinal", 8, "сегізінші", "восьмого", "eighth"),
    ("ordinal", 9, "тоғызыншы", "девятого", "ninth"), ("ordinal", 10, "оныншы", "десятого", "tenth"),
    ("ordinal", 11, "", "одиннадцатого", "eleventh"), ("ordinal", 12, "", "двенадцатого", "twelfth"),
    ("ordinal", 13, "", "тринадцатого", ""), ("ordinal", 14, "", "четырнадцатого", ""),
    ("ordinal", 15, "", "пятнадцатого", "fifteenth"), ("ordinal", 16, "", "шестнадцатого", ""),
    ("ordinal", 17, "", "семнадцатого", ""), ("ordinal", 18, "", "восемнадцатого", ""),
    ("ordinal", 19, "", "девятнадцатого", ""), ("ordinal", 20, "жиырмасыншы", "двадцатого", "twentieth"),
    ("ordinal", 30, "отызыншы", "тридцатого", "thirtieth"),
    ("past", 30, "", "", "half_past"), ("past", 15, "", "", "quarter_past a_quarter_past"),
    ("to", 15, "", "без_четверти", "quarter_to a_quarter_to"), ("to", 10, "", "без_десяти", "ten_to"),
    ("to", 5, "", "без_пяти", "five_to"), ("to", 20, "", "без_двадцати", "twenty_to"),
    ("halfway", 30, "", "пол половине половину половина", ""), ("halfway", 15, "", "четверть", ""),
    ("halfhour", 1, "", "полпервого", ""), ("halfhour", 2, "", "полвторого", ""),
    ("halfhour", 3, "", "полтретьего", ""), ("halfhour", 4, "", "полчетвертого полчетвёртого", ""),
    ("halfhour", 5, "", "полпятого", ""), ("halfhour", 6, "", "полшестого", ""),
    ("halfhour", 7, "", "полседьмого", ""), ("halfhour", 8, "", "полвосьмого", ""),
    ("halfhour", 9, "", "полдевятого", ""), ("halfhour", 10, "", "полдесятого", ""),
    ("halfhour", 11, "", "полодиннадцатого", ""), ("halfhour", 12, "", "полдвенадцатого", ""),
    ("andhalf", 30, "жарым*", "с_половиной", "and_a_half"),
    ("half", 30, "жарты", "", "half half_an half_a"),
    ("halfhourspan", 30, "", "полчаса получаса", ""),
    ("amount", 1, "", "", "a an"), ("amount", 90, "", "полтора полторы", ""),
    ("back", 1, "кеше*", "вчера", "yesterday"),
    ("back", 2, "алдыңғы_күні алдыңғы_күннен", "позавчера", "day_before_yesterday the_day_before_yesterday"),
    ("ago", 0, "бұрын", "назад", "ago"), ("since", 0, "бері бастап", "начиная", "since"),
    ("begin", 0, "басы*", "начала начало", "beginning start"),
    ("in", 0, "", "через", "in within"), ("after", 0, "кейін соң", "спустя", "from_now later"),
    ("next", 1, "келесі келер", "следующий следующую следующее следующей следующего следующем", "next"),
    ("next", 0, "осы", "этот эту это этой этого", "this"),
    ("last", 0, "соңғы", "последний последнего последнее", "last"),
    ("end", 0, "соңында соңы соңына аяғында аяғы аяғына", "конце конец концу конца", "end"),
    ("every", 0, "сайын әр әрбір", "каждый каждую каждое каждого каждой", "every each"),
    ("every", "weekly", "апта_сайын аптасына_бір_рет", "каждую_неделю еженедельно раз_в_неделю",
     "every_week weekly once_a_week"),
    ("every", "monthly", "ай_сайын айына_бір_рет", "каждый_месяц ежемесячно раз_в_месяц",
     "every_month monthly once_a_month"),
    ("upto", 0, "дейін", "по до", "to till through until"),
    ("and", 0, "және мен пен бен", "и", "and"),
    ("at", 0, "", "в во к ко на", "at"),
    ("daymark", 0, "күні күнгі", "число числа числу", "day"),
    ("filler", 0, "күні дәл тура уақыты уақытымен уақытында бойынша алдағы",
     "ровно время времени дата по с со от ближайший ближайшую ближайшее ближайшей",
     "the of on sharp exactly date time from t coming"),
    ("utc", 0, "", "", "utc gmt z"),
)  # fmt: skip

_RUSSIAN = frozenset(("", "a", "ia", "u", "iu", "e", "om", "em"))
ENDINGS = (KAZAKH, _RUSSIAN, frozenset(("",)))  # as the columns
AT_HOUR = frozenset(("da", "de", "ta", "te", "a", "e", "ga", "ge", "ka", "ke"))  # "жетіде", "9-да", "18-ге"
VOWELS = frozenset(("a", "e"))  # "төртте", but "15-е" is a day
OF_DAY = frozenset((
    "i", "si", "inda", "inde", "sinda", "sinde", "ši", "inši", "iniši", "ni", "st", "nd", "rd", "th", "go", "oe", "ogo",
))  # fmt: skip
LONGEST_PHRASE = 4


@dataclass(frozen=True, slots=True)
class Word:
    """What a typed word may be: the sort and value of its row, and the ending it has (a skeleton)."""

    sort: str
    value: int | str
    ending: str = ""


def key(text: str) -> str:
    """How words are looked up: "түстен кейін" as "tusten kein"."""
    return " ".join(skeletons(text)).replace("ng", "n")


def meanings(typed: str) -> Iterator[Word]:
    """All that a word or phrase (a key) may be; one that stands in the table as it is needs no ending."""
    whole, stems = _tables()
    yield from whole.get(typed, ())
    for cut in range(len(typed) if typed in whole else 2, len(typed) + 1):
        for language, word in stems.get(typed[:cut], ()):
            if typed[cut:] in ENDINGS[language]:
                yield Word(word.sort, word.value, typed[cut:])


@lru_cache(maxsize=1)
def _tables() -> tuple[dict[str, list[Word]], dict[str, list[tuple[int, Word]]]]:
    """Words that stand as they are, and stems with the language whose endings they take."""
    whole: dict[str, list[Word]] = {}
    stems: dict[str, list[tuple[int, Word]]] = {}
    for sort, value, *columns in TABLE:
        for language, words in enumerate(columns):
            for written in words.split():
                stem = key(written.rstrip("*").replace("_", " "))
                if written.endswith("*"):
                    stems.setdefault(stem, []).append((language, Word(sort, value)))
                else:
                    whole.setdefault(stem, []).append(Word(sort, value))
    return whole, stems
