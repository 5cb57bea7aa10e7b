// SPDX-License-Identifier: GPL-3.0-or-later
// Listening to what the plot shows: the player, its button and the playhead.

import {$, say} from './dom.js';
import {Listener, SPEEDS} from './listen.js';
import {redraw, stage} from './stage.js';

export class Playback {
  /** `source`: {recording() its id}. */
  constructor(source) {
    this.source = source;
    this.listener = new Listener($('#player'), {
      moved: (ms) => this.#moved(ms),
      failed: (error) => say($('#viewer-problem'), `Cannot play the sound: ${error.message}`),
    });
    $('#listen').addEventListener('click', () => this.toggle());
    $('#speed').addEventListener('change', ({target}) => this.#setSpeed(Number(target.value)));
  }

  toggle() {
    const {variant} = stage;
    if (!variant) return;
    if (this.listener.active) this.listener.end();
    else this.listener.start(this.source.recording(), variant.timeline, variant.view.left);
  }

  /** Goes on to the next speed, and restarts what is played from the playhead. */
  nextSpeed() {
    this.#setSpeed(SPEEDS[(SPEEDS.indexOf(this.listener.expansion) + 1) % SPEEDS.length]);
  }

  #setSpeed(expansion) {
    const {active} = this.listener, from = stage.playing;
    this.listener.end();
    this.listener.expansion = expansion;
    $('#speed').value = expansion;
    $('#listen').textContent = `Listen ×${expansion}`;
    if (active && stage.variant) this.listener.start(this.source.recording(), stage.variant.timeline, from ?? stage.variant.view.left);
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
    $('#listen').textContent = ms === null ? `Listen ×${this.listener.expansion}` : 'Stop';
    redraw();
  }
}
