"""Updates are stored, then acknowledged, then handled: once, in order within a chat, by any process.

`intake` stores what the poller or the webhook brings; `dispatch` takes stored ones chat by chat under a
lock (`locks`) and gives them to the handlers; `poller` asks Telegram where there is no webhook.
"""
