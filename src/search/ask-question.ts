// Questions in the words of operators, in English and in Chinese. Each becomes the query that answers it.
import { conditionsOfObject, readObject } from './ask-object.ts';
import { findResource } from '../audit/resource-names.ts';
import { equals, oneOf, type Asked, type QuestionName } from './asked.ts';

interface Form {
  readonly name: QuestionName;
  readonly pattern: RegExp;
  /** The conditions, or null where the words after the verb are not understood. */
  readonly read: (
    parts: Readonly<Record<string, string>>,
  ) => { readonly conditions: readonly string[]; readonly object?: ReturnType<typeof readObject> } | null;
}

/** What was asked for with success: dry runs changed nothing, and refused requests did not either. */
const succeeded = 'responseStatus.code:<400 AND NOT uri.dryRun:*';

const verbs: Readonly<Record<string, readonly string[]>> = {
  deleted: ['delete', 'deletecollection'],
  removed: ['delete', 'deletecollection'],
  created: ['create', 'patch'],
  made: ['create', 'patch'],
  changed: ['update', 'patch'],
  updated: ['update', 'patch'],
  modified: ['update', 'patch'],
  edited: ['update', 'patch'],
  patched: ['patch'],
  touched: ['create', 'update', 'patch', 'delete', 'deletecollection'],
  read: ['get', 'list', 'watch'],
  got: ['get', 'list', 'watch'],
  listed: ['list', 'watch'],
  watched: ['watch'],
  删除: ['delete', 'deletecollection'],
  创建: ['create', 'patch'],
  修改: ['update', 'patch'],
  更新: ['update', 'patch'],
  读取: ['get', 'list', 'watch'],
  查看: ['get', 'list', 'watch'],
};

const connections = ['exec', 'attach', 'portforward', 'ephemeralcontainers'];

