"""From a draft to three members' screens, and what may happen on the way."""

import asyncio
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.clock import now
from bot.services import Services
from sandbox import Person, Sandbox
from storage.deliveries import deliveries
from storage.members import members
from storage.staff import staff
from tests.journeys.staff.conftest import MARAT, AtWork, Cast
from tests.journeys.staff.steps import taps, to_law, writes

ALMATY = ZoneInfo("Asia/Almaty")


async def test_each_member_reads_it_in_their_own_language(at_work: AtWork, cast: Cast) -> None:
    async with at_work() as services:
        await cast.arrive(services)
        await writes(cast.dina)
        await to_law(cast.dina)
        await taps(
            cast.dina,
            ("Алдын ала қарау", "Әр хабар"),
            ("Барлық тілде", "осылай көрінеді"),
            ("Артқа", "3 алушы"),
        )
        await taps(cast.dina, ("Тексеріп жіберу", "Растаңыз"))
        await cast.dina.presses("Қазір жіберу (алушы: 3)")
        assert (await cast.aigerim.sees("Салық заңы өзгерді"))["html"] == "Салық заңы <b>өзгерді</b>"
        assert (await cast.timur.sees("Налоговый"))["buttons"][0][0]["text"] == "Отписаться"
        await cast.aylin.sees("The tax law changed")
        await cast.dina.sees("Жіберілгені: 3, барлығы: 3")
        report = await cast.dina.sees("№ 1 хабар тарату есебі", seconds=10)
        assert report["photo"]
        await cast.marat.does_not_see("Налоговый")


async def test_a_colleague_approves_what_goes_to_many_and_sees_what_changed(
    at_work: AtWork, cast: Cast
) -> None:
    async with at_work(approval_above=2) as services:
        await cast.arrive(services)
        await writes(cast.dina)
        await to_law(cast.dina)
        await taps(cast.dina, ("Тексеріп жіберу", "бекітеді"), ("Бекітуге жіберу", "1 әріптеске"))
        card = await cast.marat.sees("На ваше утверждение")
        assert "От кого: Дина" in card["text"]
        await taps(cast.marat, ("Отклонить", "Что нужно изменить"))
        await cast.marat.says("Добавьте дату: 25.11")
        await cast.marat.sees("Автору сообщили")
        await cast.dina.sees("Себебі: Добавьте дату: 25.11")

        await taps(cast.dina, ("Жобаны ашу", "№ 1 жоба"))
        for button, text in (("Қазақша", "Салық заңы 25.11 өзгерді"), ("Орысша", "Налоговый закон изменился 25.11"),
                             ("Ағылшынша", "The tax law changed on 25.11")):  # fmt: skip
            await taps(cast.dina, (button, "Мүшелер оқитын"))
            await cast.dina.says(text)
            await taps(cast.dina, ("Мәтіннің орнына қою", "✓"), ("Артқа", "👥"))
        await taps(cast.dina, ("Тексеріп жіберу", "Растаңыз"), ("Бекітуге жіберу", "1 әріптеске"))
        again = await cast.marat.sees("Изменилось с вашего последнего просмотра")
        assert "<u>25.11</u>" in again["html"]
        await taps(cast.marat, ("Утвердить", "Утверждено"))
        await cast.aylin.sees("The tax law changed on 25.11")
        await cast.dina.sees("бекітілді. Бекіткен: Марат", anywhere=True)


