// Ways around boxes, for the arrows between scopes: Python knows no place for them, because what is open changes.

const GAP = 12; // pixels between an arrow and a box that it goes around
const MOST_TRIED = 8; // lanes

// The points of an arrow from start to end: straight on where no box is in the way, otherwise above or below it.
function wayBetween(start, end, boxes) {
  const direct = bow(start, end), between = boxes.filter(({ x, width }) => x + width > start[0] && x < end[0]);
  if (isFree(direct, between)) return [start, ...direct];
  const middle = (start[1] + end[1]) / 2;
  const lanes = between.flatMap(({ y, height }) => [y + height + GAP, y - GAP]).sort((a, b) => Math.abs(a - middle) - Math.abs(b - middle));
  const detours = lanes.slice(0, MOST_TRIED).map((lane) => detour(start, end, lane, between));
  return [start, ...(detours.find((way) => isFree(way, between)) || direct)];
}

// A single curve: its first point, then two handles and the last point.
function bow(start, end) {
  const bend = Math.max(30, Math.abs(end[0] - start[0]) / 2);
  return [start, [start[0] + bend, start[1]], [end[0] - bend, end[1]], end];
}

// Along a lane beside the boxes that touch the straight way, and between them and the ends there and back.
function detour(start, end, lane, boxes) {
  const [low, high] = [Math.min(start[1], end[1], lane) - GAP, Math.max(start[1], end[1], lane) + GAP];
  const between = boxes.filter(({ x, y, width, height }) =>
    x + width > start[0] && x < end[0] && y + height > low && y < high);
  const left = Math.max(start[0] + 8, Math.min(...between.map(({ x }) => x)) - GAP);
  const right = Math.min(end[0] - 8, Math.max(...between.map(({ x, width }) => x + width)) + GAP);
  const [enter, leave] = [[left, lane], [right, lane]];
  return [...bend(start, enter), ...bend(enter, leave).slice(1), ...bend(leave, end).slice(1)];
}

function bend([x0, y0], [x1, y1]) {
  const middle = (x0 + x1) / 2;
  return [[x0, y0], [middle, y0], [middle, y1], [x1, y1]];
}

// Whether a way of curves leaves all boxes untouched.
function isFree(way, boxes) {
  for (let i = 0; i + 3 < way.length; i += 3) {
    for (let t = 0; t <= 1; t += 1 / 24) {
      const [x, y] = [0, 1].map((axis) => cubic(way.slice(i, i + 4).map((point) => point[axis]), t));
      if (boxes.some((box) => x > box.x - 2 && x < box.x + box.width + 2 && y > box.y - 2 && y < box.y + box.height + 2)) return false;
    }
  }
  return true;
}

// A point of a Bézier curve.
function cubic([a, b, c, d], t) {
  const s = 1 - t;
  return s * s * s * a + 3 * s * s * t * b + 3 * s * t * t * c + t * t * t * d;
}
