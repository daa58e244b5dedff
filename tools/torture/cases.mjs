// The long runs behind "nothing acknowledged is lost": what each proves, how long it is, and which test or benchmark it runs.

/**
 * `test` (with `only`, a part of the test's name) or `bench`, and the environment or options that make it long. Each notes figures
 * (`test/harness/figures.ts`): a run that notes none has not run, and counts as failed.
 */
export const cases = [
  {
    id: 'server-kills',
    proves: 'What was acknowledged is there, byte for byte and once, after `kill -9` of the server while events come in.',
    target: '0 lost, 0 twice, ready again within 5 s',
    test: 'test/flows/durability.test.ts',
    only: 'kills of the server while events come in',
    env: { SERVER_KILLS: '1000', SERVER_READY_MS: '5000' },
  },
  {
    id: 'engine-kills',
    proves: 'The same after `kill -9` of the engine alone, and no sender is told anything but 200 or 503.',
    target: '0 lost, 0 twice',
    test: 'test/flows/durability.test.ts',
    only: 'after the engine is killed',
    env: { ENGINE_KILLS: '200' },
  },
  {
    id: 'restart-storm',
    proves: 'The same through a hundred restarts by SIGTERM under load, one right after the other; nothing heaps up in the data folder.',
    target: '0 lost, 0 twice',
    test: 'test/flows/durability.test.ts',
    only: 'times while events come in, nothing acknowledged is lost, and no temporary files',
    env: { RESTARTS: '100' },
  },
  {
    id: 'agent-kills',
    proves: 'Each line of a log reaches the store once through `kill -9` of the agent, rotations, compression, and kills of the server in between.',
    target: '0 lost, 0 twice',
    test: 'test/flows/agent.test.ts',
    only: 'times across rotations',
    env: { AGENT_KILLS: '1000' },
  },
  {
    id: 'log-schedules',
    proves: 'Random schedules of writes, rotations, compression, restarts and lost positions: each line is delivered.',
    target: '0 lost; 0 twice unless positions were lost',
    test: 'src/collect/log-file/log-schedules.test.ts',
    only: 'random schedules',
    env: { TAILER_RUNS: '500' },
  },
  {
    id: 'spool-damage',
    proves: 'Flipped bits and cut segments of the spool are seen, and every other record is served.',
    target: '100 % seen',
    test: 'src/collect/spool.test.ts',
    only: 'random damages',
    env: { SPOOL_FLIPS: '100000' },
  },
  {
    id: 'power-cut',
    proves:
      'After a power cut at any point of a run of appends, new segments and trims, what was acknowledged is read back, however what was not synced is torn: pages of 512 and 4,096 bytes missing, blank or out of order, names that are there or not.',
    target: '0 acknowledged lost, 0 starts refused',
    test: 'src/collect/spool-power-cut.test.ts',
    env: { POWER_OPERATIONS: '1000' },
  },
  {
    id: 'disk-faults',
    proves:
      'EIO, ENOSPC and EDQUOT at each place where the spool touches the disk: nothing is acknowledged then, no failed descriptor is used again, a full disk is recovered from.',
    target: '0 acknowledged after a failure',
    test: 'src/collect/spool-faults.test.ts',
    env: {},
  },
  {
    id: 'disk-full',
    proves:
      "A disk without a byte left under spool, quarantine, checkpoint, control database and the agent's positions: 503 to senders, and it goes on by itself when there is space.",
    target: '0 acknowledged lost, 503 within 100 ms',
    test: 'test/flows/disk-full.test.ts',
    env: { DISK_FULL_ROUNDS: '20', REFUSED_MS: '100' },
  },
  {
    id: 'backlog',
    proves: 'While a backlog drains fresh events show at once and cursors hold; after `kill -9` in the middle of it everything is there once.',
    target: '0 lost, 0 twice',
    test: 'test/flows/backlog.test.ts',
    env: { BACKLOG_BODIES: '200', BACKLOG_KILLS: '40' },
  },
  {
    id: 'engine-disk-full',
    proves:
      'Somebody else fills the disk while the engine writes and merges, again and again: no broken part is served, and nothing acknowledged is missing afterwards.',
    target: '0 lost, no query fails',
    test: 'test/flows/full-disk.test.ts',
    env: { DISK_FILLINGS: '20' },
  },
  {
    id: 'large-body',
    proves: 'A body of hundreds of megabytes is taken in parts; memory stays small; sent again it stores nothing twice.',
    target: 'tree under 1,500 MB',
    test: 'test/flows/large-bodies.test.ts',
    only: 'large bodies',
    env: { LARGE_BODY_MB: '580' },
  },
  {
    id: 'slow-senders',
    proves: 'A thousand connections that trickle their headers keep nobody from sending, and are cut off; connections past the cap are closed at once.',
    target: 'all cut off, every body between them acknowledged',
    test: 'test/flows/receiver.test.ts',
    only: 'trickle their headers',
    env: { SLOW_SENDERS: '1000' },
  },
  {
    id: 'overload',
    proves:
      'At ten times the rated load every body is answered, 200 or 503 with Retry-After, memory stays within bounds, and all that was acknowledged is stored.',
    target: "99 of 100 within 200 ms at the rated load; above it 0 hung, 0 lost, 512 MB beyond the engine's cap",
    bench: ['overload', '--check'],
  },
  {
    id: 'node-steps',
    proves:
      'Switching auditing on at a master dies, or the machine with it, at each of its steps: the old or the new kube-apiserver is up afterwards, and its manifest is whole, to the byte.',
    target: '0 masters left down',
    test: 'test/flows/node-rollback.test.ts',
    only: 'dies at every step',
    env: { NODE_STEPS: '1000' },
  },
  {
    id: 'node-manifests',
    proves: 'Manifests of random formatting are changed so that a parse shows the intended change alone, and undone to the byte, or refused with their place.',
    target: '0 other changes',
    test: 'src/cluster/static-pod/formatting.test.ts',
    env: { MANIFEST_RUNS: '5000' },
  },
  {
    id: 'policy-texts',
    proves: 'Random hostile policy texts are read or refused in time, never with a crash.',
    target: '0 crashes',
    test: 'src/policy/hostile.test.ts',
    env: { POLICY_RUNS: '100000' },
  },
  {
    id: 'query-trees',
    proves: 'Random queries find what a plain walk over the events finds.',
    target: '0 differences',
    test: 'test/flows/trees.test.ts',
    env: { ORACLE_QUERIES: '8000' },
  },
  {
    id: 'query-words',
    proves: 'Random queries of every form of the language, hostile events among those asked, find what a plain filter finds.',
    target: '0 differences',
    test: 'test/flows/language.test.ts',
    env: { RANDOM_QUERIES: '20000', ORACLE_EVENTS: '5000' },
  },
  {
    id: 'query-corpora',
    proves: 'Random queries over every captured event find the same number, the same events and the same order as a walk over the lines.',
    target: '0 differences',
    test: 'test/flows/whole-corpora.test.ts',
    env: { CORPUS_QUERIES: '200' },
  },
  {
    id: 'query-relations',
    proves: 'A question and its opposite, halves of a range, pages of any size and the same question in SQL agree with each other.',
    target: '0 differences',
    test: 'test/flows/metamorphic.test.ts',
    env: { METAMORPHIC_QUERIES: '4000' },
  },
  {
    id: 'query-fuzz',
    proves:
      'Generated and damaged queries are parsed and compiled, or refused with their place: no crash, none over 100 ms, never more than one statement, never another table.',
    target: '0 crashes, slowest under 100 ms',
    test: 'test/flows/language-fuzz.test.ts',
    env: { FUZZ_QUERIES: '1000000' },
  },
  {
    id: 'sql-fuzz',
    proves: 'Generated SQL runs in the sandbox with rows or a problem that says what to do.',
    target: '0 other answers',
    test: 'test/flows/sql-fuzz.test.ts',
    env: { SQL_STATEMENTS: '2000' },
  },
  {
    id: 'hostile-pages',
    proves: 'Every hostile event opened in a real browser, each of its parts as a tree and as text: nothing runs, nothing hides, nothing breaks the page.',
    target: '0 scripts run, 0 reports of the content security policy',
    test: 'test/browser/hostile.test.ts',
    env: { HOSTILE_FORMS: 'all' },
  },
];
