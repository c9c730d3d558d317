"""Methods of the real Bot API that this stand-in leaves out; it says so instead of pretending."""

from sandbox.account import Account
from sandbox.methods.shape import Method
from sandbox.params import Params
from sandbox.refusal import bad

_NAMES = """
    addStickerToSet answerGuestQuery answerPreCheckoutQuery answerShippingQuery answerWebAppQuery
    approveChatJoinRequest approveSuggestedPost banChatMember banChatSenderChat closeGeneralForumTopic
    convertGiftToStars createChatInviteLink createChatSubscriptionInviteLink createInvoiceLink
    createNewStickerSet declineChatJoinRequest declineSuggestedPost deleteBusinessMessages deleteChatPhoto
    deleteChatStickerSet deleteStickerFromSet deleteStickerSet deleteStory editChatInviteLink
    editGeneralForumTopic editMessageChecklist editMessageLiveLocation editStory exportChatInviteLink
    getAvailableGifts getBusinessConnection getCustomEmojiStickers getForumTopicIconStickers
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


def _refusal(name: str) -> Method:
    def refuse(account: Account, params: Params) -> bool:
        raise bad(f"the sandbox doesn't play {name}")

    return refuse


METHODS: dict[str, Method] = {name: _refusal(name) for name in _NAMES.split()}
