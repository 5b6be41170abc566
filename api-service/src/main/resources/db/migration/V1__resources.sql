-- The one revision counter. Its row lock is taken first by every write transaction, so that commit
-- order equals revision order on every replica. Every revision from 2 on has one change row.
create table revision (
  only_row boolean primary key default true check (only_row),
  value bigint not null
) with (fillfactor = 10, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 10000);
insert into revision (value) values (1);

-- The current state of every object. The namespace of a cluster-scoped object is empty.
create table resource (
  type text collate "C" not null,
  namespace text collate "C" not null,
  name text collate "C" not null,
  uid text not null,
  revision bigint not null,
  body jsonb not null,
  primary key (type, namespace, name)
) with (fillfactor = 80);
comment on column resource.type is 'plural, or plural.group';

-- Every change, in revision order: the outbox of the relay, the history of watches and of lists at
-- a past revision. Partitioned so that retention drops tables instead of deleting rows; the service
-- makes partitions ahead of need.
create table resource_change (
  revision bigint not null,
  committed_at timestamptz not null default now(),
  type text collate "C" not null,
  namespace text collate "C" not null,
  name text collate "C" not null,
  uid text not null,
  op text not null check (op in ('ADDED', 'MODIFIED', 'DELETED')),
  body jsonb not null,
  old_body jsonb,
  primary key (revision)
) partition by range (revision);
create index resource_change_by_type on resource_change (type, revision);
comment on column resource_change.old_body is 'the state before; null when there was none';
create table resource_change_1 partition of resource_change for values from (1) to (20001);

-- Changes up to this revision may already be gone. Raised before a partition is dropped.
create table history (
  only_row boolean primary key default true check (only_row),
  dropped_to bigint not null
);
insert into history (dropped_to) values (1);

-- Everything up to this revision is known to be in Kafka.
create table relay_cursor (
  only_row boolean primary key default true check (only_row),
  revision bigint not null
);
insert into relay_cursor (revision) values (1);
