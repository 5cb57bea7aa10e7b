// SPDX-License-Identifier: GPL-3.0-or-later
// Saves a recording's calls or annotations as a file for another program.

import {request} from './api.js';
import {$, element, say} from './dom.js';

/** The name that the server gives a file (RFC 8187). */
const nameIn = (disposition) => decodeURIComponent(/filename\*=UTF-8''(\S+)/.exec(disposition ?? '')?.[1] ?? 'labels');

/** Offers a file to the browser. A link, since the request needs the token in a header. */
export function save(blob, download) {
  const href = URL.createObjectURL(blob);
  element('a', {href, download}).click();
  setTimeout(() => URL.revokeObjectURL(href), 60_000);
}

/** `source()`: the recording's id and the minimum SNR of its calls; `ready`: resolves once all is saved. */
export function listenToDownload({source, ready}) {
  $('#download').addEventListener('submit', async (event) => {
    event.preventDefault();
    const {recording, minSnr} = source();
    const kind = $('#download-kind').value;
    const query = new URLSearchParams({format: $('#download-format').value});
    if (kind === 'calls' && minSnr) query.set('min_snr', minSnr);
    say($('#download-problem'), '');
    try {
      await ready();
      const response = await request(`/recording/${recording}/${kind}?${query}`);
      save(await response.blob(), nameIn(response.headers.get('Content-Disposition')));
    } catch (error) {
      say($('#download-problem'), error.message);
    }
  });
}
