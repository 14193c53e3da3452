SELECT pg_advisory_xact_lock(7);
CREATE TABLE waited (id int);
