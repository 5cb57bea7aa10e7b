// SPDX-License-Identifier: GPL-3.0-or-later
// Helpers for elements of the page, and formatting of numbers and dates.

export const $ = (selector, root = document) => root.querySelector(selector);

/** An element with properties (`role` and names with a dash: attributes) and children or text. */
export function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name === 'role' || name.includes('-')) made.setAttribute(name, value);
    else made[name] = value;
  }
  made.append(...children);
  return made;
}

/** A table cell. On a phone rows become cards, in which the label is shown beside the cell. */
export const cell = (label, ...children) => element('td', {role: 'cell', 'data-label': label}, ...children);

/** Shows a text, or hides the element if there is none. */
export function say(target, text) {
  target.textContent = text ?? '';
  target.hidden = !text;
}

/** Delays calls until there has been none for `ms`; only the last one is made. */
export function debounce(ms, call) {
  let timer;
  return (...values) => {
    clearTimeout(timer);
    timer = setTimeout(() => call(...values), ms);
  };
}

/** Limits calls to one per animation frame. */
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
/** Formats a UTC time in the user's time zone. */
export const instant = (text) => clock.format(new Date(text));

/** The recorder's local time as written, never converted to another time zone. */
export const localTime = (text) => (text ?? '').replace('T', ' ').slice(0, 19);
