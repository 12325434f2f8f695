-- The final shapes. Additive from here on; a landed migration is never edited.

create table meta (
  key text not null primary key,
  value text not null
) strict;

create table document (
  id text not null primary key,
  created_at integer not null,
  changed_at integer not null
) strict;

-- The truth about documents: every change, as it was made or received, in order of arrival.
create table chunk (
  position integer primary key,
  hash blob not null unique,
  document text not null references document (id),
  actor blob not null,
  sequence integer not null,
  bytes blob not null,
  arrived_at integer not null,
  made_at integer not null,
  author text not null,
  note text not null,
  unique (document, actor, sequence)
) strict;
create index chunk_by_document on chunk (document, position);

-- Documents whose chunks are erased: a person who asked for it. The one exception to "never deleted".
create table erasure (
  document text not null primary key,
  erased_at integer not null,
  reason text not null
) strict;

create trigger chunk_is_kept before update on chunk begin
  select raise(abort, 'a chunk is never changed');
end;
create trigger chunk_stays before delete on chunk
when not exists (select 1 from erasure where erasure.document = old.document) begin
  select raise(abort, 'a chunk is never deleted');
end;

-- A cache: can be dropped at any time.
create table snapshot (
  document text not null primary key,
  heads text not null,
  chunks integer not null,
  bytes blob not null
) strict;

-- What is read: the latest content, one row per section and one (section = '') for the header.
create table content (
  document text not null references document (id),
  section text not null,
  json text not null,
  primary key (document, section)
) strict, without rowid;

create table content_heads (
  document text not null primary key references document (id),
  heads text not null
) strict, without rowid;

-- Versions of plans that an open incident was run on, whole.
create table plan_version (
  position integer primary key,
  document text not null,
  in_force_from integer not null,
  heads text not null,
  hash text not null,
  content text not null
) strict;
create index plan_version_by_document on plan_version (document, in_force_from, position);
create trigger plan_version_is_kept before update on plan_version begin
  select raise(abort, 'a version that was in force is never changed');
end;
create trigger plan_version_stays before delete on plan_version begin
  select raise(abort, 'a version that was in force is never deleted');
end;

-- The log, in order of arrival. Ids are not unique: two laptops may each have made the same fact.
create table entry (
  position integer primary key,
  hash text not null unique,
  id text not null,
  incident text,
  chain text not null,
  sequence integer not null,
  kind text not null,
  event_at integer not null,
  entered_at integer not null,
  arrived_at integer not null,
  author text not null,
  body text not null
) strict;
create index entry_by_incident on entry (incident, position);
create index entry_by_chain on entry (chain, sequence);
create index entry_by_id on entry (id);
create trigger entry_is_kept before update on entry begin
  select raise(abort, 'an entry of the log is never changed');
end;
create trigger entry_stays before delete on entry begin
  select raise(abort, 'an entry of the log is never deleted');
end;

-- Inverse operations per document and author; survives a restart.
create table undo (
  position integer primary key,
  document text not null,
  author text not null,
  stack text not null check (stack in ('undo', 'redo')),
  operations text not null,
  heads text not null,
  made_at integer not null
) strict;
create index undo_by_author on undo (document, author, stack, position);

-- The outbox.
create table delivery (
  id text not null primary key,
  update_id text not null,
  incident text,
  channel text not null,
  recipient text not null,
  rendered blob not null,
  message_id text not null,
  due_at integer not null,
  state text not null,
  attempt integer not null default 0,
  lease_until integer,
  last_error text,
  server_reply text,
  unique (update_id, channel, recipient)
) strict;
create index delivery_by_state on delivery (state, due_at);

-- Attachments; the bytes lie in files named by their hash. With a key id the bytes are encrypted.
create table attachment (
  id text not null primary key,
  hash text not null,
  name text not null,
  media_type text not null,
  size integer not null,
  key_id text,
  retain_until integer,
  added_at integer not null,
  erased_at integer
) strict;
create index attachment_by_hash on attachment (hash);

create table setting (
  key text not null primary key,
  value text not null
) strict;
