-- Schema stability is no service level any more: it could not fail, as registration refuses a version that breaks its major version.
DELETE FROM product_slo_states WHERE objective = 'schema_stability';
DELETE FROM slo_state_changes WHERE objective = 'schema_stability';

UPDATE product_worst_slo_states w SET objective = s.objective, state = s.state, since = s.since
FROM (
    SELECT DISTINCT ON (product, major) product, major, objective, state, since
    FROM product_slo_states
    WHERE is_promised
    ORDER BY product, major, array_position(ARRAY['breached', 'at_risk', 'unknown', 'recovered', 'met'], state), since) s
WHERE w.objective = 'schema_stability' AND w.product = s.product AND w.major = s.major;

DELETE FROM product_worst_slo_states WHERE objective = 'schema_stability';
