"""The composer's parts, one screen after the other."""

from telegram import Message

from bot.broadcasts.content import Content, Link, Text
from bot.broadcasts.schedule import Schedule
from handlers.staff.broadcast import reading
from sandbox import Person
from storage.broadcasts import broadcasts, drafts
from tests.handlers.running_bot import RunningBot, labels
from tests.handlers.staff.people import NOW, latest, members_of, owner

ISTANBUL = "TR/745044"
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c636060606000000005"
    "0001a5f645400000000049454e44ae426082"
)


async def taps(person: Person, *steps: tuple[str, str]) -> None:
    for button, shown in steps:
        await person.presses(button)
        await person.sees(shown)


async def begun(bot: RunningBot) -> Person:
    dina = await owner(bot, "en")
    await dina.says("/broadcast")
    await dina.sees("Draft No. 1")
    return dina


async def test_formatting_is_kept_as_typed(bot: RunningBot) -> None:
    dina = await begun(bot)
    await taps(dina, ("Kazakh", "Send the text"))
    await dina.says('<b>Сәлем</b> <a href="https://example.org">сілтеме</a> 😀', html=True)
    await dina.sees("✓ Kazakh")
    kept = (await latest(bot)).content["kk"]
    assert kept["text"] == "Сәлем сілтеме 😀"
    assert [(entity["type"], entity["offset"], entity["length"]) for entity in kept["entities"]] == [
        ("bold", 0, 5),
        ("text_link", 6, 7),
    ]


async def test_a_picture_takes_its_caption_and_leaves_a_text_without_one(bot: RunningBot) -> None:
    dina = await begun(bot)
    await taps(dina, ("Russian", "Send the text"))
    await dina.says("Текст")
    await dina.sees("✓ Russian")
    await dina.sends_file(PIXEL, "a.png")
    await dina.sees("1 file")
    kept = (await latest(bot)).content["ru"]
    assert (kept["text"], [file["type"] for file in kept["media"]]) == ("Текст", ["photo"])
    await taps(
        dina, ("Back", "Draft"), ("English", "Send the text"), ("The same files as in Russian", "1 file")
    )
    assert (await latest(bot)).content["en"]["media"] == kept["media"]


async def test_a_voice_is_refused_kindly_and_nothing_changes(bot: RunningBot) -> None:
    dina = await begun(bot)
    await taps(dina, ("Kazakh", "Send the text"))
    await dina.sends_file(b"OggS", "v.ogg", mime="audio/ogg")
    told = await dina.sees("")
    assert told["from"] == "bot"


def test_link_buttons_are_lines() -> None:
    rows, bad = reading.links("Өтініш - https://a.kz/x\nСайт - a.kz | Чат: t.me/abc\n")
    assert bad is None
    assert rows == (
        (Link("Өтініш", "https://a.kz/x"),),
        (Link("Сайт", "https://a.kz"), Link("Чат", "https://t.me/abc")),
    )
    assert reading.links("just words") == ((), "just words")


def test_a_buttons_text_keeps_its_dashes_and_an_address_must_be_one() -> None:
    rows, _ = reading.links("Өтініш - тапсыру - https://egov.kz\nСайт https://a.kz:8443/x?y=1#z")
    assert [link.text for [link] in rows] == ["Өтініш - тапсыру", "Сайт"]
    refused = ("a - javascript:alert(1)", "a - https://", "a - https://x", "a - mailto:a@b.kz", "a - tel:+7701",
               "a - https://x@evil.kz", "a - http://egov.kz",
               "a - tg://user?id=1", "https://egov.kz", "a - https://b.kz https://c.kz", "a - tg://resolve?domain=b",
               "соңы a.kz", "|".join(["a - b.kz"] * 9))  # fmt: skip
    for line in refused:
        assert reading.links(line) == ((), line)


async def test_countries_are_found_by_their_typed_names(bot: RunningBot) -> None:
    await members_of(bot, ["kk", "ru"])
    dina = await begun(bot)
    await taps(
        dina, ("Recipients", "Everyone"), ("Countries", "Everyone"), ("Another country", "Type the names")
    )
    await dina.says("Германия, Польша")
    await dina.sees("Countries: Germany and Poland")
    assert (await latest(bot)).audience["countries"] == ["DE", "PL"]


