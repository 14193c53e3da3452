-- Schema ids come from a sequence: an imported id, however large, does not move the ids of this registry. Ids of this registry
-- are at most 1,000,000,000. A registry that took larger ids before this migration continues after its largest one below that bound.
CREATE SEQUENCE schema_ids AS integer MINVALUE 1 MAXVALUE 1000000000 OWNED BY schemas.id;

SELECT setval('schema_ids', greatest(max(id), 1), max(id) IS NOT NULL) FROM schemas WHERE id < 1000000000;

-- A subject's versions continue after its largest one below the bound of imported versions, likewise.
UPDATE schema_subjects s SET next_version = coalesce((SELECT max(v.version) + 1 FROM schema_versions v WHERE v.subject = s.name AND v.version <= 1000000000), 1)
WHERE next_version > 1000000001;
