// SPDX-License-Identifier: GPL-3.0-or-later
// The WAV files of the API: 16 bits, one channel, a header of 44 bytes.

const HEADER = 44;
const RIFF_SIZE_AT = 4, DATA_SIZE_AT = 40;

export const samplesOf = (buffer) => new Int16Array(buffer, HEADER);

/** Multiplies the samples of a file in place; the loudest are clipped. */
export function amplify(buffer, dB) {
  const factor = 10 ** (dB / 20), samples = samplesOf(buffer);
  if (dB !== 0) samples.forEach((value, index) => { samples[index] = Math.max(-32768, Math.min(32767, Math.round(value * factor))); });
  return buffer;
}

/** One file with the samples of several, one after the other. */
export function joined(buffers) {
  const bytes = buffers.reduce((sum, one) => sum + one.byteLength - HEADER, 0), header = buffers[0].slice(0, HEADER);
  const view = new DataView(header);
  view.setUint32(RIFF_SIZE_AT, HEADER - 8 + bytes, true);
  view.setUint32(DATA_SIZE_AT, bytes, true);
  return new Blob([header, ...buffers.map((one) => one.slice(HEADER))], {type: 'audio/wav'});
}
