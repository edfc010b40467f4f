"""Two sides of one comparison, timed in the same run and by turns, so that a busy machine is unkind to both."""

import gc
import time
from collections.abc import Callable
from statistics import median

REPEATS = 7


def seconds_of(
    work: Callable[[], object], *, calls: int = 1, clock: Callable[[], float] = time.perf_counter
) -> float:
    """Mean seconds of one call; the garbage collector is kept out of it."""
    gc.collect()
    gc.disable()
    try:
        start = clock()
        for _ in range(calls):
            work()
        return (clock() - start) / calls
    finally:
        gc.enable()


def by_turns(
    *sides: Callable[[], object],
    repeats: int = REPEATS,
    calls: int = 1,
    clock: Callable[[], float] = time.perf_counter,
) -> list[float]:
    """Median seconds of each side, after one unmeasured call; who goes first changes from turn to turn."""
    for side in sides:
        side()
    taken: list[list[float]] = [[] for _ in sides]
    for turn in range(repeats):
        order = list(enumerate(sides))
        for place, side in order if turn % 2 == 0 else reversed(order):
            taken[place].append(seconds_of(side, calls=calls, clock=clock))
    return [median(each) for each in taken]


def shown(seconds: float) -> str:
    if seconds < 1e-3:
        return f"{seconds * 1e6:.1f} µs"
    return f"{seconds * 1e3:.2f} ms" if seconds < 1 else f"{seconds:.2f} s"


def line(
    item: str, *, ours: float, floor: float, floor_name: str, repeats: int = REPEATS, more: str = ""
) -> str:
    """`item: ours | floor | ratio`."""
    own = f"{item}: {shown(ours)}{f' ({more})' if more else ''}"
    return f"{own} | {floor_name} {shown(floor)} | ratio {ours / floor:.1f} (median of {repeats})"
