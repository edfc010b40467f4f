"""Papers about subsidies, and the words in which facts and reasons are said to people.

Pure functions of what is handed to them: no query, no clock, no setting.
"""

from .decision_certificate import certificate_pdf, matches, public_facts
from .wording import fact_lines, input_lines

__all__ = ["certificate_pdf", "fact_lines", "input_lines", "matches", "public_facts"]
