"""The FAQ: what the entries say, and which of them a question means.

`faq.Faq` is what the bot holds; `library.Library` are the texts, `search.Search` ranks them, `decision` says what
is done then, `publishing` renews all of it. Does not know Telegram.
"""
