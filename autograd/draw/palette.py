"""One colour for each idea, the same in every picture and page.

They are the blue, green, purple and orange-red of the palette by Okabe and Ito ("Color Universal Design", 2008),
darkened until they can be read as text on white. A test checks the contrast (WCAG 2.2: at least 4.5 to 1), and that the
four can be told apart with any of the three kinds of colour blindness.
"""

# fmt: off
VALUE      = "#0a4db0"  # the number a node holds
LOCAL      = "#0a7d45"  # a local derivative: ∂(node)/∂(one of its inputs)
UPSTREAM   = "#9b4f96"  # the gradient that a node passes back to its inputs
GRADIENT   = "#b34a00"  # the gradient that a node has received so far

INK        = "#1f2328"  # labels and operations
MUTED      = "#636c76"  # names of rows, constants
LINE       = "#8c959f"  # arrows and borders
SHADE      = "#f0f2f5"  # behind an operation, and behind folded boxes
FRAME      = "#c4cbd3"  # around the nodes of a scope
PAPER      = "#ffffff"  # behind everything, so that a picture can be read on a dark page too
# fmt: on

HEAT = ("#ffffff", "#fde3c8", "#f3a663")  # for |gradient| from 0 to the largest; dark ink is readable on all of them


def heat(share: float) -> str:
    """Return the colour of a gradient that is this share (0 to 1) of the largest one."""
    share = min(max(share, 0.0), 1.0) * (len(HEAT) - 1)
    step = min(int(share), len(HEAT) - 2)
    return mixed(HEAT[step], HEAT[step + 1], share - step)


def mixed(start: str, end: str, share: float) -> str:
    """Return a mixture of two colours: the start for a share of 0, the end for a share of 1."""
    channels = (round(a + (b - a) * share) for a, b in zip(channels_of(start), channels_of(end)))
    return "#" + "".join(f"{channel:02x}" for channel in channels)


def channels_of(colour: str) -> tuple[int, int, int]:
    """Return red, green and blue of `#rrggbb`, each from 0 to 255."""
    red, green, blue = bytes.fromhex(colour[1:])
    return red, green, blue
