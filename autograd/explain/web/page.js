// The page: where it is, what it shows, and how a person moves through it.

const $ = (id) => document.getElementById(id);

const WAIT = 1200; // milliseconds between steps at speed 1

const page = {
  passes: payload.passes.map((script) => new Pass(decoded(script))),
  chosen: 0, // which of the passes
  number: 0, // which of its steps
  changes: new Map(), // leaves with other values
  other: null, // the pass with these values
  edited: -1, // the leaf in the editor
  predicting: false,
  answered: new Set(), // "pass step" for steps whose number has been guessed or shown
  timer: 0,
  zoom: 0, // 0: as large as the window allows
};

const picture = new Picture($("graph"), {
  node: (id) => {
    if (payload.nodes[id].operation < 0) edit(id);
    const number = pass().nextGradient(id, page.number);
    if (number !== null) go(number);
  },
  fold: (scope) => {
    picture.toggle(scope);
    zoom();
    show();
    document.querySelector(`[data-scope="${scope}"]`)?.focus({ preventScroll: true });
  },
  about,
  quiet: () => ($("about").hidden = true),
});

// JSON knows no infinity: such numbers come as text.
function decoded({ data, slopes, ...rest }) {
  return { ...rest, data: data.map(Number), slopes: slopes.map((row) => row.map(Number)) };
}

function pass() {
  return page.other || page.passes[page.chosen];
}

// Moving.

function go(number) {
  page.number = Math.max(0, Math.min(pass().events.length - 1, number));
  show();
}

function choose(number) {
  page.chosen = Math.max(0, Math.min(page.passes.length - 1, number));
  if (page.changes.size) page.other = page.passes[page.chosen].withLeaves(page.changes);
  go(page.number);
}

// One step on; after the last step of a training step the next begins.
function forward() {
  if (page.number + 1 < pass().events.length) go(page.number + 1);
  else if (payload.rounds && page.chosen + 1 < page.passes.length) {
    page.number = 0;
    choose(page.chosen + 1);
  }
}

function back() {
  if (page.number > 0) go(page.number - 1);
  else if (payload.rounds && page.chosen > 0) {
    page.number = Infinity;
    choose(page.chosen - 1);
  }
}

function atTheEnd() {
  return page.number + 1 >= pass().events.length && !(payload.rounds && page.chosen + 1 < page.passes.length);
}

function play(on = !page.timer) {
  clearInterval(page.timer);
  page.timer = 0;
  if (on) {
    if (atTheEnd()) go(0);
    page.timer = setInterval(() => {
      forward();
      if (atTheEnd() || isHidden()) play(false);
    }, WAIT / Number($("speed").value));
  }
  document.body.classList.toggle("playing", on);
  $("play").setAttribute("aria-label", on ? "pause" : "play");
  $("spoken").setAttribute("aria-live", on ? "off" : "polite");
}

// Showing.

function show() {
  const event = pass().events[page.number];
  const words = wordsOf(event, pass());
  const hidden = isHidden();
  const [part, meaning] = payload.parts[event.phase];
  $("phase").textContent = part;
  $("meaning").textContent = meaning;
  const around = [event.source, event.node].filter((node) => node >= 0).map(where).filter(Boolean);
  const changed = [...page.changes].map(([id, x]) => `${payload.nodes[id].name} = ${written(x)}`).join(", ");
  const notes = [`step ${page.number + 1} of ${pass().events.length}`, [...new Set(around)].join(" → "), changed && `what if ${changed}`];
  $("count").textContent = notes.filter(Boolean).join("; ");
  spell($("sentence"), sentenceOf(event, words), hidden && words.after);
  spell($("local"), hidden ? [] : localOf(event, words));
  spell($("running"), hidden ? [] : runningOf(event, words));
  $("slider").max = String(pass().events.length - 1);
  $("slider").value = String(page.number);
  $("slider").setAttribute("aria-valuetext", `step ${page.number + 1}, ${part}`);
  $("back").disabled = $("first").disabled = page.number === 0 && !(payload.rounds && page.chosen > 0);
  $("forward").disabled = $("last").disabled = atTheEnd();
  const waiting = pass().queue(page.number).map((node) => pass().names[node]);
  $("queue").textContent = waiting.length ? `Still to come: ${waiting.slice(0, 8).join(", ")}${waiting.length > 8 ? `, … (${waiting.length})` : ""}` : "";
  $("passes").querySelector("select").value = String(page.chosen);
  ask(event, words, hidden);
  showLeaves(event, hidden);
  const card = picture.show(pass(), page.number, hidden, compares() ? differing() : null);
  if (card) keepInSight(card.box);
  if (payload.rounds) showTraining();
  remember();
}

