// What the CIS Kubernetes Benchmark asks of the audit log's flags (1.2.16 to 1.2.19), and whether given flags meet it.

export interface CisControl {
  readonly id: string;
  readonly asks: string;
  readonly flag: string;
  /** The least number; null = any value. */
  readonly least: number | null;
}

export const cisControls: readonly CisControl[] = [
  { id: '1.2.16', asks: '--audit-log-path is set', flag: 'audit-log-path', least: null },
  { id: '1.2.17', asks: '--audit-log-maxage is 30 or more', flag: 'audit-log-maxage', least: 30 },
  { id: '1.2.18', asks: '--audit-log-maxbackup is 10 or more', flag: 'audit-log-maxbackup', least: 10 },
  { id: '1.2.19', asks: '--audit-log-maxsize is 100 or more', flag: 'audit-log-maxsize', least: 100 },
];

export interface CisResult extends Pick<CisControl, 'id' | 'flag' | 'least'> {
  readonly met: boolean;
  readonly value: string | null;
}

/** `flags` without dashes. */
export function checkCis(flags: Readonly<Record<string, string>>): readonly CisResult[] {
  return cisControls.map(({ id, flag, least }) => {
    const value = flags[flag] ?? null;
    return { id, flag, least, value, met: value !== null && value !== '' && (least === null || Number(value) >= least) };
  });
}
