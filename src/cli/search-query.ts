// What to search for: the query as typed, with the conditions of options and of an object in kubectl's notation added to it.
import { findResource } from '../audit/resource-names.ts';
import { AppError } from '../lib/app-error.ts';

export interface SelectionOptions {
  readonly from?: string;
  readonly to?: string;
  readonly cluster?: string;
  readonly topic?: string;
  readonly namespace?: string;
  readonly user?: string;
}

/** Parameters of the API that choose events. `object`: as kubectl names it, `deployment/web`. */
export function selectionParameters(query: string, options: SelectionOptions, object: readonly string[] = []): Record<string, string | undefined> {
  const conditions = [
    ...objectConditions(object),
    ...(options.namespace === undefined ? [] : [`objectRef.namespace:${quote(options.namespace)}`]),
    ...(options.user === undefined ? [] : [`user.username:${quote(options.user)}`]),
  ];
  const own = query.trim() === '' || query.trim() === '*' ? [] : [conditions.length === 0 ? query : `(${query})`];
  return { q: [...own, ...conditions].join(' AND '), from: options.from, to: options.to, cluster: options.cluster, topic: options.topic };
}

function quote(text: string): string {
  return `"${text.replace(/["\\]/g, String.raw`\$&`)}"`;
}

/** `TYPE`, `TYPE/NAME` or `TYPE NAME`; a type may be short, singular, and end in its group: `deploy`, `deployments.apps`. */
function objectConditions(object: readonly string[]): string[] {
  if (object.length === 0) return [];
  const [first, second, ...more] = object;
  const slash = first.indexOf('/');
  const type = slash < 0 ? first : first.slice(0, slash);
  const name = slash < 0 ? second : first.slice(slash + 1);
  if (type === '' || name === '' || more.length > 0 || (slash >= 0 && second !== undefined))
    throw new AppError('bad_parameter', `${object.join(' ')} names no object.`, {
      hint: 'Write TYPE, TYPE/NAME or TYPE NAME: deployment/web. A query goes with -q.',
    });
  const [resource, ...group] = type.split('.');
  return [
    `objectRef.resource:${quote(pluralOf(resource))}`,
    ...(group.length === 0 ? [] : [`objectRef.apiGroup:${quote(group.join('.'))}`]),
    ...(name === undefined ? [] : [`objectRef.name:${quote(name)}`]),
  ];
}

/** Of resources that Kubernetes does not serve by itself, the plural that most have. */
function pluralOf(type: string): string {
  const known = findResource(type);
  if (known !== null) return known.resource;
  const lower = type.toLowerCase();
  if (/(ss|x|ch|sh)$/.test(lower)) return `${lower}es`;
  if (lower.endsWith('s')) return lower;
  return /[^aeiou]y$/.test(lower) ? `${lower.slice(0, -1)}ies` : `${lower}s`;
}
