-- Each major version of a product has an outbox, a quarantine and checkpoints of its own; until now there was one.
UPDATE mesh.outbox SET product = product || '_v1';
UPDATE mesh.quarantine SET product = product || '_v1';
UPDATE mesh.checkpoints SET product = product || '_v1';
