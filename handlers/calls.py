"""The engine's calls through PTB, for one chat and in the lane of replies."""

from typing import Any

from telegram import InputMediaDocument, InputMediaPhoto, InputMediaVideo, MessageEntity

from bot.delivery.rendering import Call

ALBUM = {"photo": InputMediaPhoto, "video": InputMediaVideo, "document": InputMediaDocument}
SENDS = {
    "sendMessage": ("send_message", "text"),
    "sendPhoto": ("send_photo", "photo"),
    "sendVideo": ("send_video", "video"),
    "sendDocument": ("send_document", "document"),
}


async def made(bot: Any, call: Call, chat: int) -> list[int]:
    """The numbers of the messages it brought; what PTB does not know by name goes as it is."""
    body = dict(call.body)
    mode = body.pop("parse_mode", None)
    if call.method == "sendMediaGroup":
        album = [
            ALBUM[file["type"]](
                file["media"],
                caption=file.get("caption"),
                caption_entities=MessageEntity.de_list(file.get("caption_entities", ()), bot),
                parse_mode=None,
            )
            for file in body["media"]
        ]
        return [message.message_id for message in await bot.send_media_group(chat, album)]
    if call.method == "sendPoll":
        options = [option["text"] for option in body.pop("options")]
        return [(await bot.send_poll(chat, body.pop("question"), options, api_kwargs=body)).message_id]
    send, content = SENDS[call.method]
    sent = await getattr(bot, send)(chat, body.pop(content), parse_mode=mode, api_kwargs=body)
    return [sent.message_id]
