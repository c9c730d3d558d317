"""Surveys: which question comes next, typed answers read, what is still missing, figures that give nobody away."""
