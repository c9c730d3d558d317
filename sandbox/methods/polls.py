"""Polls: asking and stopping. Votes come from the people's side."""

from typing import Any

from sandbox.errors import bad_request
from sandbox.markup.formatted import formatted
from sandbox.methods import Method
from sandbox.methods.keyboards import read_inline
from sandbox.methods.sending import post
from sandbox.methods.targets import chat_of, chat_to_post_in, message_of
from sandbox.params import Json, Params
from sandbox.world.account import Account
from sandbox.world.interactions import Poll

_MOST_OPTIONS = 12


def send_poll(account: Account, params: Params) -> Json:
    chat_to_post_in(account, params)  # Telegram looks at the chat before it looks at the poll
    poll = Poll(
        id=account.next_number(),
        question=_question(params),
        options=_options(params),
        anonymous=params.flag("is_anonymous", default=True),
        multiple=params.flag("allows_multiple_answers"),
        quiz=params.text("type") == "quiz",
        closed=params.flag("is_closed"),
    )
    _add_quiz(params, poll)
    _add_details(params, poll)
    account.polls[poll.id] = poll
    return post(account, params, media={"poll": poll.as_api()})


def _formatted(params: Params, name: str) -> tuple[str, list[Json]]:
    return formatted(params.text(name), params.text(f"{name}_parse_mode"), [])


def _question(params: Params) -> str:
    return _checked(_formatted(params, "question")[0], "poll question", 300)


def _checked(text: str, noun: str, longest: int) -> str:
    if not text:
        raise bad_request(f"{noun} must be non-empty")
    if len(text) > longest:
        raise bad_request(f"{noun} length must not exceed {longest}")
    return text


def _options(params: Params) -> list[str]:
    given = params.records("options", "poll options")
    if not given:
        raise bad_request("poll must have at least 1 option")
    if len(given) > _MOST_OPTIONS:
        raise bad_request(f"poll can't have more than {_MOST_OPTIONS} options")
    return [_option(option) for option in given]


def _option(given: Any) -> str:
    source = given if isinstance(given, dict) else {"text": given}
    if not isinstance(source.get("text"), str):
        raise bad_request("can't parse poll option: Can't find field \"text\"")
    text, _ = formatted(source["text"], str(source.get("text_parse_mode") or ""), [])
    return _checked(text, "poll options", 100)


def _add_quiz(params: Params, poll: Poll) -> None:
    if not poll.quiz:
        return
    given = params.data("correct_option_ids", "correct option identifiers")
    poll.correct = [int(option) for option in given] if given else [params.integer("correct_option_id", -1)]
    if not all(0 <= option < len(poll.options) for option in poll.correct):
        raise bad_request("wrong correct option ID specified")
    poll.extra["correct_option_ids"] = poll.correct
    explanation, entities = _formatted(params, "explanation")
    if len(explanation) > 200 or explanation.count("\n") > 2:
        raise bad_request("poll explanation is too long")
    if explanation:
        poll.extra |= {"explanation": explanation, "explanation_entities": entities}


def _add_details(params: Params, poll: Poll) -> None:
    period = params.integer("open_period")
    if period and not 5 <= period <= 2_628_000:
        raise bad_request("wrong poll open period specified")
    if period:
        poll.extra["open_period"] = period
    description, entities = _formatted(params, "description")
    if len(description) > 1024:
        raise bad_request("poll description is too long")
    if description:
        poll.extra |= {"description": description, "description_entities": entities}


def stop_poll(account: Account, params: Params) -> Json:
    message = message_of(chat_of(account, params), params, "edit")
    if "poll" not in message.media or not message.by_bot:
        why = "message with poll to stop not found" if message.by_bot else "poll can't be stopped"
        raise bad_request(why)
    poll = account.polls[message.media["poll"]["id"]]
    if poll.closed:
        raise bad_request("poll has already been closed")
    poll.closed = True
    message.media = {"poll": poll.as_api()}
    message.markup = read_inline(params)
    account.update("poll", poll.as_api(), message.chat.id)
    account.publish("poll", message)
    return poll.as_api()


METHODS: dict[str, Method] = {"sendPoll": send_poll, "stopPoll": stop_poll}
