"""一(十三), 三(一): pupils of technical schools."""

from . import aid, recruitment

QUESTIONS = (aid.QUESTION, recruitment.QUESTION)
