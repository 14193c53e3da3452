using MeshStarter.Contracts;
using MeshStarter.DuckDb;

namespace MeshStarter.QueryProxy.Tests.Proxy;

/// <summary>Products with real Parquet files in their domains' buckets.</summary>
internal sealed class TestProducts(string buckets)
{
    public const int Orders = 1_000;

    public (ProductDetails, TableSnapshot?) OrdersOrders() => Make(
        "orders.orders",
        [
            Column("order_id", "UUID", required: true), Column("status", "STRING"), Column("total", "DECIMAL(18,2)"),
            Column("customer_email", "STRING", tags: ["pii.email"]), Column("customer_address", "STRING", tags: ["pii.address"]),
            Column("customer_state", "STRING"), Column("purchased_at", "TIMESTAMP"), Column("estimated_delivery", "DATE"),
            Column("items", "ARRAY<STRUCT<product_id:UUID, quantity:INTEGER, price:DECIMAL(18,2)>>"),
        ],
        files: 2,
        file => $"""
            SELECT md5(range::VARCHAR)::UUID AS order_id, ['placed', 'paid', 'shipped'][range % 3 + 1] AS status, (range * 7 % 1000 / 100)::DECIMAL(18,2) AS total,
                'secret-' || range || '@customers.example' AS customer_email, 'Hidden street ' || range AS customer_address,
                ['SP', 'RJ', 'MG', 'BA'][range % 4 + 1] AS customer_state,
                TIMESTAMPTZ '2018-01-01 00:00:00+00' + range * INTERVAL 1 HOUR AS purchased_at, DATE '2018-01-10' + range::INTEGER AS estimated_delivery,
                [struct_pack(product_id := md5('p' || range)::UUID, quantity := (range % 5)::INTEGER, price := 9.90::DECIMAL(18,2))] AS items
            FROM range({file * Orders / 2}, {(file + 1) * Orders / 2})
            """);

    /// <summary>The same rows, of which analysts see two states only.</summary>
    public (ProductDetails, TableSnapshot?) OrdersFiltered()
    {
        var (orders, snapshot) = OrdersOrders();
        var id = DataProductId.Parse("orders.filtered");
        return (orders with { Name = id }, snapshot! with { Product = id });
    }

    public (ProductDetails, TableSnapshot?) PaymentsLedger() => Make(
        "payments.ledger", [Column("entry_id", "BIGINT"), Column("amount", "DECIMAL(18,2)")], files: 1,
        _ => "SELECT range AS entry_id, 1.5::DECIMAL(18,2) AS amount FROM range(10)", Classification.Confidential);

    public (ProductDetails, TableSnapshot?) HiddenVault() => Make(
        "hidden.vault", [Column("x", "BIGINT")], files: 1, _ => "SELECT range AS x FROM range(10)", Classification.Restricted);

    public (ProductDetails, TableSnapshot?) PaymentsEmpty() => Make(
        "payments.nothing_yet", [Column("id", "BIGINT"), Column("at", "TIMESTAMP"), Column("tags", "MAP<STRING, STRING>")], files: 0, _ => "");

    /// <summary>Its snapshot names another domain's files.</summary>
    public (ProductDetails, TableSnapshot?) EvilThief()
    {
        var (_, victims) = OrdersOrders();
        var (product, _) = Make("evil.thief", [Column("customer_email", "STRING")], files: 0, _ => "");
        return (product, victims! with { Product = product.Name });
    }

    /// <summary>Registered as 1.1.0 with a further column; its files are from 1.0.0.</summary>
    public (ProductDetails, TableSnapshot?) PaymentsGrown()
    {
        var (product, snapshot) = Make("payments.grown", [Column("id", "BIGINT"), Column("note", "STRING")], files: 1, _ => "SELECT range AS id FROM range(3)");
        return (product with { Version = ProductVersion.Parse("1.1.0") }, snapshot);
    }

