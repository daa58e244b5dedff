// policy topic: the policies that log topics apply to arriving events.
import { createTwoFilesPatch } from 'diff';
import type { TopicPolicyAnswer } from '../../api/contract/topic-policies.ts';
import { AppError } from '../../lib/app-error.ts';
import type { ServerOptions } from '../main.ts';
import { size } from '../print/amounts.ts';
import { printColumns } from '../print/columns.ts';
import { visible } from '../print/visible.ts';
import { call, callJson } from '../server-client.ts';
import { readFile } from './policy-file.ts';

export interface TopicOptions extends ServerOptions {
  readonly output: string;
  readonly note?: string;
}

/** The policy in force, its versions, and what it took away. */
export async function showTopic(topic: string, options: TopicOptions): Promise<number> {
  return printAnswer(await callJson<TopicPolicyAnswer>(options, { path: pathOf(topic) }), options);
}

/** Attaches the policy of a file as a new version. */
export async function applyToTopic(topic: string, file: string, options: TopicOptions): Promise<number> {
  const json = { policy: readFile(file), note: options.note };
  return printAnswer(await callJson<TopicPolicyAnswer>(options, { method: 'PUT', path: pathOf(topic), json }), options);
}

export async function rollBackTopic(topic: string, version: string, options: TopicOptions): Promise<number> {
  const json = { version: Number(version), note: options.note };
  return printAnswer(await callJson<TopicPolicyAnswer>(options, { method: 'POST', path: `${pathOf(topic)}/rollback`, json }), options);
}

export async function takeOffTopic(topic: string, options: TopicOptions): Promise<number> {
  await call(options, { method: 'DELETE', path: pathOf(topic) });
  return showTopic(topic, options);
}

/** What changed between two versions; 1 if anything did. */
export async function diffTopic(topic: string, from: string, to: string, options: TopicOptions): Promise<number> {
  const { versions } = await callJson<TopicPolicyAnswer>(options, { path: pathOf(topic) });
  const [before, after] = [from, to].map((number) => {
    const found = versions.find(({ version }) => version === Number(number));
    if (found !== undefined) return found.yaml ?? '';
    throw new AppError('not_found', `The policy of "${topic}" has no version ${number}.`, {
      hint: `It has ${versions.map(({ version }) => version).join(', ') || 'none'}.`,
    });
  });
  if (before === after) return 0;
  process.stdout.write(visible(createTwoFilesPatch(`version ${from}`, `version ${to}`, before, after)));
  return 1;
}

function pathOf(topic: string): string {
  return `/api/v1/topics/${encodeURIComponent(topic)}/policy`;
}

function printAnswer(answer: TopicPolicyAnswer, { output }: TopicOptions): number {
  process.stdout.write(output === 'json' ? `${JSON.stringify(answer, null, 2)}\n` : visible(print(answer)));
  return 0;
}

function print({ topic, version, yaml, versions, outcomes, dropped, stripped, problems }: TopicPolicyAnswer): string {
  const state = yaml === null ? 'no policy in force: every byte is kept' : `version ${version} is applied to events as they arrive`;
  const parts = [`${topic}: ${state}\n`];
  parts.push(`dropped by policy: ${count(dropped)}; bodies taken off: ${count(stripped)}\n`);
  if (outcomes.length > 0)
    parts.push(
      printColumns(
        ['VERSION', 'RULE', 'LEVEL', 'DROPPED', 'BYTES', 'STRIPPED', 'BYTES'],
        outcomes.map((one) => [
          String(one.version),
          one.rule === null ? 'none matched' : String(one.rule),
          one.level,
          one.dropped.events.toLocaleString('en'),
          size(one.dropped.bytes),
          one.stripped.events.toLocaleString('en'),
          size(one.stripped.bytes),
        ]),
      ),
    );
  if (versions.length > 0)
    parts.push(
      printColumns(
        ['VERSION', 'WHEN', 'BY', 'POLICY', 'NOTE'],
        versions.map((one) => [
          String(one.version),
          one.madeAt,
          one.madeBy,
          one.yaml === null ? 'taken off' : `${one.yaml.length} characters`,
          one.note.replaceAll('\n', ' '),
        ]),
      ),
    );
  parts.push(problems.map(({ severity, message, position }) => `${severity} in line ${position?.line ?? 1}: ${message}\n`).join(''));
  return parts.filter((part) => part !== '').join('\n');
}

function count({ events, bytes }: { events: number; bytes: number }): string {
  return `${events.toLocaleString('en')} events, ${size(bytes)}`;
}
