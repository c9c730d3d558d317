"""Sending text, places, contacts and dice, showing that something is being prepared, and what all sends share."""

import math
import random

from sandbox.errors import bad_request
from sandbox.markup.formatted import message_text
from sandbox.methods import Method
from sandbox.methods.keyboards import read_markup
from sandbox.methods.targets import chat_of, chat_to_post_in, reply_of, thread_of
from sandbox.params import Json, Params
from sandbox.world.account import Account
from sandbox.world.chats import NOTHING

_ACTIONS = {
    "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice",
    "upload_document", "choose_sticker", "find_location", "record_video_note", "upload_video_note",
}  # fmt: skip
_DICE = {"🎲": 6, "🎯": 6, "🎳": 6, "🏀": 5, "⚽": 5, "🎰": 64}
_chance = random.Random(3)  # noqa: S311 - dice are no secret


def send_message(account: Account, params: Params) -> Json:
    text, entities = message_text(params)
    return post(account, params, text, entities)


def post(
    account: Account,
    params: Params,
    text: str = "",
    entities: list[Json] | None = None,
    media: Json | None = None,
    extra: Json | None = None,
) -> Json:
    """Sends a message of the bot with the options every send method has; the Message object comes back."""
    chat = chat_to_post_in(account, params)
    check_paid(account, params)
    reply_to, thread_id = reply_of(chat, params), thread_of(chat, params)
    markup, keyboard = read_markup(params)
    message = account.new_message(chat, None, text=text, markup=markup, keyboard=keyboard)
    message.entities, message.media = entities or [], media or NOTHING
    message.extra = {**(extra or {}), **_options(params)} or NOTHING
    message.reply_to, message.thread_id = reply_to, thread_id
    return account.add(message).as_api(account.me)


def check_paid(account: Account, params: Params) -> None:
    """allow_paid_broadcast needs the switch at @BotFather; the control API's `paid` stands for it."""
    if params.flag("allow_paid_broadcast") and not account.paid:
        raise bad_request("FLOODSKIP_NOT_ALLOWED")


def _options(params: Params) -> Json:
    extra: Json = {}
    if params.flag("protect_content"):
        extra["has_protected_content"] = True
    if params.has("link_preview_options"):
        extra["link_preview_options"] = params.record("link_preview_options", "link preview options")
    if params.has("message_effect_id"):
        extra["effect_id"] = params.text("message_effect_id")
    return extra


def _location(params: Params) -> Json:
    place = {name: _degrees(params, name) for name in ("latitude", "longitude")}
    if abs(place["latitude"]) > 90:
        raise bad_request("wrong latitude specified")
    return place


def _degrees(params: Params, name: str) -> float:
    if not params.text(name):
        raise bad_request(f"{name} is empty")
    try:
        value = float(params.text(name))
    except ValueError:
        raise bad_request(f"wrong {name} specified") from None
    if not math.isfinite(value):
        raise bad_request(f"wrong {name} specified")
    return value


def _require(params: Params, *names: str) -> None:
    for name in names:
        if not params.text(name).strip():
            raise bad_request(f'parameter "{name}" is required')


def send_location(account: Account, params: Params) -> Json:
    media = {"location": _location(params)}
    return post(account, params, media=media)


def send_venue(account: Account, params: Params) -> Json:
    place = _location(params)
    _require(params, "title", "address")
    venue = {"location": place, "title": params.text("title"), "address": params.text("address")}
    media: Json = {"venue": venue, "location": place}
    return post(account, params, media=media)


def send_contact(account: Account, params: Params) -> Json:
    _require(params, "phone_number", "first_name")
    names = ("phone_number", "first_name", "last_name", "vcard")
    contact = {name: params.text(name) for name in names if params.text(name)}
    return post(account, params, media={"contact": contact})


def send_dice(account: Account, params: Params) -> Json:
    emoji = params.text("emoji", "🎲")
    if emoji not in _DICE:
        raise bad_request("wrong emoji specified")
    media = {"dice": {"emoji": emoji, "value": _chance.randint(1, _DICE[emoji])}}
    return post(account, params, media=media)


def send_action(account: Account, params: Params) -> bool:
    action = params.text("action").lower()
    if action not in _ACTIONS:
        raise bad_request("wrong parameter action in request")
    chat = chat_of(account, params)
    account.publish_chat("typing", chat, action=action)
    return True


METHODS: dict[str, Method] = {
    "sendMessage": send_message,
    "sendLocation": send_location,
    "sendVenue": send_venue,
    "sendContact": send_contact,
    "sendDice": send_dice,
    "sendChatAction": send_action,
}
