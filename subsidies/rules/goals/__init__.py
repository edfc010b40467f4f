"""What was reached of what the notice wants reached. Answers, never obstacles: nobody is refused by a goal."""

from . import coverage, rates_of_class, target

QUESTIONS = (coverage.QUESTION, target.QUESTION, rates_of_class.QUESTION)
