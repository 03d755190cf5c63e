// Numbers and phrases as text. The phrases themselves come from Python, in `payload.phrases`.

const MINUS = "\u2212";

// A number as in the sentences of Python: the same digits, letter for letter.
function written(x) {
  if (Number.isNaN(x)) return "nan";
  if (!Number.isFinite(x)) return x > 0 ? "∞" : MINUS + "∞";
  const size = Math.abs(x);
  let text;
  if (size > 0 && (size < 1e-4 || size >= 1e6)) {
    const [digits, power] = size.toExponential(3).split("e");
    text = trimmed(digits) + "e" + String(Number(power)).replace("-", MINUS);
  } else {
    text = trimmed(size >= 0.1 || size === 0 ? size.toFixed(4) : size.toPrecision(4));
  }
  return x < 0 ? MINUS + text : text;
}

function trimmed(digits) {
  return digits.includes(".") ? digits.replace(/0+$/, "").replace(/\.$/, "") : digits;
}

// The template with words in its places; in a place {(a)}, what is not one word stands in brackets.
function filled(template, words) {
  return template.replace(/\{(\(?)(\w+)\)?\}/g, (_, bracket, name) => {
    const text = words[name];
    return bracket && (text.startsWith(MINUS) || text.includes(" ")) ? `(${text})` : text;
  });
}

// A phrase as pieces of text, each with its idea.
function said(phrase, words) {
  return payload.phrases[phrase].map(([idea, text]) => [idea, filled(text, words)]);
}

function plain(pieces) {
  return pieces.map(([, text]) => text).join("");
}

// The name of an input in formulas: a, b, … x, then x24, x25, …
function letter(place) {
  return place < 24 ? String.fromCharCode(97 + place) : `x${place}`;
}

// Everything the phrases can speak of at an event of a pass.
function wordsOf(event, pass) {
  const { nodes } = payload;
  const node = event.source >= 0 ? event.source : event.node;
  const inputs = nodes[node].inputs;
  const names = { y: pass.names[node] }, figures = { y: written(pass.data[node]) };
  inputs.forEach((x, place) => {
    names[letter(place)] = pass.names[x];
    figures[letter(place)] = written(pass.data[x]);
  });
  const formula = formulaOf(event);
  const outcome = written(event.source >= 0 ? event.slope : event.after);
  const steps = new Set([filled(formula, names), filled(formula, figures)]);
  steps.delete(outcome);
  return {
    node: pass.names[event.node],
    source: event.source >= 0 ? pass.names[event.source] : "",
    before: written(event.before),
    after: written(event.after),
    slope: written(event.slope),
    upstream: written(event.upstream),
    part: written(event.part),
    steps: [...steps].join(" = "),
    formula: filled(formula, names),
    place: String(event.place + 1),
    places: event.source >= 0 ? String(inputs.length) : "",
    use: String(event.use),
    uses: String(event.uses),
  };
}

// The formula at work, with places: of the operation, or of the derivative along the edge.
function formulaOf(event) {
  const operation = payload.nodes[event.source >= 0 ? event.source : event.node].operation;
  if (operation < 0) return "";
  if (event.source >= 0) return payload.operations[operation].slopes[event.place];
  return event.phase === "forward" ? payload.operations[operation].formula : "";
}

// Which phrase tells an event: that of its phase, or of an edge along which nothing flows.
function kindOf(event) {
  return event.closed ? `${event.phase} nothing` : event.phase;
}

// The step in one sentence, in pieces.
function sentenceOf(event, words) {
  const node = payload.nodes[event.node];
  let phrase = kindOf(event);
  if (phrase === "forward" && node.operation < 0) phrase = node.constant ? "number" : "given";
  const pieces = [...said(phrase, words), ...(event.closed ? said(event.closed, words) : [])];
  const twice = event.source >= 0 && payload.nodes[event.source].inputs.filter((x) => x === event.node).length > 1;
  return twice ? [...pieces, ...said("place", words)] : pieces;
}

// The derivative along the edge, worked out, in pieces.
function localOf(event, words) {
  if (event.source < 0) return [];
  return words.steps ? said("local", words) : said("slope", words);
}

// What becomes of the gradient that was there, where several meet: the sum so far, or what is lost.
function runningOf(event, words) {
  const left = event.use === 1 && event.before !== 0;
  if (event.source < 0 || !(left || event.uses !== 1)) return [];
  if (event.phase === "overwrite") return said("lost", words);
  return [...said("running", words), ...(left ? said("left", words) : [])];
}
