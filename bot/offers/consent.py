"""What a member agrees to before an offer is kept. Another text is another version: it is kept with each offer."""

from bot.text.translator import N_

VERSION = "2026-11"
TEXT = N_(
    "<b>Your consent</b>\n"
    "• The offer is kept with your country, languages and words. Only staff of the foundation who were named for it "
    "see it; they do not see your name or how to reach you.\n"
    "• Staff may propose to introduce you to somebody whose offer fits. Then each of you reads what the other wrote, "
    "without a name. Name and contact are passed on only after both of you have said yes.\n"
    "• The foundation does not vouch for anybody. Please send no money or documents to people you do not know.\n"
    "• You can change or withdraw it at any time. Once a year we ask whether it still holds; without an answer it is "
    "paused. It is deleted {days} days after it was withdrawn or paused."
)
