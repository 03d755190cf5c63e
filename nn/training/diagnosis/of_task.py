"""What is wrong with what a network was given: its inputs, the parameters that move, or the penalty."""

from autograd.transforms.tree import leaves
from nn.data.scaler import mean_and_deviation
from nn.layers.attention import Embedding
from nn.training.diagnosis import symptoms
from nn.training.diagnosis.evidence import Evidence
from nn.training.diagnosis.remark import Remark

LARGE = 20.0  # of an input: weights around 1 then give outputs that are too large
SHRUNK = 0.3  # of the size that the parameters had at first


def inputs_alike(evidence: Evidence) -> Remark | None:
    """Remark that all inputs are the same although the targets differ."""
    (first, *others), targets = evidence.data.inputs, evidence.data.targets
    if any(row != first for row in others) or all(target == targets[0] for target in targets):
        return None
    return Remark(
        symptoms.INPUTS_ALIKE,
        f"All {len(targets)} samples have the same inputs, but their targets differ, so no model can tell them apart.",
        "Look at data.inputs[:3], and at what prepared them.",
    )


def large_inputs(evidence: Evidence) -> Remark | None:
    """Remark that an input is much larger than the others or than 1."""
    if evidence.module is None or any(isinstance(part, Embedding) for part in evidence.module.modules()):
        return None  # the inputs are indices
    rows = [list(leaves(row)) for row in evidence.subset(100).inputs]
    columns = [mean_and_deviation([float(x) for x in column]) for column in zip(*rows)]
    mean, deviation = max(columns, key=lambda column: abs(column[0]) + column[1])
    if abs(mean) + deviation <= LARGE:
        return None
    return Remark(
        symptoms.SCALE,
        f"The inputs are on a large scale: one of them has a mean of {mean:.4g} and a standard deviation of "
        f"{deviation:.4g}, where a network expects about 0 and 1.",
        "Put them on one scale: standard = nn.StandardScaler.of(data), and then standard(data).",
    )


def left_out(evidence: Evidence) -> Remark | None:
    """Remark that the optimiser does not move some parameters of the model."""
    parameters, held = evidence.parameters, set(evidence.optimizer.parameters)
    names = [name for name, tensor in evidence.tensors.items() if held.isdisjoint(leaves(tensor))]
    if not names:
        return None
    count = sum(p in held for p in parameters)
    return Remark(
        symptoms.FROZEN,
        f"The optimiser was given {count} of the {len(parameters)} parameters of the model; {listed(names)} did not "
        "move.",
        "If that is not on purpose, write optimizer=Adam(model.parameters(), …).",
    )


def unreached(evidence: Evidence) -> Remark | None:
    """Remark that no gradient reaches some parameters, so that they stay as they were."""
    names = [name for name, distance in evidence.distances.items() if distance == 0.0]
    if not names or len(names) == len(evidence.distances):
        return None
    return Remark(
        symptoms.FROZEN,
        f"No gradient reaches {listed(names)}: in {len(evidence.losses)} steps they did not move at all.",
        "See whether the outputs are made of them: .data, float() and no_grad() cut them off.",
    )


def listed(names: list[str]) -> str:
    """Return the first few names in one line."""
    return ", ".join(names[:4]) + " …" * (len(names) > 4)


def shrunk(evidence: Evidence) -> Remark | None:
    """Remark that the penalty has pulled the parameters to 0."""
    before, after = evidence.sizes
    decay = evidence.optimizer.weight_decay
    if (evidence.penalty is None and not decay) or after > SHRUNK * before:
        return None
    name = "penalty" if evidence.penalty else f"weight_decay of {decay:g}"
    return Remark(
        symptoms.PENALTY,
        f"The {name} is too strong: the parameters shrank from a size of {before:.3g} to {after:.3g}, and the rest of "
        f"the loss stands at {evidence.recent_loss:.4g}.",
        "Try a hundredth of it, or none at first.",
    )
