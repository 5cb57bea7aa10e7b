// SPDX-License-Identifier: GPL-3.0-or-later
// Menus (details elements) close when something else is clicked, and with Escape.

document.addEventListener('pointerdown', ({target}) => {
  for (const menu of document.querySelectorAll('.menu[open]')) if (!menu.contains(target)) menu.open = false;
});
document.addEventListener('keydown', (event) => {
  const menu = event.key === 'Escape' && event.target.closest?.('.menu[open]');
  if (!menu) return;
  event.stopPropagation();
  menu.open = false;
  menu.querySelector('summary').focus();
}, {capture: true});
