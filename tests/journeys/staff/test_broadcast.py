"""From a draft to three members' screens, and what may happen on the way."""

from tests.journeys.staff.conftest import AtWork, Cast
from tests.journeys.staff.steps import taps, to_law, writes


async def test_each_member_reads_it_in_their_own_language(at_work: AtWork, cast: Cast) -> None:
    async with at_work() as services:
        await cast.arrive(services)
        await writes(cast.dina)
        await to_law(cast.dina)
        await taps(cast.dina, ("Алдын ала қарау", "Әр хабар"), ("Барлық тілде", "осындай"), ("Артқа", "3 алушы"))
        await taps(cast.dina, ("Тексеріп жіберу", "Растаңыз"))
        await cast.dina.presses("Қазір жіберу (алушы: 3)")
        assert (await cast.aigerim.sees("Салық заңы өзгерді"))["html"] == "Салық заңы <b>өзгерді</b>"
        assert (await cast.timur.sees("Налоговый"))["buttons"][0][0]["text"] == "Отписаться"
        await cast.aylin.sees("The tax law changed")
        await cast.dina.sees("Жіберілгені: 3, барлығы: 3")
        report = await cast.dina.sees("№1 хабар тарату есебі", seconds=10)
        assert report["photo"]
        await cast.marat.does_not_see("Налоговый")
