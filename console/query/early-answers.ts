// Answers that were asked for before anything could use them. Each is given once, while it is fresh.

interface Early {
  readonly response: Promise<Response>;
  readonly controller: AbortController;
}

/** Of what is not used by then the page would show something old. */
const freshMs = 10_000;
const early = new Map<string, Early>();

export const apiHeaders = { accept: 'application/json, application/problem+json' } as const;

export function askEarly(path: string): void {
  const controller = new AbortController();
  const response = fetch(path, { headers: apiHeaders, signal: controller.signal, cache: 'no-store' });
  // Told to whoever takes it, if anybody does.
  response.catch(() => undefined);
  early.set(path, { response, controller });
  setTimeout(() => early.delete(path), freshMs);
}

/** Null when it was not asked for, or not with success: then it must be asked for as ever. */
export async function takeEarly(path: string, signal: AbortSignal | undefined): Promise<Response | null> {
  const found = early.get(path);
  if (found === undefined) return null;
  early.delete(path);
  signal?.addEventListener('abort', () => found.controller.abort());
  try {
    const response = await found.response;
    return response.ok ? response : null;
  } catch (error) {
    if (signal?.aborted === true) throw error;
    return null;
  }
}
