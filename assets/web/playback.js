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
    const {form} = stage;
    if (!form) return;
    if (this.listener.active) this.listener.end();
    else this.listener.start(this.source.recording(), form.timeline, form.view.left);
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
    if (active && stage.form) this.listener.start(this.source.recording(), stage.form.timeline, from ?? stage.form.view.left);
  }

  end() {
    this.listener.end();
  }

  #moved(ms) {
    const {form, playing} = stage;
    // The view follows unless the user has moved away.
    const follows = playing === null || form && playing >= form.view.left && playing <= form.view.right;
    stage.playing = ms === null || !form ? null : form.timeline.columnAt(ms);
    if (stage.playing !== null && follows) form.view.reveal(stage.playing);
    $('#listen').textContent = ms === null ? `Listen ×${this.listener.expansion}` : 'Stop';
    redraw();
  }
}
