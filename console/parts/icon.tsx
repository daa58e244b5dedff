// Line icons, 16 px, in the colour of the text around them. Never the only sign for anything.
const paths = {
  copy: 'M5.5 5.5v-3h8v8h-3M2.5 5.5h8v8h-8z',
  check: 'M3 8.5 6.5 12 13 4.5',
  close: 'm4 4 8 8m0-8-8 8',
  search: 'M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10Zm3.6-1.4L14 14',
  clock: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12Zm0-9v3.2l2.2 1.6',
  start: 'M2.5 7.5 8 2.8l5.5 4.7M4 6.8v6.4h8V6.8',
  explore: 'M2.5 3.5h11m-11 4.5h11m-11 4.5h7',
  overview: 'M3 13.5v-4m5 4v-11m5 11v-7',
  objects: 'M2.5 3.5h4v3h-4zM6.5 5h7m-7 0v6.5h2m0-1.5h5v3h-5z',
  policy: 'M4 1.8h6l2.5 2.5v9.9H4zM6.2 7h4.2m-4.2 2.4h4.2m-4.2 2.4h2.4',
  feature: 'M2.5 5h5m4 0h2m-11 6h2m4 0h5M9.5 3v4m-3 2v4',
  health: 'M1.8 8.5h3l1.6-4.2 2.8 7.4 1.7-3.2h3.3',
  file: 'M2.5 4.2V12.5h11V5.2H8L6.5 3.5H2.5v.7M8 7.2v3.4m-1.7-1.7L8 10.6l1.7-1.7',
  keys: 'M1.8 4.5h12.4v7H1.8zM4.5 9.2h7M4.4 6.8h.1m2.3 0h.1m2.3 0h.1m2.3 0h.1',
  light: 'M8 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6Zm0-9.5v1m0 11v1M1.5 8h1m11 0h1M3.4 3.4l.7.7m7.8 7.8.7.7m0-9.2-.7.7m-7.8 7.8-.7.7',
  dark: 'M13.2 9.7A5.6 5.6 0 0 1 6.3 2.8a5.6 5.6 0 1 0 6.9 6.9Z',
  system: 'M2 3h12v8H2zM6 13.5h4',
  language: 'M2 4h7M5.5 2.5V4m2 0c-.4 2.6-2.4 4.6-5 5.6m1.4-3.4c.8 1.5 2 2.6 3.6 3.4m1 4L11.5 7l3 6.6m-5-2h4',
  out: 'M6.5 2.5h-4v11h4m3-8.5 3 3-3 3m3-3h-7',
  menu: 'M2.5 4h11m-11 4h11m-11 4h11',
  plus: 'M8 3v10M3 8h10',
  warn: 'M8 2.2 14.5 13.5h-13L8 2.2Zm0 4.3v3.3m0 1.6v.1',
  disk: 'M2.5 4.5c0-1.1 2.5-2 5.5-2s5.5.9 5.5 2-2.5 2-5.5 2-5.5-.9-5.5-2Zm0 0v7c0 1.1 2.5 2 5.5 2s5.5-.9 5.5-2v-7m-11 3.5c0 1.1 2.5 2 5.5 2s5.5-.9 5.5-2',
  info: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12Zm0-6.8v3.6M8 5v.1',
  download: 'M8 2.5v7.5m-3-3 3 3 3-3M2.5 13.5h11',
  chevron: 'm4.5 6.5 3.5 3.5 3.5-3.5',
  down: 'M8 3v10m-4-4 4 4 4-4',
  play: 'M5 3.2v9.6L13 8z',
  stop: 'M4.5 4.5h7v7h-7z',
  columns: 'M2.5 3h11v10h-11zM6.2 3v10m3.6-10v10',
  star: 'm8 2 1.9 3.9 4.2.6-3 3 .7 4.2L8 11.7l-3.8 2 .7-4.2-3-3 4.2-.6z',
  edit: 'M3 13v-2.6l7.4-7.4L13 5.6 5.6 13z',
  up: 'M8 13V3M4 7l4-4 4 4',
} as const;

export type IconName = keyof typeof paths;

export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg
      width="16"
      height="16"
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.4"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d={paths[name]} />
    </svg>
  );
}
