"""/poll: surveys as staff write them: a row, one card that shows it whole, and a screen for each of its parts.

Every button is `su:<survey>:<part>:…`. What is offered to many is opened by a colleague; an open one is announced by a
broadcast with its own approval. From the opening on only its end, its readers and who sees results are changed.
"""
