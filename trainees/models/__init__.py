from .certificate import Certificate
from .one_time_code import OneTimeCode
from .status_fact import StatusFact
from .trainee import Trainee

__all__ = ["Certificate", "OneTimeCode", "StatusFact", "Trainee"]
