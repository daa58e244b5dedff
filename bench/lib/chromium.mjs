// A real browser, watched by its own tracing over the debugging protocol.
import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { round } from './bodies.mjs';

const places = [process.env.CHROMIUM_PATH, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const categories = ['devtools.timeline', 'disabled-by-default-devtools.timeline', 'toplevel', '__metadata'];
const settleMs = 400;

/** The browser's program, or null. */
export const browserProgram = places.find((place) => place !== undefined && existsSync(place)) ?? null;

export function launchBrowser() {
  return chromium.launch({ executablePath: browserProgram, args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'] });
}

/**
 * Does something in the page and answers, from the trace: the longest time from an input to the picture that shows what it did, and the longest task of
 * the page's thread; from the page: how long its frames took meanwhile. All in ms.
 */
export async function traced(page, act) {
  const browser = page.context().browser();
  await page.evaluate(watchFrames);
  await browser.startTracing(page, { categories });
  await act();
  const frames = await page.evaluate(() => globalThis.benchFrames.stop());
  await page.waitForTimeout(settleMs);
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString('utf8'));
  return { longestMs: longestInteraction(traceEvents), longestTaskMs: longestTask(traceEvents), ...frameFigures(frames) };
}

/** In the page: a picture each time the browser can make one, with the time since the last. */
function watchFrames() {
  const gaps = [];
  let last = null;
  let isOn = true;
  const next = (now) => {
    if (last !== null) gaps.push(now - last);
    last = now;
    if (isOn) requestAnimationFrame(next);
  };
  requestAnimationFrame(next);
  globalThis.benchFrames = {
    stop: () => {
      isOn = false;
      return gaps;
    },
  };
}

/** Only what a user did on purpose: moving the pointer is none. */
function longestInteraction(events) {
  const durations = events.filter(({ name, args }) => name === 'EventTiming' && args?.data?.interactionId > 0).map(({ args }) => args.data.duration);
  return durations.length === 0 ? null : round(Math.max(...durations), 1);
}

function longestTask(events) {
  const threads = events.filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain').map(({ pid, tid }) => `${pid} ${tid}`);
  const tasks = events.filter(({ name, dur, pid, tid }) => name === 'RunTask' && dur > 0 && threads.includes(`${pid} ${tid}`)).map(({ dur }) => dur / 1000);
  return round(
    tasks.reduce((most, ms) => Math.max(most, ms), 0),
    1,
  );
}

function frameFigures(gaps) {
  const sorted = [...gaps].sort((a, b) => a - b);
  return { frames: sorted.length, frameP95Ms: sorted.length === 0 ? null : round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * 0.95))], 1) };
}
