"""The cases, in files by kind; importing them fills the table."""

from benchmarks.traps.cases import (
    arguments,
    captured,
    chance,
    classes,
    code,
    derivatives,
    effects,
    exceptions,
    identity,
    nested,
    structures,
)

KINDS = {
    module.__name__.rpartition(".")[2]: (module.__doc__ or "").strip().rstrip(".")
    for module in (
        captured,
        classes,
        code,
        arguments,
        structures,
        effects,
        exceptions,
        identity,
        chance,
        derivatives,
        nested,
    )
}
