import pytest

from bot.directory import cities, gazetteer
from bot.directory.locations import NOTHING
from bot.directory.tables import rows
from bot.text.languages import LANGUAGES

OLGII, ALTAI_KZ, ALTAI_CN = "1515436", "1516438", "1529651"


@pytest.mark.parametrize(
    ("number", "called"),
    [
        ("1496153", ("Омбы", "Омск", "Omsk")),
        ("524901", ("Мәскеу", "Москва", "Moscow")),
        ("2867714", ("Мюнхен", "Мюнхен", "Munich")),
        ("1529435", ("Құлжа", "Кульджа", "Ghulja")),
        ("1526273", ("Астана", "Астана", "Astana")),
        ("1529651", ("Алтай", "Алтай", "Altay")),
        ("747158", ("Fatih", "Fatih", "Fatih")),
        ("0", ("0", "0", "0")),
    ],
)
def test_a_city_is_called_in_the_readers_language(number: str, called: tuple[str, ...]) -> None:
    assert tuple(cities.name(number, language) for language in LANGUAGES) == called


@pytest.mark.parametrize(
    ("typed", "country", "meant"),
    [
        ("Өлгийде тұрамын", None, "Өлгий"),
        ("قۇلجا", None, "Құлжа"),
        ("Bıshkek", None, "Бішкек"),
        ("Өскемен", "KZ", "Өскемен"),
        ("Усть-Каменогорск", "DE", "Өскемен"),
        ("Ташкент облысы, Шыршық", None, "Шыршық"),
        ("Nürnberg", "DE", "Нюрнберг"),
        ("Алтай", "KZ", "Алтай"),
        ("Калининград", "RU", "Калининград"),
    ],
)
def test_a_typed_city_is_one_of_the_directory(typed: str, country: str | None, meant: str) -> None:
    sure = cities.search(typed, country).sure
    assert sure is not None and cities.name(sure.city or "", "kk") == meant


def test_of_several_cities_of_one_name_that_of_the_own_country_is_meant() -> None:
    assert [cities.search("Алтай", country).sure for country in ("KZ", "CN")] == [
        cities.get(ALTAI_KZ),
        cities.get(ALTAI_CN),
    ]
    choices = [city.city for city in cities.search("Алтай", None).choices]
    assert {ALTAI_KZ, ALTAI_CN} <= set(choices)


@pytest.mark.parametrize(
    ("typed", "first"), [("Германия", "Берлин"), ("Баян-Өлгий", "Улангом"), ("Йййй", None)]
)
def test_a_country_or_a_region_is_no_city_but_has_some(typed: str, first: str | None) -> None:
    assert cities.search(typed, None) == NOTHING
    assert next((cities.name(city.city or "", "kk") for city in cities.largest(typed)), None) == first


def test_of_two_cities_neither_is_taken() -> None:
    meant = cities.search("Алматы, Астана", "KZ")
    assert meant.sure is None
    assert [cities.name(city.city or "", "kk") for city in meant.choices] == ["Алматы", "Астана"]


def test_what_is_no_place_is_none() -> None:
    assert cities.search("мұндай қала жоқ", "KZ").choices == ()


def test_a_city_lies_in_one_country() -> None:
    assert (cities.within(OLGII, "MN"), cities.within(OLGII, "KZ"), cities.within("7", "MN")) == (
        OLGII,
        None,
        None,
    )


def test_whatever_common_city_the_bot_names_it_reads_again() -> None:
    largest = [city for city, people in gazetteer.index().people.items() if people >= 1_000_000]
    read = [cities.search(cities.name(city, "kk"), home(city)) for city in largest]
    same = sum(city in (meant.sure and meant.sure.city, *(c.city for c in meant.choices))
               for city, meant in zip(largest, read, strict=True))  # fmt: skip
    assert same / len(largest) > 0.93


def home(city: str) -> str:
    location = cities.get(city)
    assert location is not None
    return location.country


def test_names_put_right_by_hand_are_of_listed_cities() -> None:
    assert all(cities.get(number) for number, *_ in rows("city_names.tsv"))
