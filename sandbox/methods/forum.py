"""Topics of a forum: opened by a service message whose number is the topic's id from then on."""

from functools import partial

from sandbox.errors import bad_request
from sandbox.methods import Method
from sandbox.methods.targets import chat_of
from sandbox.params import Json, Params
from sandbox.world.account import Account
from sandbox.world.chats import Chat, Message, Topic

_COLORS = (0x6FB9F0, 0xFFD67E, 0xCB86DB, 0x8EEE98, 0xFF93B2, 0xFB6F5F)


_ICONS = ("📰", "💡", "❗️", "📝", "📁", "❓", "✅", "💬")


def create(account: Account, params: Params) -> Json:
    chat = _forum(account, params)
    name = _name(params)
    color = params.integer("icon_color", _COLORS[0])
    if color not in _COLORS:
        raise bad_request("invalid icon_color specified")
    created: Json = {"name": name, "icon_color": color}
    message = _service(account, chat, {"forum_topic_created": created})
    topic = Topic(message.id, name, color, params.text("icon_custom_emoji_id"))
    chat.topics[topic.id] = topic
    message.thread_id = topic.id
    account.publish_chat("people", chat)
    return {"message_thread_id": topic.id, **created}


def _forum(account: Account, params: Params) -> Chat:
    chat = chat_of(account, params)
    if not chat.forum:
        raise bad_request("the chat is not a forum")
    if not chat.bot_is_admin:
        raise bad_request("not enough rights to create a topic")
    return chat


def _name(params: Params) -> str:
    name = params.text("name").strip()
    if not 1 <= len(name) <= 128:
        raise bad_request("TOPIC_TITLE_EMPTY" if not name else "TOPIC_TITLE_TOO_LONG")
    return name


def _service(account: Account, chat: Chat, event: Json, thread_id: int | None = None) -> Message:
    content = {"extra": {**event, "service": True}, "thread_id": thread_id}
    return account.add(account.new_message(chat, None, **content))


def _topic(chat: Chat, params: Params) -> Topic:
    topic = chat.topics.get(params.integer("message_thread_id"))
    if topic is None:
        raise bad_request("TOPIC_ID_INVALID")
    return topic


def edit(account: Account, params: Params) -> bool:
    chat = _forum(account, params)
    topic = _topic(chat, params)
    if params.has("name"):
        name = _name(params)
        if name == topic.name:
            raise bad_request("TOPIC_NOT_MODIFIED")
        topic.name = name
    if params.has("icon_custom_emoji_id"):
        topic.icon_custom_emoji_id = params.text("icon_custom_emoji_id")
    _service(account, chat, {"forum_topic_edited": {"name": topic.name}}, topic.id)
    account.publish_chat("people", chat)
    return True


def _switch(account: Account, params: Params, closed: bool) -> bool:
    chat = _forum(account, params)
    topic = _topic(chat, params)
    if topic.closed == closed:
        raise bad_request("TOPIC_NOT_MODIFIED")
    topic.closed = closed
    _service(account, chat, {"forum_topic_closed" if closed else "forum_topic_reopened": {}}, topic.id)
    return True


def delete(account: Account, params: Params) -> bool:
    """The topic goes with everything said in it."""
    chat = _forum(account, params)
    topic = _topic(chat, params)
    for message in [said for said in chat.messages.values() if said.thread_id == topic.id]:
        del chat.messages[message.id]
        account.publish_chat("delete", chat, message_id=message.id)
    del chat.topics[topic.id]
    account.publish_chat("people", chat)
    return True


def icons(account: Account, params: Params) -> list[Json]:
    """A few of the icons a topic may have; the real ones have other numbers."""
    return [
        {
            "file_id": f"icon{number}",
            "file_unique_id": f"icon{number}",
            "type": "custom_emoji",
            "width": 100,
            "height": 100,
            "is_animated": True,
            "is_video": False,
            "emoji": emoji,
            "custom_emoji_id": str(5_300_000_000_000_000_000 + number),
        }
        for number, emoji in enumerate(_ICONS)
    ]


METHODS: dict[str, Method] = {
    "createForumTopic": create,
    "getForumTopicIconStickers": icons,
    "editForumTopic": edit,
    "closeForumTopic": partial(_switch, closed=True),
    "reopenForumTopic": partial(_switch, closed=False),
    "deleteForumTopic": delete,
}