async def test_countries_and_cities_are_selected_and_what_is_none_is_named(bot: RunningBot) -> None:
    dina = await begun(bot)
    await taps(
        dina, ("Recipients", "Everyone"), ("Countries", "Everyone"), ("Another country", "Type the names")
    )
    await dina.says("Южная Корея, Great Britain, Атлантида; Стамбул\nгвин")
    shown = await dina.sees("Nothing was selected by: Атлантида.")
    assert "Which of these?" in shown["text"]
    assert (await latest(bot)).audience["countries"] == ["KR", "GB", ISTANBUL]
    await dina.says("Атлантида")
    await dina.sees("Nothing was selected by: Атлантида.")
    assert (await latest(bot)).audience["countries"] == ["KR", "GB", ISTANBUL]


async def test_a_topic_is_ticked_and_taken_out_again(bot: RunningBot) -> None:
    dina = await begun(bot)
    await taps(
        dina, ("Recipients", "Everyone"), ("Topics", "Everyone"), ("Changes in law", "Topics: Changes in law")
    )
    assert (await latest(bot)).audience["topics"] == ["law"]
    await taps(dina, ("✓ ⚖️ Changes in law", "Everyone"))
    assert (await latest(bot)).audience["topics"] == []


async def test_a_time_is_shown_with_its_zone_and_a_past_one_refused(bot: RunningBot) -> None:
    dina = await begun(bot)
    await taps(dina, ("When", "As soon as"), ("At a time", "18:30"))
    await dina.says("23.11.2026 18:30")
    await dina.sees("That time is past: Monday, 23 November 2026, 18:30 (Almaty time)")
    await dina.says("25.11 18:30")
    await dina.sees("On Wednesday, 25 November 2026, 18:30 (Almaty time)")
    due = (await latest(bot)).due_at
    assert due is not None
    assert due.isoformat() == "2026-11-25T13:30:00+00:00"


async def test_a_recurring_one_on_members_clocks(bot: RunningBot) -> None:
    dina = await begun(bot)
    await taps(dina, ("When", "As soon as"), ("Every week", "weekdays"))
    await dina.says("Mon, Thu 10:00")
    await dina.sees("Every week: Monday and Thursday, at 10:00 (Almaty)")
    await taps(dina, ("On each member's own clock", "each member's own time"))
    plan = Schedule.of((await latest(bot)).schedule or {})
    assert (plan.every, plan.days, plan.members) == ("week", ("mon", "thu"), True)
    await taps(dina, ("Every month", "day of the month"))
    await dina.says("31 9:00")
    await dina.sees("Every month on day 31 at 09:00")
    await taps(dina, ("By a rule", "five parts"))
    await dina.says("0 10 * * 1-5")
    await dina.sees("not such a rule")


async def test_a_language_left_out_is_refused_until_an_order_is_chosen(bot: RunningBot) -> None:
    await members_of(bot, ["kk", "ru", "ru", "en"])
    dina = await begun(bot)
    await taps(dina, ("Kazakh", "Send the text"))
    await dina.says("Сәлем")
    await dina.sees("✓ Kazakh")
    await taps(dina, ("Back", "3 have no text in their language"), ("Check and send", "Not ready"))
    await dina.sees("Russian: no text")
    await taps(
        dina,
        ("Back", "Draft"),
        ("Options", "Recipient list fixed"),
        ("Languages without a text", "This concerns 3 members"),
        ("Russian → English → Kazakh", "This concerns 3"),
        ("Back", "Recipient list fixed"),
        ("Back", "3 will get it in another language"),
        ("Check and send", "Please confirm"),
    )


async def written(dina: Person) -> None:
    """Three short texts, and the screen that asks for the last word."""
    texts = {"Kazakh": "Сәлеметсіздер ме, құрметті отандастар", "Russian": "Здравствуйте, дорогие соотечественники",
             "English": "Hello, dear compatriots"}  # fmt: skip
    for language, text in texts.items():
        await taps(dina, (language, "Send the text"))
        await dina.says(text)
        await dina.sees("✓ " + language)
        await taps(dina, ("Back", "Draft"))
    await taps(dina, ("Check and send", "Please confirm"))


