"""Countries as staff list them: clear ones are taken, what may be another or says the opposite of a name is not."""

import pytest

from bot.directory import listed_countries

TAKEN = {
    "AE": "UAE|БАӘ|ОАЭ|Эмираты|Дубай", "CN": "КНР|ҚХР|Қытай|Урумчи|Бейжің", "CZ": "Прага|Чехия|cz",
    "DE": "Германиядағылар|ФРГ|Германя|Berlin|Мюнхен|DE|deu",
    "GB": "UK|uk|Англия|Северная Ирландия|London", "GE": "Georgia|Грузия",
    "IN": "in|Үндістан", "IR": "Персия|Иран", "KR": "Оңтүстік Корея|Южная Корея|Корея|Сеул|KR",
    "KZ": "kz|РК|ҚР|Казахстан|қазақстан|Нур-Султан", "MM": "Burma|Бирма", "MN": "Монголя|Баян-Өлгий|Баян-Ульгий",
    "RU": "РФ|Ресей|Ресейдегілер|Ресейдегілерге|Татарстан|Москва|Питер", "TR": "Turky|Турцыя|Стамбул|Түрік елі",
    "TW": "Тайвань",
    "US": "U.S.A.|США|АҚШ|Америка|us|NYC|Вирджиния", "UZ": "Каракалпакстан|Ташкентская область", "XK": "Косово",
    "ZA": "ЮАР|South Africa", "CF": "Орталық Африка Республикасы",
}  # fmt: skip
OFFERED = {
    "Конго": ["CD", "CG"], "Германия и Австрия": ["DE", "AT"], "Германия мен Австрия": ["DE", "AT"],
    "Poland/Czechia": ["PL", "CZ"], "Мендоса": ["AR"], "Хошимин": ["VN"], "Босния": ["BA"],
}  # fmt: skip
NOTHING = (
    "кроме России", "все, кроме Казахстана", "вне Казахстана", "без Германии", "не Россия", "Ресейден басқа",
    "Қазақстаннан тыс", "Ресей емес", "except Russia", "everyone but China", "outside Kazakhstan",
    "Turkey except Istanbul", "барлығы", "барлық ел", "все", "все страны", "everyone", "all countries", "СНГ", "ТМД",
    "CIS", "EU", "ЕС", "Еуроодақ", "Батыс Еуропа", "Западная Европа", "Europe", "Орталық Азия", "Central Asia",
    "Ближний Восток", "Таяу Шығыс", "Латинская Америка", "Южной Америке", "Оңтүстік Америкада", "Latin America",
    "North America", "Persian Gulf", "Персидский залив", "түркі елдері", "СССР", "Югославия", "ГДР", "шетел",
    "за границей", "abroad", "диаспора", "мен", "никто",
)  # fmt: skip


@pytest.mark.parametrize(("code", "names"), TAKEN.items())
def test_a_clear_name_is_taken(code: str, names: str) -> None:
    meant = {name: listed_countries.meant(name).sure for name in names.split("|")}
    assert {name: sure and sure.country for name, sure in meant.items()} == dict.fromkeys(meant, code)


@pytest.mark.parametrize(("name", "codes"), OFFERED.items())
def test_what_may_be_another_is_only_offered(name: str, codes: list[str]) -> None:
    meant = listed_countries.meant(name)
    assert (meant.sure, meant.countries) == (None, codes)


@pytest.mark.parametrize("name", NOTHING)
def test_all_but_a_country_or_a_part_of_the_world_is_no_country(name: str) -> None:
    assert listed_countries.meant(name) == listed_countries.NOTHING
