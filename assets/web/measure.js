// SPDX-License-Identifier: GPL-3.0-or-later
// Measures a sound in the samples of a recording, within a box of time and frequency.

const PEAK_MS = 1, ENVELOPE_MS = 0.5;  // windows
const HOP_MS = 0.05, MAX_FRAMES = 2000;
const DOWN_DB = 10, AROUND_MS = 5;

/** Discrete Fourier transform in place, of a power of two of values (Cooley and Tukey, radix 2). */
function transform(re, im) {
  const {length} = re;
  for (let i = 1, j = 0; i < length; ++i) {
    let bit = length >> 1;
    for (; j & bit; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i < j) [re[i], re[j], im[i], im[j]] = [re[j], re[i], im[j], im[i]];
  }
  for (let size = 2; size <= length; size *= 2)
    for (let k = 0; k < size / 2; ++k) {
      const c = Math.cos(2 * Math.PI * k / size), s = -Math.sin(2 * Math.PI * k / size);
      for (let a = k; a < length; a += size) {
        const b = a + size / 2, x = re[b] * c - im[b] * s, y = re[b] * s + im[b] * c;
        [re[b], im[b], re[a], im[a]] = [re[a] - x, im[a] - y, re[a] + x, im[a] + y];
      }
    }
}

/** Returns a function that gives the power in dB of each bin around a sample; `binHz` apart. */
function analyser(samples, rate, windowMs) {
  const count = Math.max(4, Math.round(rate * windowMs / 1000)), size = 2 ** Math.ceil(Math.log2(count));
  const weights = Float64Array.from({length: count}, (_, n) => 0.5 - 0.5 * Math.cos(2 * Math.PI * (n + 0.5) / count));
  const powers = (middle) => {
    const re = new Float64Array(size), im = new Float64Array(size), first = Math.round(middle - count / 2);
    for (let n = 0; n < count; ++n) re[n] = weights[n] * (samples[first + n] ?? 0);
    transform(re, im);
    return re.subarray(0, size / 2).map((value, bin) => 10 * Math.log10(1e-10 + value ** 2 + im[bin] ** 2));
  };
  return {powers, binHz: rate / size};
}

/** The loudest bin of each frame within a band: {at (ms), dB, bin, all bins of the frame}. */
function loudest(samples, rate, {start, end, low, high}, windowMs) {
  const {powers, binHz} = analyser(samples, rate, windowMs), hop = Math.max(HOP_MS, (end - start) / MAX_FRAMES);
  const last = Math.min(Math.ceil(high / binHz), Math.floor(rate / 2 / binHz) - 1), frames = [];
  const first = Math.min(last, Math.max(0, Math.floor(low / binHz)));
  for (let at = start; at <= end; at += hop) {
    const bins = powers(at * rate / 1000);
    let bin = first;
    for (let one = first; one <= last; ++one) if (bins[one] > bins[bin]) bin = one;
    frames.push({at, dB: bins[bin], bin, bins, binHz});
  }
  return frames;
}

const loudestOf = (frames) => frames.reduce((best, one) => one.dB > best.dB ? one : best);

/** The frequency of a peak between bins, from a parabola through its neighbours. */
function between({bin, bins, binHz}) {
  const [a, b, c] = [bins[bin - 1] ?? -Infinity, bins[bin], bins[bin + 1] ?? -Infinity];
  const off = (a - c) / (2 * (a - 2 * b + c));
  return (bin + (Number.isFinite(off) ? off : 0)) * binHz;
}

/** The last time, from frame `from` on in one direction, at which the level is above the floor; NaN if it stays so. */
function edge(frames, from, way, floor) {
  let i = from;
  while (frames[i + way]?.dB >= floor) i += way;
  const a = frames[i], b = frames[i + way];
  return b ? a.at + (b.at - a.at) * (a.dB - floor) / (a.dB - b.dB) : NaN;
}

/**
 * {peak_freq (Hz), duration (ms)} of the samples in `box`: {start, end} in ms from the first sample,
 * {low, high} in Hz. The duration is from the first to the last point of the box that is at most 10 dB
 * below the loudest; where the box cuts the sound off, up to 5 ms outside. NaN if nothing is that loud.
 */
export function measure(samples, rate, box) {
  const {start, end} = box, wide = {...box, start: Math.max(0, start - AROUND_MS), end: end + AROUND_MS};
  const frames = loudest(samples, rate, wide, ENVELOPE_MS), inside = frames.filter(({at}) => at >= start && at <= end);
  const floor = loudestOf(inside).dB - DOWN_DB, loud = inside.filter(({dB}) => dB >= floor);
  return {
    peak_freq: between(loudestOf(loudest(samples, rate, box, PEAK_MS))),
    duration: edge(frames, frames.indexOf(loud.at(-1)), 1, floor) - edge(frames, frames.indexOf(loud[0]), -1, floor),
  };
}
