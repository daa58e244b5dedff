// What a request does, without a word of any language: what the finders find and each language tells.

/** An object, or all objects of a resource (`name` ''). Received text, except `kind`, which is its resource in the singular. */
export interface Thing {
  readonly kind: string;
  /** As in the address. */
  readonly resource: string;
  readonly namespace: string;
  readonly name: string;
  /** The server chose the name. */
  readonly isGenerated: boolean;
  /** Without a namespace: all namespaces are meant. */
  readonly isEverywhere: boolean;
}

/** A kind and a name, in no namespace or one: who gets a role, what an event is about. */
export interface Named {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

export type Answer = 'yes' | 'no' | null;

export type Deed =
  | {
      readonly does: 'read' | 'create' | 'replace' | 'delete' | 'restart' | 'cordon' | 'uncordon' | 'suspend' | 'resume' | 'renew' | 'evict' | 'finalize';
      readonly thing: Thing;
    }
  /** Reads or writes a part that has an address of its own (status, scale, …). */
  | { readonly does: 'readPart' | 'writePart'; readonly part: string; readonly thing: Thing }
  /** `selector` '' = all of them. */
  | { readonly does: 'list' | 'watch' | 'deleteMany'; readonly things: Thing; readonly selector: string }
  /** A patch: the fields it touches, `more` of which are not named. */
  | { readonly does: 'change' | 'label' | 'annotate'; readonly thing: Thing; readonly fields: readonly string[]; readonly more: number }
  /** Server-side apply; `isNew` null while nobody knows. */
  | { readonly does: 'apply'; readonly thing: Thing; readonly manager: string; readonly isNew: boolean | null }
  /** `from`: how many ran when it was asked. */
  | { readonly does: 'scale'; readonly thing: Thing; readonly from: string | null; readonly to: string }
  | {
      readonly does: 'setImage';
      readonly thing: Thing;
      readonly images: readonly { readonly container: string; readonly image: string }[];
      readonly more: number;
    }
  | { readonly does: 'taint'; readonly thing: Thing; readonly taints: readonly string[]; readonly more: number }
  /** `node` '' where it is not on record. */
  | { readonly does: 'bind'; readonly thing: Thing; readonly node: string }
  | { readonly does: 'exec' | 'attach'; readonly thing: Thing; readonly container: string; readonly command: readonly string[] }
  | { readonly does: 'forward'; readonly thing: Thing; readonly ports: readonly string[] }
  | { readonly does: 'logs'; readonly thing: Thing; readonly container: string; readonly isFollowed: boolean }
  /** `method` as HTTP has it. */
  | { readonly does: 'proxy'; readonly thing: Thing; readonly method: string; readonly path: string }
  | { readonly does: 'debug'; readonly thing: Thing; readonly images: readonly string[] }
  /** A token of a service account; `seconds` null where nobody said how long it lives. */
  | { readonly does: 'token'; readonly thing: Thing; readonly seconds: number | null }
  | { readonly does: 'requestCertificate'; readonly thing: Thing; readonly signer: string }
  | { readonly does: 'decideCertificate'; readonly thing: Thing; readonly decision: 'approve' | 'deny' | null }
  | { readonly does: 'grant'; readonly thing: Thing; readonly isNew: boolean; readonly role: Named; readonly subjects: readonly Named[]; readonly more: number }
  | { readonly does: 'report'; readonly thing: Thing; readonly reason: string; readonly about: Named }
  /** Asks what may be done; `who` null = the asker, `within` a namespace or ''. */
  | { readonly does: 'review'; readonly who: string | null; readonly verb: string; readonly what: string; readonly within: string; readonly answer: Answer }
  | { readonly does: 'reviewToken' }
  | { readonly does: 'reviewRules' }
  /** A request for no object. */
  | { readonly does: 'fetch'; readonly path: string }
  | { readonly does: 'send'; readonly method: string; readonly path: string }
  | { readonly does: 'options'; readonly path: string }
  /** A verb of no meaning to us. */
  | { readonly does: 'other'; readonly verb: string; readonly thing: Thing };

/** The member of the union that does D. */
export type DeedOf<D extends Deed['does'], U extends Deed = Deed> = U extends Deed ? (D extends U['does'] ? U : never) : never;
