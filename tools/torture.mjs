// `npm run torture`: the long forms of the random tests, which do not fit into `npm test`. Seeds are printed; a seed given in the environment is used.
import { spawnSync } from 'node:child_process';

const root = new URL('../', import.meta.url).pathname;
const runs = [
  { test: 'src/policy/hostile.test.ts', env: { POLICY_RUNS: '100000' } },
  { test: 'src/collect/spool.test.ts', env: { SPOOL_FLIPS: '100000' } },
  { test: 'test/flows/durability.test.ts', env: { SERVER_KILLS: '1000', ENGINE_KILLS: '200' } },
  { test: 'src/collect/log-file/log-schedules.test.ts', env: { TAILER_RUNS: '500' } },
  { test: 'test/flows/agent.test.ts', env: { AGENT_KILLS: '1000', AGENT_SECONDS: '60' } },
  { test: 'test/flows/large-bodies.test.ts', env: { LARGE_BODY_MB: '580' } },
  { test: 'src/story/tell.test.ts', env: { STORY_CORPUS: 'full' } },
  { test: 'src/story/history/deployments.test.ts', env: { STORY_CORPUS: 'full' } },
  { test: 'test/flows/object-history.test.ts', env: { STORY_CORPUS: 'full' } },
  { test: 'test/flows/trees.test.ts', env: { ORACLE_QUERIES: '2000' } },
];
let failed = 0;
for (const { test, env } of runs) {
  const { status } = spawnSync('npx', ['--no-install', 'vitest', 'run', test], { cwd: root, stdio: 'inherit', env: { ...env, ...process.env } });
  if (status !== 0) failed += 1;
}
process.exit(failed === 0 ? 0 : 1);
