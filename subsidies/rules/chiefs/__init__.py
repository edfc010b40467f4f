"""一(十五): 首席技师, their stipend and the funds of their studios."""

from . import stipend, studio

QUESTIONS = (stipend.QUESTION, studio.QUESTION)
