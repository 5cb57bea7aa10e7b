// SPDX-License-Identifier: GPL-3.0-or-later
// Small helpers for the page's elements, and how numbers and dates are written.

export const $ = (selector, root = document) => root.querySelector(selector);

/** An element with properties (or, with a dash or a colon, attributes) and children or texts. */
export function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name === 'role' || name.includes('-')) made.setAttribute(name, value);
    else made[name] = value;
  }
  made.append(...children);
  return made;
}

/** A cell of a table whose rows become cards on a phone, where the label stands beside it. */
export const cell = (label, ...children) => element('td', {role: 'cell', 'data-label': label}, ...children);

/** Shows a text, or hides its element where there is none. */
export function say(target, text) {
  target.textContent = text ?? '';
  target.hidden = !text;
}

/** The last of several calls within `ms`, once they cease. */
export function debounce(ms, call) {
  let timer;
  return (...values) => {
    clearTimeout(timer);
    timer = setTimeout(() => call(...values), ms);
  };
}

/** At most one call for each frame that is drawn. */
export function oncePerFrame(call) {
  let waiting = false;
  return () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      call();
    });
  };
}

const whole = new Intl.NumberFormat('en', {useGrouping: true, maximumFractionDigits: 0});
/** 1234567 as "1 234 567", with thin spaces. */
export const grouped = (number) => whole.format(number).replaceAll(',', '\u2009');

/** A number with `decimals` places, grouped. */
export function fixed(number, decimals) {
  const [integer, fraction] = Math.abs(number).toFixed(decimals).split('.');
  const sign = number < 0 && Number(number.toFixed(decimals)) !== 0 ? '−' : '';
  return sign + grouped(Number(integer)) + (fraction ? '.' + fraction : '');
}

/** "3 h 02 min", "4 min 05 s", "5.00 s" or "12.3 ms". */
export function duration(ms) {
  if (ms < 1000) return `${fixed(ms, 1)} ms`;
  if (ms < 60_000) return `${fixed(ms / 1000, 2)} s`;
  const seconds = Math.round(ms / 1000);
  const two = (number) => String(number).padStart(2, '0');
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${two(seconds % 60)} s`;
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)} h ${two(minutes % 60)} min`;
}

export function bytes(count) {
  if (count < 1000) return `${count} B`;
  if (count < 1e6) return `${fixed(count / 1e3, 0)} kB`;
  if (count < 1e9) return `${fixed(count / 1e6, 1)} MB`;
  return `${fixed(count / 1e9, 2)} GB`;
}

const clock = new Intl.DateTimeFormat(undefined, {dateStyle: 'medium', timeStyle: 'short'});
/** An instant in UTC, in the reader's time zone. */
export const instant = (text) => clock.format(new Date(text));

/** A recorder's local time as it wrote it: never moved into another time zone. */
export const localTime = (text) => (text ?? '').replace('T', ' ').slice(0, 19);
