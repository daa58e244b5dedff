// A look at an API server's counters is a request and makes events itself. The last of them comes after the counters were read: it is known by a mark.

/** Parameter of the request: the mark is random, so nobody else can bear it in advance. */
export const scrapeParameter = 'cluster-audit-scrape';
const form = new RegExp(`${scrapeParameter}=([0-9a-f]{16})(?![0-9a-f])`);

/** The mark of such an event, or '' for every other. */
export function scrapeMarkOf(event: string): string {
  return event.includes('"stage":"ResponseComplete"') ? (form.exec(event)?.[1] ?? '') : '';
}
