// The agent's other half, beside its shipping of logs: tells the server how the node is, asks it for orders, and carries them out.
import { setTimeout as wait } from 'node:timers/promises';
import { AppError } from '../../lib/app-error.ts';
import { proofOf } from '../agents/agents.ts';
import { makeKey, proveKey } from '../agents/signed-request.ts';
import { createPublicKey } from 'node:crypto';
import type { MemberOutcome, MemberStep, Order } from '../rollouts/rollout.ts';
import { readFacts } from '../static-pod/node-facts.ts';
import { lookAtNode, type NodeReport } from '../static-pod/node-report.ts';
import { loadTransaction } from '../static-pod/transaction.ts';
import { changeByOrder, checkOrder, refused, type OrderParts } from './carry-order.ts';
import { agentPath, saveIdentity, type Ask, type EnrolledAgent, type Identity } from './identity.ts';
import type { Signer } from './signer.ts';

export interface StewardOptions extends Pick<OrderParts, 'root' | 'manifest' | 'allowsChanges' | 'logs'> {
  readonly identity: Identity;
  /** Folder of the identity. */
  readonly state: string;
  readonly signer: Signer;
  readonly ask: Ask;
  readonly agentVersion: string;
  readonly lag: () => NodeReport['lag'];
  readonly log: { info(message: string): void; warn(message: string): void };
  readonly now: () => number;
}

export interface Steward {
  close(): Promise<void>;
}

const reportMs = 30_000;
/** While a roll-out is under way everybody waits for what the others see. */
const busyReportMs = 3000;
const askSeconds = { idle: 15, busy: 3 } as const;
const pauseMs = 3000;
const stepsMs = 500;
/** As much as the server takes. */
const maxSentence = 2000;
const maxWaiting = 200;
/** A key is renewed when less than this is left of it. */
const renewMs = 30 * 24 * 60 * 60 * 1000;

export function runSteward(options: StewardOptions): Steward {
  const steward = new NodeSteward(options);
  const running = steward.run();
  return {
    close: async () => {
      steward.stop.abort();
      await running;
    },
  };
}

class NodeSteward {
  readonly stop = new AbortController();
  private readonly options: StewardOptions;
  private readonly place: string;
  private identity: Identity;
  private reportedAt = -Infinity;
  private isBusy = false;
  private warned = '';
  /** A text that the server refused is not told again. */
  private refusedPolicy: string | null = null;

  constructor(options: StewardOptions) {
    this.options = options;
    this.identity = options.identity;
    this.place = agentPath(options.identity);
  }

  async run(): Promise<void> {
    while (!this.stop.signal.aborted) {
      try {
        await this.turn();
        if (this.warned !== '') this.options.log.info('the server answers the agent again');
        this.warned = '';
      } catch (error) {
        if (this.stop.signal.aborted) return;
        this.warnOnce((error as Error).message);
        await wait(pauseMs, undefined, { signal: this.stop.signal }).catch(() => {});
      }
    }
  }

  private async turn(): Promise<void> {
    const { ask, now } = this.options;
    if (this.identity.nextKey !== null || this.identity.keyExpiresAt - now() < renewMs) await this.renew();
    if (performance.now() - this.reportedAt >= (this.isBusy ? busyReportMs : reportMs)) await this.report();
    const { order, isBusy } = await ask<{ order: Order | null; isBusy: boolean }>(`${this.place}/orders`, {
      waitSeconds: this.isBusy ? askSeconds.busy : askSeconds.idle,
    });
    // What the others wait for is told at once.
    if (isBusy && !this.isBusy) this.reportedAt = -Infinity;
    this.isBusy = isBusy;
    if (order !== null) await this.carryOut(order);
  }

  private async report(): Promise<void> {
    const { root, manifest, agentVersion, allowsChanges, lag, ask } = this.options;
    const facts = await readFacts(root, manifest);
    const { wantsPolicy } = await ask<{ wantsPolicy: boolean }>(`${this.place}/reports`, {
      ...(await lookAtNode(facts)),
      agentVersion,
      allowsChanges,
      lag: lag(),
    } satisfies NodeReport);
    this.reportedAt = performance.now();
    if (wantsPolicy && facts.policy !== null && facts.policy.text !== this.refusedPolicy) await this.tellPolicy(facts.policy.text);
  }

  /** With it the server can name the rule that hides what somebody looks for. */
  private async tellPolicy(policy: string): Promise<void> {
    await this.options.ask(`${this.place}/policy`, { policy }).catch((error: unknown) => {
      if (!(error instanceof AppError) || error.code !== 'policy_refused') throw error;
      this.options.log.warn(`the server does not take the policy: ${error.message}`);
      this.refusedPolicy = policy;
    });
  }

