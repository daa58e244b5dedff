// The options of `policy …`; what they do is in commands/policy.ts.
import { Option, type Command } from 'commander';
import type { Level } from '../audit/vocabulary.ts';
import { choices, type ChoiceName } from '../policy/build-draft.ts';
import { addServer } from './add-server.ts';
import type { InstalledOptions } from './commands/policy-installed.ts';
import type { ReplayOptions } from './commands/policy-replay.ts';
import type { SuggestOptions } from './commands/policy-suggest.ts';
import type { TopicOptions } from './commands/policy-topic.ts';
import type { CheckOptions, ExplainOptions } from './commands/policy.ts';

export type Done = (work: () => Promise<number>) => () => Promise<void>;

export function addPolicy(program: Command, done: Done): void {
  const policy = program.command('policy').description('audit policies: check, explain, try on stored events, apply on arrival');
  const commands = () => import('./commands/policy.ts');
  addKubernetes(policy.command('check <file>').description('what kube-apiserver would refuse or read otherwise than written, and advice; - for standard input'))
    .option('--arrival', 'as a policy that a log topic applies on arrival, which may also be of cluster-audit/v1')
    .option('-o, --output <format>', 'json or text', 'text')
    .action((file: string, options: CheckOptions) => done(async () => (await commands()).check(file, options))());
  addExplain(policy, done);
  addBuild(policy, done);
  addReplay(policy, done);
  addSuggest(policy, done);
  addTopic(policy, done);
  addInstalled(policy, done);
  const preset = policy.command('preset').description('policies to start from');
  preset
    .command('list')
    .description('list the presets')
    .option('-o, --output <format>', 'json or table', 'table')
    .action((options: { output: string }) => done(async () => (await commands()).listPresets(options))());
  preset
    .command('show <name>')
    .description('print a preset as YAML')
    .option('--omit-request-received', 'without the stage RequestReceived: about half as many events')
    .option('-o, --output <format>', 'json or yaml', 'yaml')
    .action((name: string, options: { output: string; omitRequestReceived?: boolean }) => done(async () => (await commands()).showPreset(name, options))());
}

function addExplain(policy: Command, done: Done): void {
  const collect = (value: string, before: string[]): string[] => [...before, value];
  addKubernetes(policy.command('explain [file]').description('what a policy decides about a request: the rule, the stages and what they hold'))
    .option('--batch <cases>', 'a file of lines {id, policy, attributes} (- for standard input): a line out for each')
    .option('--user <name>', 'who asks; without it nobody is logged in')
    .option('--group <name>', 'a group of the user; may be repeated', collect, [])
    .option('--verb <verb>', 'get, list, watch, create, update, patch, delete, deletecollection')
    .option('--resource <resource>', 'a resource or resource/subresource')
    .option('--api-group <group>', 'the API group of the resource', '')
    .option('--namespace <name>', 'the namespace', '')
    .option('--name <name>', 'the name of the object', '')
    .option('--path <path>', 'the path of a request that is for no resource')
    .option('-o, --output <format>', 'json or text', 'text')
    .action((file: string | undefined, options: ExplainOptions) => done(async () => (await import('./commands/policy.ts')).explain(file, options))());
}

function addBuild(policy: Command, done: Done): void {
  const build = policy.command('build').description('write a policy from choices');
  for (const [name, { title, levels }] of Object.entries(choices))
    build.addOption(new Option(`--${flagOf(name)} <level>`, title).choices(levels).default(levels[0]));
  build
    .option('--keep-request-received', 'record the arrival of requests too: about twice as many events')
    .option('--omit-managed-fields', 'leave metadata.managedFields out of the bodies')
    .action((options: Record<ChoiceName, Level> & { keepRequestReceived?: true; omitManagedFields?: true }) =>
      done(async () => {
        const { keepRequestReceived = false, omitManagedFields = false, ...chosen } = options;
        return (await import('./commands/policy.ts')).build({ ...chosen, keepRequestReceived, omitManagedFields });
      })(),
    );
}

function flagOf(choice: string): string {
  return choice.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function addReplay(policy: Command, done: Done): void {
  addRange(policy.command('replay <file>').description('what a policy would keep, strip and drop of the events that a server has stored')).action(
    (file: string, options: ReplayOptions) => done(async () => (await import('./commands/policy-replay.ts')).replay(file, options))(),
  );
}

function addSuggest(policy: Command, done: Done): void {
  addRange(policy.command('suggest <file>').description('rules that would cut the most volume of what this policy keeps, for the least loss'))
    .addOption(
      new Option('--allow <what...>', 'what may be hidden too: routine writes; what incidents are found by').choices(['writes', 'sensitive']).default([]),
    )
    .option('--pick <numbers>', 'put these suggestions into the policy and print it: 1,3')
    .option('--diff', 'with --pick: print what changes')
    .action((file: string, options: SuggestOptions) => done(async () => (await import('./commands/policy-suggest.ts')).suggest(file, options))());
}

/** The options of commands that look at stored events. */
function addRange(command: Command): Command {
  return addServer(addKubernetes(command))
    .option('--cluster <names>', 'only these clusters, with commas between them')
    .option('--from <time>', 'from this time on: RFC 3339, 2026-11-23, -15m …')
    .option('--to <time>', 'up to this time, exclusive')
    .option('--query <query>', 'only events that match')
    .option('-o, --output <format>', 'json or text', 'text');
}

function addTopic(policy: Command, done: Done): void {
  const topic = policy.command('topic').description('the policy that a log topic applies to events as they arrive; kube-apiserver is not restarted for it');
  const commands = () => import('./commands/policy-topic.ts');
  const add = (usage: string, description: string): Command =>
    addServer(topic.command(usage).description(description)).option('-o, --output <format>', 'json or text', 'text');
  add('show <topic>', 'the policy in force, its versions, and what it took away').action((name: string, options: TopicOptions) =>
    done(async () => (await commands()).showTopic(name, options))(),
  );
  add('apply <topic> <file>', 'apply a policy from now on, as a new version')
    .option('--note <text>', 'why')
    .action((name: string, file: string, options: TopicOptions) => done(async () => (await commands()).applyToTopic(name, file, options))());
  add('rollback <topic> <version>', 'put an earlier version in force again')
    .option('--note <text>', 'why')
    .action((name: string, version: string, options: TopicOptions) => done(async () => (await commands()).rollBackTopic(name, version, options))());
  add('off <topic>', 'keep every byte from now on').action((name: string, options: TopicOptions) =>
    done(async () => (await commands()).takeOffTopic(name, options))(),
  );
  add('diff <topic> <from> <to>', 'what changed between two versions; 1 if anything did').action(
    (name: string, from: string, to: string, options: TopicOptions) => done(async () => (await commands()).diffTopic(name, from, to, options))(),
  );
}

function addInstalled(policy: Command, done: Done): void {
  addServer(
    policy
      .command('installed <cluster> [file]')
      .description('the policy that the API servers of a cluster run, as the server was told; with a file: tell it, so that empty answers can name the rule')
      .option('-o, --output <format>', 'json or yaml', 'yaml'),
  ).action((cluster: string, file: string | undefined, options: InstalledOptions) =>
    done(async () => (await import('./commands/policy-installed.ts')).installed(cluster, file, options))(),
  );
}

function addKubernetes(command: Command): Command {
  return command.option('--kubernetes <version>', 'the version of the kube-apiserver that reads the policy', '1.36');
}
