// A pass: the numbers of the nodes, the slopes, and what happens to the gradients, event after event.

// The parts of a pass; the seed begins the way back.
const PART = { seed: "backward", overwrite: "backward" };

class Pass {
  // script: {title, data, slopes, events}, an event being [phase, node, source, place, figure].
  constructor(script) {
    this.title = script.title;
    this.script = script;
    this.data = script.data;
    this.slopes = script.slopes;
    this.names = payload.nodes.map(({ name, numbered }, node) => (numbered ? written(this.data[node]) : name));
    this.replay();
  }

  // Let everything happen once, and remember what every number was when.
  replay() {
    const count = payload.nodes.length;
    const now = { data: [...this.data], grad: new Array(count).fill(0), reached: new Set([count - 1]) };
    this.history = { data: Array.from({ length: count }, () => []), grad: Array.from({ length: count }, () => []) };
    this.lastTurn = new Array(count).fill(Infinity);
    this.passed = payload.nodes.map(({ inputs }) => new Array(inputs.length).fill(Infinity));
    let uses = new Array(count).fill(0); // of each node in this pass back; an engine may go back more than once
    this.events = this.script.events.map(([phase, node, source, place, figure], number) => {
      const event = { number, phase, node, source, place, slope: 0, upstream: 0, part: 0, closed: "" };
      const what = phase === "forward" || phase === "update" || phase === "move" ? "data" : "grad";
      event.before = now[what][node];
      if (phase === "seed") uses = new Array(count).fill(0);
      this.happen(event, figure, now);
      now[what][node] = event.after;
      this.history[what][node].push([number, event.after]);
      if (source >= 0) {
        this.lastTurn[source] = number;
        this.passed[source][place] = Math.min(this.passed[source][place], number);
      }
      event.use = source >= 0 ? (uses[node] += 1) : 0;
      event.shares = uses;
      return event;
    });
    for (const event of this.events) event.uses = event.source >= 0 ? event.shares[event.node] : 0;
    this.queues();
  }

  happen(event, figure, now) {
    const { phase, node, source, place } = event;
    if (phase === "forward") event.after = event.before;
    else if (phase === "seed") event.after = 1;
    else if (phase === "zero") event.after = 0;
    else if (phase === "keep") {
      event.upstream = figure;
      event.after = event.before + figure;
    } else if (phase === "update") {
      event.slope = figure;
      event.upstream = now.grad[node];
      event.after = event.before - figure * event.upstream;
    } else if (phase === "move") {
      event.upstream = now.grad[node];
      event.after = figure;
    } else {
      event.slope = this.slopes[source][place];
      event.upstream = now.grad[source];
      event.closed = this.closed(source, event.slope, now.reached);
      const held = phase === "overwrite" ? 0 : event.before;
      if (event.closed) event.after = held;
      else {
        event.part = event.slope * event.upstream;
        event.after = held + event.part;
        now.reached.add(node);
      }
    }
  }

  // Why nothing flows from a node along an edge of this slope, or "".
  closed(source, slope, reached) {
    if (!reached.has(source)) return "not reached";
    return payload.operations[payload.nodes[source].operation].selects && slope === 0 ? "not taken" : "";
  }

  // Whose turn it is at each event, and who waits after it.
  queues() {
    let part = "", turns = [];
    for (const event of this.events) {
      const own = PART[event.phase] || event.phase;
      const actor = own === "backward" ? event.source : event.node;
      if (own !== part) turns = [];
      if (own !== part || turns[turns.length - 1] !== actor) turns.push(actor);
      part = own;
      event.turns = turns;
      event.turn = turns.length;
    }
  }

  queue(number) {
    const { turns, turn } = this.events[number];
    return turns.slice(turn);
  }

  // A number of a node ("data" or "grad") as it stands after an event; null where it is not known yet.
  at(what, node, number) {
    const changes = this.history[what][node];
    let low = 0, high = changes.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (changes[middle][0] <= number) low = middle + 1;
      else high = middle;
    }
    return low ? changes[low - 1][1] : null;
  }

  // The first event at which a node passes its gradient to its input in this place.
  passedAt(node, place) {
    return this.passed[node][place];
  }

  // The event after `number` at which the node's gradient changes; after the last, the first again.
  nextGradient(node, number) {
    const frames = this.history.grad[node].map(([frame]) => frame);
    return frames.find((frame) => frame > number) ?? frames[0] ?? null;
  }

  // The same pass with other numbers in some leaves: everything is computed anew, in the page.
  withLeaves(changes) {
    const data = [...this.data], slopes = [];
    let trouble = "";
    payload.nodes.forEach(({ operation, inputs }, node) => {
      if (operation < 0) {
        if (changes.has(node)) data[node] = changes.get(node);
        slopes.push([]);
        return;
      }
      const numbers = inputs.map((x) => data[x]);
      const { domains, name: called } = payload.operations[operation];
      const place = domains.findIndex((domain, i) => !inside(domain, numbers[i]));
      if (place >= 0 && !trouble) {
        trouble = `${this.names[node]}: ${called} needs ${domains[place].condition}, but ${this.names[inputs[place]]} is ${written(numbers[place])}`;
      }
      data[node] = place >= 0 ? NaN : rules[operation].forward(...numbers);
      slopes.push(rules[operation].slopes(...numbers, data[node]));
    });
    const pass = new Pass({ ...this.script, data, slopes });
    pass.trouble = trouble;
    return pass;
  }

  // A step as a plain object, as `steps[number]` gives it in Python.
  frame(number) {
    const event = this.events[number], words = wordsOf(event, this);
    const { node, source, place, phase } = event;
    const operation = payload.nodes[source >= 0 ? source : node].operation;
    return {
      number,
      phase,
      node,
      name: words.node,
      edge: source >= 0 ? { from: source, to: node, place } : null,
      operation: operation < 0 ? null : payload.operations[operation].name,
      formula: words.formula,
      local: plain(localOf(event, words)),
      numbers: filled(payload.numbers[kindOf(event)], words),
      sentence: plain(sentenceOf(event, words)),
      running: plain(runningOf(event, words)),
      data: payload.nodes.map((_, i) => this.at("data", i, number)),
      grad: payload.nodes.map((_, i) => this.at("grad", i, number)),
      queue: this.queue(number),
    };
  }
}

// Whether a number is in a domain; nan is, it travels through a computation.
function inside({ low, high, lowClosed, highClosed, without }, x) {
  if (Number.isNaN(x)) return true;
  const above = lowClosed ? x >= Number(low) : x > Number(low);
  const below = highClosed ? x <= Number(high) : x < Number(high);
  return above && below && !without.includes(x);
}
