// The closed table of error codes: HTTP status, exit code and the sentence of the reference page derive from it.

export const errorCodes = {
  query_syntax: { status: 400, exit: 2, title: 'The query cannot be read' },
  unknown_field: { status: 400, exit: 2, title: 'No such field' },
  bad_value: { status: 400, exit: 2, title: 'The value does not fit here' },
  policy_refused: { status: 400, exit: 2, title: 'kube-apiserver would refuse this policy' },
  bad_parameter: { status: 400, exit: 2, title: 'A parameter is wrong' },
  unreadable_body: { status: 400, exit: 2, title: 'Nothing in the body is an audit event' },
  unauthenticated: { status: 401, exit: 2, title: 'Sign in or send a valid token' },
  forbidden: { status: 403, exit: 2, title: 'Not allowed' },
  audit_disabled: { status: 403, exit: 2, title: 'Cluster audit is disabled for this cluster' },
  not_found: { status: 404, exit: 2, title: 'Not found' },
  time_limit: { status: 408, exit: 3, title: 'The time limit was reached' },
  conflict: { status: 409, exit: 2, title: 'In conflict with what is there' },
  too_large: { status: 413, exit: 2, title: 'The body is too large' },
  busy: { status: 429, exit: 3, title: 'Too many requests at once' },
  internal: { status: 500, exit: 3, title: 'An error inside Cluster Audit' },
  unavailable: { status: 503, exit: 3, title: 'Not available right now' },
} as const;

export type ErrorCode = keyof typeof errorCodes;
