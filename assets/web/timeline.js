// SPDX-License-Identifier: GPL-3.0-or-later
// Maps image columns to times and back. An image shows stretches of the recording side by side: one
// stretch for the full spectrogram, one per segment for the compressed one. Columns and times (ms)
// are real numbers, related linearly within a stretch.

export class Timeline {
  /** `stretches`: {start, end, width} in ms, ms and columns, in order of time. */
  constructor(stretches) {
    let column = 0;
    this.stretches = stretches.map(({start, end, width}, index) => {
      const stretch = {index, start, end, width, column};
      column += width;
      return stretch;
    });
    this.width = column;
    this.start = this.stretches[0].start;
    this.end = this.stretches.at(-1).end;
  }

  /** Columns per ms. */
  get density() {
    const {start, end, width} = this.stretches[0];
    return width / (end - start);
  }

  /** The last stretch for which `before` holds, or the first. */
  #last(before) {
    let low = 0, high = this.stretches.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (before(this.stretches[middle])) low = middle;
      else high = middle - 1;
    }
    return this.stretches[low];
  }

  stretchAt(column) {
    return this.#last((stretch) => stretch.column <= column);
  }

  timeAt(column) {
    const stretch = this.stretchAt(column);
    const part = Math.min(1, Math.max(0, (column - stretch.column) / stretch.width));
    return stretch.start + part * (stretch.end - stretch.start);
  }

  /** The column that shows a time; for a time between stretches, the border between them. */
  columnAt(time) {
    const stretch = this.#last(({start}) => start <= time);
    const part = (time - stretch.start) / (stretch.end - stretch.start);
    return stretch.column + Math.min(1, Math.max(0, part)) * stretch.width;
  }

  /** The column ranges that show times from `start` to `end`; empty if none are shown. */
  pieces(start, end) {
    const found = [];
    for (let index = this.#last((stretch) => stretch.start <= start).index;
         index < this.stretches.length && this.stretches[index].start < end; ++index) {
      const stretch = this.stretches[index];
      if (stretch.end <= start) continue;
      found.push({left: this.columnAt(Math.max(start, stretch.start)),
                  right: this.columnAt(Math.min(end, stretch.end))});
    }
    return found;
  }

  /** The stretches between two columns. */
  within(left, right) {
    const found = [];
    for (let index = this.stretchAt(left).index;
         index < this.stretches.length && this.stretches[index].column < right; ++index)
      found.push(this.stretches[index]);
    return found;
  }
}

/** The smallest of 1, 2 and 5 × 10^n that is at least `min`. */
export function niceStep(min) {
  const power = 10 ** Math.floor(Math.log10(min));
  return [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= min * (1 - 1e-9));
}

/** The number of decimals needed for multiples of `step`. */
export const decimalsOf = (step) => Math.max(0, -Math.floor(Math.log10(step) + 1e-9));

/** The multiples of `step` from `low` to `high`. */
export function ticks(low, high, step) {
  const found = [];
  for (let index = Math.ceil(low / step - 1e-9); index * step <= high + step * 1e-9; ++index)
    found.push(index * step);
  return found;
}
