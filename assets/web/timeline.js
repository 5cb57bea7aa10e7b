// SPDX-License-Identifier: GPL-3.0-or-later
// Maps image columns to times and back. An image shows spans of the recording side by side: one
// span for the full spectrogram, one per segment for the compressed one. Columns and times (ms)
// are real numbers, related linearly within a span.

export class Timeline {
  /** `spans`: {start, end, width} in ms, ms and columns, in order of time. */
  constructor(spans) {
    let column = 0;
    this.spans = spans.map(({start, end, width}, index) => {
      const span = {index, start, end, width, column};
      column += width;
      return span;
    });
    this.width = column;
    this.start = this.spans[0].start;
    this.end = this.spans.at(-1).end;
  }

  /** Columns per ms. */
  get density() {
    const {start, end, width} = this.spans[0];
    return width / (end - start);
  }

  /** The last span for which `before` holds, or the first. */
  #last(before) {
    let low = 0, high = this.spans.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (before(this.spans[middle])) low = middle;
      else high = middle - 1;
    }
    return this.spans[low];
  }

  spanAt(column) {
    return this.#last((span) => span.column <= column);
  }

  timeAt(column) {
    const span = this.spanAt(column);
    const part = Math.min(1, Math.max(0, (column - span.column) / span.width));
    return span.start + part * (span.end - span.start);
  }

  /** The column that shows a time; for a time between spans, the border between them. */
  columnAt(time) {
    const span = this.#last(({start}) => start <= time);
    const part = (time - span.start) / (span.end - span.start);
    return span.column + Math.min(1, Math.max(0, part)) * span.width;
  }

  /** The column ranges that show times from `start` to `end`; empty if none are shown. */
  pieces(start, end) {
    const found = [];
    for (let index = this.#last((span) => span.start <= start).index;
         index < this.spans.length && this.spans[index].start < end; ++index) {
      const span = this.spans[index];
      if (span.end <= start) continue;
      found.push({left: this.columnAt(Math.max(start, span.start)),
                  right: this.columnAt(Math.min(end, span.end))});
    }
    return found;
  }

  /** The spans between two columns. */
  within(left, right) {
    const found = [];
    for (let index = this.spanAt(left).index;
         index < this.spans.length && this.spans[index].column < right; ++index)
      found.push(this.spans[index]);
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
