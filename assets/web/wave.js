// SPDX-License-Identifier: GPL-3.0-or-later
// The WAV files of the API: 16 bits, one channel, a header of 44 bytes.

const HEADER = 44;

export const samplesOf = (buffer) => new Int16Array(buffer, HEADER);
