// Every SQL statement of this room, plain enough for SQLite and PostgreSQL alike.

const columns = 'id, name, query, cluster, range_from as "from", range_to as "to", columns, created_at as "createdAt", changed_at as "changedAt"';

export const statements = {
  list: `select ${columns} from saved_searches order by name`,
  get: `select ${columns} from saved_searches where id = $1`,
  idOfName: 'select id from saved_searches where name = $1',
  count: 'select count(*) as count from saved_searches',
  add: `insert into saved_searches (id, name, query, cluster, range_from, range_to, columns, created_at, changed_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
  put: `update saved_searches set name = $1, query = $2, cluster = $3, range_from = $4, range_to = $5, columns = $6, changed_at = $7 where id = $8`,
  remove: 'delete from saved_searches where id = $1',
} as const;
