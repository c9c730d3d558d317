"""What people write stays text: no markup of theirs runs, nothing is asked of another host."""

from playwright.async_api import expect

from tests.sandbox.page.conftest import AIGERIM, ERZHAN, GROUP, Window, in_one_browser
from tests.sandbox.page.tiny_bot import TinyBot

pytestmark = in_one_browser

HOSTILE = (
    '<img src="https://example.org/x.png" onerror="window.hurt=1"><script>window.hurt=1</script><b>қалың</b>'
)

CLEAN = """html => import('/page/sanitize.js').then(({clean}) => {
  const box = document.createElement('div');
  box.append(clean(html));
  return box.innerHTML;
})"""


async def test_hostile_words_stay_words_everywhere(window: Window, bot: TinyBot) -> None:
    reader = await window(ERZHAN, GROUP)
    writer = await window(AIGERIM, GROUP)
    await writer.get_by_test_id("composer").fill(HOSTILE)
    await writer.get_by_test_id("send").click()
    await bot.say(
        GROUP, HOSTILE, reply_markup={"inline_keyboard": [[{"text": HOSTILE, "callback_data": "x"}]]}
    )
    for page in (reader, writer):
        await expect(page.get_by_test_id("message-text")).to_have_text([HOSTILE, HOSTILE])
        assert await page.locator("#list img[src*=example], #list script, #list .text b").count() == 0
        assert await page.evaluate("window.hurt") is None


MARKUP = {
    "<b>a</b><i>b</i><u>c</u><s>d</s><code>e</code>": "<b>a</b><i>b</i><u>c</u><s>d</s><code>e</code>",
    '<img src=x onerror="hurt()">a': "a",
    "a<script>hurt()</script><style>*{}</style>b": "ab",
    '<b onclick="hurt()" style="color:red">a</b>': "<b>a</b>",
    '<a href="javascript:hurt()">a</a>': "a",
    "<div><b>a</b>&lt;i&gt;</div>": "<b>a</b>&lt;i&gt;",
    '<tg-time unix="1795500000" onclick="hurt()">a</tg-time>': '<time class="tg-time" tabindex="0" role="button" '
    'datetime="2026-11-24T06:00:00.000Z">a</time>',
    '<tg-time unix="hurt()">a</tg-time><tg-time>b</tg-time>': "ab",
    '<a href="https://gov.kz/">a</a>': '<a href="https://gov.kz/" target="_blank" rel="noopener noreferrer">a</a>',
}


async def test_only_telegrams_markup_passes(window: Window, bot: TinyBot) -> None:
    page = await window()
    for html, kept in MARKUP.items():
        assert await page.evaluate(CLEAN, html) == kept


async def test_the_pages_own_policy_refuses_scripts_put_into_it(window: Window, bot: TinyBot) -> None:
    page = await window()
    script = "const s = document.createElement('script'); s.textContent = 'window.hurt = 1'; document.body.append(s)"
    await page.evaluate(script)
    assert await page.evaluate("window.hurt") is None
