using MeshStarter.Contracts.Descriptors.Reading;

namespace MeshStarter.Contracts.Tests.Descriptors;

/// <summary>Descriptors to change one thing in.</summary>
internal static class Yaml
{
    public const string File = "data-product.yaml";

    /// <summary>Every key of the design's descriptor, and our own.</summary>
    public const string Full = """
        name: orders.fact_order_events
        version: 1.2.0
        kind: consumer-aligned
        consumer: Finance, for the monthly closing
        owner: orders-team@company.com        # a named owner is mandatory
        accountable: { name: Ada Lovelace, email: ada@company.com }
        description: Stream of order lifecycle events (placed, paid, shipped, delivered)
        inputs: [shop.orders, shop.payments]
        schema:
          - { name: order_id, type: UUID, required: true, description: Unique order identifier }
          - { name: event_type, type: STRING, required: true, description: "placed, paid, shipped, delivered, canceled" }
          - { name: total, type: "DECIMAL(18,2)" }
          - { name: occurred_at, type: TIMESTAMP, required: true, description: Event timestamp }
          - { name: customer_email, type: STRING, description: Where the shop writes to, tags: [pii.email] }
          - { name: customer_address, type: STRING, description: Where the parcel goes, tags: [pii.address] }
          - name: items
            type: ARRAY<STRUCT<product_id:UUID, quantity:INTEGER, price:DECIMAL(18,2)>>
        key: [order_id, event_type]
        quality:
          freshness_sla: "5 minutes"          # or "by 06:00 daily Europe/Berlin"
          availability: "99.9%"
          completeness: "99.9%"
          schema_evolution: backward_compatible
          checks:                             # severity: error (default) keeps a batch out, warn publishes and says so
            - { not_null: [order_id, event_type] }
            - { unique: [order_id, event_type] }
            - { accepted_values: { column: event_type, values: [placed, paid, shipped, delivered, canceled] } }
            - { range: { column: total, min: 0 } }
            - { regex: { column: customer_email, pattern: "^[^@]+@[^@]+$" }, severity: warn }
            - { row_count: { min: 1 } }
            - { referential: { column: order_id, to: orders.orders.order_id } }
            - { distribution_drift: { column: total, snapshots: 10, max_distance: 0.2 }, severity: warn }
            - { sql: "SELECT * FROM this WHERE event_type = 'shipped' AND occurred_at IS NULL" }   # rows it returns fail
        access:
          classification: internal            # public | internal | confidential | restricted
          pii_fields: [customer_email, customer_address]
        partition_by:
          - { column: occurred_at, transform: month }
          - { column: order_id, transform: "bucket[16]" }
        retention: { keep: 400 days, by: occurred_at }
        publish_interval: 2 seconds
        ports: [table, stream, rest]
        examples:
          - "SELECT * FROM orders.fact_order_events WHERE event_type = 'placed'"
        """;

    /// <summary>The descriptor of people who know nothing of versions, kinds and ports.</summary>
    public const string Shortest = """
        name: orders.fact_order_events
        owner: orders-team@company.com
        description: "Stream of order lifecycle events (placed, paid, shipped, delivered)"
        schema:
          - name: order_id
            type: UUID
            description: "Unique order identifier"
          - name: event_type
            type: STRING
            description: "placed, paid, shipped, delivered"
          - name: occurred_at
            type: TIMESTAMP
            description: "Event timestamp"
        quality:
          freshness_sla: "5 minutes"
          completeness: "99.9%"
          schema_evolution: "backward_compatible"
        access:
          classification: "internal"
          pii_fields: ["customer_email", "customer_address"]
        examples:
          - "SELECT * FROM orders.fact_order_events WHERE event_type = 'placed'"
        """;

    private const string Least = """
        name: orders.orders
        owner: orders-team@company.com
        schema:
          - { name: order_id, type: UUID, required: true }
          - { name: status, type: STRING }
          - { name: total, type: "DECIMAL(18,2)" }
          - { name: day, type: DATE }
          - { name: place, type: "STRUCT<city:STRING, spots:ARRAY<STRUCT<street:STRING>>>" }
        access: { classification: internal }

        """;

    /// <summary>A valid descriptor of nine lines; what is added begins in line 10.</summary>
    public static string With(string more) => Least + more;

    /// <summary>The same with one text exchanged.</summary>
    public static string Changed(string from, string to)
    {
        Assert.Contains(from, Least, StringComparison.Ordinal);
        return Least.Replace(from, to, StringComparison.Ordinal);
    }

    /// <summary>The issues of a text, one line each.</summary>
    public static string[] Issues(string yaml) => [.. DescriptorReader.Read(yaml, File).Issues.Select(issue => issue.ToString())];
}
