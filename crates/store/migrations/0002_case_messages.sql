-- Messages that belong to a case: a row of a document's table. What they say lies in an attachment that is encrypted with
-- a key of its own and goes with the case, so `rendered` is empty there.
alter table delivery add column case_document text;
alter table delivery add column case_row text;
alter table delivery add column attachment text;
-- When the address of a person who was erased was taken out, with what was sent to it.
alter table delivery add column erased_at integer;
