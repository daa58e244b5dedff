// English titles of what can be wrong: written once where the codes are.
import { errorCodes, type ErrorCode } from '../../src/lib/error-codes.ts';
import { policyProblemCodes, type PolicyProblemCode } from '../../src/policy/problem-codes.ts';

const titlesOf = <Code extends string>(codes: Readonly<Record<Code, { readonly title: string }>>): Readonly<Record<Code, string>> =>
  Object.fromEntries(Object.entries<{ readonly title: string }>(codes).map(([code, { title }]) => [code, title])) as Record<Code, string>;

export const enProblems = {
  /** Of answers of the API. */
  errors: titlesOf<ErrorCode>(errorCodes),
  /** Of policies. */
  policies: titlesOf<PolicyProblemCode>(policyProblemCodes),
};
