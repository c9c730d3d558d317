"""Every conversation there is, walked with kills: nothing typed is lost, nothing is done twice, nobody is stuck.

They are found among the handlers registered with the application, so that a new one without a walk fails here.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from telegram import Update
from telegram.ext import Application

from bot.broadcasts import lifecycle
from bot.events import door
from bot.staff.permissions import Role
from bot.text.skeleton import skeletons
from handlers import register
from handlers.conversation import END, Conversation
from sandbox import Person
from storage.broadcasts import broadcasts, drafts
from storage.database import versions
from storage.database.database import Database
from storage.events import events
from storage.faq import searches
from storage.faq.searches import Search
from storage.inbox import listing, question_cards, questions
from storage.members import conversations, members
from storage.members.conversations import Conversation as Row
from storage.staff import staff
from storage.surveys import surveys
from storage.surveys.surveys import State
from tests.bot.offers.people import pair
from tests.handlers.mortal_bot import NOW, MortalBot, MortalDatabase, Step
from tests.handlers.running_bot import OWNER, TOKEN, RunningBot, catalogs, deciding, running
from tests.storage.crisis.scene import asked
from tests.storage.surveys.scene import opened as opened_survey

COLLEAGUE = 778
WALKS_WITH_KILLS = 10  # of each conversation


def says(text: str) -> Step:
    async def step(person: Person) -> None:
        await person.says(text)

    return step


def forges(data: str) -> Step:
    """A button of an announcement, as the engine sends it, pressed under whatever was said last."""

    async def step(person: Person) -> None:
        await person.forges(data)

    return step


def presses(button: str) -> Step:
    async def step(person: Person) -> None:
        await person.presses(button)

    return step


async def review(database: Database) -> None:
    """A colleague's draft waits for approval."""
    async with database.begin() as tx:
        draft = await drafts.begin(tx, COLLEAGUE, NOW, content={"kk": {"text": "Сәлем"}})
        await lifecycle.submit(tx, draft, COLLEAGUE, NOW, {"submitted_by": COLLEAGUE, "hand": COLLEAGUE})


async def sent(database: Database) -> None:
    async with database.begin() as tx:
        await broadcasts.create(tx, {"kk": {"text": "Сәлем"}}, {}, NOW, state="done", launched_at=NOW)


async def today(database: Database) -> None:
    """An event whose door is open."""
    async with database.begin() as tx:
        about = {"starts_at": NOW + timedelta(hours=1), "zone": "Asia/Almaty", "announced_at": NOW}
        await events.create(tx, OWNER, NOW, state="announced", **about)


async def known(database: Database) -> None:
    async with database.begin() as tx:
        await members.join(tx, OWNER, "en", NOW)


async def coming(database: Database) -> None:
    """Events in two cities, and somebody who is a member."""
    async with database.begin() as tx:
        await members.join(tx, OWNER, "en", NOW)
        for days, city in ((1, "Istanbul"), (2, "Berlin")):
            texts = {"en": {"title": f"A fair in {city}", "place": city}}
            about = {
                "texts": texts,
                "starts_at": NOW + timedelta(days=days),
                "announced_at": NOW,
                "zone": "UTC",
            }
            await events.create(tx, OWNER, NOW, state="announced", **about)


async def planned(database: Database) -> None:
    async with database.begin() as tx:
        await events.create(tx, OWNER, NOW, zone="Asia/Almaty")


async def unanswered(database: Database) -> None:
    """Enough like questions for staff to see them as a group."""
    async with database.begin() as tx:
        for asker, text in enumerate((*["Can I bring my dog?"] * 4, "Can I bring my dog with me?")):
            await searches.record(tx, Search("en", "cyrl", "DE", "unknown", text=text, asker=asker), NOW)


async def waiting(database: Database) -> None:
    """A question of the very person who answers it."""
    async with database.begin() as tx:
        number = await questions.ask(tx, OWNER, "When is the opening?", "en", None, NOW)
        await question_cards.carded(tx, number, [], NOW)
        await listing.fold(tx, number, " ".join(skeletons("When is the opening?")))


