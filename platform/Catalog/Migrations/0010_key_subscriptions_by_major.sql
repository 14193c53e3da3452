-- A consumer may read several major versions of a product, each with a subscription of its own.
ALTER TABLE subscriptions DROP CONSTRAINT subscriptions_pkey, ADD PRIMARY KEY (name, consumer, major);
