"""State tables: the one description of an object's life, from which the doors, the pages and the
database's own refusal are made."""

from dataclasses import dataclass

import pgtrigger

from .roles import Verb

ENTERED = "enter"  # the act of creating the object, in `differs_from`


@dataclass(frozen=True, slots=True)
class Move:
    """One permitted passage. `differs_from`: earlier moves whose actor must be another person."""

    name: str
    label: str
    sources: tuple[str, ...]
    target: str
    verb: Verb
    comment_required: bool = False
    primary: bool = True
    differs_from: tuple[str, ...] = ()
    by_system: bool = False  # made by a job or together with another act, never by a button


@dataclass(frozen=True, slots=True)
class StateTable:
    subject: str
    initial: str
    moves: tuple[Move, ...]

    def move(self, name: str) -> Move:
        return next(move for move in self.moves if move.name == name)

    def leaving(self, state: str) -> tuple[Move, ...]:
        return tuple(move for move in self.moves if state in move.sources)

    def edges(self) -> list[tuple[str, str]]:
        return sorted({(source, move.target) for move in self.moves for source in move.sources})


def guarded_by(table: StateTable) -> pgtrigger.Trigger:
    """A trigger that lets a row be born only in the initial state and move only along the table's edges,
    counting its version up by one with each passage."""
    edges = ", ".join(f"('{source}', '{target}')" for source, target in table.edges())
    return pgtrigger.Trigger(
        name="lawful_state",
        operation=pgtrigger.Insert | pgtrigger.UpdateOf("status"),
        when=pgtrigger.Before,
        func=f"""
            IF TG_OP = 'INSERT' THEN
                IF NEW.status <> '{table.initial}' THEN
                    RAISE EXCEPTION '{table.subject}只能从初始状态开始' USING ERRCODE = 'check_violation';
                END IF;
            ELSIF NEW.status <> OLD.status THEN
                IF (OLD.status, NEW.status) NOT IN ({edges}) THEN
                    RAISE EXCEPTION '{table.subject}不能由%变为%', OLD.status, NEW.status
                        USING ERRCODE = 'check_violation';
                END IF;
                IF NEW.version <> OLD.version + 1 THEN
                    RAISE EXCEPTION '{table.subject}状态变化必须同时更新版本号'
                        USING ERRCODE = 'check_violation';
                END IF;
            END IF;
            RETURN NEW;
        """,
    )
