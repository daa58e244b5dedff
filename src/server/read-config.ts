// Settings from flags, environment and configuration file, in this order, checked by the table; the only place that reads the environment.
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { AppError } from '../lib/app-error.ts';
import type { TlsFiles } from './tls.ts';
import { flagOf, settings, type Setting } from './settings.ts';

export interface Config {
  readonly data: string;
  readonly listen: { readonly host: string; readonly port: number };
  readonly tls: TlsFiles | null;
  readonly maxConnections: number;
  readonly engineUrl: string | null;
  readonly publicUrl: string | null;
  readonly engineMemoryMb: number;
  readonly maxBodyMb: number;
  readonly maxEventMb: number;
  readonly spoolMb: number;
  readonly diskReserveMb: number;
  readonly quarantineMb: number;
  readonly searchSeconds: number;
  readonly searchConcurrency: number;
  readonly adminToken: string | null;
}

/** `flags` by key of the table. Throws AppError `bad_parameter` that names the setting and where it came from. */
export function readConfig(flags: Readonly<Record<string, string | undefined>>, file: string | undefined, env: NodeJS.ProcessEnv = process.env): Config {
  const fromFile = file === undefined ? {} : readFile(file);
  const values = new Map(
    (settings as readonly Setting[]).map((setting) => {
      const found = [
        [flags[setting.key], flagOf(setting.key)],
        [env[setting.env], setting.env],
        [fromFile[setting.key], `${setting.key} in ${file}`],
      ].find(([value]) => value !== undefined && value !== '');
      return [setting.key, found === undefined ? setting.default : check(setting, found[0], String(found[1]))];
    }),
  );
  const text = (key: string): string | null => values.get(key) as string | null;
  const number = (key: string): number => values.get(key) as number;
  return {
    data: text('data')!,
    listen: readAddress(text('listen')!),
    tls: readTls(text('tlsCert'), text('tlsKey'), text('tlsClientCa')),
    maxConnections: number('maxConnections'),
    engineUrl: text('engineUrl'),
    publicUrl: text('publicUrl'),
    engineMemoryMb: number('engineMemoryMb'),
    maxBodyMb: number('maxBodyMb'),
    maxEventMb: number('maxEventMb'),
    spoolMb: number('spoolMb'),
    diskReserveMb: number('diskReserveMb'),
    quarantineMb: number('quarantineMb'),
    searchSeconds: number('searchSeconds'),
    searchConcurrency: number('searchConcurrency'),
    adminToken: text('adminToken'),
  };
}

function readFile(file: string): Record<string, unknown> {
  let content: unknown;
  try {
    content = parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new AppError('bad_parameter', `The configuration file ${file} cannot be read: ${(cause as Error).message}`, { cause });
  }
  if (content === null || content === undefined) return {};
  if (typeof content !== 'object' || Array.isArray(content)) throw new AppError('bad_parameter', `The configuration file ${file} is no map of settings.`);
  const known = new Set<string>(settings.map((setting) => setting.key));
  const unknown = Object.keys(content).find((key) => !known.has(key));
  if (unknown !== undefined) throw new AppError('bad_parameter', `${file}: there is no setting "${unknown}".`, { hint: `Known: ${[...known].join(', ')}.` });
  return content as Record<string, unknown>;
}

function check(setting: Setting, value: unknown, place: string): string | number {
  const wrong = (form: string): AppError => new AppError('bad_parameter', `${place}: ${JSON.stringify(value)} is not ${form}.`, { hint: setting.sentence });
  if (setting.kind === 'number') {
    const number = Number(value);
    if (!Number.isInteger(number) || number < 1 || number > 1_000_000) throw wrong('a whole number from 1 on');
    return number;
  }
  if (typeof value !== 'string') throw wrong('text');
  if (setting.kind === 'url' && !/^https?:\/\/[^/\s]+/.test(value)) throw wrong('an http(s) URL');
  if (setting.kind === 'address' && readAddressOrNull(value) === null) throw wrong('HOST:PORT');
  return setting.kind === 'url' ? value.replace(/\/+$/, '') : value;
}

function readTls(cert: string | null, key: string | null, clientCa: string | null): TlsFiles | null {
  if (cert !== null && key !== null) return { cert, key, clientCa };
  if (cert === null && key === null && clientCa === null) return null;
  throw new AppError('bad_parameter', 'TLS needs both tlsCert and tlsKey.', { hint: 'Name the PEM files of the certificate and of its key.' });
}

function readAddress(text: string): Config['listen'] {
  return readAddressOrNull(text)!;
}

function readAddressOrNull(text: string): Config['listen'] | null {
  const match = /^(?:\[([0-9a-fA-F:.]+)\]|([^:[\]]*)):(\d{1,5})$/.exec(text);
  if (match === null || Number(match[3]) > 65_535) return null;
  return { host: match[1] ?? (match[2] === '' ? '0.0.0.0' : match[2]), port: Number(match[3]) };
}
