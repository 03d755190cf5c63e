"""A diagram and its layout as SVG text; no program, font or script is needed to show it.

Every box and arrow has an id (`box-3`, `arrow-7`), and its parts have classes, so that a page can find them.
"""

from collections.abc import Iterator
from html import escape

from autograd.draw import palette
from autograd.draw.box_layout import Words, symbol_width, words_in
from autograd.draw.diagram import Arrow, Box, Diagram, Frame
from autograd.draw.layout.geometry import Layout, Point, Rectangle, Route
from autograd.draw.text import drawable, lines_of, short, width

FIXED = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', 'Liberation Mono', monospace"
PROSE = "system-ui, -apple-system, 'Segoe UI', Helvetica, Arial, 'DejaVu Sans', sans-serif"
GREY = "grey: several nodes in one box"
SIGNS = {"×": "×n: n of them drawn as one", " … ": "a … b: from the smallest to the largest"}
NOTE = 20.0  # the height of the line that explains folded boxes and their signs
LEGEND = 44.0  # the height of the legend of the colours
RAMP = 160.0  # the width of the colours in the legend

STYLE = f"""\
.glassgrad text {{ font: 12px {FIXED}; fill: {palette.INK}; white-space: pre; }}
.glassgrad .label {{ font-weight: 700; }}
.glassgrad .name, .glassgrad .title, .glassgrad .legend {{ font: 10.5px {PROSE}; fill: {palette.MUTED}; }}
.glassgrad .note {{ font-size: 10.5px; fill: {palette.MUTED}; }}
.glassgrad .constant {{ fill: {palette.MUTED}; }}
.glassgrad .value {{ fill: {palette.VALUE}; }}
.glassgrad .gradient {{ fill: {palette.GRADIENT}; }}
.glassgrad .hot .gradient,
.glassgrad .hot .value, .glassgrad .hot .name, .glassgrad .hot .note {{ fill: {palette.INK}; }}
.glassgrad .local {{ font-size: 10.5px; fill: {palette.LOCAL}; }}
.glassgrad .centred {{ text-anchor: middle; }}
.glassgrad .outline {{ fill: none; stroke: {palette.LINE}; stroke-width: 1; }}
.glassgrad .output .outline {{ stroke: {palette.INK}; stroke-width: 2; }}
.glassgrad .constant-box .outline {{ stroke-dasharray: 3 3; }}
.glassgrad .shade {{ fill: {palette.SHADE}; }}
.glassgrad .frame {{ fill: none; stroke: {palette.FRAME}; stroke-width: 1; }}
.glassgrad .line {{ fill: none; stroke: {palette.LINE}; stroke-width: 1.2; }}
.glassgrad .point {{ fill: {palette.LINE}; }}
.glassgrad.dense .line {{ stroke: {palette.FRAME}; stroke-width: 0.8; }}"""


def svg_of(diagram: Diagram, layout: Layout) -> str:
    """Return the picture as the text of an SVG file."""
    low = layout.size.height
    wide, high = layout.size.width, low
    note = note_about_folding(diagram)
    if note:
        wide, high = max(wide, width(note, 10.5) + 24.0), high + NOTE
    if diagram.steepest is not None:
        wide, high = max(wide, RAMP + 190.0), high + LEGEND
    dense = " dense" if diagram.is_dense else ""
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="glassgrad{dense}" role="img" '
        f'width="{px(wide)}" height="{px(high)}" viewBox="0 0 {px(wide)} {px(high)}">',
        f"<title>{xml(diagram.title)}</title>",
        f"<style>\n{STYLE}\n</style>",
        f'<rect width="{px(wide)}" height="{px(high)}" fill="{palette.PAPER}"/>',
    ]
    for number, (frame, area) in enumerate(zip(diagram.frames, layout.frames)):
        lines += frame_lines(number, frame, area)
    for number, (arrow, route) in enumerate(zip(diagram.arrows, layout.arrows)):
        lines += arrow_lines(number, arrow, route)
    for number, (box, area) in enumerate(zip(diagram.boxes, layout.boxes)):
        lines += box_lines(number, box, area, diagram.steepest)
    if note:
        lines.append(words_line(Words(12.0, low + 8.0, note, "legend")))
    if diagram.steepest is not None:
        lines += legend_lines(diagram.steepest, high - LEGEND)
    return "\n".join([*lines, "</svg>", ""])


