// How the console is bundled: plain files beside the server, nothing inline, so that a strict content security policy holds.
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

const server = 'http://127.0.0.1:8080';
const here = decodeURIComponent(new URL('.', import.meta.url).pathname);

/** What `early.ts` is made of: must not come with anything larger. */
const earlyModules = /console\/(?:early|search-params|show\/overview-boards|query\/(?:early-answers|fetch-api|first-paths))\.ts$|story\/verb-family\.ts$/;

export default defineConfig({
  root: here,
  base: '/',
  plugins: [react(), earlyScript()],
  build: {
    outDir: '../dist/console',
    emptyOutDir: true,
    // `light-dark()` and nested rules as they stand.
    target: ['chrome123', 'firefox128', 'safari17.5'],
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    // What changes with our releases apart from what changes with the libraries', and each of it in one file: every file more makes the first
    // picture later. What one page alone needs comes with that page.
    rolldownOptions: {
      input: { index: `${here}index.html`, early: `${here}early.ts` },
      output: {
        codeSplitting: {
          groups: [
            { name: 'libraries', test: /node_modules/, tags: ['$initial'], priority: 2 },
            { name: 'first', test: earlyModules, tags: ['$initial'], priority: 1 },
            { name: 'console', tags: ['$initial'] },
          ],
        },
      },
    },
  },
  server: {
    proxy: { '/api': server, '/signin': server, '/ingest': server, '/openapi.json': server },
  },
});

/** `early.ts` is a script of its own: as a part of the other it would wait for all that comes with it. */
function earlyScript(): Plugin {
  return {
    name: 'early-script',
    transformIndexHtml: {
      order: 'post',
      handler: (_html, { bundle }) => {
        const chunk = Object.values(bundle ?? {}).find((file) => file.type === 'chunk' && file.name === 'early');
        // At once, whatever style sheets are still on their way; the console itself imports it, so it has run before that does.
        const attrs = { type: 'module', async: true, crossorigin: true, src: `/${chunk?.fileName ?? 'early.ts'}` };
        return [{ tag: 'script', attrs, injectTo: 'head-prepend' }];
      },
    },
  };
}