async def asking(database: Database) -> None:
    async with database.begin() as tx:
        await opened_survey(tx)


async def sought_and_given(database: Database) -> None:
    async with database.begin() as tx:
        await pair(tx)


async def surveying(database: Database) -> None:
    """A colleague's survey waits for approval, and one is a draft."""
    async with database.begin() as tx:
        about = {"changed_by": COLLEAGUE, "submitted_by": COLLEAGUE}
        await opened_survey(tx, state=State.REVIEW, opened_at=None, **about)
        await surveys.create(tx, OWNER, NOW)


async def crisis(database: Database) -> None:
    """The person who walks got a check-in, and nobody else sees its answers."""
    async with database.begin() as tx:
        member = await members.join(tx, OWNER, "en", NOW)
        await asked(tx, [member.id], readers=[OWNER], at=NOW)


@dataclass(frozen=True, slots=True)
class Walk:
    """What a person does to pass through every state, whichever replica listens; `before` makes its rows."""

    steps: tuple[Step, ...]
    before: Callable[[Database], Awaitable[None]] | None = None


# In English, as an owner.
WALKS = {
    "ask": Walk(
        (says("/ask"), says("When do you open?"), says("When do you open today?"), says("send")), known
    ),
    "danger": Walk((says("My husband beats me"), presses("Another country"), says("Ppp"), says("Poland"))),
    "rating": Walk((says("/start faq_kandas-apply"), presses("👎"), says("What it costs"))),
    "country": Walk(
        (says("/settings"), presses("Country"), presses("Another country"), says("Poland"), presses("Poland"))
    ),
    "places": Walk(
        (
            says("/places"),
            says("Qqqqq"),
            says("Munich"),
            presses("1"),
            presses("Back"),
            presses("Another country or city"),
            says("Türkiye"),
        )
    ),
    "events_near": Walk(
        (
            says("/events"),
            says("the nearest first"),
            says("Qqqqq"),
            says("Munich"),
            presses("2"),
        ),
        coming,
    ),
    "city": Walk(
        (
            says("/settings"),
            presses("City"),
            says("Qqqqq"),
            says("Altay"),
            presses("🇰🇿 Altay"),
            presses("Another city"),
            says("Munich"),
        )
    ),
    "time_zone": Walk(
        (
            says("/settings"),
            presses("Time zone"),
            presses("Another city"),
            says("Russia"),
            presses("Moscow"),
        )
    ),
    "welcome": Walk(
        (
            says("/start"),
            presses("English"),
            presses("Another country"),
            says("Mongolia"),
            presses("Another city"),
            says("Hovd"),
            presses("Done"),
        )
    ),
    "topic": Walk(
        (
            says("/topics"),
            presses("Manage the topics"),
            presses("Add a topic"),
            says("Courses"),
            says("🎒\nКурстар\nКурсы\nCourses"),
            presses("Countries"),
            says("Qqqqq"),
            says("Germany"),
            presses("Rename"),
            says("🎒\nКурстар\nКурсы\nOnline courses"),
        )
    ),
    "body_hours": Walk(
        (
            says("/team"),
            presses("🏛 Who answers for which body"),
            presses("Ministry of Internal Affairs of Kazakhs…"),
            presses("🕒 Office hours"),
            presses("🕘 Hours"),
            says("10:00-16:00"),
            presses("🎌 Holidays"),
            says("16.12.2027"),
        )
    ),
    "team": Walk((says("/team"), presses("Add a colleague"), says("778"), presses("editor"))),
    "trial": Walk(
        (
            says("/team"),
            presses("Trial mode"),
            presses("Begin the trial"),
            presses("Add a guest"),
            says("780"),
        )
    ),
    "entry": Walk(
        (
            says("/entries"),
            says("kandas-apply"),
            presses("How"),
            presses("✏️ Answer"),
            says("Apply at the consulate."),
        )
    ),
    "new_entry": Walk(
        (
            says("/stats"),
            presses("Without an answer"),
            presses("Draft an entry"),
            presses("✏️ Review date"),
            says("2027-05-01"),
            presses("✏️ Answer"),
            says("Yes, with a paper."),
        ),
        unanswered,
    ),
    "broadcast": Walk(
        (
            says("/broadcast"),
            presses("👥 1"),
            presses("Decline"),
            says("Not yet"),
            says("/broadcast"),
            presses("✏️ 1"),
            presses("Kazakh"),
            says("Сәлем, достар"),
            presses("Link buttons"),
            says("Apply - https://example.org"),
            presses("Back"),
            presses("Recipients"),
            presses("Countries"),
            presses("Another country"),
            says("Poland"),
            presses("Back"),
            presses("Back"),
            presses("Joined since"),
            presses("Since a day"),
            says("01.11.2026"),
            presses("Back"),
            presses("Saved recipients"),
            presses("Save the present ones"),
            says("Poland"),
            presses("Back"),
            presses("When"),
            presses("At a time"),
            says("25.11.2026 18:30"),
            presses("Good until"),
            says("27.11.2026 18:30"),
            says("/broadcast"),
            presses("✏️ 1"),
            presses("Options"),
            presses("Ask how people are"),
            presses("🆘 Ask how people are"),
            says("A flood in the city"),
            presses("Do not ask"),
            presses("Back"),
            presses("✓ Urgent"),
            presses("Urgent"),
            says("A flood"),
            presses("Back"),
        ),
        review,
    ),
    "check_in": Walk(
        (
            says("/start event_1"),
            presses("I am here"),
            says("wrong"),
            says(door.code(1, TOKEN).lower()),
        ),
        today,
    ),
    "event": Walk(
        (
            says("/event"),
            presses("1"),
            presses("Kazakh"),
            says("Кеш\nӨлең оқимыз."),
            presses("Next: Russian"),
            says("Вечер"),
            presses("Back"),
            presses("When"),
            says("27.11.2026 18:30"),
            says("27.11.2026 20:00"),
            presses("Back"),
            presses("Place"),
            says("Абай үйі\nДом Абая\nAbai house"),
            says("https://example.org/meet"),
            presses("Back"),
            presses("For whom"),
            presses("Culture"),
            presses("Countries"),
            says("Poland, Germany"),
            presses("Back"),
            presses("Back"),
            presses("Seats"),
            says("100"),
            presses("2"),
            presses("Back"),
        ),
        planned,
    ),
    "contribute": Walk(
        (
            says("/contribute"),
            presses("I offer"),
            presses("Teaching"),
            says("Sport"),
            says("Berlin"),
            says("Kazakh, English"),
            says("I teach chess at weekends"),
            says("+49 30 1234"),
            says("I teach chess to children"),
            presses("Country or city"),
            presses("From afar"),
            presses("I agree, send"),
        ),
    ),
    "recall": Walk(
        (
            says("/broadcasts"),
            presses(" 1"),
            presses("Recall"),
            says("The date is wrong"),
            says("The date in it is wrong"),
            presses("Recall"),
        ),
        sent,
    ),
    "template": Walk((says("/broadcasts"), presses(" 1"), presses("Save as template"), says("Weekly")), sent),
}


