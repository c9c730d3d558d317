"""The composer: a draft row, one card that shows it whole, and a screen for each of its parts.

Every button is `bc:<draft>:<act>:…`; it works for any colleague on any device, since all that is known about
a draft is in its row. Typed text and sent pictures go to the part whose screen was opened last.
"""