async def test_two_who_press_at_once_launch_it_once(bot: RunningBot) -> None:
    await members_of(bot, ["kk", "ru", "en"])
    dina = await begun(bot)
    await written(dina)
    draft = await latest(bot)
    await dina.presses("Send now to")
    await dina.sees("Broadcast No. 1")
    async with bot.services.database.begin() as tx:
        assert not await broadcasts.change(tx, draft.id, draft.version, NOW, state="scheduled")
    sent = await latest(bot)
    assert (sent.id, sent.state) == (1, "scheduled")


async def test_a_draft_changed_by_a_colleague_is_not_sent_unread(bot: RunningBot) -> None:
    await members_of(bot, ["kk", "ru", "en"])
    dina = await begun(bot)
    await written(dina)
    draft = await latest(bot)
    async with bot.services.database.begin() as tx:
        assert await drafts.save(tx, draft, 7, NOW, policy="miss")
    await dina.presses("Send now to")
    await dina.sees("A colleague changed this draft")
    assert (await latest(bot)).state == "draft"


async def test_a_colleagues_text_is_not_replaced_before_it_was_seen(bot: RunningBot) -> None:
    dina = await begun(bot)
    await taps(dina, ("Kazakh", "Send the text"))
    theirs = {"kk": {"text": "Маратты мәтін"}}
    async with bot.services.database.begin() as tx:
        assert await drafts.save(tx, await latest(bot), 7, NOW, content=theirs)
    await dina.says("Менің мәтінім")
    asked = await dina.sees("A colleague has just changed the text in Kazakh")
    assert "Маратты мәтін" in asked["text"] and (await latest(bot)).content == theirs
    await taps(dina, ("Put it in place of the text", "✓ Kazakh: 13 characters"))
    assert (await latest(bot)).content["kk"]["text"] == "Менің мәтінім"


async def test_a_colleagues_text_in_another_language_does_not_disturb(bot: RunningBot) -> None:
    dina = await begun(bot)
    await taps(dina, ("Kazakh", "Send the text"))
    async with bot.services.database.begin() as tx:
        assert await drafts.save(tx, await latest(bot), 7, NOW, content={"ru": {"text": "Текст"}})
    await dina.says("Бірінші")
    await dina.sees("✓ Kazakh: ")
    content = (await latest(bot)).content
    assert (content["ru"]["text"], content["kk"]["text"]) == ("Текст", "Бірінші")


async def test_a_schedule_in_another_named_zone(bot: RunningBot) -> None:
    dina = await begun(bot)
    await taps(
        dina, ("When", "As soon as"), ("Every day", "write a city after it, for example: 10:00 Berlin")
    )
    await dina.says("10:00 Берлин")
    await dina.sees("Every day at 10:00 (Berlin)")
    due = (await latest(bot)).due_at
    assert due is not None
    assert due.isoformat() == "2026-11-24T09:00:00+00:00"


async def test_an_album_is_taken_picture_by_picture_with_its_caption(bot: RunningBot) -> None:
    dina = await begun(bot)
    await taps(dina, ("Kazakh", "Send the text"))
    for caption in ("Екі сурет", ""):
        await dina.sends_file(PIXEL, "a.png", caption, album="9")
        await bot.settled()
    await dina.sees("2 files")
    kept = (await latest(bot)).content["kk"]
    assert (kept["text"], len(kept["media"])) == ("Екі сурет", 2)
    await taps(
        dina, ("Back", "2 files"), ("Preview", "Each message comes"), ("Kazakh", "That is how it will look")
    )
    assert [message["photo"] is not None for message in (await dina.chat())[-4:-1]] == [True, True, False]


async def test_a_draft_deleted_meanwhile_awaits_nothing_typed_any_more(bot: RunningBot) -> None:
    dina = await begun(bot)
    await taps(dina, ("Kazakh", "Send the text"))
    async with bot.services.database.begin() as tx:
        assert await broadcasts.change(tx, 1, 1, NOW, state="canceled")
    await dina.says("Мәтін")
    await dina.sees("This draft was deleted")
    await dina.says("Мәтін")
    await dina.sees("тексерілген жауабым жоқ")


