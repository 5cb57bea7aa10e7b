// SPDX-License-Identifier: GPL-3.0-or-later
// "51 to 100 of 1 234" with buttons for the other pages.

import {element, grouped} from './dom.js';

/** Fills `target`; `onPage` is called with the number of the page to show, from 1. */
export function showPager(target, {page, size, total}, onPage) {
  const last = Math.max(1, Math.ceil(total / size));
  const button = (label, to, enabled) => element('button', {
    type: 'button', textContent: label, disabled: !enabled, onclick: () => onPage(to),
  });
  const first = (page - 1) * size + 1;
  const text = total === 0 ? '' :
    `${grouped(first)} to ${grouped(Math.min(total, first + size - 1))} of ${grouped(total)}`;
  const buttons = last === 1 ? [] : [
    button('First', 1, page > 1), button('Previous', page - 1, page > 1),
    button('Next', page + 1, page < last), button('Last', last, page < last),
  ];
  // Keeps the focus on the button that was pressed.
  const focused = [...target.querySelectorAll('button')].indexOf(document.activeElement);
  target.replaceChildren(...buttons.slice(0, 2), element('span', {role: 'status'}, text), ...buttons.slice(2));
  if (focused >= 0) {
    const again = target.querySelectorAll('button')[focused];
    (again?.disabled ? target.querySelector('button:enabled') : again)?.focus();
  }
}
