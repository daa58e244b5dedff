// English. Whole sentences, never pieces to be joined; Kubernetes' own words stay as they are.
import { enCompleteness } from './en-completeness.ts';
import type { SentenceLanguage } from '../../src/story/tell.ts';
import { enDetail } from './en-detail.ts';
import { enExplore } from './en-explore.ts';
import { enFields } from './en-fields.ts';
import { enFeatures } from './en-features.ts';
import { enHealth } from './en-health.ts';
import { enOpen } from './en-open.ts';
import { enOverview } from './en-overview.ts';
import { enObjects } from './en-objects.ts';
import { enMasters } from './en-masters.ts';
import { enPolicies } from './en-policies.ts';
import { enPolicyTerms } from './en-policy-terms.ts';
import { enProblems } from './en-problems.ts';
import { enStart } from './en-start.ts';
import { enUnseen } from './en-unseen.ts';
import { numberFormat } from './number-format.ts';

const number = numberFormat('en');

export const en = {
  product: 'Cluster Audit',
  count: (value: number) => number.format(value),
  bytes: (value: number) => showBytes(value),

  nav: {
    label: 'Main',
    start: 'Start',
    explore: 'Explore',
    objects: 'Objects',
    overview: 'Overview',
    policies: 'Policies',
    clusterOps: 'Cluster OPS',
    featureManagement: 'Feature Management',
    health: 'Health',
    menu: 'Menu',
    closeMenu: 'Close menu',
    keys: 'Keyboard keys',
    signOut: 'Sign out',
    skip: 'Skip to content',
    cancel: 'Still loading. Cancel',
  },
  theme: { label: (theme: 'system' | 'light' | 'dark') => themeLabels[theme], next: 'Change colours' },
  /** Its tag (BCP 47), its name in its own words, for those who cannot read the other, and that of the sentences about requests. */
  language: { tag: 'en', name: 'English', sentences: 'en' as SentenceLanguage },

  signIn: {
    title: 'Sign in',
    token: 'Admin token',
    placeholder: 'ca_…',
    submit: 'Sign in',
    working: 'Signing in…',
    show: 'Show token',
    hide: 'Hide token',
    where: 'Where the token is',
    whereFirst: 'The server showed it once, when it started for the first time. If CLUSTER_AUDIT_ADMIN_TOKEN was set for it, that is the token.',
    whereLink: 'Started on your own machine, the server also prints a sign-in link. The link works once and signs you in without a token.',
    linkUsed: 'That sign-in link was used already, or is too old. Start the server again for a new one, or sign in with the admin token.',
    wrong: 'This token is not valid.',
    wrongHint: 'Copy it as a whole: it begins with ca_ and has no blanks.',
    cookie: 'The token is exchanged for a session cookie that scripts cannot read, and is not kept in this browser.',
  },

  common: {
    copy: 'Copy',
    copied: 'Copied',
    copyFailed: 'Could not copy',
    close: 'Close',
    cancel: 'Cancel',
    ok: 'OK',
    retry: 'Try again',
    loading: 'Loading…',
    download: 'Download',
    showMore: (count: number) => `Show ${number.format(count)} more`,
    moreCharacters: (count: number) => `+${number.format(count)} characters`,
    showCharacters: (count: number) => `Show ${number.format(count)} more characters`,
    unseen: (name: string) => `The character ${name}`,
    hidden: { jwt: 'JSON web token', token: 'token', key: 'private key' },
    hiddenTitle: (what: string, length: number) =>
      `A ${what} of ${number.format(length)} characters. Tokens are never shown here; an export holds the event as received.`,
  },

  errors: {
    title: 'This could not be loaded',
    offline: 'The server does not answer.',
    offlineHint: 'Check that cluster-audit is running and that this page can reach it.',
    unexpected: 'Something went wrong.',
    unknown: (status: number) => `The server answered with status ${status}.`,
    code: (code: string) => `Code ${code}`,
    page: 'There is no such page.',
    toExplore: 'Go to Explore',
  },

  keys: {
    title: 'Keyboard keys',
    focusQuery: 'Go to the query box',
    nextRow: 'Next request',
    previousRow: 'Previous request',
    openRow: 'Open the request',
    walkVersions: 'Older and newer version of an object',
    closeDetail: 'Close what is open',
    run: 'Run the query (in the query box)',
    takeOffer: 'Take what is offered (in the query box)',
    mend: 'Mend what is underlined (in the query box)',
    zoom: 'Zoom in and out (on the histogram)',
    sheet: 'Show this sheet',
    esc: 'Esc',
    enter: 'Enter',
  },

  start: enStart,
  explore: enExplore,
  detail: enDetail,
  objects: enObjects,
  fields: enFields,
  features: enFeatures,
  completeness: enCompleteness,
  masters: enMasters,
  policies: enPolicies,
  policyTerms: enPolicyTerms,
  problems: enProblems,
  unseen: enUnseen,
  health: enHealth,
  open: enOpen,
  overview: enOverview,
};

const themeLabels = { system: 'Colours: as the system', light: 'Colours: light', dark: 'Colours: dark' };

const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];

function showBytes(value: number): string {
  let size = value;
  let unit = 0;
  while (size >= 1000 && unit < units.length - 1) {
    size /= 1000;
    unit += 1;
  }
  return `${unit === 0 || size >= 100 ? Math.round(size) : size.toFixed(1)} ${units[unit]}`;
}
