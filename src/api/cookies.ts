// The one cookie that is used, read and written without a library.

export interface CookieOptions {
  readonly secure: boolean;
  /** Seconds; 0 removes the cookie, null keeps it until the browser closes. */
  readonly maxAge: number | null;
}

/** The value of a cookie in a `Cookie` header, or null. The first one counts. */
export function readCookie(header: string | undefined, name: string): string | null {
  if (header === undefined) return null;
  for (const part of header.split(';')) {
    const equals = part.indexOf('=');
    if (equals > 0 && part.slice(0, equals).trim() === name) return part.slice(equals + 1).trim();
  }
  return null;
}

/** A `Set-Cookie` value that scripts cannot read and other sites cannot send. `value` must be of URL-safe characters. */
export function writeCookie(name: string, value: string, options: CookieOptions): string {
  if (!/^[\w.~-]*$/.test(value)) throw new TypeError('a cookie value must be of URL-safe characters');
  const age = options.maxAge === null ? '' : `; Max-Age=${Math.max(0, Math.floor(options.maxAge))}`;
  return `${name}=${value}; Path=/; HttpOnly; SameSite=Strict${age}${options.secure ? '; Secure' : ''}`;
}
