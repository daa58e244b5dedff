// Addresses of our own workers, in the form that a page with Trusted Types on takes.

/** As far as it is used here; TypeScript's DOM does not know it yet, and not every browser has it. */
interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): { createScriptURL(url: string): string };
}

const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes };

/** The address of one worker; `policy` is the name of a policy that takes no other. */
export function trustedAddress(policy: string, own: string): string {
  const made = trustedTypes?.createPolicy(policy, {
    createScriptURL: (url) => {
      if (url === own) return url;
      throw new TypeError('not the address of the worker');
    },
  });
  return made?.createScriptURL(own) ?? own;
}