async def test_who_wrote_it_cannot_approve_it_and_without_colleagues_the_way_out_is_told(
    at_work: AtWork, cast: Cast
) -> None:
    async with at_work(approval_above=0) as services:
        await cast.arrive(services)
        async with services.database.begin() as tx:
            await staff.remove(tx, MARAT, services.clock())
        await writes(cast.dina)
        await taps(cast.dina, ("Тексеріп жіберу", "бекітеді"), ("Бекітуге жіберу", "/team"))
        await taps(cast.dina, ("Қосымша", "Шұғыл"), ("Шұғыл", "Неге шұғыл"))
        await cast.dina.says("Заң ертең күшіне енеді")
        await cast.dina.sees("Шұғыл, тыныш уақытқа қарамайды")
        await taps(cast.dina, ("Артқа", "№ 1 жоба"), ("Тексеріп жіберу", "Растаңыз"))
        await cast.dina.presses("Қазір жіберу")
        await cast.aigerim.sees("Салық заңы өзгерді")
        await cast.dina.says("/audit")
        await cast.dina.sees("Заң ертең күшіне енеді")


async def test_paused_it_waits_through_a_restart_and_goes_on(
    at_work: AtWork, cast: Cast, sandbox: Sandbox
) -> None:
    async with at_work(rate=4) as services:
        await cast.arrive(services)
        await crowd(services, 30)
        await writes(cast.dina)
        await taps(
            cast.dina, ("Тексеріп жіберу", "Растаңыз"), ("Қазір жіберу (алушы: 35)", "жіберіліп жатыр")
        )
        await taps(cast.dina, ("Кідірту", "кідіртілді"))
        before = await sent(services)
    async with at_work() as services:
        await cast.dina.says("/broadcasts")
        await taps(cast.dina, ("⏸ 1", "кідіртілді"))
        assert before <= await sent(services) < 30
        await taps(cast.dina, ("Жалғастыру", "жіберіліп жатыр"))
        await cast.dina.sees("Жіберілгені: 5, барлығы: 35", seconds=15)
        await cast.dina.sees("№ 1 хабар тарату есебі", seconds=10)


async def test_a_draft_survives_a_restart_and_a_colleague_goes_on_with_it(
    at_work: AtWork, cast: Cast
) -> None:
    async with at_work() as services:
        await cast.arrive(services)
        await cast.dina.says("/broadcast")
        await cast.dina.sees("№ 1 жоба")
        await taps(cast.dina, ("Қазақша", "Мүшелер оқитын"))
    async with at_work() as services:
        await cast.dina.says("Салық заңы өзгерді")
        await cast.dina.sees("✓ Қазақша")
        await cast.marat.says("/broadcast")
        await cast.marat.sees("Продолжить черновик")
        await taps(cast.marat, ("1. Салық заңы өзгерді", "Черновик № 1"), ("Русский", "Отправьте текст"))
        await cast.marat.says("Налоговый закон изменился")
        await cast.marat.sees("✓ Русский")
        await taps(cast.marat, ("Назад", "Черновик"), ("Отменить последнее изменение", "✗ Русский"))


async def test_what_was_sent_is_corrected_and_recalled(at_work: AtWork, cast: Cast) -> None:
    async with at_work() as services:
        await cast.arrive(services)
        await writes(cast.dina)
        await taps(cast.dina, ("Тексеріп жіберу", "Растаңыз"), ("Қазір жіберу", "хабар тарату"))
        await cast.timur.sees("Налоговый закон изменился")
        await cast.dina.sees("есебі", seconds=10)

        await taps(cast.dina, ("Мәтінді түзету", "түзету"), ("Орысша", "Түзетілген"))
        await cast.dina.says("Налоговый закон изменён")
        await cast.dina.sees("✓")
        await taps(
            cast.dina, ("Артқа", "түзету"), ("Тексеріп жіберу", "Растаңыз"), ("Мәтінді түзету", "түзету")
        )
        await cast.timur.sees("Налоговый закон изменён")
        await cast.timur.does_not_see("изменился")

        await cast.dina.says("/broadcasts")
        await taps(cast.dina, ("✅ 1", "жіберілді"), ("Қайтарып алу", "48"), ("Қайтарып алу", "қайтарып алу"))
        for _ in range(100):
            if not any("Налоговый" in one["text"] for one in await cast.timur.chat()):
                break
            await asyncio.sleep(0.05)
        assert not any("Налоговый" in one["text"] for one in await cast.timur.chat()), (
            await cast.dina.screen()
        )


