"""/offers: what compatriots give and seek, which of it fits, and the proposal to introduce two of them.

Nothing here shows who somebody is or how to reach them.
"""
