"""The names of torch.nn that are called differently here, so that an error can give the name to use."""

HERE = {
    "BatchNorm1d": "nn.BatchNorm",
    "BCEWithLogitsLoss": "nn.binary_cross_entropy_with_logits",
    "CrossEntropyLoss": "nn.cross_entropy_with_logits",
    "GELU": "the name of an activation, 'gelu'",
    "KLDivLoss": "nn.kl_divergence",
    "LeakyReLU": "the name of an activation, 'leaky_relu'",
    "Linear": "nn.Layer(inputs, outputs, 'linear')",
    "ModuleDict": "a dict of modules",
    "ModuleList": "a list of modules",
    "MSELoss": "nn.mean_squared_error",
    "Parameter": "autograd.Value",
    "ReLU": "the name of an activation, 'relu'",
    "Sigmoid": "the name of an activation, 'sigmoid'",
    "SiLU": "the name of an activation, 'silu'",
    "Softplus": "the name of an activation, 'softplus'",
    "Tanh": "the name of an activation, 'tanh'",
}


def not_here(name: str) -> str:
    """Return the message for a name that `nn` does not have."""
    words = f"module 'nn' has no attribute {name!r}"
    return f"{words}; what PyTorch calls so is {HERE[name]} here" if name in HERE else words
