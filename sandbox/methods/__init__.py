"""The Bot API's methods, each a function of the bot's account and the call's arguments."""