async def test_an_overdue_one_asks_and_is_sent_on_staffs_word(at_work: AtWork, cast: Cast) -> None:
    clock = Moved()
    async with at_work(clock=clock) as services:
        await cast.arrive(services)
        await writes(cast.dina)
        await taps(cast.dina, ("Уақыты", "Расталған бойда"), ("Белгіленген уақытта", "Күні мен уақытын"))
        await cast.dina.says(f"{clock().astimezone(ALMATY) + timedelta(hours=2):%d.%m.%Y %H:%M}")
        await cast.dina.sees("Сіздегі уақыт")
        await taps(
            cast.dina, ("Артқа", "жоба"), ("Тексеріп жіберу", "Растаңыз"), ("Жоспарлау", "жоспарланды")
        )
    clock.ahead = timedelta(hours=5)
    async with at_work(clock=clock) as services:
        await cast.dina.sees("жіберілуі керек еді", seconds=10)
        await cast.aigerim.does_not_see("Салық заңы өзгерді")
        await cast.dina.presses("Қазір жіберу")
        await cast.aigerim.sees("Салық заңы өзгерді")


async def test_strangers_get_what_an_unknown_command_gets(at_work: AtWork, cast: Cast) -> None:
    async with at_work() as services:
        await cast.arrive(services)
        await cast.aigerim.says("/nosuchthing")
        unknown = await cast.aigerim.sees("Мұндай команда жоқ")
        for command in ("/broadcast", "/broadcasts", "/stats", "/team", "/audit", "/entries"):
            await cast.aigerim.says(command)
            told = await cast.aigerim.sees("команда")
            assert (told["text"], told["buttons"]) == (unknown["text"], unknown["buttons"])


class Moved:
    """A clock that can be put forward."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return now() + self.ahead


async def crowd(services: Services, number: int) -> None:
    """Members who never wrote: Telegram refuses them, which is an outcome like any other."""
    async with services.database.begin() as tx:
        for chat in range(9001, 9001 + number):
            await members.join(tx, chat, "kk", services.clock())


async def sent(services: Services) -> int:
    async with services.database.connect() as tx:
        counts = await deliveries.count(tx, 1)
    return counts.audience - counts.open


async def test_paused_and_corrected_it_goes_on_with_the_corrected_text(
    at_work: AtWork, cast: Cast, sandbox: Sandbox
) -> None:
    async with at_work() as services:
        await cast.arrive(services)
        others = [Person(f"Мүше {number}", "kk", sandbox, person_id=number) for number in range(9001, 9031)]
        for person in others:
            await person.says("/start")
            await person.sees("")
        await writes(cast.dina)
    async with at_work(rate=4) as services:
        await taps(cast.dina, ("Тексеріп жіберу", "Растаңыз"), ("Қазір жіберу", "жоспарланды"))
        while not await sent(services):
            await asyncio.sleep(0.1)
        await cast.dina.says("/broadcasts")
        await taps(cast.dina, ("📤 1", "жіберіліп жатыр"), ("Кідірту", "кідіртілді"))
        assert await sent(services) < 35
        await taps(cast.dina, ("Мәтінді түзету", "түзету"), ("Қазақша", "Түзетілген"))
        await cast.dina.says("Салық заңы ертең өзгереді")
        await cast.dina.sees("✓")
        await taps(
            cast.dina, ("Артқа", "түзету"), ("Тексеріп жіберу", "Растаңыз"), ("Мәтінді түзету", "түзету")
        )
    async with at_work():
        await cast.dina.says("/broadcasts")
        await taps(cast.dina, ("⏸ 1", "кідіртілді"), ("Жалғастыру", "жіберіліп жатыр"))
        for person in (cast.aigerim, *others):
            await person.sees("Салық заңы ертең өзгереді", seconds=10)
            assert not any("заңы өзгерді" in one["text"] for one in await person.chat())
