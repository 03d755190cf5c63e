"""A picture as PNG or PDF, made from our SVG by typst (the extra `export`), which brings its own fonts."""

import re
from math import ceil
from numbers import Real

from autograd.draw.engines import EngineMissing

EXPORTED = ("png", "pdf")
DPI = 192.0  # twice that of a plain screen, so that letters are sharp
INCH = 96.0  # pixels of an SVG
MOST_WIDTH, MOST_DPI = 1_000_000, 10_000
MOST_PIXELS = 100_000_000  # each takes four bytes

SIZE = re.compile(r'<svg [^>]*width="([\d.]+)" height="([\d.]+)"')
DOCUMENT = """\
#set document(date: none)
#set page(width: auto, height: auto, margin: 0pt)
#image(bytes(sys.inputs.svg), format: "svg", width: {}in, alt: sys.inputs.title)
"""


def exported(svg: str, title: str, kind: str, width: float | None = None, dpi: float | None = None) -> bytes:
    """Return a picture as the bytes of a file.

    svg    the text of our SVG
    title  a description for people who cannot see the picture
    kind   "png" or "pdf"
    width  the width in pixels; None: the width of the SVG times dpi / 96
    dpi    how many pixels make an inch; None: 192

    A width or dpi that is too large raises a ValueError. If typst is missing or fails, EngineMissing is raised.
    """
    try:
        import typst
    except ImportError as error:
        raise EngineMissing(f'a .{kind} needs typst: pip install "glassgrad[export]"') from error
    dpi = DPI if dpi is None else bounded("dpi", dpi, MOST_DPI)
    wide, high = size_of(svg)
    inches = wide / INCH if width is None else bounded("width", width, MOST_WIDTH) / dpi
    document, inputs = DOCUMENT.format(inches).encode(), {"svg": svg, "title": title}
    try:
        if kind == "png":
            refuse_too_many_pixels(inches * dpi, inches * dpi * high / wide)
            return typst.compile(document, format="png", ppi=dpi, sys_inputs=inputs)
        return typst.compile(document, format="pdf", sys_inputs=inputs)
    except typst.TypstError as error:
        raise EngineMissing(f"typst could not make a .{kind} of this picture: {error}") from error


def size_of(svg: str) -> tuple[float, float]:
    """Return the width and the height of our SVG, in pixels."""
    found = SIZE.match(svg)
    assert found is not None
    return float(found[1]), float(found[2])


def bounded(name: str, x: float, most: int) -> float:
    """Return x as a float if it is a number from 1 to the most; otherwise raise a ValueError."""
    if isinstance(x, bool) or not isinstance(x, Real) or not 1 <= x <= most:
        raise ValueError(f"draw: {name} = {x!r} is not a number from 1 to {most:,}")
    return float(x)


def refuse_too_many_pixels(wide: float, high: float) -> None:
    """Raise a ValueError if a picture of this width and height would not fit into memory."""
    if ceil(wide) * ceil(high) > MOST_PIXELS:
        raise ValueError(
            f"draw: the picture would have {wide:,.0f} × {high:,.0f} pixels, and {MOST_PIXELS:,} in all is the most. "
            "Give a smaller width or dpi, or save a .svg or .pdf, which is sharp at any size"
        )
