"""Check-ins in a crisis: an urgent broadcast that asks how people are, their answers, who takes care of whom."""
