// The first step of stopping: no new connections, and some time for the answers that are being written.
import type { FastifyInstance } from 'fastify';

/** Answers that are still being written then are cut off: what follows needs its time too. */
const answersMs = 8000;

/** Resolves when the last connection is closed. */
export async function stopAnswering(api: FastifyInstance): Promise<void> {
  // A connection that falls idle while others finish must not hold up the end.
  const idle = setInterval(() => api.server.closeIdleConnections(), 100);
  const cut = setTimeout(() => api.server.closeAllConnections(), answersMs);
  try {
    await api.close();
  } finally {
    clearInterval(idle);
    clearTimeout(cut);
  }
}
