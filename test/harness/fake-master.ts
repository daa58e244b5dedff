// A master with its agent: a node in a folder, and the real program that enrols there, reports and takes orders.
import { spawn, type ChildProcess } from 'node:child_process';
import { FakeNode } from './fake-node.ts';
import { binary, type TestServer } from './server.ts';

export class FakeMaster extends FakeNode {
  readonly name: string;
  stderr = '';
  private agent: ChildProcess | null = null;

  constructor(name: string) {
    super();
    this.name = name;
  }

  /** The agent's process; with a token it enrols first. `more`: further options. */
  startAgent(server: string, enrolment: string | null, ...more: string[]): void {
    const given = ['--root', this.root, '--state', this.at('/var/lib/cluster-audit-agent'), ...more];
    const args = enrolment === null ? given : [...given, '--server', server, '--enrol', enrolment, '--name', this.name];
    const child = spawn(binary, ['node', 'agent', ...args], {
      env: { ...process.env, CLUSTER_AUDIT_SERVER: '', CLUSTER_AUDIT_TOKEN: '', CLUSTER_AUDIT_SLEEP: '0.2' },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    child.stderr.on('data', (chunk: Buffer) => (this.stderr += chunk.toString('utf8')));
    this.agent = child;
  }

  get agentPid(): number {
    return this.agent!.pid!;
  }

  async stopAgent(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    const { agent } = this;
    this.agent = null;
    if (agent === null || agent.exitCode !== null || agent.signalCode !== null) return;
    const ended = new Promise((resolve) => void agent.once('exit', resolve));
    agent.kill(signal);
    await ended;
  }

  override async remove(): Promise<void> {
    await this.stopAgent('SIGKILL');
    await super.remove();
  }
}

/** A token that lets one agent in. */
export async function enrolmentFor(server: TestServer, cluster: string, node?: string): Promise<string> {
  const answer = await server.request(`/api/v1/clusters/${cluster}/agents/enrolment`, { method: 'POST', json: node === undefined ? {} : { node } });
  return answer.json.token as string;
}