// The scopes around a node in words.
function where(node) {
  return scopesAround(node).map((scope) => payload.scopes[scope].name).join(" / ");
}

// Pieces of text, each in the colour of its idea; the last one that says `secret` becomes a question mark.
function spell(place, pieces, secret) {
  const shown = [...pieces];
  if (secret) {
    const last = shown.map(([, text]) => text).lastIndexOf(secret);
    if (last >= 0) shown[last] = [shown[last][0], "?"];
  }
  place.replaceChildren(...shown.map(([idea, text]) => {
    const span = document.createElement("span");
    span.className = idea;
    span.textContent = text;
    return span;
  }));
}

// The gradient that a node is left with.
function lastGradient(each, node) {
  return each.at("grad", node, each.events.length - 1);
}

// Whether a wrong pass is shown that has a right one beside it.
function compares() {
  return page.chosen > 0 && !payload.rounds;
}

// The nodes whose last gradient is not that of the first pass, the right one.
function differing() {
  const [right, wrong] = [page.passes[0], page.passes[page.chosen]];
  return new Set([...payload.nodes.keys()].filter((node) => {
    if (payload.nodes[node].constant) return false;
    const [a, b] = [lastGradient(right, node), lastGradient(wrong, node)];
    return !(a === b || Math.abs(a - b) <= 1e-9 * Math.max(Math.abs(a), Math.abs(b)) || (Number.isNaN(a) && Number.isNaN(b)));
  }));
}

// Keep the current box in the visible part of a large picture.
function keepInSight({ x, y, width, height }) {
  const scroll = document.querySelector(".scroll"), scale = $("graph").clientWidth / picture.size.width;
  const margin = 40;
  const [left, right, top, bottom] = [x * scale - margin, (x + width) * scale + margin, y * scale - margin, (y + height) * scale + margin];
  const far = left < scroll.scrollLeft || right > scroll.scrollLeft + scroll.clientWidth;
  const high = top < scroll.scrollTop || bottom > scroll.scrollTop + scroll.clientHeight;
  if (!far && !high) return;
  scroll.scrollTo({
    left: far ? (left + right - scroll.clientWidth) / 2 : scroll.scrollLeft,
    top: high ? (top + bottom - scroll.clientHeight) / 2 : scroll.scrollTop,
    behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "instant" : "smooth",
  });
}

// A picture as wide as the window, or scaled by hand.
function zoom(factor) {
  const fits = Math.min(1.25, Math.max(0.7, (document.querySelector(".scroll").clientWidth - 32) / picture.size.width));
  if (factor) page.zoom = Math.max(0.25, Math.min(3, (page.zoom || fits) * factor));
  const scale = page.zoom || fits;
  $("graph").style.width = `${picture.size.width * scale}px`;
  $("graph").style.height = `${picture.size.height * scale}px`;
}

// What is known of a node, beside it.
function about(id, element) {
  const node = payload.nodes[id], box = $("about");
  const operation = payload.operations[node.operation];
  const inputs = Object.fromEntries(node.inputs.map((x, place) => [letter(place), pass().names[x]]));
  const lines = [
    operation ? `${node.name} = ${filled(operation.formula, inputs)}` : node.constant ? "a number in the program" : `${node.name}, a leaf`,
    operation ? `operation ${operation.name}` : "",
    where(id) ? `in ${where(id)}` : "",
    node.line ? `made in ${node.line}` : "",
    compares() && differing().has(id) ? `the right gradient is ${written(lastGradient(page.passes[0], id))}` : "",
  ];
  box.replaceChildren(...lines.filter(Boolean).map((line) => {
    const row = document.createElement("div");
    row.textContent = line;
    return row;
  }));
  box.hidden = false;
  const around = document.querySelector(".picture").getBoundingClientRect(), place = element.getBoundingClientRect();
  const left = Math.min(Math.max(place.left - around.left, 4), around.width - box.offsetWidth - 4);
  box.style.left = `${Math.max(4, left)}px`;
  const below = place.bottom - around.top + 6;
  box.style.top = `${below + box.offsetHeight > around.height ? Math.max(4, place.top - around.top - box.offsetHeight - 6) : below}px`;
}

