"""Pictures that somebody has looked at, kept in `golden/`: what is drawn today has to be the same, to the last digit.

After a change that is meant to move something, look at the pictures and write them anew:

    python -m tests.autograd.draw.golden
"""

from collections.abc import Callable
from pathlib import Path
from random import Random

from autograd import Value, draw, exp, maximum, scope, tanh
from autograd.draw import Picture

FOLDER = Path(__file__).parent / "golden"


def neuron() -> Picture:
    """One neuron after backward, with the slope on each arrow."""
    x, w, b = Value(2.0, "x"), Value(-0.5, "w"), Value(1.4, "b")
    y = tanh(x * w + b)
    y.label = "y"
    y.backward()
    return draw(y)


def arrows_around_boxes() -> Picture:
    """Nodes that are used again much later, and twice at once, with constants between them."""
    x, y = Value(0.5, "x"), Value(-1.5, "a label\nof two lines")
    z = x * y + 3.0
    for _ in range(2):
        z = maximum(z, x) * exp(y) + z * z
    (z - x * x).backward()
    return draw(z - x * x, heat=True)


def layers(*widths: int) -> list[list[Value]]:
    """The activations of a network with two inputs and these widths, in scopes."""
    random = Random(0)
    rows = [[Value(0.5, "x1"), Value(-1.0, "x2")]]
    for i, width in enumerate(widths, start=1):
        with scope("network"), scope(f"layer {i}"):
            row = []
            for j in range(width):
                with scope(f"neuron {j + 1}"):
                    row.append(tanh(sum((random.uniform(-1, 1) * x for x in rows[-1]), Value(0.1, "b"))))
            rows.append(row)
    return rows


def frames_in_frames() -> Picture:
    """A network that is drawn with every node, its layers and neurons framed."""
    (output,) = layers(2, 1)[-1]
    output.backward()
    return draw(output, "operation")


def folded_neurons() -> Picture:
    """A larger network with a box for each neuron, and the size of the gradients."""
    (output,) = layers(3, 3, 1)[-1]
    output.backward()
    return draw(output, "neuron", heat=True)


def folded_layers() -> Picture:
    """The same network with a box for each layer."""
    return draw(layers(3, 3, 1)[-1][0], "layer")


def there_and_back() -> Picture:
    """Scopes that take turns, so that arrows between their boxes go both ways."""
    x = Value(1.0, "x")
    y = x
    for name in ("encoder", "decoder", "loss", "encoder", "decoder"):
        with scope(name):
            y = tanh(y * Value(0.5, f"w of {name}") + x)
    return draw(y, 0)


def several_outputs() -> Picture:
    """Three outputs that share what they are made of, by name."""
    _, first, second, (output,) = layers(3, 3, 1)
    return draw({"first": first[0], "second": second[2], "output": output}, "layer")


def crowd() -> Picture:
    """More nodes than can be read, so that similar ones share a box."""
    xs = [Value(0.1 * i) for i in range(40)]
    return draw(sum(exp(x) * x for x in xs) / len(xs), limit=30)


PICTURES: dict[str, Callable[[], Picture]] = {
    make.__name__: make
    for make in (
        neuron,
        arrows_around_boxes,
        frames_in_frames,
        folded_neurons,
        folded_layers,
        there_and_back,
        several_outputs,
        crowd,
    )
}


def drawn(name: str) -> str:
    """The picture of this name as it is drawn today, by the built-in layout."""
    picture = PICTURES[name]()
    picture.chosen = "builtin"
    return picture.svg() + "\n"


def kept(name: str) -> str:
    """The picture of this name as it is kept."""
    return (FOLDER / f"{name}.svg").read_text(encoding="utf-8")


if __name__ == "__main__":
    for name in PICTURES:
        (FOLDER / f"{name}.svg").write_text(drawn(name), encoding="utf-8", newline="\n")
        print(FOLDER / f"{name}.svg")
