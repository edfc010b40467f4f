"""A figure that a region sets in its own document, where the notice names none or only a cap."""

from dataclasses import dataclass
from decimal import Decimal

from ..money import is_whole_fen
from .base import FactError, Facts


@dataclass(frozen=True, slots=True)
class LocalStandard(Facts):
    """The standard that is released for the case and in force on its day. None: no region has released one."""

    figure: Decimal
    basis: str  # name or number of the document
    region: str  # name of the region that set it

    def __post_init__(self):
        Facts.__post_init__(self)
        if self.figure <= 0:
            raise FactError("figure", "补贴标准必须大于零")
        if not is_whole_fen(self.figure):
            raise FactError("figure", "补贴标准最多精确到分")
        for name in ("basis", "region"):
            if not getattr(self, name).strip():
                raise FactError(name, "补贴标准必须写明文件和地区")

    @property
    def source(self) -> str:
        return f"{self.region.strip()},{self.basis.strip()}"
