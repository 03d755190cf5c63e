// What if, in the picture: a leaf's value is dragged to the side as one drags a slider.

const PULL = 120; // pixels to the end of the leaf's slider
const STIR = 5; // pixels; less than that is a click

function makeDragging(svg) {
  let held = null; // the leaf under the finger: {id, x, value, moved}
  let dragged = false; // whether the click that follows is only the end of a drag
  svg.classList.add("draggable");
  svg.addEventListener("pointerdown", (event) => {
    dragged = false;
    const leaf = event.button ? null : event.target.closest(".card.leaf");
    held = leaf && { id: Number(leaf.dataset.node), x: event.clientX, moved: false };
  });
  svg.addEventListener("pointermove", (event) => {
    if (!held) return;
    const dx = event.clientX - held.x;
    if (!held.moved && Math.abs(dx) < STIR) return;
    if (!held.moved) take(held, event.pointerId);
    const pull = reachOf(held.id) / PULL, digit = 10 ** Math.floor(Math.log10(pull)); // the last that a pixel changes
    setLeaf(held.id, Number((Math.round((held.value + dx * pull) / digit) * digit).toPrecision(12)));
    showEditor();
  });
  for (const end of ["pointerup", "pointercancel"]) {
    svg.addEventListener(end, () => {
      dragged = Boolean(held?.moved);
      held = null;
    });
  }
  svg.addEventListener("click", (event) => {
    if (dragged) event.stopPropagation();
    dragged = false;
  }, { capture: true });

  // The drag begins: the leaf moves into the editor, and where it has no gradient yet, the pass is shown to its end.
  function take(leaf, pointer) {
    leaf.moved = true;
    leaf.value = pass().data[leaf.id];
    svg.setPointerCapture(pointer);
    play(false);
    if (pass().at("grad", leaf.id, page.number) === null) go(Infinity);
    edit(leaf.id);
  }
}
