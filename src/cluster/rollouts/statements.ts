// Every SQL statement of roll-outs, for SQLite and PostgreSQL alike.
export const statements = {
  addRollout: `insert into rollouts (id, cluster, number, state, is_over, content)
    values ($1, $2, (select coalesce(max(number), 0) + 1 from rollouts), $3, 0, $4)`,
  setRollout: 'update rollouts set state = $1, is_over = $2, content = $3 where id = $4',
  listRollouts: 'select content from rollouts where cluster = $1 order by number desc limit $2',
  getLastDone: `select content from rollouts where cluster = $1 and state = 'done' order by number desc limit 1`,
  getRollout: 'select content from rollouts where id = $1 and cluster = $2',
  getActive: 'select content from rollouts where cluster = $1 and is_over = 0',
  // Done with the deletion of data that has not been confirmed to be over.
  listUndeleted: `select cluster, id from rollouts where state = 'done' and deletes_data = 1`,
  markDeletes: 'update rollouts set deletes_data = $1 where id = $2',

  // One row a cluster: the master that may be down.
  getLease: 'select rollout, agent from rollout_leases where cluster = $1',
  takeLease: 'insert into rollout_leases (cluster, rollout, agent, granted_at) values ($1, $2, $3, $4)',
  giveLease: 'delete from rollout_leases where cluster = $1 and agent = $2',
} as const;

export interface LeaseRow {
  readonly rollout: string;
  readonly agent: string;
}
