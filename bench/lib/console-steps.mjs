// What people do in Explore, as steps of the console benchmark: each is done by the mouse and the keyboard.
const limitMs = 100;
const frameMs = 33;
const grid = '[role="grid"]';
const row = '[role="grid"] > [role="rowgroup"] + [role="rowgroup"] > [role="row"]';
const wheelPixels = 560;

/** In this order; `prepare` is not measured. */
export const steps = [
  { name: 'openRow', title: 'open a row', limitMs, act: (page) => clickAndSee(page, page.locator(row).nth(3), 'aside dl') },
  { name: 'nextRow', title: 'the next row, ten times', limitMs, act: nextRows },
  { name: 'facet', title: 'take a value of a facet in', limitMs, prepare: (page) => page.keyboard.press('Escape'), act: includeFacet },
  { name: 'brush', title: 'mark a time in the chart', limitMs, frameMs, prepare: startAnew, act: brush },
  {
    name: 'type',
    title: 'type into the box',
    limitMs,
    prepare: startAnew,
    act: (page) => page.getByRole('textbox', { name: 'Query' }).pressSequentially('verb:delete AND objectRef.namespace:shop'),
  },
  { name: 'scroll', title: 'scroll the list', limitMs: null, frameMs, prepare: loadRows, act: scrollAll },
  { name: 'openAmongMany', title: 'open a row among them', limitMs, act: (page) => clickAndSee(page, page.locator(row).nth(-5), 'aside dl') },
];

async function clickAndSee(page, target, then) {
  await target.click();
  await page.locator(then).first().waitFor();
}

async function nextRows(page) {
  for (let step = 0; step < 10; step += 1) {
    const before = page.url();
    await page.keyboard.press('j');
    await page.waitForFunction((url) => location.href !== url, before);
  }
}

async function includeFacet(page) {
  await page.locator('nav section[aria-label="verb"] button[aria-pressed]').first().click();
  await page.waitForFunction(() => new URLSearchParams(location.search).has('q'));
}

async function startAnew(page) {
  await page.goto(new URL('/explore', page.url()).href);
  await page.locator(row).first().waitFor();
  await page.locator('section[aria-busy="false"] [role="application"]').waitFor();
}

async function brush(page) {
  const { x, y, width, height } = await page.locator('[role="application"]').boundingBox();
  await page.mouse.move(x + 5, y + height / 2);
  await page.mouse.down();
  await page.mouse.move(x + width - 5, y + height / 2, { steps: 90 });
  await page.mouse.move(x + width / 2, y + height / 2, { steps: 60 });
  await page.mouse.up();
  await page.waitForFunction(() => new URLSearchParams(location.search).has('from'));
}

/** As many rows as were asked for, or all there are. */
async function loadRows(page, { rows }) {
  await startAnew(page);
  const more = page.locator('[role="grid"] + * button:not([disabled])');
  for (let shown = await countRows(page); shown < rows && (await more.count()) > 0; shown = await countRows(page)) {
    await more.first().click();
    await page.waitForFunction(([selector, count]) => Number(document.querySelector(selector).ariaRowCount) - 1 > count, [grid, shown]);
  }
}

/** The rows of the list, its head not counted; few of them are in the page. */
export async function countRows(page) {
  return Number(await page.locator(grid).getAttribute('aria-rowcount')) - 1;
}

async function scrollAll(page) {
  const box = await page.locator(row).first().boundingBox();
  await page.mouse.move(box.x + 300, box.y + 100);
  const height = await page.locator(grid).evaluate((grid) => grid.scrollHeight);
  for (let done = 0; done < height; done += wheelPixels * 4) await page.mouse.wheel(0, wheelPixels * 4);
}
