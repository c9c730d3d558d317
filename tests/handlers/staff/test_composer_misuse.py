"""The composer under old, forged and doubled presses: nothing is kept that no screen offers."""

from bot.broadcasts.schedule import Schedule
from storage.broadcasts import drafts
from tests.handlers.running_bot import RunningBot
from tests.handlers.staff.people import NOW, latest, members_of
from tests.handlers.staff.test_composer import begun, taps

FORGED = ("tx:xx", "tx0:zz", "md:kk:zz", "md:zz:kk", "ln:zz", "ln0:", "tg:languages:+zz", "tg:countries:+ZZ",
          "tg:topics:+nope", "ac:999999999999", "until:99999999999", "own:1", "own:0", "fb:kk-kk-kk",
          "set:policy:often", "undo", "undo:99", "send:99", "yes:1", "no:1", "zzz", "")  # fmt: skip


async def test_forged_buttons_change_nothing_and_are_answered(bot: RunningBot) -> None:
    dina = await begun(bot)
    before = drafts.snapshot(await latest(bot))
    for data in FORGED:
        await bot.sends(dina, "Old", "Press", f"bc:1:{data}")
        await dina.presses("Press")
        await bot.settled()
        assert (data, drafts.snapshot(await latest(bot))) == (data, before)
    assert not bot.failures
    await dina.says("/broadcast")
    await dina.sees("Go on with a draft")


async def test_an_old_button_cannot_put_a_cron_line_on_members_clocks(bot: RunningBot) -> None:
    dina = await begun(bot)
    await taps(dina, ("When", "As soon as"), ("By a rule", "five parts"))
    await dina.says("0 10 * * mon-fri")
    await dina.sees("By a rule of your own: 0 10 * * mon-fri")
    await bot.sends(dina, "Old", "Own clock", "bc:1:own:1")
    await taps(dina, ("Own clock", "By a rule of your own"))
    assert not Schedule.of((await latest(bot)).schedule or {}).members


async def test_undo_pressed_twice_takes_back_one_change(bot: RunningBot) -> None:
    await members_of(bot, ["kk"])
    dina = await begun(bot)
    for topic in ("Changes in law", "Culture"):
        await taps(
            dina,
            ("Recipients", "Everyone" if topic == "Changes in law" else "Topics"),
            ("Topics", "recipient"),
        )
        await taps(dina, (topic, topic), ("Back", "Topics"), ("Back", "Draft"))
    version = (await latest(bot)).version
    for _ in range(2):
        await bot.sends(dina, "Old", "Undo it", f"bc:1:undo:{version}")
        await dina.presses("Undo it")
        await bot.settled()
    await dina.sees("A colleague changed this draft")
    assert (await latest(bot)).audience["topics"] == ["law"]
    assert (await latest(bot)).updated_at == NOW


async def test_a_preview_of_what_is_not_written_says_so(bot: RunningBot) -> None:
    dina = await begun(bot)
    await bot.sends(dina, "Old", "Look", "bc:1:see1:kk")
    await taps(dina, ("Look", "Nothing is written yet"))
