-- The worst state of each major version's promised service levels. A search joins those of all products, for which the view sorted all states.
DROP VIEW product_worst_slo_states;

CREATE TABLE product_worst_slo_states (
    product   text        NOT NULL,
    major     integer     NOT NULL,
    objective text        NOT NULL,
    state     text        NOT NULL,
    since     timestamptz NOT NULL,
    PRIMARY KEY (product, major)
);

INSERT INTO product_worst_slo_states (product, major, objective, state, since)
SELECT DISTINCT ON (product, major) product, major, objective, state, since
FROM product_slo_states
WHERE is_promised
ORDER BY product, major, array_position(ARRAY['breached', 'at_risk', 'unknown', 'recovered', 'met'], state), since;

-- Versions of registered products that their domain's service has and the catalog refused.
CREATE TABLE refused_versions (
    product    text        NOT NULL,
    major      integer     NOT NULL,
    version    text        NOT NULL,
    refused_at timestamptz NOT NULL,
    PRIMARY KEY (product, major)
);
