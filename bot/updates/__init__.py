"""Updates are stored, then acknowledged, then handled: once, in order within a chat, by any process.

`queue` stores what the poller or the webhook brings; `dispatch` claims stored ones chat by chat while this
process's `lease` holds, gives them to the handlers and writes its `acknowledgements`; `retry` says when to try
again; `poller` asks Telegram where there is no webhook.
"""
