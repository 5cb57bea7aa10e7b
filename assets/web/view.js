// SPDX-License-Identifier: GPL-3.0-or-later
// The part of an image that is on the screen, columns by Hz, and how points on the screen
// correspond to it. Sizes are in CSS pixels; the origin is the plot's upper left corner.

const NARROWEST_COLUMNS = 8;
const NARROWEST_HZ = 2000;

const clamp = (value, low, high) => Math.min(high, Math.max(low, value));

/** [low, high] moved and cut so that it lies within [least, most] and is `narrowest` wide. */
function fit(low, high, least, most, narrowest) {
  const size = clamp(high - low, Math.min(narrowest, most - least), most - least);
  const start = clamp((low + high - size) / 2, least, most - size);
  return [start, start + size];
}

export class View {
  /** An image of `columns`, from `lowHz` to `highHz`, all of it shown. */
  constructor(columns, lowHz, highHz) {
    this.full = {columns, low: lowHz, high: highHz};
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

  /** Moves the image by pixels: to the right and down, as a hand would. */
  pan(dx, dy) {
    const columns = dx * this.columnsPerPixel;
    const hz = dy / this.height * (this.high - this.low);
    this.showColumns(this.left - columns, this.right - columns);
    this.showHz(this.low + hz, this.high + hz);
  }

  /** Shows `factor` times as much of the time; what is at x stays there. */
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

  /** Turns the page where a column is not on the screen, so that more of what follows it is. */
  reveal(column) {
    if (column >= this.left && column <= this.right) return;
    const size = this.right - this.left;
    this.showColumns(column - size / 10, column + size * 9 / 10);
  }
}
