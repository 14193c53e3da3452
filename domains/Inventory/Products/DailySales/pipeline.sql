-- Local days: the run reads times in the zone of pipeline.yaml.
SELECT
    CAST(placed.occurred_at AS DATE) AS sale_date,
    stock.category,
    count(DISTINCT placed.order_id) AS orders,
    sum(placed.item.quantity) AS pieces,
    sum(placed.item.quantity * placed.item.price) AS revenue
FROM (
    SELECT order_id, occurred_at, unnest(items) AS item
    FROM orders.fact_order_events
    WHERE event_type = 'placed'
) AS placed
LEFT JOIN inventory.stock_levels AS stock ON stock.product_id = placed.item.product_id
GROUP BY sale_date, stock.category
