SELECT
    CAST(event.occurred_at AS DATE) AS order_date,
    event.event_type,
    count(DISTINCT event.order_id) AS orders,
    sum(event.item.quantity) AS pieces,
    sum(event.item.quantity * event.item.price) AS revenue
FROM (
    SELECT order_id, event_type, occurred_at, unnest(items) AS item
    FROM orders.fact_order_events
) AS event
GROUP BY order_date, event.event_type
