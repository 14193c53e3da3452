-- Works with programs since 0002.
ALTER TABLE orders ALTER COLUMN note SET NOT NULL;
