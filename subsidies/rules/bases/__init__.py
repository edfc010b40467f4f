"""二(三), 二(四): training bases."""

from . import filing, grant, public

QUESTIONS = (public.QUESTION, filing.QUESTION, grant.QUESTION)
