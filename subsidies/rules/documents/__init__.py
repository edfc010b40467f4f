"""The wording of the documents, cut into clauses under their own numbers: 一(十), 二(一)2, 附件2, and into sentences:
一(十)#3."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType

import yaml

from .cutting import PREFACE, SIGNATURE, Sentence, cut, joined, sentences

__all__ = ["NOTICE", "PREFACE", "SIGNATURE", "Document", "Sentence", "cut", "documents", "joined"]

HERE = Path(__file__).parent
NOTICE = "云人社发〔2018〕71号"


@dataclass(frozen=True, slots=True)
class Document:
    number: str
    issuer: str
    issued_on: date
    in_force_from: date
    clauses: Mapping[str, str]  # number -> text; a part holds its clauses, a clause its numbered items
    sentences: Mapping[str, Sentence]  # id -> sentence, in the document's order

    def has(self, *, clause: str, quote: str) -> bool:
        return clause in self.clauses and quote in self.clauses[clause]


@cache
def documents() -> Mapping[str, Document]:
    rows = yaml.safe_load((HERE / "index.yaml").read_bytes())
    return MappingProxyType({row["number"]: _read(row) for row in rows})


def _read(row: Mapping) -> Document:
    text = (HERE / row["text"]).read_bytes().decode()
    return Document(
        number=row["number"],
        issuer=row["issuer"],
        issued_on=row["issued_on"],
        in_force_from=row["in_force_from"],
        clauses=MappingProxyType(cut(text)),
        sentences=MappingProxyType(sentences(text)),
    )
