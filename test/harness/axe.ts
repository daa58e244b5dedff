// axe-core in a page that allows no script but its own: it comes in by the debugging protocol, so the content security policy stays as it is.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** WCAG 2.2 AA and what its authors hold to be good practice. */
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Rows are all of one make, and a hundred of them take long. */
const context = { exclude: [['[role="rowgroup"] > [role="row"]:nth-child(n + 13)']] };

/** The rules that look at colours: in another theme nothing else of a page changes. */
const colourRules = ['color-contrast', 'link-in-text-block'];

/** The serious and critical violations, one line a place; of colours alone where all else was looked at before. */
export async function violationsOf(page: Page, judged: 'all' | 'colours' = 'all'): Promise<string[]> {
  const session = await page.context().newCDPSession(page);
  try {
    await session.send('Runtime.evaluate', { expression: source });
    const runOnly = judged === 'all' ? { type: 'tag', values: tags } : { type: 'rule', values: colourRules };
    const options = JSON.stringify({ runOnly, resultTypes: ['violations'] });
    const { result, exceptionDetails } = await session.send('Runtime.evaluate', {
      expression: `axe.run(${JSON.stringify(context)}, ${options})`,
      awaitPromise: true,
      returnByValue: true,
    });
    if (exceptionDetails !== undefined) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return (result.value as AxeResults).violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${(failureSummary ?? '').replaceAll(/\s+/g, ' ')}`));
  } finally {
    await session.detach();
  }
}
