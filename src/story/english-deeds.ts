// What a request does, in English: the verb in two forms and what follows it.
import type { Deed, DeedOf } from './deed.ts';
import { named, thing, things, values } from './english-words.ts';
import { joined, phrase, received, words, type Phrase } from './parts.ts';
import { quotedIf, readUser, shellWords } from './told-values.ts';

export interface EnglishDeed {
  /** `scale`: after may not, could not, asks to. */
  readonly base: string;
  /** `scaled`. */
  readonly past: string;
  /** Where it is not the past: `run`. */
  readonly participle?: string;
  /** Begins with its own blank. */
  readonly rest: Phrase;
}

type Tell<D extends Deed['does']> = (deed: DeedOf<D>) => EnglishDeed;

export function englishDeed(deed: Deed): EnglishDeed {
  return (tellers[deed.does] as (deed: Deed) => EnglishDeed)(deed);
}

function say(base: string, past: string, rest: Phrase): EnglishDeed {
  return { base, past, rest };
}

const run = (rest: Phrase): EnglishDeed => ({ base: 'run', past: 'ran', participle: 'run', rest });
const value = (text: string) => received('value', text);
const inContainer = (container: string): Phrase => (container === '' ? [] : phrase` (container ${value(container)})`);

const tellers: { readonly [D in Deed['does']]: Tell<D> } = {
  read: (deed) => say('read', 'read', phrase` ${thing(deed.thing)}`),
  create: (deed) => say('create', 'created', phrase` ${thing(deed.thing)}`),
  replace: (deed) => say('update', 'updated', phrase` ${thing(deed.thing)}`),
  delete: (deed) => say('delete', 'deleted', phrase` ${thing(deed.thing)}`),
  restart: (deed) => say('restart', 'restarted', phrase` ${thing(deed.thing)}`),
  cordon: (deed) => say('cordon', 'cordoned', phrase` ${thing(deed.thing)}`),
  uncordon: (deed) => say('uncordon', 'uncordoned', phrase` ${thing(deed.thing)}`),
  suspend: (deed) => say('suspend', 'suspended', phrase` ${thing(deed.thing)}`),
  resume: (deed) => say('resume', 'resumed', phrase` ${thing(deed.thing)}`),
  renew: (deed) => say('renew', 'renewed', phrase` ${thing(deed.thing)}`),
  evict: (deed) => say('evict', 'evicted', phrase` ${thing(deed.thing)}`),
  finalize: (deed) => say('finalize', 'finalized', phrase` ${thing(deed.thing)}`),
  readPart: (deed) => say('read', 'read', phrase` the ${received('object', deed.part)} of ${thing(deed.thing)}`),
  writePart: (deed) => say('update', 'updated', phrase` the ${received('object', deed.part)} of ${thing(deed.thing)}`),
  list: (deed) => say('list', 'listed', phrase` ${things(deed.things, deed.selector)}`),
  watch: (deed) => say('watch', 'watched', phrase` ${things(deed.things, deed.selector)}`),
  deleteMany: (deed) => say('delete', 'deleted', phrase` ${deed.selector === '' ? phrase`all ` : null}${things(deed.things, deed.selector)}`),
  change: (deed) =>
    deed.fields.length === 0
      ? say('patch', 'patched', phrase` ${thing(deed.thing)}`)
      : say('change', 'changed', phrase` ${values(deed.fields, deed.more)} of ${thing(deed.thing)}`),
  label: (deed) => say('label', 'labelled', phrase` ${thing(deed.thing)} with ${values(deed.fields, deed.more)}`),
  annotate: (deed) => say('annotate', 'annotated', phrase` ${thing(deed.thing)} with ${values(deed.fields, deed.more)}`),
  apply: (deed) => {
    const through = deed.manager === '' ? null : phrase` as ${value(deed.manager)}`;
    if (deed.isNew === null) return say('apply', 'applied', phrase` ${thing(deed.thing)}${through}`);
    return deed.isNew
      ? say('create', 'created', phrase` ${thing(deed.thing)} by apply${through}`)
      : say('change', 'changed', phrase` ${thing(deed.thing)} by apply${through}`);
  },
  scale: (deed) => say('scale', 'scaled', phrase` ${thing(deed.thing)} ${deed.from === null ? phrase`to ` : phrase`${value(deed.from)}→`}${value(deed.to)}`),
  setImage: (deed) => {
    const images = joined(
      deed.images.map(({ container, image }) => (container === '' ? [value(image)] : phrase`${value(container)} to ${value(image)}`)),
      ', ',
    );
    return say(
      'set',
      'set',
      phrase` the image of ${thing(deed.thing)}: ${images}${deed.more === 0 ? null : phrase` and ${words('text', String(deed.more))} more`}`,
    );
  },
  taint: (deed) =>
    deed.taints.length === 0
      ? say('remove', 'removed', phrase` the taints of ${thing(deed.thing)}`)
      : say('taint', 'tainted', phrase` ${thing(deed.thing)} with ${values(deed.taints, deed.more)}`),
  bind: (deed) => say('bind', 'bound', phrase` ${thing(deed.thing)} to ${deed.node === '' ? phrase`a node` : phrase`node ${value(deed.node)}`}`),
  exec: (deed) =>
    deed.command.length === 0
      ? run(phrase` a command in ${thing(deed.thing)}${inContainer(deed.container)}`)
      : run(phrase` \`${value(shellWords(deed.command))}\` in ${thing(deed.thing)}${inContainer(deed.container)}`),
  attach: (deed) => say('attach', 'attached', phrase` to ${thing(deed.thing)}${inContainer(deed.container)}`),
  forward: (deed) =>
    say('forward', 'forwarded', phrase` ${deed.ports.length === 0 ? phrase`ports` : phrase`port ${values(deed.ports, 0)}`} of ${thing(deed.thing)}`),
  logs: (deed) =>
    deed.isFollowed
      ? say('follow', 'followed', phrase` the logs of ${thing(deed.thing)}${inContainer(deed.container)}`)
      : say('read', 'read', phrase` the logs of ${thing(deed.thing)}${inContainer(deed.container)}`),
  proxy: (deed) => say('send', 'sent', phrase` ${value(deed.method)} ${value(deed.path === '' ? '/' : deed.path)} through ${thing(deed.thing)}`),
  debug: (deed) =>
    say('add', 'added', phrase` a debug container${deed.images.length === 0 ? null : phrase` of ${values(deed.images, 0)}`} to ${thing(deed.thing)}`),
  token: (deed) =>
    say('get', 'got', phrase` a token of ${thing(deed.thing)}${deed.seconds === null ? null : phrase`, valid for ${words('value', lifetime(deed.seconds))}`}`),
  requestCertificate: (deed) =>
    say(
      'request',
      'requested',
      phrase` a certificate${deed.signer === '' ? null : phrase` of ${value(deed.signer)}`}${deed.thing.name === '' ? null : phrase` by ${thing(deed.thing)}`}`,
    ),
  decideCertificate: (deed) => {
    if (deed.decision === null) return say('decide', 'decided', phrase` on ${thing(deed.thing)}`);
    return deed.decision === 'approve' ? say('approve', 'approved', phrase` ${thing(deed.thing)}`) : say('deny', 'denied', phrase` ${thing(deed.thing)}`);
  },
  grant: (deed) => {
    const subjects = joined(deed.subjects.map(named), ', ');
    const more = deed.more === 0 ? null : phrase` and ${words('text', String(deed.more))} more`;
    return deed.isNew
      ? say('grant', 'granted', phrase` ${named(deed.role)} to ${subjects}${more} by ${thing(deed.thing)}`)
      : say('set', 'set', phrase` ${thing(deed.thing)} to grant ${named(deed.role)} to ${subjects}${more}`);
  },
  report: (deed) => say('report', 'reported', phrase` ${value(deed.reason)} about ${named(deed.about)}`),
  review: (deed) => {
    const { kind, name, isQuoted } = readUser(deed.who ?? undefined);
    const subject =
      deed.who === null ? phrase`it` : kind === 'user' ? quotedIf(isQuoted, 'value', name) : deed.who === '' ? phrase`somebody` : [value(deed.who)];
    const result = deed.answer === null ? null : phrase`: ${words('result', deed.answer)}`;
    if (deed.verb === '') return say('check', 'checked', phrase` what ${subject} may do${result}`);
    return say(
      'check',
      'checked',
      phrase` whether ${subject} may ${value(deed.verb)}${deed.what === '' ? null : phrase` ${value(deed.what)}`}${deed.within === '' ? null : phrase` in ${value(deed.within)}`}${result}`,
    );
  },
  reviewToken: () => say('check', 'checked', phrase` a token`),
  reviewRules: () => say('check', 'checked', phrase` all that it may do`),
  fetch: (deed) => say('get', 'got', phrase` ${received('object', deed.path)}`),
  send: (deed) => say('send', 'sent', phrase` ${value(deed.method)} ${received('object', deed.path)}`),
  options: (deed) => say('ask', 'asked', phrase` for the options of ${received('object', deed.path)}`),
  other: (deed) => say('perform', 'performed', phrase` ${value(deed.verb)} on ${thing(deed.thing)}`),
};

function lifetime(seconds: number): string {
  if (seconds % 86_400 === 0) return seconds === 86_400 ? '1 day' : `${seconds / 86_400} days`;
  if (seconds % 3600 === 0) return seconds === 3600 ? '1 hour' : `${seconds / 3600} hours`;
  return seconds % 60 === 0 ? `${seconds / 60} minutes` : `${seconds} seconds`;
}
