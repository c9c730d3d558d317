"""Sending text, and the steps that every kind of message shares."""

from sandbox.account import Account
from sandbox.chats import Chat
from sandbox.keyboards import read_markup
from sandbox.markup.formatted import message_text
from sandbox.messages import NOTHING, Message
from sandbox.methods.reach import chat_of, reply_of, thread_of
from sandbox.methods.shape import Method
from sandbox.params import Params
from sandbox.refusal import bad
from sandbox.shapes import Json


def send_message(account: Account, params: Params) -> Json:
    text, entities = message_text(params)
    chat = chat_of(account, params)
    return post(account, chat, params, text, entities).as_api(account.me)


def post(
    account: Account,
    chat: Chat,
    params: Params,
    text: str = "",
    entities: list[Json] | None = None,
    media: Json | None = None,
    extra: Json | None = None,
) -> Message:
    """Puts a message of the bot into the chat with the options every send method has."""
    check_paid(account, params)
    reply_to, thread_id = reply_of(chat, params), thread_of(chat, params)
    markup, keyboard = read_markup(params)
    message = Message(
        chat=chat,
        id=account.next_message_id(chat),
        sender=None,
        date=account.now(),
        text=text,
        entities=entities or [],
        media=media or NOTHING,
        extra={**(extra or {}), **_options(params)} or NOTHING,
        markup=markup,
        keyboard=keyboard,
        reply_to=reply_to,
        thread_id=thread_id,
    )
    return account.keep(message)


def check_paid(account: Account, params: Params) -> None:
    """allow_paid_broadcast needs the switch at @BotFather; the control API's `paid` stands for it."""
    if params.flag("allow_paid_broadcast") and not account.paid:
        raise bad("FLOODSKIP_NOT_ALLOWED")


def _options(params: Params) -> Json:
    extra: Json = {}
    if params.flag("protect_content"):
        extra["has_protected_content"] = True
    if params.has("link_preview_options"):
        extra["link_preview_options"] = params.record("link_preview_options", "link preview options")
    if params.has("message_effect_id"):
        extra["effect_id"] = params.text("message_effect_id")
    return extra


METHODS: dict[str, Method] = {"sendMessage": send_message}
