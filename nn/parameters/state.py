"""The numbers of a saved state matched with the places in a model: by name, each of the right shape, or an error."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from autograd import Value
from autograd.number import number
from autograd.transforms.tree import Nested, leaves, named_leaves
from nn.parameters.atomic import Change
from nn.shapes import Shape, as_lists, shape_of, written

Rename = Mapping[str, str] | Callable[[str], str]  # from the names of a state to those of the model

LATECOMERS = ("num_batches_tracked",)  # what older states lack, because PyTorch did not count batches before 0.4.1
SHOWN = 8  # how many names stand in a message


class Mismatch(ValueError):
    """A state is not that of the model."""


class Tensor(NamedTuple):
    """The numbers of a tensor, row by row."""

    shape: Shape | None
    numbers: tuple[float, ...]


class Unmatched(NamedTuple):
    """What only the model or only the state has, by name; the fields are called as in PyTorch."""

    missing_keys: list[str]
    unexpected_keys: list[str]


def tensor(name: str, nested: Nested) -> Tensor:
    """Numbers or Values in lists as a tensor; a TypeError names the first that is not a number."""
    nested = as_lists(nested)
    try:
        return Tensor(shape_of(nested), tuple([number(held(x)) for x in leaves(nested)]))
    except (TypeError, OverflowError):
        place, x = next((place, held(x)) for place, x in named_leaves(nested, name) if not is_float(held(x)))
        raise TypeError(
            f"{place} is {x!r} ({type(x).__name__}), but it has to be one real number that fits into a float; "
            "of a Value, set `data` to a float"
        ) from None


def held(x: Any) -> Any:
    """What a Value holds; everything else as it is."""
    return x.data if isinstance(x, Value) else x


def is_float(x: Any) -> bool:
    """Whether a float can be made of it."""
    try:
        number(x)
    except (TypeError, OverflowError):
        return False
    return True


def change(
    own: Mapping[str, Nested], given: Mapping[str, Tensor], strict: bool, rename: Rename | None
) -> tuple[Change, Unmatched]:
    """What is to be set in a model, and which names were left over on either side.

    own      the Values of the model, by name
    given    the tensors of the state, by name
    strict   whether every name has to be on both sides; a shape always has to agree
    rename   what the names of the state are called in the model
    """
    if odd := [name for name in given if not isinstance(name, str)]:
        raise Mismatch(f"{odd[0]!r} is not a name; names are texts, as in a state_dict()")
    given = {new: given[old] for old, new in renamed(given, rename).items()}
    shapes = {name: shape_of(nested) for name, nested in own.items()}
    came = {name: tensor.shape for name, tensor in given.items()}
    if problem := disagreement(shapes, came, strict):
        raise Mismatch(f"{problem}. The model is as it was; {advice(shapes, came)}.")
    common = [name for name in own if name in given]
    values = [p for name in common for p in leaves(own[name])]
    numbers = [x for name in common for x in given[name].numbers]
    return (values, "data", numbers), Unmatched([n for n in own if n not in given], [n for n in given if n not in own])


def renamed(names: Iterable[str], rename: Rename | None) -> dict[str, str]:
    """What each name of a state is called in the model.

    rename   a function of the name; or a dict of names or of their beginnings, of which the longest counts:
             `{"0": "layers.0"}` makes `layers.0.weight` of `0.weight`, `{"": "net"}` puts `net.` before every name
    """
    names = list(names)
    if rename is None:
        return dict(zip(names, names))
    if not callable(rename) and not (isinstance(rename, Mapping) and all(isinstance(x, str) for x in rename.values())):
        raise Mismatch(f"rename = {rename!r} is neither a dict from texts to texts nor a function of the name")
    if isinstance(rename, Mapping):
        beginnings = {".".join(name.split(".")[:end]) for name in names for end in range(name.count(".") + 2)}
        if unused := [old for old in rename if old not in beginnings]:
            raise Mismatch(f"rename: no name begins with {unused[0]!r}; the names are {listed(map(readable, names))}")
    new = [rename(name) if callable(rename) else replaced(name, rename) for name in names]
    if not all(isinstance(name, str) for name in new):
        odd = next(name for name in new if not isinstance(name, str))
        raise Mismatch(f"rename: the function gave {odd!r}; it has to give a text for each name")
    if twice := [name for name in new if new.count(name) > 1]:
        raise Mismatch(f"rename: two names become {twice[0]!r}; give each a name of its own")
    return dict(zip(names, new))


def replaced(name: str, rename: Mapping[str, str]) -> str:
    """The name with its longest beginning that stands in the dict replaced."""
    parts = name.split(".")
    for end in range(len(parts), -1, -1):
        beginning = ".".join(parts[:end])
        if beginning in rename:
            return ".".join(part for part in (rename[beginning], *parts[end:]) if part)
    return name


def disagreement(own: Mapping[str, Shape | None], given: Mapping[str, Shape | None], strict: bool = True) -> str:
    """What keeps the tensors given from being those of the model, in words; empty if nothing does."""
    missing, unknown = strangers(own, given)
    unlike = [
        f"{name} is {written(given[name])}, but {written(own[name])} in the model"
        for name in own
        if name in given and given[name] != own[name]
    ]
    if not strict and own.keys() & given.keys():
        return listed(unlike, "; ")
    problems = [f"{name} is missing" for name in missing]
    return listed(problems + [f"{readable(name)} is not in the model" for name in unknown] + unlike, "; ")


def strangers(own: Iterable[str], given: Iterable[str]) -> tuple[list[str], list[str]]:
    """The names that only the model has, and those that only the state has."""
    own, given = dict.fromkeys(own), dict.fromkeys(given)
    missing = [name for name in own if name not in given and name.rpartition(".")[2] not in LATECOMERS]
    return missing, [name for name in given if name not in own]


def advice(own: Mapping[str, Shape | None], given: Mapping[str, Shape | None]) -> str:
    """What to do about a disagreement."""
    missing, unknown = strangers(own, given)
    if not missing and not unknown:
        return "build it with the sizes of the one that was saved"
    if [own[name] for name in missing] == [given[name] for name in unknown]:
        pairs = dict(beginnings(old, new) for old, new in zip(unknown, missing))
        if len(pairs) <= SHOWN and [replaced(name, pairs) for name in unknown] == missing:
            return f"only the names differ and not the sizes, so give rename={pairs!r} if these are the same parts"
    return (
        "build it with the parts and sizes of the one that was saved, say with rename={…} what its names are called "
        "in the model, or take over with strict=False what both have"
    )


def beginnings(old: str, new: str) -> tuple[str, str]:
    """Two names of a tensor without the part that they share at the end: `0.weight`, `layers.0.weight` → `0`, …"""
    (before, _, last), (after, _, same) = old.rpartition("."), new.rpartition(".")
    return (before, after) if last == same else (old, new)


def listed(texts: Iterable[str], separator: str = ", ") -> str:
    """The first texts, and how many more there are."""
    texts = list(texts)
    return separator.join(texts[:SHOWN]) + (f"{separator}and {len(texts) - SHOWN} more" if len(texts) > SHOWN else "")


def readable(name: str) -> str:
    """A name from outside, as it can be printed."""
    short = name if len(name) <= 100 else f"{name[:99]}…"
    return short if short.isprintable() else ascii(short)
