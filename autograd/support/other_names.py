"""Names of PyTorch, JAX and micrograd that are called differently here, so that an error can give the name to use."""

OF_MODULE = {
    "Function": "a row of a table: autograd.unary, autograd.binary or autograd.ternary",
    "Node": "autograd.Value",
    "Scalar": "autograd.Value",
    "Tensor": "autograd.Value, one number; tensors are lists of them",
    "Variable": "autograd.Value",
    "clamp": "autograd.clip",
    "custom_vjp": "a row of a table: autograd.unary, autograd.binary or autograd.ternary",
    "functional": "autograd.jacobian, autograd.hessian, autograd.vjp, …",
    "gradcheck": "autograd.check_gradients",
    "inference_mode": "autograd.no_grad",
    "jit": "autograd.compile",
    "leaky_ReLU": "autograd.leaky_relu",
    "logaddexp": "autograd.logsumexp",
    "matmul": "autograd.dot, for each row",
    "rsqrt": "autograd.power(-0.5)",
    "square": "autograd.power(2), or x**2",
    "stop_gradient": "autograd.Value.detach",
    "tensor": "autograd.Value, one number; tensors are lists of them",
}
ONE_NUMBER = "a Value is one number, and tensors are lists of Values"
NO_DEVICE = "the numbers of Python are on no device"
ALWAYS = "every Value has a gradient; x.detach() passes none on"
OF_VALUE = {
    "T": ONE_NUMBER,
    "abs": "write abs(x)",
    "add": "write x + y",
    "clamp": "write autograd.clip(x, low, high)",
    "clone": "write x + 0.0 for a node of its own, or Value(x.data) for a new leaf",
    "cpu": NO_DEVICE,
    "cuda": NO_DEVICE,
    "dim": ONE_NUMBER,
    "div": "write x / y",
    "dtype": "the number of a Value is always a float",
    "grad_fn": "write x.operation",
    "is_leaf": "write x.operation is None",
    "item": "write x.data",
    "mean": "write autograd.mean(values)",
    "mul": "write x * y",
    "name": "write x.label",
    "ndim": ONE_NUMBER,
    "numpy": "write x.data",
    "parents": "write x.inputs",
    "pow": "write x**n",
    "requires_grad": ALWAYS,
    "requires_grad_": ALWAYS,
    "retain_grad": "every node keeps its gradient",
    "shape": ONE_NUMBER,
    "size": ONE_NUMBER,
    "square": "write x**2",
    "sub": "write x - y",
    "sum": "write autograd.sum(values)",
    "to": NO_DEVICE,
    "tolist": "write x.data",
    "value": "write x.data",
    "zero_grad": "write x.grad = 0.0",
    "zero_grad_": "write x.grad = 0.0",
}


def not_of_module(name: str) -> str:
    """Return the message for a name that the package `autograd` does not have."""
    words = f"module 'autograd' has no attribute {name!r}"
    return f"{words}; write {OF_MODULE[name]}" if name in OF_MODULE else words


def not_of_value(kind: type, name: str) -> str:
    """Return the message for an attribute that a Value of this class does not have."""
    words = f"{kind.__name__!r} object has no attribute {name!r}"
    return f"{words}: {OF_VALUE[name]}" if name in OF_VALUE else words
