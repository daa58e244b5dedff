// Which source files say something that a page of the console can show, and what they say besides that no page shows.
import { readdirSync } from 'node:fs';
import path from 'node:path';

/** Folders whose sentences reach a page. */
const rooms = [
  'src/policy',
  'src/search',
  'src/tune',
  'src/cluster',
  'src/api',
  'src/access',
  'src/saved',
  'src/collect',
  'src/lib',
  'src/store/control',
  'src/store/engine',
  'src/store/query',
  'src/store/tail',
];
const singleFiles = ['src/audit/read-body.ts', 'src/cli/commands/node-agent-server.ts'];

/** Files in them whose sentences reach none, each with the reason. */
const silentFiles: readonly (readonly [pattern: RegExp, why: string])[] = [
  [/(?:\.test|\/fake-[\w-]+|(?<!engine)\/statements|\/migrations)\.ts$/, 'tests, and statements for a database'],
  [/^src\/store\/query\/(?!aggregate-histogram)/, 'statements for the engine'],
  [/^src\/store\/engine\/(?!engine\.ts|sql-request|statements)/, 'statements for the engine, and why it does not start'],
  [/^src\/policy\/(?:presets\/|build-draft|print-draft)/, 'comments in a policy; titles and choices have their own words in the catalogue of the page'],
  [/^src\/policy\/(?:problem-codes|fields-of-policy|words-of-policy|questions)\.ts$/, 'named by code: the catalogue of the page has its own words'],
  [/^src\/lib\/(?:error-codes|drift-codes)\.ts$/, 'named by code: the catalogue of the page has its own words'],
  [/^src\/cluster\/static-pod\/(?:finding|drift|change|rollback-script)\.ts$/, 'named by code, or for people at the node'],
  [/^src\/cluster\/distributions\//, 'instructions that the command line prints; the benchmark is named by number'],
  [
    /^src\/search\/(?:describe|complete|print|ask[\w-]*|sql\/(?:functions|print-sql|sql-pieces))\.ts$/,
    'the reference, what can be typed, and queries themselves',
  ],
  [/^src\/collect\/(?:drain|retry-quarantine|agent\/create-\w+|log-file\/(?:follow-pattern|positions)|completeness\/(?:watch|ledger))\.ts$/, 'lines of a log'],
  [/^src\/api\/openapi\.ts$/, 'the reference of the API'],
];

interface SilentSentences {
  readonly why: string;
  /** In these files only; everywhere without it. */
  readonly file?: RegExp;
  readonly texts: readonly (string | RegExp)[];
}

/** Texts in the other files that no page shows. */
const silentSentences: readonly SilentSentences[] = [
  { why: 'the reference of the API', file: /^src\/api\/contract\//, texts: [/^(?!must |has )/] },
  { why: 'statements and names of the database and the engine', texts: [/^(?:create|select|insert|INSERT|SELECT|FROM|\* \| SELECT) /, 'Query memory limit'] },
  { why: 'words of SQL', file: /^src\/search\/sql\/parse-/, texts: [/^[a-z ]+$/] },
  {
    why: 'headers and frames of HTTP, and what is signed',
    texts: [/^(?:Bearer |Connection: |public, |attachment; |: |event: \{\}\n)/, 'cluster-audit agent request 1', 'cluster-audit agent key 1\n{}'],
  },
  {
    why: 'comments in the kubeconfig, which is a file',
    file: /^src\/cluster\/webhook-kubeconfig\.ts$/,
    texts: [/^(?! ?\{\} is no|Use an absolute|The address holds|kube-apiserver drops)/],
  },
  { why: 'notes of tokens, which no page lists', texts: ['agent of {}', 'webhook of {}', 'made with the feature', 'webhook configuration'] },
  {
    why: 'the command line and files of a node: pages show the difference of the files instead',
    texts: [
      /^\{\}: (?:written|replaced|removed|without \{\}|as it was before)$/,
      /^systemctl restart /,
      /^# /,
      '--- {}\n+++ {}\n(a kubeconfig with a token: not shown)\n',
      'Which server is it enrolled with?',
    ],
  },
  {
    why: 'the journal of a change, which stays on the node',
    file: /^src\/cluster\/static-pod\/carry-out\.ts$/,
    texts: ['applied {}', 'rolling back: {}', 'the old server is back', 'the old server is not back: {}'],
  },
  {
    why: 'lines of a log',
    texts: [
      'the server answers the agent again',
      'the server does not take the policy: {}',
      'carrying out roll-out {}: {}',
      'the key of this agent is renewed until {}',
      'the events of {} are not deleted yet ({}); the next start tries again',
      'the spool cannot be written, nothing is taken until a restart: {}',
      'the spool is damaged: {} bytes of {} from {} on cannot be read any more; they are in quarantine',
      '{} cannot be written ({}): what is sent now would be sent again after a restart',
      '{}: {} bytes from {} on are missed: {}',
      'unknown many',
      "the engine's process ended ({}); starting it again",
      "the engine's definition {} was damaged; its copy is put back",
      'the engine is tried again: {}',
      'the engine does not start: {}',
      'events for those who follow cannot be read: {}',
    ],
  },
  {
    why: 'the server does not start, or nobody is there to read it',
    texts: [
      /^The admin token given from outside /,
      /^Use visible ASCII characters, /,
      /^The control database (?:\{\} cannot be opened|was made by another version)/,
      /^Check that the folder exists /,
      /^This version knows the steps /,
      'The client has gone.',
      'Not ready: {}.',
    ],
  },
  {
    why: 'a mistake of ours, told as such',
    texts: ['there is nothing to carry out', 'version {} of the policy of topic {} is not in the control database', 'the engine answered an insert with {}'],
  },
];

/** Every file that says something a page can show. */
export function speakingFiles(): readonly string[] {
  const files = rooms.flatMap((room) => readdirSync(room, { recursive: true, encoding: 'utf8' }).map((name) => path.posix.join(room, name)));
  return [...files, ...singleFiles].filter((file) => file.endsWith('.ts') && !silentFiles.some(([pattern]) => pattern.test(file))).sort();
}

/** Whether no page shows a sentence that stands in a file. */
export function isSilentSentence(template: string, file: string): boolean {
  return silentSentences.some(
    ({ file: only, texts }) => (only?.test(file) ?? true) && texts.some((text) => (typeof text === 'string' ? text === template : text.test(template))),
  );
}

/** The declared texts that are given in full: each must be there. */
export const silentTexts: readonly string[] = silentSentences.flatMap(({ texts }) => texts.filter((text) => typeof text === 'string'));

/** Files that make problems and whose problems reach no page: commands, and the start of the server. */
export const silentMakers = /^src\/(?:cli\/|server\/|store\/(?:migrations|engine\/engine-process)\.ts)/;
