"""Runs faulty trainings beside their healthy twins, and counts what was heard."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from zlib import crc32

import nn
from benchmarks.diagnosis.faults import FAULTS
from benchmarks.diagnosis.setting import Setting

HARM = 1.5  # times the loss of the healthy twin: a fault that does less is not one


@dataclass(frozen=True)
class Case:
    """One fault in one family, and what became of it."""

    family: str
    fault: str
    seed: int
    healthy: tuple[str, ...]  # the symptoms that were named in the healthy twin
    faulty: tuple[str, ...]
    harm: float  # the loss in the end, for that of the twin
    stopped: bool = False  # the training ended with an error that says what to do

    @property
    def counts(self) -> bool:
        """Whether the fault did any harm, and left a training to look at."""
        return not self.stopped and self.harm >= HARM

    @property
    def named(self) -> bool:
        """Whether the first remark names the fault."""
        return bool(self.faulty) and self.faulty[0] in FAULTS[self.fault].named_by

    def __str__(self) -> str:
        what = "stopped by an error" if self.stopped else ", ".join(self.faulty) or "nothing heard"
        notes = f"   ! healthy twin: {', '.join(self.healthy)}" if self.healthy else ""
        mark = "·" if not self.counts else "✓" if self.named else "~" if self.faulty else "✗"
        return f"{mark} {self.family:16} {self.fault:22} {what}   (loss × {self.harm:.3g}){notes}"


def case(family: str, fault: str, setting: Setting, spoiled: Setting, seed: int, on_request: bool = False) -> Case:
    """Train both; what was heard is what `fit` says, or on request what `nn.diagnose` says."""
    history, *_ = setting.run(seed)
    try:
        other, *_ = spoiled.run(seed)
        harm = final(other) / final(history)
        healthy, faulty = history.diagnosis, other.diagnosis
        if on_request:
            healthy, faulty = setting.diagnosed(seed), spoiled.diagnosed(seed)
    except nn.NonFiniteError:
        return Case(family, fault, seed, tuple(history.diagnosis.symptoms), (), float("inf"), stopped=True)
    return Case(family, fault, seed, tuple(healthy.symptoms), tuple(faulty.symptoms), harm)


def final(history: nn.History) -> float:
    """The loss on the validation data, in the end."""
    return history.evaluations[-1].loss


def cases(families: dict[str, Setting], faults: Iterable[str] = FAULTS, on_request: bool = False) -> Iterator[Case]:
    """Every fault in every family that can have it, each from random numbers of its own."""
    for family, setting in families.items():
        for fault in faults:
            if spoiled := FAULTS[fault].applied(setting):
                yield case(family, fault, setting, spoiled, crc32(f"{family}: {fault}".encode()), on_request)


@dataclass(frozen=True)
class Score:
    """How often what was said was right, and how much of what was wrong was said."""

    faulty: int
    heard: int
    named: int
    healthy: int
    alarms: int

    @classmethod
    def of(cls, cases: Iterable[Case]) -> "Score":
        """The score of some cases."""
        cases = list(cases)
        counted = [case for case in cases if case.counts]
        return cls(
            len(counted),
            sum(bool(case.faulty) for case in counted),
            sum(case.named for case in counted),
            len(cases),
            sum(bool(case.healthy) for case in cases),
        )

    @property
    def rows(self) -> dict[str, tuple[float, float]]:
        """Precision and recall: of "something is wrong", and of the first remark naming the fault."""
        said = max(1, self.heard + self.alarms)
        return {
            "something is wrong": (self.heard / said, self.heard / max(1, self.faulty)),
            "the fault is named first": (self.named / said, self.named / max(1, self.faulty)),
        }

    def __str__(self) -> str:
        lines = [f"{what:25} precision {p:.2f}   recall {r:.2f}" for what, (p, r) in self.rows.items()]
        lines.append(f"{self.faulty} faulty trainings; {self.alarms} false alarms in {self.healthy} healthy ones")
        return "\n".join(lines)
