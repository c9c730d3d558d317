"""Entries as staff read and change them: one proposes a text, another publishes it, every process reads it.

Buttons are `en…:<entry>:<language>` for an entry, `ep…:<edit>` for a proposal, `ne…:<draft>` for a new entry.
"""
