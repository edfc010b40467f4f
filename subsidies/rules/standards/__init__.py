"""Subsidies for which the notice names no figure: a region's released standard gives it, or there is none."""

from . import apprentice, start_up, training

QUESTIONS = (start_up.QUESTION, apprentice.QUESTION, training.QUESTION)
