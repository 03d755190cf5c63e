"""What is wrong with the units of a network: alike, dead, saturated, without gradient, linear or squeezed."""

from autograd.transforms.tree import leaves
from nn.shapes import shape_of
from nn.training.diagnosis import symptoms
from nn.training.diagnosis.evidence import Evidence
from nn.training.diagnosis.remark import Remark

ALMOST_ALL = 0.85  # of the units of a layer
MOST = 0.75  # of their results
VANISHED = 1e-3  # of the gradient of the last layer
EQUAL = 1e-9  # the relative difference that rounding explains


def alike(evidence: Evidence) -> Remark | None:
    """Remark that the units of a layer have the same weights, so that they get the same gradient and stay the same."""
    for name, tensor in evidence.tensors.items():
        shape = shape_of(tensor) or ()
        if len(shape) < 2 or shape[0] < 2:
            continue
        first, *others = [[p.data for p in leaves(row)] for row in tensor]
        if all(abs(x - y) <= EQUAL * max(abs(x), abs(y)) for row in others for x, y in zip(first, row)):
            return Remark(
                symptoms.ALIKE,
                f"All {shape[0]} units of {name} have the same weights (the first is {first[0]:.4g} in each), so they "
                "get the same gradient and stay alike.",
                'Start from weights drawn at random, such as initializer="xavier_uniform", and not from one number.',
            )
    return None


def dead(evidence: Evidence) -> Remark | None:
    """Remark that hardly any unit of a layer ever fires."""
    for layer in evidence.observation.layers:
        count = len(layer.units)
        if layer.activation == "relu" and layer.dead >= ALMOST_ALL * count:
            return Remark(
                symptoms.DEAD,
                f"{layer.dead} of {count} relu units of {layer.layer} never fire: they give 0 for each of the "
                f"{evidence.observation.samples} samples that were looked at, and no gradient passes through a 0.",
                'Try a smaller learning rate, weights drawn anew (initializer="he_normal", biases 0) or "leaky_relu", '
                f"and look at the biases of {layer.layer}.",
            )
    return None


def saturated(evidence: Evidence) -> Remark | None:
    """Remark that hardly any activation of a layer has a slope."""
    for layer in evidence.observation.layers:
        if layer.flat >= MOST:
            return Remark(
                symptoms.SATURATED,
                f"The {layer.activation} units of {layer.layer} are saturated: {layer.flat:.0%} of what they gave for "
                f"{evidence.observation.samples} samples lies where the slope is almost 0, so hardly any gradient "
                "passes.",
                "Try inputs on a scale around 1, smaller weights to begin with "
                '(initializer="xavier_uniform") or a smaller learning rate.',
            )
    return None


def vanishing(evidence: Evidence) -> Remark | None:
    """Remark that the gradient is gone before it reaches the first layers."""
    weights = [(name, g) for name, g in evidence.first_observation.gradients.items() if name.endswith("weight")]
    if len(weights) < 2 or weights[-1][1] == 0.0:
        return None
    (last, most), faint = weights[-1], [(name, g) for name, g in weights[:-1] if g < VANISHED * weights[-1][1]]
    if not faint:
        return None
    name, least = faint[0]
    return Remark(
        symptoms.VANISHING,
        f"The gradient vanishes on its way back: before the first step it was {most:.2g} at {last}, and {least:.2g} at "
        f"{name}.",
        'Try "relu" or "tanh" in place of "sigmoid", initializer="xavier_uniform", fewer layers, or nn.Residual.',
    )


def linear(evidence: Evidence) -> Remark | None:
    """Remark that layers without an activation are one layer."""
    if not evidence.observation.stacked:
        return None
    return Remark(
        symptoms.LINEAR,
        f"No activation stands between the layers, so all of them together are one linear layer; the loss is "
        f"{evidence.recent_loss:.4g}.",
        'Give the hidden layers an activation, such as "tanh" or "relu".',
    )


def squeezed(evidence: Evidence) -> Remark | None:
    """Remark that the last activation keeps the outputs from where the targets want them."""
    limits = {"sigmoid": (0.0, 1.0), "tanh": (-1.0, 1.0), "relu": (0.0, float("inf"))}
    made_by = evidence.observation.last
    if len(made_by) != 1 or (name := next(iter(made_by))) not in limits:
        return None
    low, high = limits[name]
    numbers = f"the last activation, {name}, leaves only numbers from {low:g} to {high:g}"
    if evidence.observation.logits:
        return Remark(
            symptoms.SQUEEZED,
            f"The loss expects logits, numbers of any size, but {numbers}.",
            'Leave that activation out (output_activation="linear"): the loss applies sigmoid or softmax itself.',
        )
    targets = [float(t) for t in leaves(evidence.data.targets)]
    outside = [t for t in targets if not low <= t <= high]
    if not outside:
        return None
    return Remark(
        symptoms.SQUEEZED,
        f"{len(outside)} of {len(targets)} targets, such as {outside[0]:.4g}, cannot be reached: {numbers}.",
        'Leave that activation out (output_activation="linear"), or bring the targets into that range.',
    )
