// From the facts of a request to what it does: by verb, resource, subresource, bodies and query string.
import type { Deed, Thing } from './deed.ts';
import { findChange } from './find-change.ts';
import { findSpecial } from './find-special.ts';
import { findPartDeed } from './find-part-deed.ts';
import { textAt } from './read-json.ts';
import { parameter, type ObjectReference, type RequestFacts } from './read-request.ts';
import { isNamespaced, singular } from './resources.ts';

export function findDeed(facts: RequestFacts): Deed {
  const { object } = facts;
  if (object === null || object.resource === '') return findPathDeed(facts);
  const thing = thingOf(object, facts);
  if (facts.verb === '') return { does: 'options', path: pathOf(facts.requestURI) };
  if (object.subresource !== '') return findPartDeed(facts, object, thing);
  return findSpecial(facts, object, thing) ?? findPlain(facts, thing);
}

function findPlain(facts: RequestFacts, thing: Thing): Deed {
  switch (facts.verb) {
    case 'get':
    case 'head':
      return { does: 'read', thing };
    case 'list':
    case 'watch':
      return { does: facts.verb, things: thing, selector: selectorOf(facts) };
    case 'deletecollection':
      return { does: 'deleteMany', things: thing, selector: selectorOf(facts) };
    case 'create':
    case 'delete':
      return { does: facts.verb, thing };
    case 'update':
      // PUT to a place where nothing is makes it, where the resource allows that.
      return { does: facts.code === 201 ? 'create' : 'replace', thing };
    case 'patch':
      return findChange(facts, thing);
    case 'proxy':
      return { does: 'proxy', thing, method: 'GET', path: '' };
    default:
      return { does: 'other', verb: facts.verb, thing };
  }
}

function findPathDeed(facts: RequestFacts): Deed {
  const path = pathOf(facts.requestURI);
  const { verb } = facts;
  if (verb === 'get' || verb === 'head') return { does: 'fetch', path };
  return verb === 'options' || verb === '' ? { does: 'options', path } : { does: 'send', method: verb.toUpperCase(), path };
}

/** The address without its query: parameters may hold what nobody should read in a line. */
function pathOf(requestURI: string): string {
  const mark = requestURI.indexOf('?');
  return mark < 0 ? requestURI : requestURI.slice(0, mark);
}

function thingOf(object: ObjectReference, facts: RequestFacts): Thing {
  const { resource, apiGroup, namespace } = object;
  const { chosen, prefix } = object.name === '' && facts.verb === 'create' && object.subresource === '' ? generatedName(facts) : { chosen: '', prefix: '' };
  return {
    kind: singular(resource, apiGroup),
    resource,
    // The address of a namespace names it as its namespace too.
    namespace: resource === 'namespaces' && apiGroup === '' ? '' : namespace,
    name: object.name || chosen || (prefix === '' ? '' : `${prefix}…`),
    isGenerated: prefix !== '',
    isEverywhere: namespace === '' && isNamespaced(resource),
  };
}

/** The server's choice of a name stands in its answer only. */
function generatedName(facts: RequestFacts): { readonly chosen: string; readonly prefix: string } {
  return { chosen: textAt(facts.responseObject, 'metadata', 'name') ?? '', prefix: textAt(facts.requestObject, 'metadata', 'generateName') ?? '' };
}

/** Label and field selectors as they stand in the address, or in the options of a DELETE. */
function selectorOf(facts: RequestFacts): string {
  const texts = ['labelSelector', 'fieldSelector'].map((name) => parameter(facts, name) ?? '');
  // A watch for one name is told by the name.
  const isByName = facts.object?.name !== '' && texts[1] === `metadata.name=${facts.object?.name}`;
  return [texts[0], isByName ? '' : texts[1]].filter((text) => text !== '').join(',');
}
