// SPDX-License-Identifier: GPL-3.0-or-later
// A finger that swipes sideways.

const FAR = 60, STRAIGHT = 0.5, QUICK_MS = 800;

/** `may(event)`: whether a touch that starts there may become a swipe; `go(1)` to the left, -1 to the right. */
export function listenToSwipes(target, may, go) {
  let from = null;
  target.addEventListener('touchstart', (event) => {
    const [{clientX: x, clientY: y}] = event.touches;
    from = event.touches.length === 1 && may(event) ? {x, y, at: event.timeStamp} : null;
  }, {passive: true});
  target.addEventListener('touchend', (event) => {
    if (!from) return;
    const [{clientX, clientY}] = event.changedTouches, across = clientX - from.x, down = clientY - from.y;
    const swiped = Math.abs(across) > FAR && Math.abs(down) < STRAIGHT * Math.abs(across) && event.timeStamp - from.at < QUICK_MS;
    from = null;
    if (swiped) go(across < 0 ? 1 : -1);
  });
  target.addEventListener('touchcancel', () => { from = null; });
}
