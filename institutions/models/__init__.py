from .institution import Institution
from .licence import Licence
from .membership import Membership
from .teacher import Teacher

__all__ = ["Institution", "Licence", "Membership", "Teacher"]
