// SPDX-License-Identifier: GPL-3.0-or-later
// Files and folders dragged from the desktop and dropped on the page.

/** The sound files in a dropped folder, and in those inside. */
async function filesOf(entry) {
  if (entry.isFile) return [await new Promise((resolve, reject) => entry.file(resolve, reject))];
  const reader = entry.createReader(), found = [];
  for (;;) {  // Each call returns some of the entries, the last one none.
    const entries = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (entries.length === 0) return found;
    for (const one of entries) found.push(...await filesOf(one));
  }
}

/** All files of a drop, those in folders only if they are sound. */
export async function filesIn(transfer) {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.()), files = [...transfer.files];
  if (!entries.some((one) => one?.isDirectory)) return files;
  const isSound = ({name, type}) => type.startsWith('audio/') || /\.(wav|flac|w4v|aiff?|ogg|caf|au|rf64|w64)$/i.test(name);
  const found = await Promise.all(entries.filter(Boolean).map(async (one) =>
    one.isFile ? filesOf(one) : (await filesOf(one)).filter(isSound)));
  return found.flat();
}

/** Calls `dropped(transfer)` while `active()`; elsewhere, the browser would leave the page for the file. */
export function listenToDrops(active, dropped) {
  const hasFiles = ({dataTransfer}) => dataTransfer?.types.includes('Files');
  const mark = (on) => document.body.classList.toggle('dropping', on);
  document.addEventListener('dragover', (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = active() ? 'copy' : 'none';
    mark(active());
  });
  document.addEventListener('dragleave', ({relatedTarget}) => relatedTarget || mark(false));
  document.addEventListener('drop', (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    mark(false);
    if (active()) dropped(event.dataTransfer);
  });
}
