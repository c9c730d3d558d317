"""/event: events as staff plan them: a row, one card that shows it whole, and a screen for each of its parts.

Every button is `se:<event>:<part>:…`. What is announced goes out as a broadcast, with its approval and its report; an
announced event is changed beside what members see, until the broadcast that tells of it is launched.
"""
