"""Which offers fit each other and why, as a table."""

from dataclasses import replace
from typing import Any

import pytest

from bot.offers.kinds import Kind, Side, related
from bot.offers.matching import WEIGHTS, Match, Reason, match, matches
from storage.offers import offers
from storage.offers.offers import Offer

TEXTS = ("Балама қазақ тілін үйрететін мұғалім", "Қазақ тілі мұғалімімін, сабақ беремін")
SEEK = Offer(1, 11, "open", "seek", "teaching", "kazakh", "DE", "Берлин", ["kk", "de"], TEXTS[0])
GIVE = Offer(2, 12, "open", "give", "teaching", "kazakh", "DE", "Berlin", ["kk"], TEXTS[1])
K, R, F, CITY, COUNTRY, AFAR, L, W = Reason


@pytest.mark.parametrize(
    ("changes", "reasons"),
    [
        ({}, (K, F, CITY, L, W)),
        ({"city": None}, (K, F, COUNTRY, L, W)),
        ({"city": "Мюнхен"}, (K, F, COUNTRY, L, W)),
        ({"country": "TR", "city": "Стамбұл"}, (K, F, L, W)),
        ({"country": None, "city": None}, (K, F, AFAR, L, W)),
        ({"languages": ["ru"]}, (K, F, CITY, W)),
        ({"text": "Apa"}, (K, F, CITY, L)),
        ({"kind": "mentoring"}, (R, F, CITY, L, W)),
        ({"field": "education"}, (K, CITY, L, W)),
        ({"field": "education", "text": "Ән үйретемін"}, None),
        ({"kind": "investment"}, None),
        ({"kind": "vacancy"}, None),
        ({"side": "seek"}, None),
        ({"member_id": 11}, None),
        ({"text": "قازاق ءتىلى مۇعالىمىمىن"}, (K, F, CITY, L, W)),
        ({"text": "qazaq tılı mūğalımımın"}, (K, F, CITY, L, W)),
    ],
)
def test_what_fits_and_why(changes: dict[str, Any], reasons: tuple[Reason, ...] | None) -> None:
    fits = match(SEEK, replace(GIVE, **changes))
    assert (fits.reasons if fits else None) == reasons


def test_what_is_of_another_field_needs_words() -> None:
    """ "other" is no field two can share."""
    seek, give = replace(SEEK, field="other", text="Домбыра"), replace(GIVE, field="other", text="Тігін")
    assert match(seek, give) is None
    worded = [replace(offer, text="Домбыра жасайтын шебер") for offer in (seek, give)]
    fits = match(*worded)
    assert fits is not None and Reason.FIELD not in fits.reasons and fits.common_words == 3


def test_it_is_the_same_from_both_sides() -> None:
    there, back = match(SEEK, GIVE), match(GIVE, SEEK)
    assert there and back and (there.reasons, there.score) == (back.reasons, back.score)


def test_the_best_comes_first_and_equal_ones_stay_in_order() -> None:
    near, far = GIVE, replace(GIVE, id=3, country="TR", city=None)
    again, none = replace(far, id=4), replace(GIVE, id=5, kind="investment")
    assert [fits.offer.id for fits in matches(SEEK, [far, again, none, near])] == [2, 3, 4]


def test_every_reason_has_a_weight_and_more_reasons_weigh_more() -> None:
    assert set(WEIGHTS) == set(Reason) and min(WEIGHTS.values()) > 0
    assert Match(GIVE, (K, F)).score < Match(GIVE, (K, F, L)).score


def test_kinds_serve_both_ways_and_are_those_of_the_table() -> None:
    assert all(other in related(kind) for kind in Kind for other in Kind if kind in related(other))
    assert tuple(Kind) == offers.KINDS and tuple(Side) == offers.SIDES
