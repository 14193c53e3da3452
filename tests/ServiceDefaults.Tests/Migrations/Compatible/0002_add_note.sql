-- Works with programs since 0001.
ALTER TABLE orders ADD COLUMN note text NULL;
