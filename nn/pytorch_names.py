"""The names of torch.nn that are called differently here, so that an error can give the name to use."""

HERE = {
    "BCELoss": "nn.binary_cross_entropy_with_logits, which takes logits",
    "BatchNorm1d": "nn.BatchNorm",
    "BCEWithLogitsLoss": "nn.binary_cross_entropy_with_logits",
    "clip_grad_norm_": "nn.clip_grad_norm",
    "CrossEntropyLoss": "nn.cross_entropy_with_logits",
    "cross_entropy": "nn.cross_entropy_with_logits",
    "DataLoader": "nn.batches(data, size)",
    "Flatten": "nn.flatten",
    "functional": "nn.cross_entropy_with_logits, autograd.softmax, …",
    "GELU": "the name of an activation, 'gelu'",
    "KLDivLoss": "nn.kl_divergence",
    "LeakyReLU": "the name of an activation, 'leaky_relu'",
    "L1Loss": "autograd.mean(autograd.abs(y - t) for …)",
    "Linear": "nn.Layer(inputs, outputs, 'linear')",
    "ModuleDict": "a dict of modules",
    "ModuleList": "a list of modules",
    "mse_loss": "nn.mean_squared_error",
    "MSELoss": "nn.mean_squared_error",
    "NLLLoss": "nn.cross_entropy_with_logits, which takes logits",
    "optim": "nn.SGD, nn.Adam, …",
    "Optimiser": "nn.Optimizer",
    "Parameter": "autograd.Value",
    "ReLU": "the name of an activation, 'relu'",
    "relu": "autograd.relu",
    "Sigmoid": "the name of an activation, 'sigmoid'",
    "SiLU": "the name of an activation, 'silu'",
    "Softmax": "autograd.softmax",
    "Softplus": "the name of an activation, 'softplus'",
    "Tanh": "the name of an activation, 'tanh'",
}
NO_DEVICE = "the numbers of Python are on no device, and always doubles"
OF_MODULE = {
    "cpu": NO_DEVICE,
    "cuda": NO_DEVICE,
    "double": NO_DEVICE,
    "float": NO_DEVICE,
    "forward": "call the module itself, model(x)",
    "half": NO_DEVICE,
    "register_buffer": "set an attribute to a list of numbers",
    "register_parameter": "set an attribute to a Value or a list of Values",
    "to": NO_DEVICE,
}


def not_of_a_module(kind: type, name: str) -> str:
    """Return the message for an attribute that a module of this class does not have."""
    words = f"{kind.__name__!r} object has no attribute {name!r}"
    return f"{words}: {OF_MODULE[name]}" if name in OF_MODULE else words


def not_here(name: str) -> str:
    """Return the message for a name that `nn` does not have."""
    words = f"module 'nn' has no attribute {name!r}"
    return f"{words}; write {HERE[name]}" if name in HERE else words
