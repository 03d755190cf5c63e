// The graph as SVG. It is drawn anew when a scope opens or folds; from step to step only what changes is touched.

const SVG = "http://www.w3.org/2000/svg";

function make(name, attributes = {}, ...children) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

// The text that fits, and … where something is missing.
function cut(text, length) {
  const characters = [...text];
  return characters.length <= length ? text : characters.slice(0, length - 1).join("") + "…";
}

function change(element, what, value) {
  if (element.getAttribute(what) !== value) element.setAttribute(what, value);
}

function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

class Picture {
  // svg: the element to draw in; actions: {node(id), fold(scope), about(id, element), quiet()}.
  constructor(svg, actions) {
    this.svg = svg;
    this.actions = actions;
    this.open = openAtFirst();
    this.members = payload.scopes.map(() => []);
    payload.nodes.forEach((_, node) => scopesAround(node).forEach((scope) => this.members[scope].push(node)));
    this.draw();
  }

  toggle(scope) {
    if (!this.open.delete(scope)) this.open.add(scope);
    this.draw();
  }

  draw() {
    const { width, height, cards, frames, arrows } = pictureOf(this.open);
    this.size = { width, height };
    this.svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    this.cards = new Map([...cards].map(([key, box]) => [key, box.kind === "node" ? this.nodeCard(box) : this.scopeCard(box)]));
    this.arrows = arrows.map((arrow) => this.arrow(arrow));
    this.flow = make("path", { class: "flow" });
    this.svg.replaceChildren(
      ...frames.map((box) => this.frame(box)),
      ...this.arrows.map(({ element }) => element),
      this.flow,
      ...[...this.cards.values()].map(({ element }) => element),
    );
  }

  // A scope that is open: a frame with its name, which folds it.
  frame({ id, x, y, width, height }) {
    const name = payload.scopes[id].name;
    const title = make("g", { class: "fold", role: "button", tabindex: 0, "aria-expanded": "true", "aria-label": `fold ${name}` },
      make("rect", { class: "hit", x, y, width: Math.max(60, Math.min(width, 24 + 8 * name.length)), height: 22 }),
      make("path", { class: "sign", d: `M${x + 9} ${y + 9}l4 5l4 -5z` }),
      make("text", { class: "title", x: x + 22, y: y + 16 }, cut(name, Math.max(4, Math.floor((width - 24) / 7)))));
    pressed(title, () => this.actions.fold(id));
    title.dataset.scope = id;
    return make("g", {}, make("rect", { class: "frame", x, y, width, height, rx: 8 }), title);
  }

  nodeCard({ id, x, y, width, height }) {
    const node = payload.nodes[id];
    const kind = node.operation >= 0 ? "operation" : node.constant ? "constant" : "leaf";
    const left = node.operation >= 0 ? node.symbolWidth : 0;
    const element = make("g", { class: `card ${kind}`, transform: `translate(${x} ${y})`, role: "button", tabindex: 0 });
    element.dataset.node = id;
    element.append(make("rect", { class: "back", width, height, rx: 7 }));
    const data = make("text", { class: "value", x: width - 9, y: kind === "constant" ? 19 : 34 });
    const grad = make("text", { class: "gradient", x: width - 9, y: 51 });
    if (kind === "constant") {
      element.append(data);
    } else {
      if (left) {
        element.append(make("path", { class: "shade", d: `M${left} 0H7a7 7 0 0 0 -7 7V${height - 7}a7 7 0 0 0 7 7H${left}z` }));
        element.append(make("text", { class: "symbol", x: left / 2, y: height / 2 + 4 }, node.symbol));
      }
      element.append(
        make("text", { class: "label", x: left + 9, y: 17 }, cut(node.label, Math.floor((width - left - 14) / 7.4))),
        make("text", { class: "name", x: left + 9, y: 34 }, "data"), data,
        make("text", { class: "name", x: left + 9, y: 51 }, "grad"), grad);
    }
    element.append(make("rect", { class: "outline", width, height, rx: 7 }));
    pressed(element, () => this.actions.node(id));
    this.explained(element, id);
    return { element, data, grad, id, kind, box: { x, y, width, height } };
  }

  // A folded scope: its name, how much is in it, and how far the pass has come.
  scopeCard({ id, x, y, width, height }) {
    const { name } = payload.scopes[id], members = this.members[id];
    const element = make("g", { class: "card folded fold", transform: `translate(${x} ${y})`, role: "button", tabindex: 0, "aria-expanded": "false" });
    element.dataset.scope = id;
    const values = make("rect", { class: "bar-value", x: 10, y: height - 14, height: 3, width: 0 });
    const gradients = make("rect", { class: "bar-gradient", x: 10, y: height - 9, height: 3, width: 0 });
    element.append(
      make("rect", { class: "behind", x: 4, y: -4, width: width - 4, height: height - 4, rx: 7 }),
      make("rect", { class: "back shade", width, height, rx: 7 }),
      make("path", { class: "sign", d: "M10 9l5 4l-5 4z" }),
      make("text", { class: "label", x: 22, y: 17 }, cut(name, 15)),
      make("text", { class: "name", x: 10, y: 34 }, `${members.length} nodes`), values, gradients,
      make("rect", { class: "outline", width, height, rx: 7 }));
    pressed(element, () => this.actions.fold(id));
    return { element, members, values, gradients, name, room: width - 20, box: { x, y, width, height } };
  }

