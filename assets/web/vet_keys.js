// SPDX-License-Identifier: GPL-3.0-or-later
// The keys of the vetting view. They work everywhere outside text fields and dialogs.

import * as compare from './compare.js';
import {$} from './dom.js';
import {calls, playback, showAll, stepCall} from './parts.js';
import * as ruler from './ruler.js';
import {redraw, stage, surface} from './stage.js';
import {copyLink, previousView} from './view_link.js';
import {switchVariant} from './viewer.js';

const LIGHTER = 1.25, LIGHTEST = 8;

const inText = ({target}) => target.closest('input:not([type=checkbox]), textarea, select, dialog');

function changeLight(factor) {
  stage.light = Math.min(LIGHTEST, Math.max(1 / LIGHTEST, stage.light * factor));
  redraw();
}

/** By key; `actions`: what vet.js does. */
function commandsOf(actions) {
  return {
    x: actions.noise, u: actions.noId, s: actions.pickAny,
    n: () => actions.unvetted(1), p: () => actions.unvetted(-1),
    pagedown: () => actions.step(1), pageup: () => actions.step(-1),
    f: showAll, b: previousView, c: switchVariant, m: ruler.toggle, v: compare.toggle,
    ',': () => changeLight(1 / LIGHTER), '.': () => changeLight(LIGHTER),
    ' ': () => playback.toggle(), l: () => playback.nextSpeed(),
    y: async () => actions.status(await copyLink()),
    '?': () => $('#keys').showModal(),
  };
}

/** `active()`: whether the view is shown; `actions`: what vet.js does. */
export function listenToVetKeys(active, actions) {
  const commands = commandsOf(actions);

  /** Tab goes through the calls while the plot has the focus; Escape leaves it. */
  function inPlot(event) {
    if (event.target !== surface) return false;
    if (event.key === 'Escape') {
      ruler.off();
      calls.select(null);
      $('#identification-noise').focus();
      return true;
    }
    return event.key === 'Tab' && stepCall(event.shiftKey ? -1 : 1);
  }

  document.addEventListener('keydown', (event) => {
    if (!active() || inText(event) || document.querySelector('dialog[open]')) return;
    if (!handle(event)) return;
    event.preventDefault();
    event.stopPropagation();
  }, {capture: true});

  function handle(event) {
    const key = event.key.toLowerCase();
    if (event.ctrlKey || event.metaKey) return key === 'z' && !event.shiftKey && (actions.undoLast(), true);
    if (event.altKey) return false;
    if (inPlot(event)) return true;
    const [, digit] = /^(?:Digit|Numpad)([1-9])$/.exec(event.code) ?? [];
    if (digit) return actions.use(Number(digit) - 1, event), true;
    if (key === ' ' && event.target.closest('button, a, input, summary')) return false;
    const command = commands[key];
    if (!command) return false;
    command();
    return true;
  }
}