WALKS["offers"] = Walk(
    (
        says("/offers"),
        says("kazakh"),
        presses("🔎 1"),
        presses("What fits: 1"),
        presses("Introduce No. 2"),
        presses("Ask both"),
        presses("All offers"),
        presses("all fields"),
        presses("Kazakh language 2"),
        presses("Introductions"),
        presses("1"),
        presses("Take back: No. 2"),
    ),
    sought_and_given,
)
WALKS["inbox"] = Walk(
    (
        says("/inbox"),
        says("opening"),
        presses("✍️ 1"),
        presses("Note"),
        says("Ask the consul"),
        presses("Questions"),
        presses("Stock answers"),
        presses("New stock answer"),
        says("Hours"),
        presses("✏️ English"),
        says("We open at {hour}."),
        presses("Back"),
        presses("Questions"),
        presses("✍️ 1"),
        presses("Stock answers"),
        presses("Hours"),
        says("nine"),
        presses("Back"),
        presses("Block"),
        presses("Back"),
        presses("✏️ Answer"),
        says("At nine"),
    ),
    waiting,
)


WALKS["crisis"] = Walk(
    (
        says("/language"),
        forges("ci:1:help"),
        presses("A few words"),
        says("The house is gone"),
        presses("My telephone number"),
        says("many"),
        says("+49 30 1234567"),
        presses("Where I am"),
        says("Lindenstr. 5, Berlin"),
        presses("📞 Call me"),
        presses("Take back what I added"),
    ),
    crisis,
)


