"""The state behind the server: bots, people, chats, messages, and the trouble ordered for them."""
