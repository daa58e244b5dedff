// What of a page cannot be reached or hit: measured in the page, so that it holds for whatever is drawn.
import type { Page } from 'playwright-core';

/** Pixels: WCAG 2.2, 2.5.8. */
const minTarget = 24;

/** That the document is wider than the window, what is cut off where nothing scrolls, and controls that are too small to hit. */
export function measure(page: Page): Promise<readonly string[]> {
  return page.evaluate(measureInPage, minTarget);
}

/** Runs in the page: everything that it uses stands in it. */
function measureInPage(minTarget: number): readonly string[] {
  const controls = 'a[href], button, input, select, textarea, summary, [role="tab"], [role="application"]';
  const texts = 'h1, h2, h3, p, label, legend, dt, dd, th, td, output, li';
  const rowsOfList = '[role="grid"] [role="row"]';
  const tolerance = 1;

  const nameOf = (element: Element): string =>
    `<${element.tagName.toLowerCase()}> ${(element.getAttribute('aria-label') ?? (element.textContent || element.className)).trim().slice(0, 60)}`;
  const isThere = (element: Element): boolean => {
    const { width, height } = element.getBoundingClientRect();
    const isHeardOnly = element.closest('.visually-hidden') !== null || getComputedStyle(element).clipPath !== 'none';
    return width > 0 && height > 0 && !isHeardOnly && element.checkVisibility({ visibilityProperty: true });
  };
  const scrolls = (overflow: string): boolean => overflow === 'auto' || overflow === 'scroll';
  const isOutside = (from: number, to: number, outerFrom: number, outerTo: number): boolean => from < outerFrom - tolerance || to > outerTo + tolerance;
  const isHiddenBy = (around: Element, box: DOMRect, outer: DOMRect): boolean => {
    const { overflowX, overflowY } = getComputedStyle(around);
    const isHiddenAcross = !scrolls(overflowX) && isOutside(box.left, box.right, outer.left, outer.right);
    return isHiddenAcross || (!scrolls(overflowY) && isOutside(box.top, box.bottom, outer.top, outer.bottom));
  };
  /** What of an element's place lies where no scrolling leads: it goes up to the window, and what scrolls stands for what is in it. */
  const isCutOff = (element: Element): boolean => {
    let box = element.getBoundingClientRect();
    for (let around = element; around.parentElement !== null && getComputedStyle(around).position !== 'fixed'; around = around.parentElement) {
      const { overflowX, overflowY, contentVisibility } = getComputedStyle(around);
      // What is drawn only once it is near has no height of its own before.
      if (contentVisibility === 'auto' || around === element || around === document.body || (overflowX === 'visible' && overflowY === 'visible')) continue;
      const outer = around.getBoundingClientRect();
      if (isHiddenBy(around, box, outer)) return true;
      box = outer;
    }
    return isOutside(box.left, box.right, 0, innerWidth) || isOutside(box.top, box.bottom, 0, innerHeight);
  };
  /** A box to tick is hit by its words too; a link within a sentence is as high as its line. */
  const targetOf = (element: Element): { width: number; height: number } => {
    const boxes = [element, ...((element as HTMLInputElement).labels ?? [])].map((one) => one.getBoundingClientRect());
    const [left, top] = [Math.min(...boxes.map((box) => box.left)), Math.min(...boxes.map((box) => box.top))];
    return { width: Math.max(...boxes.map((box) => box.right)) - left, height: Math.max(...boxes.map((box) => box.bottom)) - top };
  };
  const isInSentence = (element: Element): boolean =>
    getComputedStyle(element).display === 'inline' &&
    [...(element.parentElement?.childNodes ?? [])].some((node) => node !== element && node.textContent?.trim() !== '');

  const found = [...document.querySelectorAll(controls)].filter(isThere);
  const isSkipLink = (element: Element): boolean => element.getAttribute('href') === '#content';
  const written = [...document.querySelectorAll(texts)].filter((element) => isThere(element) && element.closest(rowsOfList) === null);
  const overflow = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  const cutOff = [...new Set([...found, ...written])].filter((element) => !isSkipLink(element) && isCutOff(element));
  const small = found.filter((element) => !isInSentence(element) && Math.min(...Object.values(targetOf(element))) < minTarget - tolerance / 2);
  return [
    ...(overflow > 0 ? [`${overflow} pixels wider than the window`] : []),
    ...cutOff.map((element) => `cut off: ${nameOf(element)}`),
    ...small.map((element) => `${Object.values(targetOf(element)).map(Math.round).join(' × ')}: ${nameOf(element)}`),
  ];
}
