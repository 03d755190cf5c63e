// Where everything stands. Python has laid out each scope with the scopes inside it folded; opening one
// stretches the picture around it, so that nothing changes its order and nothing overlaps.

const FRAME = { side: 12, top: 24 };
const MOST_AROUND = 60; // arrows between scopes; more than these go straight, as nobody follows each of them

// The picture with some scopes open: {width, height, cards, frames, arrows}.
function pictureOf(open) {
  const cards = new Map(); // "node 3" or "scope 2" → {x, y, width, height}
  const frames = [];
  const routed = new Map(); // "node 3>node 5>0" → {start, points, label}, arrows that Python has drawn

  function place(number) {
    const scope = payload.scopes[number];
    const inner = scope.items.map(([kind, id]) => (kind === "scope" && open.has(id) ? place(id) : null));
    const wide = inner.map((room, i) => (room ? room.width + 2 * FRAME.side : scope.boxes[i][2]));
    const high = inner.map((room, i) => (room ? room.height + FRAME.side + FRAME.top : scope.boxes[i][3]));
    const fx = stretched(scope.boxes.map(([x, , width], i) => [x, width, wide[i]]));
    const fy = stretched(scope.boxes.map(([, y, , height], i) => [y, height, high[i]]));
    const local = scope.items.map(([kind, id], i) => {
      const [x, y, width, height] = scope.boxes[i];
      return { key: `${kind} ${id}`, kind, id, inner: inner[i], width: wide[i], height: high[i],
        x: fx(x + width / 2) - wide[i] / 2, y: fy(y + height / 2) - high[i] / 2 };
    });
    const arrows = scope.links
      .map(([from, to, slot], i) => ({ from: local[from], to: local[to], slot, source: scope.boxes[from], target: scope.boxes[to], ...scope.arrows[i] }))
      .filter(({ from, to }) => !from.inner && !to.inner)
      .map(({ from, to, slot, source, target, curve, label }) => {
        // Both ends stick to their boxes, which do not stretch; what is between does.
        const last = curve.length - 1;
        const points = curve.map(([x, y], i) => {
          const py = i <= 1 ? from.y + y - source[1] : i >= last - 1 ? to.y + y - target[1] : fy(y);
          return [fx(x), py];
        });
        points[last][0] = to.x - 8;
        return { from, to, slot, points, start: [from.x + from.width, points[0][1]], label: label && [fx(label[0]), fy(label[1])] };
      });
    return { width: fx(scope.size[0]), height: fy(scope.size[1]), local, arrows, number };
  }

  function put(room, dx, dy, depth) {
    for (const { key, kind, id, inner, x, y, width, height } of room.local) {
      const box = { key, kind, id, x: x + dx, y: y + dy, width, height };
      if (inner) {
        frames.push({ ...box, depth });
        put(inner, box.x + FRAME.side, box.y + FRAME.top, depth + 1);
      } else {
        cards.set(key, box);
      }
    }
    const moved = ([x, y]) => [x + dx, y + dy];
    for (const { from, to, slot, points, start, label } of room.arrows) {
      routed.set(`${from.key}>${to.key}>${slot}`, { points: [start, ...points].map(moved), label: label && moved(label) });
    }
  }

  const whole = place(0);
  put(whole, 0, 0, 0);
  return { width: whole.width, height: whole.height, cards, frames, arrows: arrowsOf(open, cards, routed) };
}

// A map of a line onto itself that makes room: each [start, length, wanted] becomes as long as it wants.
function stretched(wishes) {
  const growing = wishes.filter(([, length, wanted]) => wanted > length);
  if (!growing.length) return (t) => t;
  const ends = [...new Set(growing.flatMap(([start, length]) => [start, start + length]))].sort((a, b) => a - b);
  const pieces = ends.slice(1).map((end, i) => {
    const middle = (ends[i] + end) / 2;
    const factors = growing.map(([start, length, wanted]) => (start <= middle && middle <= start + length ? wanted / length : 1));
    return [ends[i], end, Math.max(1, ...factors)];
  });
  return (t) => pieces.reduce((sum, [from, to, factor]) => sum + (factor - 1) * Math.max(0, Math.min(t, to) - from), t);
}

// The scopes around a node, from the outside in.
function scopesAround(node) {
  const path = [];
  for (let scope = payload.nodes[node].scope; scope > 0; scope = payload.scopes[scope].parent) path.unshift(scope);
  return path;
}

// What stands for a node in the picture: its own card, or that of the outermost folded scope around it.
function cardOf(node, open) {
  const folded = scopesAround(node).find((scope) => !open.has(scope));
  return folded === undefined ? `node ${node}` : `scope ${folded}`;
}

// The arrows between visible cards, each with the edges of the graph that it stands for.
function arrowsOf(open, cards, routed) {
  const shown = payload.nodes.map((_, node) => cardOf(node, open));
  const arrows = new Map();
  payload.nodes.forEach(({ inputs }, target) => inputs.forEach((source, place) => {
    const from = shown[source], to = shown[target];
    if (from === to) return;
    const single = from.startsWith("node") && to.startsWith("node");
    const key = `${from}>${to}>${single ? place : -1}`;
    if (!arrows.has(key)) arrows.set(key, { key, from, to, single, edges: [] });
    arrows.get(key).edges.push({ source, target, place });
  }));
  const entering = new Map();
  for (const arrow of arrows.values()) {
    const way = routed.get(arrow.key);
    if (way) Object.assign(arrow, way);
    else entering.set(arrow.to, [...(entering.get(arrow.to) || []), arrow]);
  }
  const crowded = [...entering.values()].flat().length > MOST_AROUND;
  for (const [to, several] of entering) { // between scopes
    const box = cards.get(to), step = Math.min(13, (0.75 * box.height) / several.length);
    const middle = (arrow) => cards.get(arrow.from).y + cards.get(arrow.from).height / 2;
    several.sort((a, b) => middle(a) - middle(b)).forEach((arrow, i) => {
      const start = [cards.get(arrow.from).x + cards.get(arrow.from).width, middle(arrow)];
      const end = [box.x - 8, box.y + box.height / 2 + step * (i - (several.length - 1) / 2)];
      const others = [...cards.values()].filter(({ key }) => key !== arrow.from && key !== to);
      arrow.points = crowded ? [start, ...bow(start, end)] : wayBetween(start, end, others);
      arrow.label = null;
    });
  }
  return [...arrows.values()];
}

// The path of an arrow as SVG: a straight start, then curves.
function pathOf(points) {
  const [start, first, ...rest] = points.map(([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`);
  let path = `M${start}L${first}`;
  for (let i = 0; i < rest.length; i += 3) path += `C${rest[i]} ${rest[i + 1]} ${rest[i + 2]}`;
  return path;
}
