// What a person types into the one box: an object, a user, a pod, an id, an address, a kubectl command, a URL or a question. It becomes a query.
import { parseAddress } from '../audit/address.ts';
import { findResource } from '../audit/resource-names.ts';
import { askKubectl } from './ask-kubectl.ts';
import { askQuestion } from './ask-question.ts';
import { conditionsOfObject, readObject } from './ask-object.ts';
import { askUrl } from './ask-url.ts';
import { equals, text, type Asked } from './asked.ts';

/** Understands what was typed; what is nothing else is a text to look for. Null for nothing at all. Never throws. */
export function ask(typed: string): Asked | null {
  const words = typed.trim().replace(/\s+/g, ' ').slice(0, maxTyped);
  if (words === '') return null;
  return (
    askKubectl(words) ?? askUrl(words) ?? askQuestion(words) ?? askIdentifier(words) ?? askObject(words) ?? { kind: 'text', q: text(words), subject: words }
  );
}

const maxTyped = 2000;
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

function askIdentifier(words: string): Asked | null {
  if (uuid.test(words))
    return { kind: 'auditID', q: `${equals('auditID', words)} OR ${equals('objectRef.uid', words)} OR ${equals('user.uid', words)}`, subject: words };
  if (parseAddress(words) !== null || /^[0-9a-f.:]+\/\d{1,3}$/i.test(words)) return { kind: 'address', q: equals('sourceIP', words), subject: words };
  const isUser = /^system:[^\s]+$/.test(words) || /^[^\s@/]+@[^\s@/]+\.[^\s@/]+$/.test(words);
  return isUser ? { kind: 'user', q: equals('user.username', words), subject: words } : null;
}

/** `deployment shop/web`, `deploy/web -n shop`; a single word that names a kind of object asks for all of them. */
function askObject(words: string): Asked | null {
  const object = readObject(words);
  if (object !== null) return { kind: 'object', q: conditionsOfObject(object).join(' AND '), subject: words, object };
  const resource = findResource(words);
  return resource === null ? null : { kind: 'object', q: equals('objectRef.resource', resource.resource), subject: words };
}
