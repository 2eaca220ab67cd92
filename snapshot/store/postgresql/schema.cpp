#include "snapshot/store/postgresql/schema.h"

#include <array>
#include <fmt/format.h>

#include "snapshot/base/error.h"
#include "snapshot/base/text.h"
#include "snapshot/store/postgresql/connection.h"

namespace ldapsnap {
namespace {

using postgresql::Connection;
using postgresql::kSchemaVersion;
using postgresql::Result;

/// Two processes that make the same archive come one after the other. Released with the transaction.
constexpr const char* kLockOfSetup = "SELECT pg_advisory_xact_lock(1280527952)";  // "LSNP"

// Partitions have their own primary keys, and no statement names one (ON CONFLICT DO NOTHING): a partition can be a
// foreign table on another server, where PostgreSQL allows neither.
//
// Functions that run as the owner (SECURITY DEFINER) are how others get at chunks: who knows an id may read what it
// names, and nobody but a keeper can list them. All other rows are under row-level security, by site.
constexpr const char* kVersion1 = R"sql(
CREATE SCHEMA IF NOT EXISTS ldapsnap;
SET LOCAL search_path = ldapsnap, pg_temp;

CREATE TABLE migration(version int PRIMARY KEY, at timestamptz NOT NULL DEFAULT now(), by text NOT NULL DEFAULT session_user);

CREATE TABLE chunk(id bytea NOT NULL, data bytea NOT NULL) PARTITION BY HASH (id);
DO $do$ BEGIN
  FOR i IN 0..7 LOOP
    EXECUTE format('CREATE TABLE ldapsnap.chunk_%s PARTITION OF ldapsnap.chunk(PRIMARY KEY(id)) '
                   'FOR VALUES WITH (MODULUS 8, REMAINDER %s)', i, i);
    EXECUTE format('ALTER TABLE ldapsnap.chunk_%s ALTER COLUMN data SET STORAGE EXTERNAL', i);
  END LOOP;
END $do$;
CREATE TABLE condemned(id bytea PRIMARY KEY);

CREATE TABLE snapshot(
  number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, id bytea NOT NULL UNIQUE CHECK (length(id) = 32),
  site text COLLATE "C" NOT NULL, taken bigint NOT NULL, manifest text NOT NULL);
CREATE INDEX snapshot_of_site ON snapshot(site, taken, number);
CREATE TABLE label(
  name text COLLATE "C" PRIMARY KEY, snapshot bytea NOT NULL REFERENCES snapshot(id), sum bytea NOT NULL);
CREATE INDEX label_of_snapshot ON label(snapshot);
CREATE TABLE run(
  site text COLLATE "C" NOT NULL, number int NOT NULL, record text NOT NULL, sum bytea NOT NULL,
  PRIMARY KEY(site, number));
CREATE TABLE attachment(
  site text COLLATE "C" NOT NULL, number int NOT NULL, name text COLLATE "C" NOT NULL, data bytea NOT NULL,
  sum bytea NOT NULL, PRIMARY KEY(site, number, name));
ALTER TABLE attachment ALTER COLUMN data SET STORAGE EXTERNAL;
CREATE TABLE redaction(site text COLLATE "C" PRIMARY KEY, proof bytea NOT NULL);

CREATE TABLE forgotten(
  number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, at timestamptz NOT NULL DEFAULT now(),
  by text NOT NULL DEFAULT session_user, snapshot bytea NOT NULL, site text NOT NULL, taken bigint NOT NULL,
  manifest text NOT NULL);

CREATE TABLE lease(
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  purpose text NOT NULL CHECK (purpose IN ('read', 'write', 'remove')), holder text NOT NULL DEFAULT session_user,
  host text NOT NULL, started timestamptz NOT NULL DEFAULT now(),
  expires timestamptz NOT NULL DEFAULT now() + interval '10 minutes');
CREATE UNIQUE INDEX lease_for_removing ON lease(purpose) WHERE purpose = 'remove';

CREATE TABLE permission(
  role text NOT NULL, may text NOT NULL CHECK (may IN ('reader', 'writer', 'keeper')), site text COLLATE "C" NOT NULL,
  PRIMARY KEY(role, may, site));

-- Who may do what.

CREATE FUNCTION permissions(what text) RETURNS SETOF text LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = ldapsnap, pg_temp AS $sql$
  SELECT p.site FROM permission p JOIN pg_catalog.pg_roles r ON r.rolname = p.role
  WHERE (p.may = what OR what = 'reader') AND pg_has_role(session_user, r.oid, 'MEMBER')
$sql$;
CREATE FUNCTION may_all(what text) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = ldapsnap, pg_temp AS $sql$ SELECT EXISTS (SELECT 1 FROM permissions(what) p WHERE p = '*') $sql$;

DO $do$ DECLARE t text; BEGIN
  FOREACH t IN ARRAY ARRAY['snapshot', 'run', 'attachment', 'redaction'] LOOP
    EXECUTE format('ALTER TABLE ldapsnap.%I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY reading ON ldapsnap.%I FOR SELECT USING ((SELECT ldapsnap.may_all(''reader'')) OR '
                   'site = ANY (ARRAY(SELECT ldapsnap.permissions(''reader''))))', t);
    EXECUTE format('CREATE POLICY adding ON ldapsnap.%I FOR INSERT WITH CHECK ((SELECT ldapsnap.may_all(''writer'')) OR '
                   'site = ANY (ARRAY(SELECT ldapsnap.permissions(''writer''))))', t);
    EXECUTE format('CREATE POLICY keeping ON ldapsnap.%I FOR DELETE USING ((SELECT ldapsnap.may_all(''keeper'')) OR '
                   'site = ANY (ARRAY(SELECT ldapsnap.permissions(''keeper''))))', t);
  END LOOP;
END $do$;
-- A run is written when it starts and again when it ends; then nobody changes it.
CREATE POLICY finishing ON run FOR UPDATE
  USING (((SELECT may_all('writer')) OR site = ANY (ARRAY(SELECT permissions('writer')))) AND
         (record::jsonb ->> 'after') = '')
  WITH CHECK ((SELECT may_all('writer')) OR site = ANY (ARRAY(SELECT permissions('writer'))));
CREATE POLICY replacing ON attachment FOR UPDATE
  USING (EXISTS (SELECT 1 FROM run r WHERE r.site = attachment.site AND r.number = attachment.number AND
                                           (r.record::jsonb ->> 'after') = '') AND
         ((SELECT may_all('writer')) OR site = ANY (ARRAY(SELECT permissions('writer')))))
  WITH CHECK ((SELECT may_all('writer')) OR site = ANY (ARRAY(SELECT permissions('writer'))));
ALTER TABLE label ENABLE ROW LEVEL SECURITY;
-- What a policy reads is itself under row-level security: a label is seen with its snapshot.
CREATE POLICY reading ON label FOR SELECT USING (EXISTS (SELECT 1 FROM snapshot s WHERE s.id = label.snapshot));
CREATE POLICY adding ON label FOR INSERT WITH CHECK (EXISTS (
  SELECT 1 FROM snapshot s WHERE s.id = label.snapshot AND
    ((SELECT may_all('writer')) OR s.site = ANY (ARRAY(SELECT permissions('writer'))))));
CREATE POLICY moving ON label FOR UPDATE USING (EXISTS (
  SELECT 1 FROM snapshot s WHERE s.id = label.snapshot AND
    ((SELECT may_all('keeper')) OR s.site = ANY (ARRAY(SELECT permissions('keeper'))))));
CREATE POLICY keeping ON label FOR DELETE USING (EXISTS (
  SELECT 1 FROM snapshot s WHERE s.id = label.snapshot AND
    ((SELECT may_all('keeper')) OR s.site = ANY (ARRAY(SELECT permissions('keeper'))))));
ALTER TABLE forgotten ENABLE ROW LEVEL SECURITY;
CREATE POLICY reading ON forgotten FOR SELECT USING ((SELECT may_all('reader')) OR
  site = ANY (ARRAY(SELECT permissions('reader'))));

-- Every removal is on record, whoever removes and by whatever program.
CREATE FUNCTION record_removal() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = ldapsnap, pg_temp AS $sql$ BEGIN
  INSERT INTO forgotten(snapshot, site, taken, manifest) VALUES (OLD.id, OLD.site, OLD.taken, OLD.manifest);
  RETURN OLD;
END $sql$;
CREATE TRIGGER removal AFTER DELETE ON snapshot FOR EACH ROW EXECUTE FUNCTION record_removal();
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $sql$ BEGIN
  RAISE EXCEPTION 'the rows of % stay as they are', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $sql$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON forgotten
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER immutable BEFORE UPDATE OR TRUNCATE ON snapshot FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Leases: who uses chunks. A lost process keeps one for ten minutes at most.

CREATE FUNCTION begin_lease(for_purpose text, on_host text) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = ldapsnap, pg_temp AS $sql$ DECLARE made bigint; BEGIN
  IF for_purpose NOT IN ('read', 'write') THEN
    RAISE EXCEPTION 'not a purpose of a lease' USING ERRCODE = 'insufficient_privilege';
  END IF;
  INSERT INTO lease(purpose, host) VALUES (for_purpose, on_host) RETURNING id INTO made;
  RETURN made;
END $sql$;
-- Null while another process has it.
CREATE FUNCTION begin_removing(on_host text) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = ldapsnap, pg_temp AS $sql$ DECLARE made bigint; BEGIN
  DELETE FROM lease WHERE expires < now();
  INSERT INTO lease(purpose, host) VALUES ('remove', on_host) ON CONFLICT DO NOTHING RETURNING id INTO made;
  RETURN made;
END $sql$;
CREATE FUNCTION renew_lease(of_id bigint) RETURNS void LANGUAGE sql SECURITY DEFINER
SET search_path = ldapsnap, pg_temp AS $sql$
  UPDATE lease SET expires = now() + interval '10 minutes' WHERE id = of_id AND holder = session_user
$sql$;
CREATE FUNCTION end_lease(of_id bigint) RETURNS void LANGUAGE sql SECURITY DEFINER
SET search_path = ldapsnap, pg_temp AS $sql$ DELETE FROM lease WHERE id = of_id AND holder = session_user $sql$;
-- Until the end of the transaction nobody can take the lease away.
CREATE FUNCTION hold_lease(of_id bigint, for_purpose text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = ldapsnap, pg_temp AS $sql$ BEGIN
  PERFORM 1 FROM lease WHERE id = of_id AND holder = session_user AND purpose = for_purpose FOR UPDATE;
  IF NOT FOUND THEN RAISE EXCEPTION 'the lease is over' USING ERRCODE = 'LS001'; END IF;
END $sql$;
CREATE FUNCTION other_leases() RETURNS TABLE(id bigint, holder text, host text, started timestamptz)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ldapsnap, pg_temp AS $sql$ BEGIN
  DELETE FROM lease l WHERE l.expires < now();
  RETURN QUERY SELECT l.id, l.holder, l.host, l.started FROM lease l WHERE l.purpose <> 'remove' ORDER BY l.id;
END $sql$;

-- Chunks.

CREATE FUNCTION chunks(ids bytea[]) RETURNS TABLE(id bytea, data bytea) LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = ldapsnap, pg_temp AS $sql$ SELECT c.id, c.data FROM chunk c WHERE c.id = ANY (ids) $sql$;
CREATE FUNCTION present(ids bytea[]) RETURNS SETOF bytea LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = ldapsnap, pg_temp AS $sql$
  SELECT c.id FROM chunk c WHERE c.id = ANY (ids)
  EXCEPT SELECT d.id FROM condemned d WHERE d.id = ANY (ids)
$sql$;
-- In the order of ids, so that two processes never wait for each other.
CREATE FUNCTION add_chunks(ids bytea[], packed bytea[]) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = ldapsnap, pg_temp AS $sql$ BEGIN
  PERFORM 1 FROM condemned WHERE id = ANY (ids) ORDER BY id FOR UPDATE;
  DELETE FROM condemned WHERE id = ANY (ids);
  INSERT INTO chunk(id, data) SELECT u.id, u.data FROM unnest(ids, packed) AS u(id, data) WHERE length(u.id) = 32
    ORDER BY u.id ON CONFLICT DO NOTHING;
END $sql$;
-- Chunks in the order of ids after one; without their bytes unless they are wanted.
CREATE FUNCTION list_chunks(after bytea, wants_data boolean, most int) RETURNS TABLE(id bytea, data bytea)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = ldapsnap, pg_temp AS $sql$ BEGIN
  IF wants_data THEN
    RETURN QUERY SELECT c.id, c.data FROM chunk c WHERE c.id > after ORDER BY c.id LIMIT most;
  ELSE
    RETURN QUERY SELECT c.id, NULL::bytea FROM chunk c WHERE c.id > after ORDER BY c.id LIMIT most;
  END IF;
END $sql$;
CREATE FUNCTION condemn(lease_id bigint, ids bytea[]) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = ldapsnap, pg_temp AS $sql$ BEGIN
  PERFORM hold_lease(lease_id, 'remove');
  INSERT INTO condemned SELECT u FROM unnest(ids) u ORDER BY u ON CONFLICT DO NOTHING;
END $sql$;
CREATE FUNCTION pardon(ids bytea[]) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = ldapsnap, pg_temp AS $sql$ BEGIN
  PERFORM 1 FROM condemned WHERE id = ANY (ids) ORDER BY id FOR UPDATE;
  DELETE FROM condemned WHERE id = ANY (ids);
END $sql$;
-- Removes those that are still condemned.
CREATE FUNCTION remove_chunks(lease_id bigint, ids bytea[]) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = ldapsnap, pg_temp AS $sql$ DECLARE gone bytea[]; BEGIN
  PERFORM hold_lease(lease_id, 'remove');
  gone := ARRAY(SELECT c.id FROM condemned c WHERE c.id = ANY (ids) ORDER BY c.id FOR UPDATE);
  DELETE FROM condemned WHERE id = ANY (gone);
  DELETE FROM chunk WHERE id = ANY (gone);
END $sql$;

-- For the owner: what a role needs, and for which site ('*': all).
CREATE FUNCTION allow(of_role text, what text, of_site text DEFAULT '*') RETURNS void LANGUAGE plpgsql
SET search_path = ldapsnap, pg_temp AS $sql$ BEGIN
  INSERT INTO permission VALUES (of_role, what, of_site) ON CONFLICT DO NOTHING;
  EXECUTE format('GRANT USAGE ON SCHEMA ldapsnap TO %I', of_role);
  EXECUTE format('GRANT SELECT ON migration, snapshot, label, run, attachment, redaction, forgotten TO %I', of_role);
  EXECUTE format('GRANT EXECUTE ON FUNCTION permissions, may_all, begin_lease, renew_lease, end_lease, hold_lease, '
                 'chunks TO %I', of_role);
  IF what IN ('writer', 'keeper') THEN
    EXECUTE format('GRANT EXECUTE ON FUNCTION present, add_chunks TO %I', of_role);
  END IF;
  IF what = 'writer' THEN
    EXECUTE format('GRANT INSERT ON snapshot, label, run, attachment, redaction TO %I', of_role);
    EXECUTE format('GRANT UPDATE ON run, attachment TO %I', of_role);
  END IF;
  IF what = 'keeper' THEN
    EXECUTE format('GRANT DELETE ON snapshot, label TO %I', of_role);
    EXECUTE format('GRANT UPDATE (snapshot, sum) ON label TO %I', of_role);
    EXECUTE format('GRANT EXECUTE ON FUNCTION begin_removing, other_leases, list_chunks, condemn, pardon, '
                   'remove_chunks TO %I', of_role);
  END IF;
END $sql$;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA ldapsnap FROM PUBLIC;
INSERT INTO migration(version) VALUES (1);
)sql";

// What is asked of one site does not grow with the others, and names do not grow with how often a site was captured:
// whether a snapshot is a prediction is in the index (kPredictionMark of row_sums.h). And the teams, for statistics.
constexpr const char* kVersion2 = R"sql(
SET LOCAL search_path = ldapsnap, pg_temp;

ALTER TABLE snapshot ADD COLUMN predicted boolean NOT NULL GENERATED ALWAYS AS
  (position('"kind":"predicted"' in manifest) > 0 AND right(site, 10) <> '.predicted') STORED;
DROP INDEX snapshot_of_site;
CREATE INDEX snapshot_of_site ON snapshot(site, predicted, taken, number);
CREATE INDEX snapshot_by_time ON snapshot(taken, number);

-- What was granted for the sites that the caller may read; everything to the owner.
CREATE FUNCTION teams() RETURNS TABLE(role text, may text, site text) LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = ldapsnap, pg_temp AS $sql$
  SELECT p.role, p.may, p.site FROM permission p
  WHERE may_all('reader') OR p.site IN (SELECT permissions('reader')) OR
    pg_has_role(session_user, (SELECT relowner FROM pg_catalog.pg_class WHERE oid = 'ldapsnap.permission'::regclass),
                'MEMBER')
  ORDER BY p.role, p.may, p.site
$sql$;
REVOKE ALL ON FUNCTION teams() FROM PUBLIC;
DO $do$ DECLARE r text; BEGIN
  FOR r IN SELECT DISTINCT p.role FROM ldapsnap.permission p JOIN pg_catalog.pg_roles o ON o.rolname = p.role LOOP
    EXECUTE format('GRANT EXECUTE ON FUNCTION ldapsnap.teams TO %I', r);
  END LOOP;
END $do$;

-- For the owner: what a role needs, and for which site ('*': all).
CREATE OR REPLACE FUNCTION allow(of_role text, what text, of_site text DEFAULT '*') RETURNS void LANGUAGE plpgsql
SET search_path = ldapsnap, pg_temp AS $sql$ BEGIN
  INSERT INTO permission VALUES (of_role, what, of_site) ON CONFLICT DO NOTHING;
  EXECUTE format('GRANT USAGE ON SCHEMA ldapsnap TO %I', of_role);
  EXECUTE format('GRANT SELECT ON migration, snapshot, label, run, attachment, redaction, forgotten TO %I', of_role);
  EXECUTE format('GRANT EXECUTE ON FUNCTION permissions, may_all, begin_lease, renew_lease, end_lease, hold_lease, '
                 'chunks, teams TO %I', of_role);
  IF what IN ('writer', 'keeper') THEN
    EXECUTE format('GRANT EXECUTE ON FUNCTION present, add_chunks TO %I', of_role);
  END IF;
  IF what = 'writer' THEN
    EXECUTE format('GRANT INSERT ON snapshot, label, run, attachment, redaction TO %I', of_role);
    EXECUTE format('GRANT UPDATE ON run, attachment TO %I', of_role);
  END IF;
  IF what = 'keeper' THEN
    EXECUTE format('GRANT DELETE ON snapshot, label TO %I', of_role);
    EXECUTE format('GRANT UPDATE (snapshot, sum) ON label TO %I', of_role);
    EXECUTE format('GRANT EXECUTE ON FUNCTION begin_removing, other_leases, list_chunks, condemn, pardon, '
                   'remove_chunks TO %I', of_role);
  END IF;
END $sql$;
INSERT INTO migration(version) VALUES (2);
)sql";

/// What makes version 1, 2, ... out of the one before. A migration that was released never changes.
constexpr std::array<const char*, kSchemaVersion> kMigrations = {kVersion1, kVersion2};

/// The version of the schema in the database; 0 where there is none.
int versionOf(Connection& connection) {
  const Result there = connection.run({"SELECT to_regclass('ldapsnap.migration') IS NOT NULL"});
  if (there.integer(0, 0) == 0) return 0;
  return static_cast<int>(connection.run({"SELECT coalesce(max(version), 0) FROM ldapsnap.migration"}).integer(0, 0));
}

}  // namespace

ArchiveMade makeArchive(const std::string& url, std::chrono::milliseconds wait) {
  Connection connection(url, wait);
  const std::string encoding(connection.run({"SELECT current_setting('server_encoding')"}).bytes(0, 0));
  if (encoding != "UTF8")
    throw Error(ErrorKind::BadInput, fmt::format("{} has text in {}", connection.name(), visible(encoding)))
        .fix("make the database with ENCODING 'UTF8' TEMPLATE template0");
  connection.runScript("BEGIN");
  connection.run({kLockOfSetup});
  ArchiveMade made{connection.name(), connection.user(), versionOf(connection), kSchemaVersion};
  if (made.before > kSchemaVersion)
    throw Error(ErrorKind::Unreachable, fmt::format("{} has version {}; this version of ldapsnap knows up to {}",
                                                    connection.name(), made.before, kSchemaVersion))
        .fix("use a newer ldapsnap");
  for (int version = made.before; version < kSchemaVersion; ++version)
    connection.runScript(kMigrations.at(static_cast<std::size_t>(version)));
  connection.runScript("COMMIT");
  return made;
}

}  // namespace ldapsnap