  private async carryOut(order: Order): Promise<void> {
    const { log } = this.options;
    if (order.step === 'check') {
      const check = await checkOrder(
        order,
        this.partsFor(() => {}),
      );
      await this.answer(order, { step: 'check', check });
      return;
    }
    log.info(`carrying out roll-out ${order.rollout}: ${order.action}`);
    const steps = createSteps(this.options.now, (some) => this.answer(order, { step: 'change', steps: some, outcome: null }));
    const outcome = await this.outcomeOf(order, (what) => {
      log.info(what);
      steps.add(what);
    });
    const rest = await steps.close();
    if (outcome === null) return;
    log.info(`roll-out ${order.rollout}: ${outcome.result}${outcome.reason === null ? '' : `, ${outcome.reason}`}`);
    // Told before the answer: the next master may be begun on it.
    await this.report().catch(() => {});
    await this.answer(order, { step: 'change', steps: rest, outcome });
  }

  /** Null: it has not come to its end, and is taken up again with the next order, which is the same. */
  private async outcomeOf(order: Order, say: (what: string) => void): Promise<MemberOutcome | null> {
    const parts = this.partsFor(say);
    try {
      return await changeByOrder(order, parts);
    } catch (error) {
      say((error as Error).message);
      if (!(error instanceof AppError)) this.options.log.warn((error as Error).stack ?? String(error));
      if (loadTransaction(parts.root) === null) return refused((error as Error).message, parts);
      await wait(pauseMs, undefined, { signal: this.stop.signal }).catch(() => {});
      return null;
    }
  }

  private partsFor(say: (what: string) => void): OrderParts {
    const { root, manifest, allowsChanges, logs, ask } = this.options;
    return {
      root,
      manifest,
      allowsChanges,
      logs,
      say,
      findCanary: async (nonce) => (await ask<{ found: boolean }>(`${this.place}/canary`, { nonce })).found,
      webhookConfig: async () => (await ask<{ kubeconfig: string }>(`${this.place}/webhook-config`, {})).kubeconfig,
    };
  }

  private async answer({ rollout }: Order, answer: object): Promise<void> {
    await this.options.ask(`${this.place}/answers`, { rollout, ...answer });
  }

  /** Both keys are on disk before the server is asked: whichever it knows in the end is here. */
  private async renew(): Promise<void> {
    const { signer, ask, log } = this.options;
    const { identity } = this;
    const nextKey = identity.nextKey ?? makeKey().privateKey;
    this.keep({ ...identity, nextKey });
    const proof = proveKey(nextKey, proofOf.renewal(identity.id));
    const send = (): Promise<EnrolledAgent> => ask<EnrolledAgent>(`${this.place}/key`, { publicKey: publicOf(nextKey), proof });
    const entry = await send().catch(async (error: unknown) => {
      // The server may have taken it, and its answer was lost.
      signer.useKey(nextKey);
      return send().catch(() => {
        signer.useKey(identity.privateKey);
        throw error;
      });
    });
    signer.useKey(nextKey);
    this.keep({ ...identity, privateKey: nextKey, nextKey: null, keyExpiresAt: Date.parse(entry.keyExpiresAt) });
    log.info(`the key of this agent is renewed until ${entry.keyExpiresAt}`);
  }

  private keep(identity: Identity): void {
    saveIdentity(this.options.state, identity);
    this.identity = identity;
  }

  private warnOnce(message: string): void {
    if (message !== this.warned) this.options.log.warn(message);
    this.warned = message;
  }
}

function publicOf(privateKey: string): string {
  return createPublicKey(privateKey).export({ type: 'spki', format: 'der' }).toString('base64url');
}

/** Tells what happens while it happens; what could not be told goes with the answer. */
function createSteps(
  now: () => number,
  send: (steps: readonly MemberStep[]) => Promise<void>,
): { add(what: string): void; close(): Promise<readonly MemberStep[]> } {
  let waiting: MemberStep[] = [];
  let sending: Promise<void> = Promise.resolve();
  const flush = async (): Promise<void> => {
    const some = waiting;
    if (some.length === 0) return;
    await send(some).then(
      () => (waiting = waiting.slice(some.length)),
      () => {},
    );
  };
  const timer = setInterval(() => (sending = sending.then(flush)), stepsMs);
  return {
    add: (what) => void (waiting = [...waiting, { at: now(), what: what.slice(0, maxSentence) }].slice(-maxWaiting)),
    close: async () => {
      clearInterval(timer);
      await sending;
      return waiting;
    },
  };
}
