// Levels and stages in one sentence each, wherever they are chosen.
import type { Level, Stage } from '../audit/vocabulary.ts';

export const levelSentences: Readonly<Record<Level, string>> = {
  None: 'Nothing is recorded.',
  Metadata: 'Who, when, from where, on which resource, with which verb and result; no bodies.',
  Request: 'The metadata and what was sent, but not the answer; get, list and watch send nothing.',
  RequestResponse: 'The metadata, what was sent and what was answered; other URLs than resources never have bodies.',
};

export const stageSentences: Readonly<Record<Stage, string>> = {
  RequestReceived: 'As the request arrives, before anything is decided: no result, no bodies.',
  ResponseStarted: 'When the answer begins: for long requests (watch, exec, logs) and for failed logins only.',
  ResponseComplete: 'When the answer is sent in full: holds the result and the bodies.',
  Panic: 'Instead of ResponseComplete, when the API server broke down over the request.',
};

/** What an event may hold, as `explain` names it. */
export const holdings = {
  metadata: 'user, verb, object, URI, address, user agent and times',
  annotations: 'the authorizer’s decision and reason, and what admission added',
  responseStatus: 'the result',
  requestObject: 'the body that was sent',
  responseObject: 'the body that was answered',
} as const;

export type Holding = keyof typeof holdings;
