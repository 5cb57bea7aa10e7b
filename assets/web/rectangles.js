// SPDX-License-Identifier: GPL-3.0-or-later
// The position of a time-frequency box on the screen, in either variant of a spectrogram.

/**
 * {top, height, pieces: [{x, width}]} in CSS pixels of a box with `start_time, end_time` (ms) and
 * `low_freq, high_freq` (Hz): one piece per visible span of the timeline.
 */
export function rectangles(box, view, timeline) {
  const top = view.yAt(box.high_freq);
  const pieces = timeline.pieces(box.start_time, box.end_time)
    .map(({left, right}) => ({x: view.xAt(left), width: Math.max(1, view.xAt(right) - view.xAt(left))}))
    .filter(({x, width}) => x < view.width && x + width > 0);
  return {top, height: Math.max(1, view.yAt(box.low_freq) - top), pieces};
}