WALKS["survey"] = Walk(
    (
        says("/start survey_1"),
        presses("I agree"),
        presses("Another"),
        says("Turkish"),
        presses("Books"),
        presses("A school"),
        presses("Next"),
        says("4"),
        says("many"),
        says("2"),
        says("Hamburg"),
        says("5"),
        says("3"),
        presses("Send"),
    ),
    asking,
)


WALKS["staff_survey"] = Walk(
    (
        says("/poll"),
        presses("1"),
        presses("✖️ Decline"),
        says("Ask about schools, too"),
        says("/poll"),
        presses("2"),
        presses("Kazakh"),
        says("Тіл туралы\nҚысқа сауалнама."),
        presses("Next: Russian"),
        says("О языке"),
        presses("Back"),
        presses("Consent text"),
        says("Staff will see your answers."),
        presses("Back"),
        presses("Questions"),
        presses("New question"),
        presses("one of several"),
        says("Қай тілде?\nҚазақша\nБасқа"),
        presses("Next: Russian"),
        says("На каком?\nНа казахском\nНа другом"),
        presses("Back"),
        presses("May be skipped"),
        presses("Back"),
        presses("Back"),
        presses("For whom"),
        presses("Countries"),
        says("Poland, Germany"),
        presses("Back"),
        presses("Back"),
        presses("🕒 End"),
        says("27.12.2026 18:30"),
        presses("Back"),
        presses("Show results"),
        says("/poll"),
        presses("From a file"),
        says("Here it is"),
    ),
    surveying,
)


@cache
def declared() -> dict[str, Conversation]:
    """As the application has them."""
    application = Application.builder().token("1:x").build()
    register(application)
    handlers: Iterator[object] = (handler for group in application.handlers.values() for handler in group)
    return {handler.name: handler for handler in handlers if isinstance(handler, Conversation)}


NAMES = tuple(declared())


@dataclass(frozen=True, slots=True)
class Walked:
    """The number of effects of each step, the states passed, the rows at the end."""

    effects: tuple[int, ...]
    states: frozenset[str]
    rows: dict[str, list[str]]


@cache
def migrated() -> bytes:
    """A database at the newest version."""

    async def upgraded(path: Path) -> None:
        database = Database.open(f"sqlite:///{path}")
        await versions.upgrade(database)
        await database.checkpoint()
        await database.close()

    with TemporaryDirectory() as folder:
        path = Path(folder) / "otandas.db"
        asyncio.run(upgraded(path))
        return path.read_bytes()


def walked(name: str, kills: tuple[int | None, ...]) -> Walked:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "otandas.db"
        path.write_bytes(migrated())
        return asyncio.run(walk(name, kills, path))


async def walk(name: str, kills: tuple[int | None, ...], path: Path) -> Walked:
    """Dies in each step at its kill, if that has one: after so many effects, or when all is done."""
    database = MortalDatabase.open(f"sqlite:///{path}")
    assert isinstance(database, MortalDatabase)
    bot = MortalBot(database)
    await bot.replica()
    dina = await Person("Dina", "en", person_id=OWNER).enters(bot.sandbox)
    effects, states = [], set()
    if before := WALKS[name].before:
        await before(database)
    for step, kill in zip(WALKS[name].steps, kills, strict=True):
        effects.append(await bot.takes(step, dina, kill))
        async with database.connect() as tx:
            row = await conversations.get(tx, dina.id, dina.id)
        if row and row.name == name:
            states.add(row.state)
    rows = await bot.rows()
    await bot.sandbox.stop()
    await database.close()
    return Walked(tuple(effects), frozenset(states), rows)


@cache
def undisturbed(name: str) -> Walked:
    return walked(name, (None,) * len(WALKS[name].steps))


