-- Works with programs since 0027.
-- The domains of jobs and datasets outside the mesh. Claim 0: the domain reads it; 1: it makes or describes it; 2: its service publishes a product of it.
CREATE TABLE lineage_owners (
    is_job    boolean  NOT NULL,
    namespace text     NOT NULL,
    name      text     NOT NULL,
    domain    text     NOT NULL,
    claim     smallint NOT NULL CHECK (claim BETWEEN 0 AND 2),
    PRIMARY KEY (is_job, namespace, name)
);

CREATE INDEX lineage_owners_by_domain ON lineage_owners (domain, claim);

-- What products are published of, and the jobs that make datasets of one domain.
INSERT INTO lineage_owners (is_job, namespace, name, domain, claim)
SELECT DISTINCT ON (dataset_namespace, dataset_name) false, dataset_namespace, dataset_name, split_part(job_name, '.', 1), 2 FROM lineage_edges
WHERE dataset_namespace <> 'mesh' AND direction = 'input' AND job_namespace = 'mesh' AND job_name LIKE '%.publish'
ORDER BY dataset_namespace, dataset_name, job_name;

INSERT INTO lineage_owners (is_job, namespace, name, domain, claim)
SELECT true, job_namespace, job_name, min(split_part(dataset_name, '.', 1)), 1 FROM lineage_edges
WHERE job_namespace <> 'mesh' AND direction = 'output' AND dataset_namespace = 'mesh'
GROUP BY job_namespace, job_name HAVING count(DISTINCT split_part(dataset_name, '.', 1)) = 1;
