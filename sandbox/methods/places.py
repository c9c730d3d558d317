"""Small messages: locations, venues, contacts, dice; and showing that something is being prepared."""

import math
import random

from sandbox.account import Account
from sandbox.methods.reach import chat_of
from sandbox.methods.sending import post
from sandbox.methods.shape import Method
from sandbox.params import Params
from sandbox.refusal import bad
from sandbox.shapes import Json

_ACTIONS = {
    "typing",
    "upload_photo",
    "record_video",
    "upload_video",
    "record_voice",
    "upload_voice",
    "upload_document",
    "choose_sticker",
    "find_location",
    "record_video_note",
    "upload_video_note",
}
_DICE = {"🎲": 6, "🎯": 6, "🎳": 6, "🏀": 5, "⚽": 5, "🎰": 64}
_chance = random.Random(3)  # noqa: S311 - dice are no secret


def _location(params: Params) -> Json:
    place = {name: _degrees(params, name) for name in ("latitude", "longitude")}
    if abs(place["latitude"]) > 90:
        raise bad("wrong latitude specified")
    return place


def _degrees(params: Params, name: str) -> float:
    if not params.text(name):
        raise bad(f"{name} is empty")
    try:
        value = float(params.text(name))
    except ValueError:
        raise bad(f"wrong {name} specified") from None
    if not math.isfinite(value):
        raise bad(f"wrong {name} specified")
    return value


def send_location(account: Account, params: Params) -> Json:
    media = {"location": _location(params)}
    return post(account, chat_of(account, params), params, media=media).as_api(account.me)


def send_venue(account: Account, params: Params) -> Json:
    place = _location(params)
    for name in ("title", "address"):
        if not params.text(name).strip():
            raise bad(f'parameter "{name}" is required')
    venue = {"location": place, "title": params.text("title"), "address": params.text("address")}
    media: Json = {"venue": venue, "location": place}
    return post(account, chat_of(account, params), params, media=media).as_api(account.me)


def send_contact(account: Account, params: Params) -> Json:
    for name in ("phone_number", "first_name"):
        if not params.text(name).strip():
            raise bad(f'parameter "{name}" is required')
    names = ("phone_number", "first_name", "last_name", "vcard")
    contact = {name: params.text(name) for name in names if params.text(name)}
    return post(account, chat_of(account, params), params, media={"contact": contact}).as_api(account.me)


def send_dice(account: Account, params: Params) -> Json:
    emoji = params.text("emoji", "🎲")
    if emoji not in _DICE:
        raise bad("wrong emoji specified")
    media = {"dice": {"emoji": emoji, "value": _chance.randint(1, _DICE[emoji])}}
    return post(account, chat_of(account, params), params, media=media).as_api(account.me)


def send_action(account: Account, params: Params) -> bool:
    action = params.text("action").lower()
    if action not in _ACTIONS:
        raise bad("wrong parameter action in request")
    chat = chat_of(account, params)
    account.tell_chat("typing", chat, action=action)
    return True


METHODS: dict[str, Method] = {
    "sendLocation": send_location,
    "sendVenue": send_venue,
    "sendContact": send_contact,
    "sendDice": send_dice,
    "sendChatAction": send_action,
}