    public (ProductDetails, TableSnapshot?) InventoryTypes() => Make(
        "inventory.all_types",
        [
            Column("a_boolean", "BOOLEAN"), Column("an_integer", "INTEGER"), Column("a_bigint", "BIGINT"), Column("a_real", "REAL"), Column("a_double", "DOUBLE"),
            Column("a_decimal", "DECIMAL(38,4)"), Column("a_string", "STRING"), Column("a_uuid", "UUID"), Column("a_date", "DATE"), Column("a_time", "TIME"),
            Column("a_timestamp", "TIMESTAMP"), Column("a_timestamp_ntz", "TIMESTAMP_NTZ"), Column("a_binary", "BINARY"), Column("an_array", "ARRAY<INTEGER>"),
            Column("a_map", "MAP<STRING, BIGINT>"), Column("a_struct", "STRUCT<a:INTEGER, b:ARRAY<STRING>>"),
        ],
        files: 1,
        _ => """
            SELECT true AS a_boolean, 1::INTEGER AS an_integer, 9007199254740993 AS a_bigint, 1::REAL AS a_real, 2::DOUBLE AS a_double,
                12345678901234567890.1234::DECIMAL(38,4) AS a_decimal, 'ä"x' AS a_string, 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::UUID AS a_uuid,
                DATE '2026-01-31' AS a_date, TIME '12:00:00.5' AS a_time, TIMESTAMPTZ '2026-01-31 12:00:00+02' AS a_timestamp,
                TIMESTAMP '2026-01-31 12:00:00.123456' AS a_timestamp_ntz, '\xAA'::BLOB AS a_binary, [1, NULL]::INTEGER[] AS an_array,
                MAP {'k': 1::BIGINT} AS a_map, struct_pack(a := 1::INTEGER, b := ['x']) AS a_struct
            """);

    private (ProductDetails, TableSnapshot?) Make(
        string name, ColumnDefinition[] schema, int files, Func<int, string> rows, Classification classification = Classification.Internal)
    {
        var id = DataProductId.Parse(name);
        var product = new ProductDetails
        {
            Name = id,
            Version = ProductVersion.First,
            Kind = ProductKind.SourceAligned,
            Owner = "team@example.org",
            Description = name,
            Classification = classification,
            Schema = schema,
            Key = [],
            Ports = [],
            Slo = new ServiceLevels(null, null, null),
            Quality = new QualityTerms(),
            Access = new AccessTerms { Classification = classification },
            Examples = [],
            RegisteredAt = DateTimeOffset.UnixEpoch,
            UpdatedAt = DateTimeOffset.UnixEpoch,
        };
        return (product, files == 0 ? null : Snapshot(id, Enumerable.Range(0, files).Select(file => Write(id, rows(file)))));
    }

    public static TableSnapshot Snapshot(DataProductId id, IEnumerable<string> files) => new()
    {
        SnapshotId = Random.Shared.NextInt64(1, long.MaxValue),
        SequenceNumber = 1,
        Timestamp = DateTimeOffset.UnixEpoch,
        Product = id,
        Version = ProductVersion.First,
        Files = [.. files.Select(file => new DataFile(file, 1, new FileInfo(file).Length))],
        Summary = new Dictionary<string, string>(StringComparer.Ordinal),
    };

    public string Write(DataProductId id, string rows)
    {
        var folder = Directory.CreateDirectory(Path.Combine(buckets, id.Domain, id.Product, "data")).FullName;
        var file = Path.Combine(folder, $"{Guid.NewGuid():N}.parquet");
        using var database = DuckDbDatabase.Open();
        using var connection = database.Connect();
        connection.Execute($"COPY ({rows}) TO '{file}' (FORMAT parquet)");
        return file;
    }

    private static ColumnDefinition Column(string name, string type, bool required = false, string[]? tags = null) =>
        new() { Name = name, Type = ColumnType.Parse(type), Required = required, Description = $"The {name}", Tags = tags ?? [] };
}
