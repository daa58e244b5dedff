// node enable --for NAME: prints the files and commands for a distribution, and touches nothing.
import { checkCis } from '../../cluster/distributions/cis.ts';
import { distributionGuides } from '../../cluster/distributions/distributions.ts';
import { defaultPreset } from '../../cluster/static-pod/plan-enable.ts';
import { AppError } from '../../lib/app-error.ts';
import { visible } from '../print/visible.ts';
import { readCount } from '../read-duration.ts';
import type { EnableOptions } from './node-change.ts';
import { policyOf, resolveServer } from './node-server.ts';
import { readFile } from './policy-file.ts';

export async function printFor(name: string, options: EnableOptions): Promise<number> {
  const guide = distributionGuides[name];
  if (guide === undefined)
    throw new AppError('bad_parameter', `"${name}" is no distribution that is known.`, { hint: `--for ${Object.keys(distributionGuides).join(', ')}` });
  const mode = options.mode ?? 'log';
  const server = mode === 'log' ? null : await resolveServer(options);
  const instructions = guide.make({
    mode,
    policy: policyOf(options.policy ?? defaultPreset).text,
    webhook: options.webhookConfig === undefined ? ((await server?.webhookConfig()) ?? null) : readFile(options.webhookConfig),
    maxSizeMb: readCount('--log-max-size', options.logMaxSize),
    maxBackups: readCount('--log-max-backups', options.logMaxBackups),
    maxAgeDays: readCount('--log-max-age', options.logMaxAge),
  });
  if (options.output === 'json') {
    process.stdout.write(`${JSON.stringify({ distribution: name, ...instructions, cis: checkCis(instructions.flags) }, null, 2)}\n`);
    return 0;
  }
  const { files, commands, notes, undo } = instructions;
  const lines = [
    ...notes.map((note) => `# ${note}`),
    ...files.flatMap(({ path, content }) => ['', `# ---- ${path} ----`, content.replace(/\n$/, '')]),
    '',
    '# ---- commands ----',
    ...commands,
    '',
    '# ---- to take it back ----',
    ...undo,
  ];
  process.stdout.write(`${visible(lines.join('\n'))}\n`);
  return 0;
}
