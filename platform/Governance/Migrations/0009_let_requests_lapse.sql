-- A request whose end has passed, and one that its author has taken back, make room for the next one.
ALTER TABLE access_requests DROP CONSTRAINT access_requests_state_check;
ALTER TABLE access_requests ADD CONSTRAINT access_requests_state_check CHECK (state IN ('requested', 'declined', 'granted', 'lapsed', 'withdrawn'));
