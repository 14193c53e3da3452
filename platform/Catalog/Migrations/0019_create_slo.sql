-- Measured service levels. A period is a time in which each measurement of an objective had the same result: rows come with changes, not
-- with measurements.
CREATE TABLE slo_periods (
    product   text             NOT NULL,
    major     integer          NOT NULL,
    objective text             NOT NULL,
    began_at  timestamptz      NOT NULL,
    ended_at  timestamptz      NOT NULL,
    is_kept   boolean          NOT NULL,
    value     double precision NOT NULL, -- the last measurement
    reason    text             NULL,
    PRIMARY KEY (product, major, objective, began_at)
);

CREATE INDEX slo_periods_by_end ON slo_periods (ended_at);

-- Rows or batches of publishes, by five minutes: those that kept an objective and those that did not.
CREATE TABLE slo_counts (
    product   text        NOT NULL,
    major     integer     NOT NULL,
    objective text        NOT NULL,
    began_at  timestamptz NOT NULL,
    good      bigint      NOT NULL,
    bad       bigint      NOT NULL,
    PRIMARY KEY (product, major, objective, began_at)
);

CREATE INDEX slo_counts_by_age ON slo_counts (began_at);

-- Periods (in seconds) and counts of more than three days ago, by day (UTC).
CREATE TABLE slo_days (
    product   text             NOT NULL,
    major     integer          NOT NULL,
    objective text             NOT NULL,
    day       date             NOT NULL,
    good      double precision NOT NULL,
    bad       double precision NOT NULL,
    PRIMARY KEY (product, major, objective, day)
);

-- The state of each service level of each major version in use.
CREATE TABLE product_slo_states (
    product     text        NOT NULL,
    major       integer     NOT NULL,
    objective   text        NOT NULL,
    state       text        NOT NULL,
    since       timestamptz NOT NULL,
    is_promised boolean     NOT NULL,
    PRIMARY KEY (product, major, objective)
);

CREATE TABLE slo_state_changes (
    product   text        NOT NULL,
    major     integer     NOT NULL,
    objective text        NOT NULL,
    state     text        NOT NULL,
    since     timestamptz NOT NULL,
    PRIMARY KEY (product, major, objective, since)
);

-- The worst state of each major version's promised service levels.
CREATE VIEW product_worst_slo_states AS
SELECT DISTINCT ON (product, major) product, major, objective, state, since
FROM product_slo_states
WHERE is_promised
ORDER BY product, major, array_position(ARRAY['breached', 'at_risk', 'unknown', 'recovered', 'met'], state), since;

-- One catalog of several measures.
CREATE TABLE slo_lease (
    only_row boolean     PRIMARY KEY DEFAULT true CHECK (only_row),
    holder   uuid        NOT NULL,
    until    timestamptz NOT NULL
);
