-- notice: for how long earlier major versions stay readable once this one is active, as policy said when it was registered. Those that
-- were registered before this was kept end when their owner says so. deprecated_at: when an owner first set the end.
ALTER TABLE product_majors ADD COLUMN notice interval NULL, ADD COLUMN deprecated_at timestamptz NULL;

-- The lives of major versions with the end that follows where none is set. It lies behind the moment when the successor becomes active,
-- so that one that is still to come ends nothing before it. A successor whose own end was set before that was withdrawn, and counts for nothing.
CREATE VIEW major_lives AS
SELECT m.name, m.major, m.active_from, m.deprecated_at, m.retires_at IS NOT NULL AS end_is_set,
    coalesce(m.retires_at, (SELECT min(s.active_from + s.notice) FROM product_majors s 
        WHERE s.name = m.name AND s.major > m.major AND (s.retires_at IS NULL OR s.retires_at >= s.active_from + s.notice))) AS retires_at
FROM product_majors m;
