"""Cards in a colleague's private chat follow what they show for as long as that colleague may see it."""

import pytest

from bot.crisis import answering
from bot.inbox import cards
from handlers.screen import Screen
from handlers.staff import access
from handlers.staff.crisis.following import Following as FollowingCheckIns
from handlers.staff.sent.following import Following
from sandbox import Person
from storage.broadcasts import broadcasts, posts
from storage.crisis import cards as crisis_cards
from storage.crisis.cards import Card
from storage.inbox import messages, question_cards, questions
from storage.staff import staff
from tests.handlers.running_bot import RunningBot
from tests.handlers.staff.inbox.people import asked
from tests.handlers.staff.people import NOW, colleague
from tests.storage.crisis.scene import asked as asked_how_they_are
from tests.storage.crisis.scene import person

SAID = "Менің жаңа сөзім"


@pytest.fixture(params=["stays", "left", "analyst"])
def becomes(request: pytest.FixtureRequest) -> str:
    """What becomes of the colleague after the card was laid; an analyst sees neither questions nor broadcasts."""
    return str(request.param)


async def changes(bot: RunningBot, marat: Person, becomes: str) -> None:
    async with bot.services.database.begin() as tx:
        if becomes == "left":
            await staff.remove(tx, marat.id, NOW)
        elif becomes == "analyst":
            await staff.set_role(tx, marat.id, becomes)


async def card(bot: RunningBot, marat: Person) -> int:
    """A message of ours in Marat's chat that is to follow something."""
    await bot.settled()
    return (await bot.application.bot.send_message(marat.id, "A card")).message_id


async def words(marat: Person) -> str:
    return " ".join(message["text"] for message in await marat.chat())


async def test_of_a_question(bot: RunningBot, becomes: str) -> None:
    marat = await colleague(bot, "Marat", 778, "operator", "en")
    number, message_id = await asked(bot, "Сұрақ"), await card(bot, marat)
    async with bot.services.database.begin() as tx:
        await question_cards.lay(tx, marat.id, message_id, number, 0)
    await changes(bot, marat, becomes)
    async with bot.services.database.begin() as tx:
        await messages.add(tx, number, "follow_up", SAID, NOW, chat_id=5001, origin_id=7)
        await questions.touch(tx, number)
    await cards.refresh_cards(bot.application.bot, bot.services)
    assert (SAID in await words(marat)) is (becomes == "stays")


async def test_of_a_broadcast_and_its_report(bot: RunningBot, becomes: str) -> None:
    marat = await colleague(bot, "Marat", 778, "editor", "en")
    message_id, following = await card(bot, marat), Following(bot.application.bot, bot.services)
    content = {"kk": {"text": "Сәлем"}}
    async with bot.services.database.begin() as tx:
        number = await broadcasts.create(
            tx, content, {}, NOW, author_id=778, state="sending", launched_at=NOW
        )
        await posts.put(tx, number, marat.id, message_id)
    await changes(bot, marat, becomes)
    await following.look()
    assert (f"Broadcast No. {number}" in await words(marat)) is (becomes == "stays")
    async with bot.services.database.connect() as tx:
        assert bool(await posts.following(tx)) is (becomes == "stays")


async def test_of_a_broadcast_that_begins_after_its_author_left(bot: RunningBot, becomes: str) -> None:
    marat = await colleague(bot, "Marat", 778, "editor", "en")
    await changes(bot, marat, becomes)
    async with bot.services.database.begin() as tx:
        about = {"author_id": 778, "state": "sending", "launched_at": NOW}
        number = await broadcasts.create(tx, {"kk": {"text": "Сәлем"}}, {}, NOW, **about)
    await Following(bot.application.bot, bot.services).look()
    assert (f"Broadcast No. {number}" in await words(marat)) is (becomes == "stays")


async def test_of_a_check_in(bot: RunningBot, becomes: str) -> None:
    marat = await colleague(bot, "Marat", 778, "operator", "en")
    message_id = await card(bot, marat)
    async with bot.services.database.begin() as tx:
        member = await person(tx, 3000)
        check_in = await asked_how_they_are(tx, [member], readers=[marat.id])
        await crisis_cards.put(tx, Card(check_in.id, marat.id, message_id, "A card"))
    await changes(bot, marat, becomes)
    async with bot.services.database.begin() as tx:
        await answering.answer(tx, check_in.id, member, "help", "Айгүл", NOW, check_in.readers)
    await FollowingCheckIns(bot.application.bot, bot.services).look()
    assert (f"Check-in No. {check_in.id}" in await words(marat)) is (becomes == "stays")


async def test_nobody_who_left_is_told_anything(bot: RunningBot) -> None:
    marat = await colleague(bot, "Marat", 778, "editor", "en")
    told = [await access.tell(bot.application.bot, bot.services, marat.id, lambda _: Screen("1"))]
    await changes(bot, marat, "left")
    told.append(await access.tell(bot.application.bot, bot.services, marat.id, lambda _: Screen("2")))
    assert told == [True, False] and "2" not in await words(marat)
