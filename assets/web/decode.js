// SPDX-License-Identifier: GPL-3.0-or-later
// A worker: decodes a JPEG and halves its width `level` times, each pixel the brighter of two, so
// that a short call stays visible when a long time is on the screen. `full` is the width before.

function halved(source) {
  const half = new OffscreenCanvas(Math.ceil(source.width / 2), source.height);
  const context = half.getContext('2d', {alpha: false});
  context.imageSmoothingEnabled = false;
  context.setTransform(0.5, 0, 0, 1, 0, 0);
  // The middle of a pixel lies on the edge between two of the source: move each of them under it.
  context.drawImage(source, 0.5, 0);
  context.globalCompositeOperation = 'lighten';
  context.drawImage(source, -0.5, 0);
  return half;
}

async function decode(blob, level) {
  const whole = await createImageBitmap(blob);
  const full = whole.width;
  let source = whole;
  for (let step = 0; step < level && source.width > 1; ++step) source = halved(source);
  if (source === whole) return {bitmap: whole, full};
  whole.close();
  return {bitmap: source.transferToImageBitmap(), full};
}

onmessage = async ({data: {id, blob, level}}) => {
  try {
    const {bitmap, full} = await decode(blob, level);
    postMessage({id, bitmap, full}, [bitmap]);
  } catch (error) {
    postMessage({id, error: error.message});
  }
};
