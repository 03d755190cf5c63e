"""A saved state matched with the tensors of a model: by name, each of the right shape, or an error."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from autograd import Value
from autograd.number import number
from autograd.transforms.tree import Nested, leaves, named_leaves
from nn.parameters.atomic import Change
from nn.shapes import Shape, as_lists, shape_of, written

Rename = Mapping[str, str] | Callable[[str], str]  # from the names in a state to those in the model

OPTIONAL = ("num_batches_tracked",)  # missing in states from before PyTorch 0.4.1, which did not count batches
LONGEST_LIST = 8  # how many names a message lists


class Mismatch(ValueError):
    """The state does not fit the model."""


class Tensor(NamedTuple):
    """The numbers of a tensor, row by row."""

    shape: Shape | None
    numbers: tuple[float, ...]


class Unmatched(NamedTuple):
    """The names that only the model has, and those that only the state has; the fields are called as in PyTorch."""

    missing_keys: list[str]
    unexpected_keys: list[str]


def tensor(name: str, nested: Nested) -> Tensor:
    """Return numbers or Values in lists as a tensor; a TypeError gives the position of the first that is not a number.

    name     the name of the tensor, for the message
    nested   the lists, or an array
    """
    nested = as_lists(nested)
    try:
        return Tensor(shape_of(nested), tuple([number(data_in(x)) for x in leaves(nested)]))
    except (TypeError, OverflowError):
        location, x = next(
            (where, data_in(x)) for where, x in named_leaves(nested, name) if not fits_into_float(data_in(x))
        )
        raise TypeError(
            f"{location} is {x!r} ({type(x).__name__}), but it has to be one real number that fits into a float; "
            "of a Value, set `data` to a float"
        ) from None


def data_in(x: Any) -> Any:
    """Return the number in a Value, and everything else as it is."""
    return x.data if isinstance(x, Value) else x


def fits_into_float(x: Any) -> bool:
    """Return whether x is a number that fits into a float."""
    try:
        number(x)
    except (TypeError, OverflowError):
        return False
    return True


def matched(
    own: Mapping[str, Nested], given: Mapping[str, Tensor], strict: bool, rename: Rename | None
) -> tuple[Change, Unmatched]:
    """Return what to set in a model, and the names that only the model or only the state has.

    own      the Values of the model, by name
    given    the tensors of the state, by name
    strict   whether both must have the same names; the shapes must agree in any case
    rename   what the names of the state are called in the model
    """
    if odd := [name for name in given if not isinstance(name, str)]:
        raise Mismatch(f"{odd[0]!r} is not a name; names are texts, as in a state_dict()")
    given = {new: given[old] for old, new in renamed(given, rename).items()}
    shapes = {name: shape_of(nested) for name, nested in own.items()}
    given_shapes = {name: tensor.shape for name, tensor in given.items()}
    if problem := disagreement(shapes, given_shapes, strict):
        raise Mismatch(f"{problem}. The model is as it was; {repair(shapes, given_shapes)}.")
    common = [name for name in own if name in given]
    values = [p for name in common for p in leaves(own[name])]
    numbers = [x for name in common for x in given[name].numbers]
    return (values, "data", numbers), Unmatched([n for n in own if n not in given], [n for n in given if n not in own])


def renamed(names: Iterable[str], rename: Rename | None) -> dict[str, str]:
    """Return what each name of a state is called in the model; raise a Mismatch if two names become one.

    names    the names of the state
    rename   a function of the name, or a dict of names or of their beginnings, of which the longest counts:
             `{"0": "layers.0"}` turns `0.weight` into `layers.0.weight`, `{"": "net"}` puts `net.` before all names
    """
    names = list(names)
    if rename is None:
        return dict(zip(names, names))
    if not callable(rename) and not (isinstance(rename, Mapping) and all(isinstance(x, str) for x in rename.values())):
        raise Mismatch(f"rename = {rename!r} is neither a dict from texts to texts nor a function of the name")
    if isinstance(rename, Mapping):
        prefixes = {".".join(name.split(".")[:end]) for name in names for end in range(name.count(".") + 2)}
        if unused := [old for old in rename if old not in prefixes]:
            raise Mismatch(f"rename: no name begins with {unused[0]!r}; the names are {listed(map(readable, names))}")
    new = [rename(name) if callable(rename) else replaced(name, rename) for name in names]
    if not all(isinstance(name, str) for name in new):
        odd = next(name for name in new if not isinstance(name, str))
        raise Mismatch(f"rename: the function gave {odd!r}; it has to give a text for each name")
    if twice := [name for name in new if new.count(name) > 1]:
        raise Mismatch(f"rename: two names become {twice[0]!r}; give each a name of its own")
    return dict(zip(names, new))


def replaced(name: str, rename: Mapping[str, str]) -> str:
    """Return the name after replacing the longest of its beginnings that is in the dict."""
    parts = name.split(".")
    for end in range(len(parts), -1, -1):
        beginning = ".".join(parts[:end])
        if beginning in rename:
            return ".".join(part for part in (rename[beginning], *parts[end:]) if part)
    return name


def disagreement(own: Mapping[str, Shape | None], given: Mapping[str, Shape | None], strict: bool = True) -> str:
    """Return in words how the tensors of a state differ from those of the model, or an empty text."""
    missing, unknown = unmatched_names(own, given)
    unlike = [
        f"{name} is {written(given[name])}, but {written(own[name])} in the model"
        for name in own
        if name in given and given[name] != own[name]
    ]
    if not strict and own.keys() & given.keys():
        return listed(unlike, "; ")
    problems = [f"{name} is missing" for name in missing]
    return listed(problems + [f"{readable(name)} is not in the model" for name in unknown] + unlike, "; ")


def unmatched_names(own: Iterable[str], given: Iterable[str]) -> tuple[list[str], list[str]]:
    """Return the names that only the model has, and those that only the state has."""
    own, given = dict.fromkeys(own), dict.fromkeys(given)
    missing = [name for name in own if name not in given and name.rpartition(".")[2] not in OPTIONAL]
    return missing, [name for name in given if name not in own]


def repair(own: Mapping[str, Shape | None], given: Mapping[str, Shape | None]) -> str:
    """Return what to do about a disagreement."""
    missing, unknown = unmatched_names(own, given)
    if not missing and not unknown:
        return "build it with the sizes of the one that was saved"
    if [own[name] for name in missing] == [given[name] for name in unknown]:
        pairs = dict(differing_prefixes(old, new) for old, new in zip(unknown, missing))
        if len(pairs) <= LONGEST_LIST and [replaced(name, pairs) for name in unknown] == missing:
            return f"only the names differ and not the sizes, so give rename={pairs!r} if these are the same parts"
    return (
        "build it with the parts and sizes of the one that was saved, say with rename={…} what its names are called "
        "in the model, or take over with strict=False what both have"
    )


def differing_prefixes(old: str, new: str) -> tuple[str, str]:
    """Return two names without the last part if they share it: `0.weight`, `layers.0.weight` → `0`, `layers.0`."""
    (before, _, last), (after, _, same) = old.rpartition("."), new.rpartition(".")
    return (before, after) if last == same else (old, new)


def listed(texts: Iterable[str], separator: str = ", ") -> str:
    """Return the first texts in one line, and how many more there are."""
    texts = list(texts)
    return separator.join(texts[:LONGEST_LIST]) + (
        f"{separator}and {len(texts) - LONGEST_LIST} more" if len(texts) > LONGEST_LIST else ""
    )


def readable(name: str) -> str:
    """Return a name from outside in a form that can be printed."""
    short = name if len(name) <= 100 else f"{name[:99]}…"
    return short if short.isprintable() else ascii(short)
