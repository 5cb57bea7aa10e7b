// SPDX-License-Identifier: GPL-3.0-or-later
// The client of the HTTP API, with the token stored for this tab.

const BASE = '/api/v1';
const KEY = 'noctule-token';

/** An unsuccessful response; `message` gives the reason, for display to the user. */
export class ApiError extends Error {
  constructor(status, message, retryAfter = 0) {
    super(message);
    this.status = status;
    this.retryAfter = retryAfter;
  }
}

export const session = {
  get token() { return sessionStorage.getItem(KEY); },
  set token(token) {
    if (token) sessionStorage.setItem(KEY, token);
    else sessionStorage.removeItem(KEY);
  },
  /** Called with the reason when the server rejects the token. */
  onRefused: () => {},
};

function authorization() {
  return session.token ? {Authorization: `Bearer ${session.token}`} : {};
}

/** The reason for a 401, from its challenge (RFC 6750). */
function refusal(challenge) {
  const reason = /error_description="([^"]*)"/.exec(challenge ?? '')?.[1];
  return reason ? `${reason}. Sign in with another token.` : 'Sign in with a token.';
}

function failure(status, text, header) {
  let reason = '';
  try {
    const body = JSON.parse(text);
    reason = body.error ?? body.detail ?? '';
  } catch { /* Not from the API; perhaps from a proxy. */ }
  if (status === 401) {
    reason = refusal(header('WWW-Authenticate'));
    session.token = null;
    session.onRefused(reason);
  }
  return new ApiError(status, reason || `The server returned status ${status}`,
                      Number(header('Retry-After') ?? 0));
}

/** Sends a request; throws ApiError unless it succeeds. */
export async function request(path, {headers, ...options} = {}) {
  let response;
  try {
    response = await fetch(path.startsWith(BASE) ? path : BASE + path,
                           {...options, headers: {...authorization(), ...headers}});
  } catch (error) {
    if (error.name === 'AbortError') throw error;
    throw new ApiError(0, 'Cannot reach the server');
  }
  if (response.ok) return response;
  throw failure(response.status, await response.text(), (name) => response.headers.get(name));
}

export const get = async (path, options) => (await request(path, options)).json();

/** The rows of a list, and its total length without limit and offset. */
export async function list(path, options) {
  const response = await request(path, options);
  return {rows: await response.json(), total: Number(response.headers.get('X-Total-Count'))};
}

export async function send(method, path, body) {
  const response = await request(path, {
    method,
    headers: {'Content-Type': 'application/json'},
    body: JSON.stringify(body ?? {}),
  });
  return response.json();
}

/** Retries while the server is busy (503). */
export async function retryWhileBusy(ask, onWait, signal) {
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (error.status !== 503) throw error;
      onWait(error.message);
      await new Promise((resolve) => setTimeout(resolve, 1000 * Math.max(1, error.retryAfter)));
      signal?.throwIfAborted();
    }
  }
}

/** Posts a form. Uses XMLHttpRequest, since fetch has no upload progress (`onProgress`: 0 to 1). */
export function upload(path, form, onProgress) {
  return new Promise((resolve, reject) => {
    const xhr = new XMLHttpRequest();
    xhr.open('POST', BASE + path);
    for (const [name, value] of Object.entries(authorization())) xhr.setRequestHeader(name, value);
    xhr.upload.onprogress = (event) => onProgress(event.total ? event.loaded / event.total : 0);
    xhr.onload = () => {
      if (xhr.status < 300) resolve(JSON.parse(xhr.responseText));
      else reject(failure(xhr.status, xhr.responseText, (name) => xhr.getResponseHeader(name)));
    };
    xhr.onerror = () => reject(new ApiError(0, 'The connection was lost'));
    xhr.send(form);
  });
}
