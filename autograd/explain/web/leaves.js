// The table of leaves, those of a scope under its name.

const rows = new Map();

function makeLeaves() {
  const groups = new Map(); // the leaves of each scope; the scope that is complete first stands first
  payload.nodes.forEach(({ operation, constant, scope }, id) => {
    if (operation >= 0 || constant) return;
    const leaves = groups.get(scope) || [];
    groups.delete(scope);
    groups.set(scope, [...leaves, id]);
  });
  for (const leaves of groups.values()) {
    const heading = where(leaves[0]);
    if (heading) $("leaves").append(headingOf(heading));
    leaves.forEach((id) => $("leaves").append(rowOf(id)));
  }
  if (!rules) $("hint").textContent = payload.refusal;
}

function headingOf(text) {
  const row = document.createElement("tr"), cell = document.createElement("th");
  row.className = "group";
  cell.scope = "colgroup";
  cell.colSpan = 3;
  cell.textContent = text;
  row.append(cell);
  return row;
}

function rowOf(id) {
  const row = document.createElement("tr"), name = document.createElement("th"), button = document.createElement("button");
  name.scope = "row";
  button.type = "button";
  button.textContent = nameInScope(id);
  button.setAttribute("aria-label", payload.nodes[id].name);
  button.disabled = !rules;
  button.addEventListener("click", () => edit(id));
  name.append(button);
  const data = document.createElement("td"), grad = document.createElement("td");
  data.className = "value";
  grad.className = "gradient";
  row.append(name, data, grad);
  rows.set(id, { row, data, grad });
  return row;
}

// A name without the scopes that stand above it: of "layer 1 neuron 2 w1" only "w1".
function nameInScope(id) {
  const { name } = payload.nodes[id], scopes = scopesAround(id).map((scope) => payload.scopes[scope].name);
  const prefixes = scopes.map((_, depth) => `${scopes.slice(depth).join(" ")} `);
  return name.slice(prefixes.find((prefix) => name.startsWith(prefix))?.length || 0);
}

function showLeaves(event, hidden) {
  for (const [id, { row, data, grad }] of rows) {
    const x = pass().at("data", id, page.number), slope = pass().at("grad", id, page.number);
    const asked = hidden && event.node === id;
    write(data, asked && event.phase === "update" ? "?" : x === null ? "–" : written(x));
    write(grad, asked && event.phase !== "update" ? "?" : slope === null ? "–" : written(slope));
    const now = event.node === id;
    if (now && !row.classList.contains("now")) keepRowInSight(row);
    row.classList.toggle("now", now);
    row.classList.toggle("edited", page.edited === id);
    row.classList.toggle("changed", page.changes.has(id));
  }
}

// Scroll the table, and nothing around it.
function keepRowInSight(row) {
  const table = document.querySelector(".leaves"), head = table.querySelector("thead").offsetHeight;
  const above = row.offsetTop - head - table.scrollTop;
  const below = row.offsetTop + row.offsetHeight - table.clientHeight - table.scrollTop;
  table.scrollTop += above < 0 ? above : Math.max(0, below);
}

// What if a leaf had another value?

function edit(id) {
  if (!rules || payload.nodes[id].constant) return;
  page.edited = id;
  const given = page.passes[page.chosen].data[id];
  $("drag").min = String(given - reachOf(id));
  $("drag").max = String(given + reachOf(id));
  $("changed").textContent = payload.nodes[id].name;
  $("editor").hidden = false;
  $("hint").hidden = true;
  showEditor();
  show();
}

function showEditor() {
  $("drag").value = $("exact").value = String(pass().data[page.edited]);
}

// How far the slider of a leaf goes from the value it was given, to either side.
function reachOf(id) {
  return Math.max(2, 2 * Math.abs(page.passes[page.chosen].data[id]));
}

function setLeaf(id, x) {
  if (!Number.isFinite(x)) return;
  page.changes.set(id, x);
  page.other = page.passes[page.chosen].withLeaves(page.changes);
  $("trouble").textContent = page.other.trouble;
  document.body.classList.add("what-if");
  show();
}

function reset() {
  page.changes.clear();
  page.other = null;
  $("trouble").textContent = "";
  document.body.classList.remove("what-if");
  if (page.edited >= 0) edit(page.edited);
  else show();
}
