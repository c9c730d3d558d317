"""What people do to messages: vote, react, edit and delete their own."""

from sandbox.account import Account
from sandbox.control.finding import message_for
from sandbox.control.reading import listed, whole_number
from sandbox.control.talking import typed
from sandbox.control.trouble import Wrong
from sandbox.control.view import poll_seen, seen
from sandbox.messages import Message
from sandbox.methods.chatting import set_reaction
from sandbox.methods.deleting import forget
from sandbox.polls import Poll
from sandbox.shapes import Json
from sandbox.users import User


def vote(account: Account, user: User, body: Json) -> Json:
    """Chooses options by number; an empty list takes the vote back."""
    message = message_for(account, user, body)
    if "poll" not in message.media:
        raise Wrong(f"message {message.id} is no poll")
    poll = account.polls[message.media["poll"]["id"]]
    chosen = sorted({whole_number(each, "an option") for each in listed(body, "options")})
    _check_vote(poll, user, chosen)
    if chosen:
        poll.votes[user.id] = chosen
    else:
        poll.votes.pop(user.id, None)
    message.media = {"poll": poll.as_api()}
    _tell_votes(account, user, message, poll, chosen)
    return poll_seen(poll, user.id)


def _check_vote(poll: Poll, user: User, chosen: list[int]) -> None:
    if poll.closed:
        raise Wrong("the poll is closed")
    if any(not 0 <= each < len(poll.options) for each in chosen):
        raise Wrong(f"options go from 0 to {len(poll.options) - 1}")
    if len(chosen) > 1 and not poll.multiple:
        raise Wrong("this poll takes one answer")
    if poll.quiz and user.id in poll.votes:
        raise Wrong("an answer to a quiz stands")


def _tell_votes(account: Account, user: User, message: Message, poll: Poll, chosen: list[int]) -> None:
    """Names reach the bot only if the poll isn't anonymous; counts always."""
    if not poll.anonymous:
        answer = {
            "poll_id": poll.id,
            "user": user.as_api(),
            "option_ids": chosen,
            "option_persistent_ids": [poll.persistent_id(each) for each in chosen],
        }
        account.update("poll_answer", answer, user.id)
    account.update("poll", poll.as_api(), user.id)
    account.tell("poll", message)


def react(account: Account, user: User, body: Json) -> Json:
    """Leaves an emoji on a message; none takes it back."""
    message = message_for(account, user, body)
    emoji = str(body.get("emoji") or "")
    before = (message.reactions or {}).get(user.id, [])
    after = [emoji] if emoji else []
    set_reaction(message, user.id, after)
    if message.chat.private or message.chat.bot_status == "administrator":
        account.update("message_reaction", _reaction(account, user, message, before, after), user.id)
    account.tell("edit", message)
    return seen(account, message, user.id)


def _reaction(account: Account, user: User, message: Message, before: list[str], after: list[str]) -> Json:
    return {
        "chat": message.chat.as_api(),
        "message_id": message.id,
        "user": user.as_api(),
        "date": account.now(),
        "old_reaction": [{"type": "emoji", "emoji": each} for each in before],
        "new_reaction": [{"type": "emoji", "emoji": each} for each in after],
    }


def edit(account: Account, user: User, body: Json) -> Json:
    """Changes what this person said; the bot hears of it as edited_message."""
    message = _own(account, user, body)
    message.text, message.entities = typed(body)
    message.edit_date = account.now()
    account.update("edited_message", message.as_api(account.me), message.chat.id)
    account.tell("edit", message)
    return seen(account, message, user.id)


def delete(account: Account, user: User, body: Json) -> Json:
    """Deletes a message on both sides; Telegram tells bots nothing about it."""
    message = message_for(account, user, body)
    if not message.chat.private and message.sender is not user:
        raise Wrong(f"message {message.id} isn't of person {user.id}")
    forget(account, message)
    return {"deleted": True}


def _own(account: Account, user: User, body: Json) -> Message:
    message = message_for(account, user, body)
    if message.sender is not user:
        raise Wrong(f"message {message.id} isn't of person {user.id}")
    return message