async def test_an_hour_over_in_the_east_is_named_before_it_goes_to_members_clocks(bot: RunningBot) -> None:
    """NOW is 20:00 where the day begins first: 18:30 of today is over there, though not in Almaty."""
    await members_of(bot, ["kk"])
    dina = await begun(bot)
    await taps(dina, ("When", "As soon as"), ("At a time", "18:30"))
    await dina.says("24.11.2026 18:30")
    await dina.sees("On Tuesday, 24 November 2026, 18:30")
    await taps(
        dina,
        ("On each member's own clock", "each member's own time"),
        ("Back", "Draft"),
        ("Check and send", "over already where the day begins first"),
        ("Back", "Draft"),
        ("When", "own time"),
        ("✓ On each member's own clock", "On Tuesday, 24 November 2026, 18:30"),
    )


async def test_the_same_files_in_all_languages_by_one_tap(bot: RunningBot) -> None:
    dina = await begun(bot)
    await taps(dina, ("Kazakh", "Send the text"))
    await dina.sends_file(PIXEL, "a.png", caption="Сурет")
    await dina.sees("1 file")
    await taps(dina, ("These files in all languages", "1 file"))
    content = Content.of((await latest(bot)).content)
    assert len({content[language].media for language in ("kk", "ru", "en")}) == 1 and content["en"].media
    assert (content["kk"].text, content["ru"].text) == ("Сурет", "")
    assert "These files in all languages" not in str(labels(await dina.sees("1 file")))


async def test_link_buttons_are_copied_from_another_language(bot: RunningBot) -> None:
    dina = await begun(bot)
    await taps(dina, ("Kazakh", "Send the text"))
    await dina.says("Мәтін")
    await dina.sees("Мәтін")
    await taps(dina, ("Link buttons", "one on each line"))
    await dina.says("Сайт - http://a.kz")
    await dina.sees("begin with https:// or t.me")
    await dina.says("Сайт - https://a.kz")
    await dina.sees("1 link button")
    await taps(dina, ("Russian", "Send the text"))
    await dina.says("Текст")
    await dina.sees("Текст")
    await taps(dina, ("Link buttons", "one on each line"), ("The same as in Kazakh", "1 link button"))
    content = Content.of((await latest(bot)).content)
    assert content["ru"].buttons == content["kk"].buttons == ((Link("Сайт", "https://a.kz"),),)


async def test_a_date_is_shown_by_each_readers_own_clock(bot: RunningBot) -> None:
    dina = await begun(bot)
    await taps(dina, ("Kazakh", "Send the text"))
    await dina.says("Кездесу 5 желтоқсан 2030 18:00 Берлин")
    await dina.sees("Кездесу")
    await taps(dina, ("By each member's own clock", "A member who taps"))
    shown = await dina.sees("5 желтоқсан 2030 18:00 Берлин: ")
    assert "(Almaty time)" in shown["text"]
    await taps(dina, ("By each member's own clock", "These dates are shown"))
    [entity] = Content.of((await latest(bot)).content)["kk"].entities
    assert (entity["type"], entity["unix_time"]) == ("date_time", 1922720400)
    await taps(dina, ("Back", "Send the text"), ("Preview", "That is how it will look"))
    copy = next(message for message in reversed(await dina.chat()) if message["text"].startswith("Кездесу"))
    assert '<tg-time unix="1922720400">5 желтоқсан 2030 18:00 Берлин</tg-time>' in copy["html"]
    await taps(
        dina, ("Back", "Draft"), ("Kazakh", "Send the text"), ("By each member's own clock", "These dates")
    )
    await taps(dina, ("Plain words again", "A member who taps"))
    assert Content.of((await latest(bot)).content)["kk"].entities == ()


async def test_a_date_made_by_a_colleagues_own_client_goes_out_as_it_is(bot: RunningBot) -> None:
    kept = {"type": "date_time", "offset": 0, "length": 5, "unix_time": 1922720400, "date_time_format": "wDt"}
    chat = {"id": 1, "type": "private"}
    message = Message.de_json(
        {"message_id": 1, "date": 0, "chat": chat, "text": "ертең", "entities": [kept]}, None
    )
    assert message is not None
    assert reading.taken(message, Text(), follows=False).entities == (kept,)