// Where we are, in the address: #frame=12, and &pass=3 where there are several. It counts from 0, as steps[12] does.

let remembering = 0;

function remember() {
  clearTimeout(remembering);
  if (!/^(https?|file):$/.test(location.protocol)) return; // inside a notebook there is no address of our own
  remembering = setTimeout(() => {
    const several = page.chosen ? `&pass=${page.chosen}` : "";
    history.replaceState(null, "", `#frame=${page.number}${several}`);
  }, 150);
}

function recall() {
  const wanted = new URLSearchParams(location.hash.slice(1));
  if (!wanted.has("frame")) return;
  clearTimeout(remembering);
  page.number = Number(wanted.get("frame")) || 0;
  choose(Number(wanted.get("pass")) || 0);
}

// Hands on.

const KEYS = { ArrowLeft: back, ArrowRight: forward, Home: () => go(0), End: () => go(Infinity), " ": () => play() };

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || !KEYS[event.key]) return;
  if (event.target.matches("input, select, textarea, .leaves")) return;
  if (event.key === " " && event.target.closest("button, a")) return;
  event.preventDefault();
  if (event.key !== " ") play(false);
  KEYS[event.key]();
});

for (const [id, action] of Object.entries({ first: () => go(0), back, forward, last: () => go(Infinity) })) {
  $(id).addEventListener("click", () => {
    play(false);
    action();
  });
}
$("play").addEventListener("click", () => play());
$("speed").addEventListener("change", () => page.timer && play(true));
$("slider").addEventListener("input", () => {
  play(false);
  go(Number($("slider").value));
});
$("drag").addEventListener("input", () => {
  $("exact").value = $("drag").value;
  setLeaf(page.edited, Number($("drag").value));
});
$("exact").addEventListener("input", () => {
  if ($("exact").value === "") return;
  $("drag").value = $("exact").value;
  setLeaf(page.edited, Number($("exact").value));
});
$("reset").addEventListener("click", reset);
$("predict").addEventListener("click", predict);
$("guess").addEventListener("submit", (event) => {
  event.preventDefault();
  check();
});
$("reveal").addEventListener("click", () => {
  page.answered.add(`${page.chosen} ${page.number}`);
  show();
});
$("larger").addEventListener("click", () => zoom(1.25));
$("smaller").addEventListener("click", () => zoom(0.8));
$("theme").addEventListener("click", () => {
  const root = document.documentElement;
  const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
});
addEventListener("hashchange", recall);
addEventListener("resize", () => zoom());

// A finger that sweeps over the step goes on, or back.
let finger = null;
document.querySelector(".step").addEventListener("touchstart", (event) => {
  finger = event.target.matches("input, select") ? null : event.changedTouches[0];
}, { passive: true });
document.querySelector(".step").addEventListener("touchend", (event) => {
  if (!finger) return;
  const [dx, dy] = [event.changedTouches[0].clientX - finger.clientX, event.changedTouches[0].clientY - finger.clientY];
  if (Math.abs(dx) > 40 && Math.abs(dx) > 2 * Math.abs(dy)) (dx < 0 ? forward : back)();
}, { passive: true });

// Begin.

if (page.passes.length > 1 && !payload.rounds) {
  const select = $("passes").querySelector("select");
  select.append(...page.passes.map(({ title }, number) => new Option(title, String(number))));
  select.addEventListener("change", () => choose(Number(select.value)));
  $("passes").hidden = false;
}
if (payload.note) {
  $("note").textContent = payload.note;
  $("note").hidden = false;
}
makeLeaves();
if (payload.rounds) makeTraining();
if (rules) makeDragging($("graph"));
zoom();
show();
recall();

// In a notebook the picture that stands in for the page where scripts do not run goes away.
try {
  const frame = window.frameElement, still = frame?.parentElement?.querySelector("[data-glassgrad-still]");
  if (still) {
    still.hidden = true;
    frame.style.height = `${Math.min(900, Math.ceil(document.body.getBoundingClientRect().height) + 40)}px`;
  }
} catch { /* a page from elsewhere holds us: it shows what it likes */ }

// For tests, and for teachers who want to drive the page from outside.
window.steps = {
  go,
  setLeaf,
  choose,
  frame: (number = page.number) => pass().frame(number),
  get length() { return pass().events.length; },
  get number() { return page.number; },
};