const forms: readonly Form[] = [
  {
    name: 'who',
    pattern: /^who (?<did>[a-z]+) (?:the |this )?(?<what>.+)$/i,
    read: ({ did, what }) => (verbs[did.toLowerCase()] === undefined ? null : who(verbs[did.toLowerCase()], what)),
  },
  { name: 'who', pattern: /^谁(?<did>删除|创建|修改|更新|读取|查看)了?\s*(?<what>.+)$/, read: ({ did, what }) => who(verbs[did], what) },
  {
    name: 'who',
    pattern: /^(?:who scaled (?:the )?|谁(?:扩缩|扩容|缩容)了?\s*)(?<what>.+)$/i,
    read: ({ what }) => about(what, [oneOf('verb', ['update', 'patch']), '(objectRef.subresource:scale OR requestObject.spec.replicas:*)', succeeded]),
  },
  {
    name: 'connected',
    pattern: /^(?:who (?:exec(?:'?e?d)?|attached|port-?forwarded|logged in|connected)(?: in)?(?:to)? (?:the )?|谁(?:进入|登录)了?\s*)(?<what>.+)$/i,
    read: ({ what }) => about(isKnown(what) ? what : `pod ${what}`, [oneOf('objectRef.subresource', connections)]),
  },
  {
    name: 'cordoned',
    pattern: /^(?:who (?:cordoned|uncordoned|drained|tainted) (?:the )?(?:node )?|谁(?:封锁|驱逐|解封)了?\s*(?:node |节点\s*)?)(?<what>\S+)$/i,
    read: ({ what }) => ({
      conditions: [
        'objectRef.resource:nodes',
        equals('objectRef.name', what),
        oneOf('verb', ['update', 'patch']),
        '(requestObject.spec.unschedulable:* OR requestObject.spec.taints:* OR requestObject:unschedulable)',
      ],
    }),
  },
  {
    name: 'granted',
    pattern: /^who granted (?:the )?(?:cluster)?(?:role )?(?<what>\S+)(?: to .+)?$/i,
    read: ({ what }) => ({
      conditions: [
        oneOf('objectRef.resource', ['clusterrolebindings', 'rolebindings']),
        oneOf('verb', ['create', 'update', 'patch']),
        equals('requestObject.roleRef.name', what),
        succeeded,
      ],
    }),
  },
  {
    name: 'refused',
    pattern: /^(?:why (?:was|is)|what (?:was|is)) (?<user>\S+) (?:refused|denied|forbidden)$/i,
    read: ({ user }) => ({ conditions: [equals('user.username', user), oneOf('responseStatus.code', ['401', '403'])] }),
  },
  {
    name: 'refused',
    pattern: /^(?:who (?:was|is|gets?) (?:refused|denied|forbidden)|谁被拒绝了?)$/i,
    read: () => ({ conditions: [oneOf('responseStatus.code', ['401', '403'])] }),
  },
  { name: 'what-user', pattern: /^what (?:did|has) (?<user>\S+) (?:do|done)$/i, read: ({ user }) => ({ conditions: [equals('user.username', user)] }) },
  { name: 'what-user', pattern: /^(?<user>\S+?)\s*做了什么$/, read: ({ user }) => ({ conditions: [equals('user.username', user)] }) },
  {
    name: 'what-address',
    pattern: /^(?:what (?:came|comes) from |来自\s*)(?<address>[0-9a-f.:/]+)(?:\s*的请求有哪些)?$/i,
    read: ({ address }) => ({ conditions: [equals('sourceIP', address)] }),
  },
  {
    name: 'what-object',
    pattern: /^what (?:happened to|changed in) (?:the )?(?<what>.+)$/i,
    read: ({ what }) => about(what, [oneOf('verb', ['create', 'update', 'patch', 'delete', 'deletecollection'])]),
  },
  {
    name: 'what-object',
    pattern: /^(?<what>.+?)\s*(?:发生了什么|有什么变化)$/,
    read: ({ what }) => about(what, [oneOf('verb', ['create', 'update', 'patch', 'delete', 'deletecollection'])]),
  },
];

/** Null where it is no question of these forms. A mark at its end and a time (`today`, `in the last 2h`) may follow it. */
export function askQuestion(words: string): Asked | null {
  const { question, from } = cutTime(words.replace(/\s*[?？。.!]+$/, ''));
  for (const { name, pattern, read } of forms) {
    const match = pattern.exec(question);
    const found = match === null ? null : read(match.groups ?? {});
    if (found === null) continue;
    const { conditions, object } = found;
    return {
      kind: 'question',
      question: name,
      q: conditions.join(' AND '),
      subject: words,
      ...(object == null ? {} : { object }),
      ...(from === undefined ? {} : { from }),
    };
  }
  return null;
}

const times: readonly (readonly [RegExp, (parts: readonly string[]) => string])[] = [
  [/\s+(?:today|今天)$/i, () => '-24h'],
  [/\s+(?:this week|本周)$/i, () => '-7d'],
  [/\s+(?:in the last|since|within)\s+(\d{1,4})\s*(s|m|h|d|w)\w*$/i, ([amount, unit]) => `-${amount}${unit.toLowerCase()}`],
];

function cutTime(words: string): { readonly question: string; readonly from?: string } {
  for (const [pattern, write] of times) {
    const match = pattern.exec(words);
    if (match !== null) return { question: words.slice(0, match.index), from: write(match.slice(1)) };
  }
  return { question: words };
}

function who(did: readonly string[], what: string) {
  // Reading succeeds or not: both are answers to who tried. A deleted object may have gone with its whole namespace's collection.
  return about(what, [oneOf('verb', did), ...(did.includes('get') || did.includes('list') || did.includes('watch') ? [] : [succeeded])]);
}

/** What is said about an object, all objects of a kind, or of a kind in a namespace. */
function about(what: string, conditions: readonly string[]) {
  const object = readObject(what);
  if (object !== null) return { conditions: [...conditionsOfObject(object), ...conditions], object };
  const match = /^(?:a |an |any |all )?(\S+?)(?:\s+(?:in(?: namespace)?|-n)\s+(\S+))?$/i.exec(what);
  const resource = match === null ? null : findResource(match[1]);
  if (match === null || resource === null) return null;
  return {
    conditions: [equals('objectRef.resource', resource.resource), ...(match[2] === undefined ? [] : [equals('objectRef.namespace', match[2])]), ...conditions],
  };
}

function isKnown(what: string): boolean {
  return findResource(what.split(/[\s/]/)[0]) !== null;
}
