"""/inbox: members' questions as staff list, take, answer and close them.

`listing` is the way in, `card` one question and what is done with it, `replies` an answer on its way, `stock` answers
kept for another time, `conversation` whatever is typed.
"""
