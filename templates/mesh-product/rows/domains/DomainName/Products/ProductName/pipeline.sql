SELECT CAST(id AS UUID) AS id, name, quantity, CAST(updated_at AS TIMESTAMPTZ) AS updated_at
FROM (VALUES
    ('00000000-0000-4000-8000-000000000001', 'Example 1', 1, '2026-01-01T12:00:00Z'),
    ('00000000-0000-4000-8000-000000000002', 'Example 2', 0, '2026-01-02T12:00:00Z')
) AS example(id, name, quantity, updated_at)
