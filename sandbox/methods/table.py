"""Which method is answered by which function. Names are found in any case, as Telegram does.

Methods of the real Bot API that the sandbox leaves out are refused in so many words; any other name is 404.
"""

from sandbox.errors import bad_request
from sandbox.methods import (
    Method,
    chats,
    copying,
    editing,
    forum,
    media,
    polls,
    profile,
    sending,
    updates,
)
from sandbox.params import Params
from sandbox.world.account import Account

_UNSUPPORTED = """
    addStickerToSet answerGuestQuery answerPreCheckoutQuery answerShippingQuery answerWebAppQuery
    approveChatJoinRequest approveSuggestedPost banChatMember banChatSenderChat closeGeneralForumTopic
    convertGiftToStars createChatInviteLink createChatSubscriptionInviteLink createInvoiceLink
    createNewStickerSet declineChatJoinRequest declineSuggestedPost deleteBusinessMessages deleteChatPhoto
    deleteChatStickerSet deleteStickerFromSet deleteStickerSet deleteStory editChatInviteLink
    editGeneralForumTopic editMessageChecklist editMessageLiveLocation editStory exportChatInviteLink
    getAvailableGifts getBusinessConnection getCustomEmojiStickers
    getGameHighScores getMyDefaultAdministratorRights getMyStarBalance getStarTransactions getStickerSet
    getUserChatBoosts getUserProfilePhotos giftPremiumSubscription hideGeneralForumTopic postStory
    promoteChatMember refundStarPayment reopenGeneralForumTopic restrictChatMember revokeChatInviteLink
    savePreparedInlineMessage sendChecklist sendGame sendGift sendInvoice sendLivePhoto sendMessageDraft
    sendPaidMedia sendRichMessage setChatAdministratorCustomTitle setChatDescription setChatMemberTag
    setChatPermissions setChatPhoto setChatStickerSet setGameScore setMyDefaultAdministratorRights
    setMyProfilePhoto setPassportDataErrors setUserEmojiStatus stopMessageLiveLocation unbanChatMember
    unbanChatSenderChat unhideGeneralForumTopic unpinAllForumTopicMessages unpinAllGeneralForumTopicMessages
    uploadStickerFile verifyChat verifyUser
"""
_FAMILIES = (profile, updates, sending, media, polls, editing, copying, chats, forum)


def _unsupported(name: str) -> Method:
    def refuse(account: Account, params: Params) -> bool:
        raise bad_request(f"the sandbox doesn't support {name}")

    return refuse


METHODS: dict[str, Method] = {
    **{name.lower(): _unsupported(name) for name in _UNSUPPORTED.split()},
    **{name.lower(): function for family in _FAMILIES for name, function in family.METHODS.items()},
}
