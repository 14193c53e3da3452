CREATE TABLE outbox (position bigint PRIMARY KEY);