def test_every_conversation_has_a_walk() -> None:
    assert set(WALKS) == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_walk_passes_every_state(name: str) -> None:
    assert undisturbed(name).states - {END} == set(declared()[name].states)


@pytest.mark.parametrize("name", NAMES)
def test_kills_between_and_within_steps_change_nothing(name: str) -> None:
    """A kill after all effects of a step falls between it and the next."""
    moments = st.tuples(*(st.none() | st.integers(0, effects) for effects in undisturbed(name).effects))

    @settings(max_examples=WALKS_WITH_KILLS, deadline=None, derandomize=True, phases=[Phase.generate])
    @given(moments)
    def killed(kills: tuple[int | None, ...]) -> None:
        assert walked(name, kills).rows == undisturbed(name).rows

    killed()


async def opened(bot: RunningBot, conversation: Conversation, age: timedelta = timedelta(0)) -> Person:
    """Somebody of staff in the middle of it, since so long."""
    dina = await Person("Dina", "en").enters(bot.sandbox)
    row = Row(conversation.name, next(iter(conversation.states)), {}, NOW - age)
    async with bot.services.database.begin() as tx:
        await staff.add(tx, dina.id, Role.OWNER, "Dina", OWNER, NOW)
        await conversations.put(tx, dina.id, dina.id, row)
    return dina


async def is_open(bot: RunningBot, person: Person) -> bool:
    await bot.settled()
    async with bot.services.database.connect() as tx:
        return await conversations.get(tx, person.id, person.id) is not None


def said(conversation: Conversation) -> str:
    return catalogs().words("en").t(conversation.canceled)


@pytest.fixture
async def bot(sqlite: Database) -> AsyncIterator[RunningBot]:
    async with running(sqlite, lambda: NOW) as bot:
        deciding(bot, "unknown", language="en")
        yield bot


@pytest.mark.parametrize("name", NAMES)
async def test_whatever_interrupts_it_ends_it_in_its_own_words(bot: RunningBot, name: str) -> None:
    conversation = declared()[name]
    for interrupts, shown in (
        (says("/cancel"), said(conversation)),
        (says("/help"), "What waits for you"),
        (presses("Main"), "Type your question here"),
    ):
        dina = await opened(bot, conversation)
        await bot.sends(dina, "An older screen", "Main", "menu")
        await interrupts(dina)
        await dina.sees(said(conversation))
        await dina.sees(shown)
        assert not await is_open(bot, dina)


@pytest.mark.parametrize("name", NAMES)
async def test_after_its_time_out_it_says_so_and_what_is_typed_is_a_question(
    bot: RunningBot, name: str
) -> None:
    conversation = declared()[name]
    dina = await opened(bot, conversation, conversation.timeout)
    await dina.says("Where is the sun?")
    await dina.sees(said(conversation))
    await dina.sees("I do not have a checked answer")
    assert not await is_open(bot, dina)


async def test_a_button_aside_interrupts_nothing(bot: RunningBot) -> None:
    dina = await opened(bot, declared()["ask"])
    await bot.sends(dina, "A broadcast", "Page", "noop")
    await dina.presses("Page")
    assert await is_open(bot, dina)


async def test_what_no_state_awaits_is_a_question(bot: RunningBot) -> None:
    dina = await bot.person("Dina", "en")
    await dina.says("Where is the sun?")
    await dina.sees("I do not have a checked answer")


async def test_a_command_for_another_bot_interrupts_nothing(bot: RunningBot) -> None:
    dina = await opened(bot, declared()["ask"])
    await dina.says("/help@another_bot")
    assert await is_open(bot, dina)


async def test_a_button_pressed_where_we_do_not_see_the_chat_interrupts_nothing(bot: RunningBot) -> None:
    dina = await opened(bot, declared()["ask"])
    about = {"id": dina.id, "is_bot": False, "first_name": "Dina"}
    pressed = {"id": "1", "from": about, "chat_instance": "1", "inline_message_id": "1", "data": "x"}
    update = Update.de_json({"update_id": 10_000_000, "callback_query": pressed}, bot.application.bot)
    await bot.application.process_update(update)
    assert await is_open(bot, dina)
