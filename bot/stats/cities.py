"""Which cities may be told with their members: no small number, and none that the country's own number leaves."""

from collections.abc import Iterable, Mapping

from bot.directory import cities
from bot.stats.figures import FEW


def told(
    counted: Iterable[tuple[str, int]], countries: Mapping[str | None, int], most: int
) -> tuple[list[tuple[str, int]], int]:
    """The largest cities of the `countries` that are told, and how many named another. Left out is a city of few
    members, and one beside which few others live in its country: they are the difference of two numbers."""
    ordered = sorted(counted, key=lambda city: -city[1])
    large = [(city, number) for city, number in ordered if number >= FEW]
    by_country: dict[str | None, list[tuple[str, int]]] = {}
    for city, number in large:
        by_country.setdefault(_country(city), []).append((city, number))
    kept = {city for country, listed in by_country.items() for city in _apart(listed, countries.get(country))}
    shown = [city for city in large if city[0] in kept][:most]
    rest = sum(number for _, number in ordered) - sum(number for _, number in shown)
    while shown and 0 < rest < FEW:
        rest += shown.pop()[1]
    return shown, rest


def _country(city: str) -> str | None:
    home = cities.get(city)
    return home.country if home else None


def _apart(listed: list[tuple[str, int]], in_country: int | None) -> list[str]:
    """The largest of them that leave nobody or enough others in the country; none where its number is not told."""
    if in_country is None:
        return []
    kept = list(listed)
    others = in_country - sum(number for _, number in kept)
    while kept and 0 < others < FEW:
        others += kept.pop()[1]
    return [city for city, _ in kept]
