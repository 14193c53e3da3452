-- Works with programs since 0027.
-- The columns of the consumer's copy of the contract; null where it has not sent them.
ALTER TABLE subscriptions ADD COLUMN kept_columns text[] NULL;
