import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readConfig } from './read-config.ts';

const folder = mkdtempSync(join(tmpdir(), 'config-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (content: string) => {
  const path = join(folder, 'config.yaml');
  writeFileSync(path, content);
  return path;
};

describe('readConfig', () => {
  it('lets a flag count before the environment, that before the file, that before the default', () => {
    const path = file('data: /from-file\nlisten: 127.0.0.1:1\nmaxBodyMb: 7\nengineMemoryMb: 8\n');
    const env = { CLUSTER_AUDIT_LISTEN: '127.0.0.1:2', CLUSTER_AUDIT_MAX_BODY_MB: '9', CLUSTER_AUDIT_ADMIN_TOKEN: 'secret' };
    expect(readConfig({ listen: '[::1]:0' }, path, env)).toMatchObject({
      data: '/from-file',
      listen: { host: '::1', port: 0 },
      maxBodyMb: 9,
      engineMemoryMb: 8,
      searchSeconds: 60,
      adminToken: 'secret',
    });
  });

  it('listens on loopback unless told otherwise', () => {
    expect(readConfig({}, undefined, {}).listen).toEqual({ host: '127.0.0.1', port: 8080 });
    expect(readConfig({ listen: ':8443' }, undefined, {}).listen).toEqual({ host: '0.0.0.0', port: 8443 });
  });

  it.each([
    [{ listen: '8080x' }, 'HOST:PORT'],
    [{ listen: 'a:70000' }, 'HOST:PORT'],
    [{ maxBodyMb: '1.5' }, 'whole number'],
    [{ engineUrl: 'clickhouse://x' }, 'URL'],
  ])('refuses %j and says what it must be', (flags, form) => {
    expect(() => readConfig(flags, undefined, {})).toThrow(form);
  });

  it('names an unknown key of the file, and a file that is none', () => {
    expect(() => readConfig({}, file('lisen: x'), {})).toThrow('lisen');
    expect(() => readConfig({}, file('- a\n- b'), {})).toThrow(/configuration file/);
    expect(() => readConfig({}, join(folder, 'none.yaml'), {})).toThrow(/cannot be read/);
  });
});
