// Predict first: the number is hidden until somebody has said what it will be.

function asks(event) {
  const node = payload.nodes[event.node];
  return event.phase === "forward" ? node.operation >= 0 : !node.constant && event.phase !== "seed" && event.phase !== "move";
}

function isHidden() {
  const event = pass().events[page.number];
  return page.predicting && asks(event) && !page.answered.has(`${page.chosen} ${page.number}`);
}

function ask(event, words, hidden) {
  const asked = $("guess").dataset.step;
  const here = `${page.chosen} ${page.number}`;
  $("guess").hidden = !page.predicting || !asks(event);
  if (asked !== here) {
    $("guess").dataset.step = here;
    $("answer").value = "";
    $("verdict").replaceChildren();
    $("verdict").className = "";
  }
  const isData = event.phase === "forward" || event.phase === "update";
  $("question").textContent = `What will ${words.node}${isData ? "" : ".grad"} become?`;
  $("reveal").disabled = !hidden;
}

// The answer may be off by one part in a hundred, or by what four decimals leave out.
function isRight(guess, answer) {
  return Math.abs(guess - answer) <= Math.max(0.01 * Math.abs(answer), 0.0001);
}

function check() {
  if (!isHidden()) return forward(); // Enter again goes on
  const event = pass().events[page.number], words = wordsOf(event, pass());
  const guess = Number($("answer").value.trim().replace(MINUS, "-").replace(",", "."));
  const right = $("answer").value.trim() !== "" && isRight(guess, event.after);
  if (right) page.answered.add(`${page.chosen} ${page.number}`);
  const why = right ? plain(sentenceOf(event, words)) : hintFor(event, words);
  $("verdict").className = right ? "right" : "wrong";
  $("verdict").textContent = right ? `Right: ${why}` : `Not yet. ${why}`;
  show();
}

// Why a guess is wrong: the way to the number, without the number.
function hintFor(event, words) {
  if (event.closed) return `Of ${words.source}.grad nothing flows here${plain(said(event.closed, words))}.`;
  if (event.source >= 0) {
    const sum = words.before === "0" ? "" : ` Then add what ${words.node}.grad already holds: ${words.before}.`;
    return `The local derivative ∂${words.source}/∂${words.node} is ${words.slope}, and ${words.source}.grad is ${words.upstream}: multiply them.${event.phase === "overwrite" ? "" : sum}`;
  }
  if (event.phase === "forward") return `${words.node} = ${words.steps}.`;
  if (event.phase === "update") return `Take ${words.slope} times the gradient ${words.upstream} away from ${words.before}.`;
  return `Before it is ${words.before}.`;
}

function predict() {
  page.predicting = !page.predicting;
  page.answered.clear();
  $("predict").setAttribute("aria-pressed", String(page.predicting));
  if (page.predicting) play(false);
  show();
  if (page.predicting && !$("guess").hidden) $("answer").focus({ preventScroll: true });
}