def box_lines(number: int, box: Box, area: Rectangle, steepest: float | None) -> Iterator[str]:
    """Yield the lines of a box: its background, its two compartments, its outline and its words."""
    classes = [f"{box.kind}-box", *(["output"] if box.is_output else []), *(["hot"] if steepest is not None else [])]
    yield f'<g id="box-{number}" class="box {" ".join(classes)}" transform="translate({px(area.x)} {px(area.y)})">'
    yield f"<title>{xml(box.about)}</title>"
    radius = {"operation": 6, "folded": 6, "leaf": 2, "constant": 2}[box.kind]
    whole = f'width="{px(area.width)}" height="{px(area.height)}" rx="{radius}"'
    yield f'<rect class="back" {whole} fill="{background(box, steepest)}"/>'
    if box.symbol:
        right, low, turn, before = map(px, (symbol_width(box.symbol), area.height, radius, area.height - radius))
        yield f'<path class="shade" d="M{right} 0H{turn}Q0 0 0 {turn}V{before}Q0 {low} {turn} {low}H{right}Z"/>'
    yield f'<rect class="outline" {whole}/>'
    yield from map(words_line, words_in(box))
    yield "</g>"


def background(box: Box, steepest: float | None) -> str:
    """Return the background colour of a box: by its gradient, unless steepest is None."""
    if steepest is not None:
        return palette.heat(box.slope / steepest) if box.slope and steepest else palette.HEAT[0]
    return palette.SHADE if box.kind == "folded" else palette.PAPER


def words_line(words: Words) -> str:
    """Return the SVG of a line of text, in which spaces are kept."""
    centred = " centred" if words.is_centred else ""
    position = f'x="{px(words.x)}" y="{px(words.y)}"'
    return f'<text class="{words.kind}{centred}" {position} xml:space="preserve">{xml(words.text)}</text>'


def arrow_lines(number: int, arrow: Arrow, route: Route) -> Iterator[str]:
    """Yield the lines of an arrow: its curve, its point and its label."""
    yield f'<g id="arrow-{number}" class="arrow" data-from="{arrow.source}" data-to="{arrow.target}">'
    if arrow.about:
        yield f"<title>{xml(arrow.about)}</title>"
    first, *rest = (f"{px(point.x)} {px(point.y)}" for point in route.curve)
    yield f'<path class="line" d="M{first}C{" ".join(rest)}"/>'
    yield f'<path class="point" d="{point_of(route)}"/>'
    if route.label:
        middle = Point(route.label.x, route.label.y + 3.5)
        yield words_line(Words(*middle, arrow.text, "local" if arrow.is_slope else "note", is_centred=True))
    yield "</g>"


def point_of(route: Route) -> str:
    """Return the path of the triangle at the end of an arrow."""
    end, tip = route.curve[-1], route.tip
    across = Point((tip.y - end.y) * 0.45, (end.x - tip.x) * 0.45)
    corners = (tip, Point(end.x + across.x, end.y + across.y), Point(end.x - across.x, end.y - across.y))
    return "M" + "L".join(f"{px(corner.x)} {px(corner.y)}" for corner in corners) + "Z"


def frame_lines(number: int, frame: Frame, area: Rectangle) -> Iterator[str]:
    """Yield the lines of the frame around a scope, with its name."""
    yield f'<g id="frame-{number}"><title>{xml(frame.name)}</title>'
    size = f'width="{px(area.width)}" height="{px(area.height)}"'
    yield f'<rect class="frame" x="{px(area.x)}" y="{px(area.y)}" {size} rx="8"/>'
    yield words_line(Words(area.x + 8.0, area.y + 15.0, lines_of(frame.name)[0], "title"))
    yield "</g>"


def note_about_folding(diagram: Diagram) -> str:
    """Return the line that explains folded boxes and the signs in them; "" if each node has its own box."""
    if not diagram.is_folded:
        return ""
    boxes = [text for box in diagram.boxes for text in (box.title, box.symbol, *(row.text for row in box.rows))]
    words = "\n".join([*boxes, *(arrow.text for arrow in diagram.arrows)])
    return " · ".join([GREY, *(meaning for sign, meaning in SIGNS.items() if sign in words)])


def legend_lines(steepest: float, top: float) -> Iterator[str]:
    """Yield the lines of the legend of the colours, which begins at this height."""
    stops = "".join(
        f'<stop offset="{i / (len(palette.HEAT) - 1):g}" stop-color="{colour}"/>'
        for i, colour in enumerate(palette.HEAT)
    )
    x, y = 12.0 + width("|gradient|", 10.5) + 8.0, top + 4.0
    yield f'<defs><linearGradient id="heat">{stops}</linearGradient></defs>'
    yield f'<rect x="{px(x)}" y="{px(y)}" width="{px(RAMP)}" height="12" fill="url(#heat)" stroke="{palette.LINE}"/>'
    yield words_line(Words(12.0, y + 10.0, "|gradient|", "legend"))
    for share in (0.0, 0.5, 1.0):
        yield words_line(Words(x + share * RAMP, y + 26.0, short(share * steepest), "legend", is_centred=True))


def px(x: float) -> str:
    """Return a length in pixels as text, rounded to a tenth."""
    return f"{x:.1f}".removesuffix(".0") if round(x, 1) else "0"


def xml(text: str) -> str:
    """Return the text as XML needs it, so that it is drawn as it is."""
    return escape(drawable(text))
