"""The composer under old, forged and doubled presses: nothing is kept that no screen offers."""

from bot.broadcasts.schedule import Schedule
from storage.broadcasts import drafts
from tests.handlers.house import House
from tests.handlers.staff.people import NOW, latest, members_of
from tests.handlers.staff.test_composer import begun, taps

FORGED = ("tx:xx", "tx0:zz", "md:kk:zz", "md:zz:kk", "ln:zz", "ln0:", "tg:languages:+zz", "tg:countries:+ZZ",
          "tg:topics:+nope", "ac:999999999999", "until:99999999999", "own:1", "own:0", "fb:kk-kk-kk",
          "set:policy:often", "undo", "undo:99", "send:99", "yes:1", "no:1", "zzz", "")  # fmt: skip


async def test_forged_buttons_change_nothing_and_are_answered(house: House) -> None:
    dina = await begun(house)
    before = drafts.snapshot(await latest(house))
    for data in FORGED:
        await house.sends(dina, "Old", "Press", f"bc:1:{data}")
        await dina.presses("Press")
        await house.settled()
        assert (data, drafts.snapshot(await latest(house))) == (data, before)
    assert not house.failures
    await dina.says("/broadcast")
    await dina.sees("Go on with a draft")


async def test_an_old_button_cannot_put_a_cron_line_on_members_clocks(house: House) -> None:
    dina = await begun(house)
    await taps(dina, ("When", "As soon as"), ("By cron", "cron fields"))
    await dina.says("0 10 * * mon-fri")
    await dina.sees("By cron: 0 10 * * mon-fri")
    await house.sends(dina, "Old", "Own clock", "bc:1:own:1")
    await taps(dina, ("Own clock", "By cron"))
    assert not Schedule.of((await latest(house)).schedule or {}).members


async def test_undo_pressed_twice_takes_back_one_change(house: House) -> None:
    await members_of(house, ["kk"])
    dina = await begun(house)
    for topic in ("Changes in law", "Culture"):
        await taps(
            dina,
            ("Recipients", "Everyone" if topic == "Changes in law" else "Topics"),
            ("Topics", "recipient"),
        )
        await taps(dina, (topic, topic), ("Back", "Topics"), ("Back", "Draft"))
    version = (await latest(house)).version
    for _ in range(2):
        await house.sends(dina, "Old", "Undo it", f"bc:1:undo:{version}")
        await dina.presses("Undo it")
        await house.settled()
    await dina.sees("A colleague changed this draft")
    assert (await latest(house)).audience["topics"] == ["law"]
    assert (await latest(house)).updated_at == NOW


async def test_a_preview_of_what_is_not_written_says_so(house: House) -> None:
    dina = await begun(house)
    await house.sends(dina, "Old", "Look", "bc:1:see1:kk")
    await taps(dina, ("Look", "Nothing is written yet"))
