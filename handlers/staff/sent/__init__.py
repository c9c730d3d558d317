"""Broadcasts after their launch: the list, a card that follows each, what may be done to it, and its report.

Every button is `bv:<broadcast>:<act>:…` and changes rows only, so any process and the command line see the
same; the engine obeys within a second.
"""
