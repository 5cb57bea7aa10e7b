// SPDX-License-Identifier: GPL-3.0-or-later
// Listening to what the plot shows, and saving that as a file: the player, its menu and the playhead.

import {$, say} from './dom.js';
import {save} from './download.js';
import {Listener, soundBetween} from './listen.js';
import {redraw, stage} from './stage.js';

const LONGEST_SAVED_MS = 120_000;
const HETERODYNE = 'heterodyne';
const speed = $('#speed'), tone = $('#heterodyne');

/** The middle of what is heard best: the peak of the loudest visible call, or the middle of the view. */
function defaultTone({view, timeline}) {
  const start = timeline.timeAt(view.left), end = timeline.timeAt(view.right);
  const visible = stage.parts.calls.all.filter((call) => call.end_time > start && call.start_time < end);
  const loudest = visible.reduce((best, one) => !best || one.snr > best.snr ? one : best, null);
  return Math.round((loudest?.peak_freq ?? (view.low + view.high) / 2) / 1000);
}

export class Playback {
  constructor() {
    this.listener = new Listener($('#player'), {
      moved: (ms) => this.#moved(ms),
      failed: (error) => say($('#viewer-problem'), `Cannot play the sound: ${error.message}`),
    });
    $('#listen').addEventListener('click', () => this.toggle());
    $('#save-sound').addEventListener('click', () => this.#save().catch((error) =>
      say($('#viewer-problem'), `Cannot save the sound: ${error.message}`)));
    for (const control of [speed, tone, $('#gain')]) control.addEventListener('change', () => this.#changed());
  }

  /** What is heard, as listen.js takes it. */
  get #sound() {
    const heterodyne = speed.value === HETERODYNE ? 1000 * Number(tone.value) : null;
    return {expansion: Number(speed.value), heterodyne, gain: Number($('#gain').value)};
  }

  #start(from) {
    const {view, timeline} = stage.variant;
    this.listener.start(stage.recording, timeline, from, Math.max(view.right, from), this.#sound);
  }

  toggle() {
    if (!stage.variant) return;
    if (this.listener.active) this.listener.end();
    else this.#start(stage.variant.view.left);
  }

  /** Goes on to the next speed, and restarts what is played from the playhead. */
  nextSpeed() {
    speed.selectedIndex = (speed.selectedIndex + 1) % speed.options.length;
    this.#changed();
  }

  #changed() {
    $('#heterodyne-field').hidden = speed.value !== HETERODYNE;
    if (speed.value === HETERODYNE && !tone.value && stage.variant) tone.value = defaultTone(stage.variant);
    const {active} = this.listener, from = stage.playing;
    this.listener.end();
    if (active && stage.variant) this.#start(from ?? stage.variant.view.left);
  }

  async #save() {
    if (!stage.variant) return;
    const {view: {left, right}, timeline} = stage.variant, {expansion, heterodyne} = this.#sound;
    if ((right - left) / timeline.density > LONGEST_SAVED_MS) throw new Error('zoom in to at most two minutes to save it');
    const times = [left, right].map((column) => Math.round(timeline.timeAt(column))).join('-');
    const how = heterodyne ? `${heterodyne / 1000}kHz` : `x${expansion}`;
    const name = $('#viewer-title').textContent.replace(/\.[^.]+$/, '');
    save(await soundBetween(stage.recording, timeline, left, right, this.#sound), `${name}_${times}ms_${how}.wav`);
  }

  end() {
    this.listener.end();
  }

  #moved(ms) {
    const {variant, playing} = stage;
    // The view follows unless the user has moved away.
    const follows = playing === null || variant && playing >= variant.view.left && playing <= variant.view.right;
    stage.playing = ms === null || !variant ? null : variant.timeline.columnAt(ms);
    if (stage.playing !== null && follows) variant.view.reveal(stage.playing);
    const how = speed.value === HETERODYNE ? `at ${tone.value} kHz` : `×${speed.value}`;
    $('#listen').textContent = ms === null ? `Listen ${how}` : 'Stop';
    redraw();
  }
}
