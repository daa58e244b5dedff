// Every SQL statement of completeness in one place, plain enough for SQLite and PostgreSQL alike: `$n` parameters, times in ms, booleans 0 and 1.

const scrapeColumns = `epoch, begun, ended, mark, events, failed, levels, stored_low as "storedLow", stored_high as "storedHigh",
  dropped_low as "droppedLow", dropped_high as "droppedHigh", quarantined, recovered`;
const ofInstance = 'cluster = $1 and instance = $2';

export const statements = {
  getArrivalsCounted: 'select through, beyond from arrivals_counted where id = 1',
  setArrivalsCounted: 'update arrivals_counted set through = $1, beyond = $2 where id = 1',
  addArrivals: `insert into arrivals (cluster, source, hour, received, accepted, duplicates, dropped, quarantined, late, future, skew, delay)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
    on conflict (cluster, source, hour) do update set
      received = arrivals.received + excluded.received,
      accepted = arrivals.accepted + excluded.accepted,
      duplicates = arrivals.duplicates + excluded.duplicates,
      dropped = arrivals.dropped + excluded.dropped,
      quarantined = arrivals.quarantined + excluded.quarantined,
      late = arrivals.late + excluded.late,
      future = arrivals.future + excluded.future,
      skew = case when arrivals.skew < excluded.skew or excluded.skew is null then arrivals.skew else excluded.skew end,
      delay = case when arrivals.delay > excluded.delay or excluded.delay is null then arrivals.delay else excluded.delay end`,
  listArrivals: `select source, hour, received, accepted, duplicates, dropped, quarantined, late, future, skew, delay
    from arrivals where cluster = $1 and hour >= $2 and hour < $3 order by source, hour`,
  noteLate: `insert into late_arrivals (cluster, source, oldest, seq) values ($1, $2, $3, $4)
    on conflict (cluster, source) do update set seq = excluded.seq,
      oldest = case when late_arrivals.oldest < excluded.oldest then late_arrivals.oldest else excluded.oldest end`,
  listLate: `select late_arrivals.source as source, oldest, seq from late_arrivals join instance_sources
    on instance_sources.cluster = late_arrivals.cluster and instance_sources.source = late_arrivals.source
    where instance_sources.cluster = $1 and instance_sources.instance = $2`,
  forgetLate: 'delete from late_arrivals where cluster = $1 and source = $2 and seq <= $3',

  listInstances: `select cluster, name, reported_at as "reportedAt", caught_up_at as "caughtUpAt", unread_bytes as "unreadBytes",
    oldest_unread_at as "oldestUnreadAt", clock_ahead as "clockAhead", trouble, access, raised from instances order by cluster, name`,
  countInstances: 'select count(*) as count from instances where cluster = $1',
  addInstance: 'insert into instances (cluster, name, created_at, raised) values ($1, $2, $3, 0) on conflict (cluster, name) do nothing',
  setReported: 'update instances set reported_at = $1, clock_ahead = $2, trouble = $3 where cluster = $4 and name = $5',
  setLag: 'update instances set caught_up_at = $1, unread_bytes = $2, oldest_unread_at = $3 where cluster = $4 and name = $5',
  setAccess: 'update instances set access = $1 where cluster = $2 and name = $3',
  setRaised: 'update instances set raised = $1 where cluster = $2 and name = $3',
  listSources: 'select cluster, instance, source from instance_sources order by cluster, instance, source',
  addSource: 'insert into instance_sources (cluster, instance, source) values ($1, $2, $3) on conflict (cluster, instance, source) do nothing',
  clearSources: `delete from instance_sources where ${ofInstance}`,

  listEpochs: `select epoch, start, is_whole as "isWhole" from epochs where ${ofInstance} order by epoch`,
  addEpoch: 'insert into epochs (cluster, instance, epoch, start, is_whole) values ($1, $2, $3, $4, $5)',
  addScrape: `insert into scrapes (cluster, instance, epoch, begun, ended, mark, events, failed, levels) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
    on conflict (cluster, instance, epoch, ended) do nothing`,
  newestScrape: `select ${scrapeColumns} from scrapes where ${ofInstance} and epoch = $3 order by ended desc limit 1`,
  listScrapes: `select ${scrapeColumns} from scrapes where ${ofInstance} and epoch = $3 order by ended`,
  setSums: `update scrapes set stored_low = $1, stored_high = $2, dropped_low = $3, dropped_high = $4, quarantined = $5, recovered = $6
    where cluster = $7 and instance = $8 and epoch = $9 and ended = $10`,
  removeScrape: `delete from scrapes where ${ofInstance} and epoch = $3 and ended = $4`,

  addMissed: `insert into missed (cluster, instance, id, file, position, bytes, events, why, noticed_at, sentence)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict (cluster, instance, id) do nothing`,
  listMissed: `select instance, id, file, position, bytes, events, why, noticed_at as "noticedAt", sentence
    from missed where cluster = $1 and noticed_at >= $2 order by noticed_at, id`,
  addCanary: `insert into canaries (cluster, instance, address, sent_at) values ($1, $2, $3, $4) on conflict (cluster, instance, address) do nothing`,
  listCanaries: `select instance, address, sent_at as "sentAt", seen_at as "seenAt" from canaries where cluster = $1 and sent_at >= $2 order by sent_at`,
  setCanarySeen: 'update canaries set seen_at = $1 where cluster = $2 and instance = $3 and address = $4',

  removeOld: [
    'delete from scrapes where ended < $1',
    'delete from missed where noticed_at < $1',
    'delete from arrivals where hour < $1',
    'delete from canaries where sent_at < $1',
  ],
  // The sums of what was deleted mean nothing any more: counting begins anew at the next scrape.
  forgetSums: ['scrapes', 'epochs', 'missed', 'canaries', 'arrivals', 'late_arrivals'].map((table) => `delete from ${table} where cluster = $1`),
} as const;
