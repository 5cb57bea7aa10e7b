// SPDX-License-Identifier: GPL-3.0-or-later
// Handling of wheel, drag, touch and keys on the plot. Points are in CSS pixels of the plot.

const WHEEL_PER_PIXEL = 0.002;
const CLICK_PIXELS = 3;
const KEY_PAN = 0.1, KEY_ZOOM = 1.5, KEY_CURSOR = 10;

function listenToWheel(plot, toPoint, actions) {
  plot.addEventListener('wheel', (event) => {
    if (!actions.view()) return;
    event.preventDefault();
    turnWheel(actions.view(), event, toPoint(event));
    actions.changed();
  }, {passive: false});
}

/**
 * `plot`: the element; `toPoint`: an event's {x, y} in the view; `actions`: {view() the current,
 * changed(), hover(point or null), clicked(point), drawing() whether a drag draws,
 * drawn(from, to, done, dropped)}.
 */
export function listenToPointers(plot, toPoint, actions) {
  const fingers = new Map();
  let start = null;     // of the box being drawn
  let resting = null;   // where a single pointer went down, until it moves

  listenToWheel(plot, toPoint, actions);

  plot.addEventListener('pointerdown', (event) => {
    if (event.button !== 0 || !actions.view()) return;
    plot.setPointerCapture(event.pointerId);
    fingers.set(event.pointerId, toPoint(event));
    if (start) actions.drawn(start, start, true, true);  // A second finger cancels the drawing.
    start = fingers.size === 1 && actions.drawing() ? toPoint(event) : null;
    resting = fingers.size === 1 && !start ? toPoint(event) : null;
  });

  plot.addEventListener('pointermove', (event) => {
    const to = toPoint(event), from = fingers.get(event.pointerId);
    if (!actions.view()) return;
    actions.hover(to);
    if (!from) return;
    const other = [...fingers].find(([id]) => id !== event.pointerId)?.[1];
    if (resting && Math.hypot(to.x - resting.x, to.y - resting.y) < CLICK_PIXELS) return;
    resting = null;
    fingers.set(event.pointerId, to);
    if (start) actions.drawn(start, to, false);
    else if (other) pinch(actions.view(), from, to, other);
    else actions.view().pan(to.x - from.x, to.y - from.y);
    if (!start) actions.changed();
  });

  const end = (event) => {
    if (!fingers.delete(event.pointerId)) return;
    if (start) actions.drawn(start, toPoint(event), true, event.type === 'pointercancel');
    else if (resting && event.type === 'pointerup') actions.clicked(resting);
    start = resting = null;
  };
  plot.addEventListener('pointerup', end);
  plot.addEventListener('pointercancel', end);
  plot.addEventListener('pointerleave', () => fingers.size === 0 && actions.hover(null));
}

/** Pans with Shift or sideways, else zooms around a point. */
function turnWheel(view, event, {x, y}) {
  const unit = event.deltaMode === 1 ? 16 : event.deltaMode === 2 ? 400 : 1;
  const across = event.deltaX * unit, down = event.deltaY * unit;
  if (event.shiftKey) view.pan(-(across || down), 0);
  else if (event.altKey) view.zoomHz(Math.exp(down * WHEEL_PER_PIXEL), y);
  else if (Math.abs(across) > Math.abs(down)) view.pan(-across, 0);
  else view.zoomTime(Math.exp(down * WHEEL_PER_PIXEL), x);
}

/** One finger moves while another rests: the points of the image stay under both fingers. */
function pinch(view, from, to, other) {
  const columns = spread(view.columnAt(from.x), view.columnAt(other.x), from.x, to.x, other.x, view.width);
  const hz = spread(view.hzAt(from.y), view.hzAt(other.y), from.y, to.y, other.y, view.height);
  view.showColumns(...columns ?? [view.left, view.right]);
  view.showHz(...hz?.reverse() ?? [view.low, view.high]);
}

/**
 * The values at 0 and at `size` for which `value` lies at `to` and `otherValue` at `other`; null if
 * the fingers are too close together on this axis, so that the gesture applies to the other one.
 */
function spread(value, otherValue, from, to, other, size) {
  const min = 24;
  if (Math.abs(from - other) < min || Math.abs(to - other) < min) return null;
  const perPixel = (value - otherValue) / (to - other);
  return [value - to * perPixel, value + (size - to) * perPixel];
}

/** Handles keys that move the view or the cursor; `commands`: other actions of the page, by key. */
export function listenToKeys(plot, actions, commands) {
  const moves = {
    ArrowLeft: (view) => view.pan(view.width * KEY_PAN, 0),
    ArrowRight: (view) => view.pan(-view.width * KEY_PAN, 0),
    ArrowUp: (view) => view.pan(0, view.height * KEY_PAN),
    ArrowDown: (view) => view.pan(0, -view.height * KEY_PAN),
    PageUp: (view) => view.pan(view.width, 0),
    PageDown: (view) => view.pan(-view.width, 0),
    Home: (view) => view.showColumns(0, view.right - view.left),
    End: (view) => view.showColumns(view.full.columns - (view.right - view.left), view.full.columns),
    '+': (view) => view.zoomTime(1 / KEY_ZOOM),
    '=': (view) => view.zoomTime(1 / KEY_ZOOM),
    '-': (view) => view.zoomTime(KEY_ZOOM),
    ']': (view) => view.zoomHz(1 / KEY_ZOOM),
    '[': (view) => view.zoomHz(KEY_ZOOM),
    0: (view) => view.showAll(),
  };
  const cursor = {ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1]};
  plot.addEventListener('keydown', (event) => {
    if (event.target !== plot || event.ctrlKey || event.metaKey || event.altKey || !actions.view()) return;
    const move = moves[event.key], command = commands[event.key.toLowerCase()];
    if (!move && !command) return;
    event.preventDefault();
    if (event.shiftKey && cursor[event.key])
      return actions.moveCursor(...cursor[event.key].map((way) => way * KEY_CURSOR));
    if (!move) return command();
    move(actions.view());
    actions.changed();
  });
}