  arrow({ points, label, edges, single, from, to }) {
    const [x, y] = points[points.length - 1];
    const line = make("path", { class: "line", d: pathOf(points) });
    const element = make("g", { class: "arrow" }, line, make("path", { class: "point", d: `M${x + 8} ${y}l-9 -4v8z` }));
    const text = single ? make("text", { class: "local" }) : null;
    if (text) {
      const [lx, ly] = label || [x - 22, y - 7];
      change(text, "x", String(lx));
      change(text, "y", String(label ? ly + 2 : ly));
      element.append(text);
    }
    return { element, line, text, edges, from, to, hasRoom: Boolean(label) };
  }

  explained(element, id) {
    element.addEventListener("pointerenter", () => this.actions.about(id, element));
    element.addEventListener("pointerleave", () => this.actions.quiet());
    element.addEventListener("focus", () => this.actions.about(id, element));
    element.addEventListener("blur", () => this.actions.quiet());
  }

  // Bring the picture to the state after an event; `hidden` is a node whose new number is not shown yet.
  show(pass, number, hidden, compared) {
    const event = pass.events[number];
    const here = cardOf(event.node, this.open);
    const there = event.source >= 0 ? cardOf(event.source, this.open) : "";
    for (const [key, card] of this.cards) {
      const states = [];
      if (key === here) states.push("current");
      if (key === there) states.push("passing");
      if (card.members) this.showScope(card, pass, number);
      else this.showNode(card, pass, number, hidden, compared, states);
      const kind = card.members ? "card folded fold" : `card ${card.kind}`;
      change(card.element, "class", [kind, ...states].join(" "));
    }
    for (const arrow of this.arrows) this.showArrow(arrow, pass, number, event, hidden);
    this.showFlow(event, here, there);
    return this.cards.get(here);
  }

  showNode(card, pass, number, hidden, compared, states) {
    const { id } = card, node = payload.nodes[id], event = pass.events[number];
    const data = pass.at("data", id, number), grad = pass.at("grad", id, number);
    const isHidden = hidden && event.node === id;
    const asksData = event.phase === "forward" || event.phase === "update" || event.phase === "move";
    const dataText = isHidden && asksData ? "?" : data === null ? "–" : written(data);
    const gradText = isHidden && !asksData ? "?" : grad === null ? "–" : written(grad);
    write(card.data, cut(dataText, 11));
    write(card.grad, cut(gradText, 11));
    if (data !== null) states.push("known");
    if (grad !== null) states.push("reached");
    if (pass.lastTurn[id] <= number) states.push("done");
    if (compared && compared.has(id)) states.push("wrong");
    const made = node.operation >= 0 ? payload.operations[node.operation].name : node.constant ? "constant" : "leaf";
    const spoken = [pass.names[id], made, `value ${dataText}`, `gradient ${gradText === "–" ? "none yet" : gradText}`];
    change(card.element, "aria-label", spoken.join(", "));
  }

  showScope(card, pass, number) {
    const share = (what) => card.members.filter((id) => pass.at(what, id, number) !== null).length / card.members.length;
    const values = share("data"), gradients = share("grad");
    change(card.values, "width", String(values * card.room));
    change(card.gradients, "width", String(gradients * card.room));
    const percent = (x) => `${Math.round(100 * x)} %`;
    change(card.element, "aria-label", `unfold ${card.name}: ${card.members.length} nodes, ${percent(values)} of values, ${percent(gradients)} of gradients`);
  }

  showArrow(arrow, pass, number, event, hidden) {
    const lit = arrow.edges.some(({ target, place }) =>
      event.source >= 0 ? target === event.source && place === event.place : event.phase === "forward" && target === event.node);
    change(arrow.element, "class", lit ? "arrow lit" : "arrow");
    if (arrow.text) {
      const { target, place } = arrow.edges[0];
      const passed = pass.passedAt(target, place) <= number;
      const shown = passed && (arrow.hasRoom || lit) && !(lit && hidden); // where there is no room, only at its step
      write(arrow.text, shown ? written(pass.slopes[target][place]) : "");
    }
  }

  // The dashes that run along the lit arrows: forward with the values, back with the gradients.
  showFlow(event, here, there) {
    const lit = this.arrows.filter(({ element }) => element.classList.contains("lit"));
    change(this.flow, "d", lit.map(({ line }) => line.getAttribute("d")).join(""));
    change(this.flow, "class", event.source >= 0 ? "flow back" : "flow");
  }
}

// What is open at first: level by level, as many scopes as leave a picture of at most 24 cards.
function openAtFirst() {
  const open = new Set();
  const inside = (scope) => payload.scopes[scope].items.filter(([kind]) => kind === "scope").map(([, id]) => id);
  let cards = payload.scopes[0].items.length;
  for (let level = inside(0); level.length; level = level.flatMap(inside)) {
    cards += level.reduce((sum, scope) => sum + payload.scopes[scope].items.length - 1, 0);
    if (cards > 24) break;
    level.forEach((scope) => open.add(scope));
  }
  return open;
}

// Let an SVG element act like a button: by mouse, finger, Enter and space.
function pressed(element, action) {
  element.addEventListener("click", action);
  element.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    event.stopPropagation();
    action();
  });
}
