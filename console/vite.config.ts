// How the console is bundled: plain files beside the server, nothing inline, so that a strict content security policy holds.
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const server = 'http://127.0.0.1:8080';
const here = decodeURIComponent(new URL('.', import.meta.url).pathname);

export default defineConfig({
  root: here,
  base: '/',
  plugins: [react()],
  build: {
    outDir: '../dist/console',
    emptyOutDir: true,
    // `light-dark()` and nested rules as they stand.
    target: ['chrome123', 'firefox128', 'safari17.5'],
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    // What changes with our releases apart from what changes with the libraries'; libraries of one page alone come with that page.
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'libraries', test: /node_modules/, tags: ['$initial'] }] } } },
  },
  server: {
    proxy: { '/api': server, '/signin': server, '/ingest': server, '/openapi.json': server },
  },
});
