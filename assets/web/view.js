// SPDX-License-Identifier: GPL-3.0-or-later
// The visible part of an image, in columns and Hz, and the mapping to points on the screen. Sizes
// are in CSS pixels; the origin is the upper left corner of the plot.

const NARROWEST_COLUMNS = 8;
const NARROWEST_HZ = 2000;

const clamp = (value, low, high) => Math.min(high, Math.max(low, value));

/** [low, high] moved and resized to lie within [min, max] and be at least `narrowest` wide. */
function fit(low, high, min, max, narrowest) {
  const size = clamp(high - low, Math.min(narrowest, max - min), max - min);
  const start = clamp((low + high - size) / 2, min, max - size);
  return [start, start + size];
}

export class View {
  /**
   * Shows all of an image with `columns` columns, from `lowHz` to `highHz`; nothing above `nyquistHz`,
   * where it is black.
   */
  constructor(columns, lowHz, highHz, nyquistHz = Infinity) {
    this.image = {low: lowHz, high: highHz};
    this.full = {columns, low: lowHz, high: nyquistHz > lowHz ? Math.min(highHz, nyquistHz) : highHz};
    this.width = this.height = 1;
    this.showAll();
  }

  showAll() {
    [this.left, this.right] = [0, this.full.columns];
    [this.low, this.high] = [this.full.low, this.full.high];
  }

  resize(width, height) {
    this.width = Math.max(1, width);
    this.height = Math.max(1, height);
  }

  get columnsPerPixel() { return (this.right - this.left) / this.width; }

  columnAt(x) { return this.left + x * this.columnsPerPixel; }
  xAt(column) { return (column - this.left) / this.columnsPerPixel; }
  hzAt(y) { return this.high - y / this.height * (this.high - this.low); }
  yAt(hz) { return (this.high - hz) / (this.high - this.low) * this.height; }

  showColumns(left, right) {
    [this.left, this.right] = fit(left, right, 0, this.full.columns, NARROWEST_COLUMNS);
  }
  showHz(low, high) {
    [this.low, this.high] = fit(low, high, this.full.low, this.full.high, NARROWEST_HZ);
  }

  /** Moves the image by pixels, to the right and down. */
  pan(dx, dy) {
    const columns = dx * this.columnsPerPixel;
    const hz = dy / this.height * (this.high - this.low);
    this.showColumns(this.left - columns, this.right - columns);
    this.showHz(this.low + hz, this.high + hz);
  }

  /** Shows `factor` times as much time; the column at x stays in place. */
  zoomTime(factor, x = this.width / 2) {
    const size = clamp((this.right - this.left) * factor,
                       Math.min(NARROWEST_COLUMNS, this.full.columns), this.full.columns);
    const left = this.columnAt(x) - x / this.width * size;
    this.showColumns(left, left + size);
  }

  /** The same for frequencies. */
  zoomHz(factor, y = this.height / 2) {
    const size = clamp((this.high - this.low) * factor, NARROWEST_HZ, this.full.high - this.full.low);
    const high = this.hzAt(y) + y / this.height * size;
    this.showHz(high - size, high);
  }

  /** Scrolls to a column that is not visible, placing it near the left edge. */
  reveal(column) {
    if (column >= this.left && column <= this.right) return;
    const size = this.right - this.left;
    this.showColumns(column - size / 10, column + size * 9 / 10);
  }
}
