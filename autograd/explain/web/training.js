// Training, replayed: which training step, its loss, and the decision boundary beside the graph.

function makeTraining() {
  $("training").hidden = false;
  $("boundary").hidden = !payload.boundary;
  $("round").max = String(page.passes.length - 1);
  $("round").addEventListener("input", () => {
    play(false);
    choose(Number($("round").value));
  });
}

function showTraining() {
  const round = payload.rounds[page.chosen];
  $("round").value = String(page.chosen);
  $("loss").textContent = `${page.passes[page.chosen].title}, loss ${written(page.passes[page.chosen].data.at(-1))}`;
  if (round.map) drawBoundary(round);
}

// The model's answers on a grid as colour, the samples as dots; those of this step have a ring.
function drawBoundary({ map, sample }) {
  const { size, points, labels, limits } = payload.boundary;
  const figure = $("boundary"), canvas = figure.querySelector("canvas"), context = canvas.getContext("2d");
  const [low, high, paper, ink] = ["--class-0", "--class-1", "--paper", "--ink"].map(colourOf);
  const side = canvas.width / size;
  map.forEach((share, cell) => {
    const [column, row] = [cell % size, Math.floor(cell / size)];
    for (const [colour, opacity] of [[low, 1], [high, share / 100]]) {
      context.fillStyle = colour;
      context.globalAlpha = opacity;
      context.fillRect(Math.floor(column * side), Math.floor(row * side), Math.ceil(side), Math.ceil(side));
    }
  });
  context.globalAlpha = 1;
  points.forEach(([x, y], i) => {
    const [px, py] = [((x - limits[0]) / (limits[1] - limits[0])) * canvas.width, (1 - (y - limits[2]) / (limits[3] - limits[2])) * canvas.height];
    context.beginPath();
    context.arc(px, py, sample.includes(i) ? 5 : 3, 0, 7);
    context.fillStyle = labels[i] > 0 ? ink : paper;
    context.strokeStyle = ink;
    context.lineWidth = sample.includes(i) ? 3 : 1;
    context.fill();
    context.stroke();
  });
  figure.querySelector("figcaption").textContent = "What the network answers everywhere; ringed: the samples of this step";
  canvas.setAttribute("aria-label", `decision boundary at ${page.passes[page.chosen].title}`);
}

// A colour of the style sheet as it is now, dark or light.
function colourOf(name) {
  const figure = $("boundary");
  figure.style.outlineColor = `var(${name})`;
  return getComputedStyle(figure).outlineColor;
}
