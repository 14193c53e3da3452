using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Lifecycle;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Registration;
using MeshStarter.Contracts.Types;
using MeshStarter.DuckDb;
using MeshStarter.Lake.Tables;
using MeshStarter.LakeKit;
using MeshStarter.Platform.Iceberg.Commits;
using MeshStarter.Platform.Iceberg.Partitioning;
using MeshStarter.Platform.Iceberg.Schemas;
using MeshStarter.Platform.Storage;

namespace MeshStarter.QueryProxy.Tests.Proxy;

/// <summary>Products with real tables in their domains' buckets.</summary>
internal sealed class TestProducts : IDisposable
{
    public const int Orders = 1_000;

    private readonly FolderStore _store;
    private readonly string _buckets;
    private readonly DuckDbDatabase _engine = DuckDbDatabase.Open();
    private readonly DuckDbConnection _session;

    public TestProducts(string buckets)
    {
        _store = new FolderStore(buckets);
        _buckets = FileLocation.FromPath(buckets);
        Catalog = new LocalTableCatalog(_store, _buckets, TimeProvider.System);
        _session = _engine.Connect();
        _session.Execute("SET TimeZone = 'UTC'");
    }

    /// <summary>The catalog of all their tables.</summary>
    public LocalTableCatalog Catalog { get; }

    public Task<TestProduct> OrdersOrdersAsync() => OrdersAsync("orders.orders");

    /// <summary>The same rows, of which analysts see two states only.</summary>
    public Task<TestProduct> OrdersFilteredAsync() => OrdersAsync("orders.filtered");

    private Task<TestProduct> OrdersAsync(string name) => MakeAsync(
        name,
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

    /// <summary>The tables of the statements that run on Trino too; <see cref="Dialect.ShopTables"/> makes the same rows there.</summary>
    public Task<TestProduct> ShopSalesAsync() => MakeAsync(
        "shop.sales",
        [
            Column("id", "BIGINT"), Column("customer_id", "INTEGER"), Column("qty", "INTEGER"), Column("price", "DECIMAL(18,2)"), Column("weight", "DOUBLE"), Column("status", "STRING"),
            Column("placed_at", "TIMESTAMP"), Column("local_at", "TIMESTAMP_NTZ"), Column("day", "DATE"), Column("note", "STRING"), Column("tags", "ARRAY<STRING>"), Column("flag", "BOOLEAN"),
        ],
        files: 1,
        _ => """
            SELECT range AS id, (range % 7)::INTEGER AS customer_id, (range * 3 % 11)::INTEGER AS qty, ((range * 37 % 1000) / 100)::DECIMAL(18,2) AS price, range * 0.5::DOUBLE AS weight,
                ['placed', 'paid', 'shipped'][range % 3 + 1] AS status, TIMESTAMPTZ '2024-01-01 00:00:00+00' + range * INTERVAL 7 HOUR AS placed_at,
                TIMESTAMP '2024-01-01 00:00:00' + range * INTERVAL 11 HOUR AS local_at, DATE '2024-01-01' + (range * 3)::INTEGER AS day,
                CASE WHEN range % 4 <> 0 THEN 'note ' || range END AS note, CASE WHEN range % 5 = 0 THEN []::VARCHAR[] ELSE ['x', 'y', 'z'][1:range % 3 + 1] END AS tags, range % 2 = 0 AS flag
            FROM range(50)
            """);

    public Task<TestProduct> ShopCustomersAsync() => MakeAsync(
        "shop.customers",
        [Column("customer_id", "INTEGER"), Column("name", "STRING"), Column("state", "STRING"), Column("joined", "DATE")],
        files: 1,
        _ => """
            SELECT range::INTEGER AS customer_id, 'customer ' || range AS name, ['SP', 'RJ', 'MG'][range % 3 + 1] AS state, (DATE '2023-01-31' + to_months(range::INTEGER))::DATE AS joined
            FROM range(1, 9)
            """);

    public Task<TestProduct> PaymentsLedgerAsync() => MakeAsync(
        "payments.ledger", [Column("entry_id", "BIGINT"), Column("amount", "DECIMAL(18,2)")], files: 1,
        _ => "SELECT range AS entry_id, 1.5::DECIMAL(18,2) AS amount FROM range(10)", Classification.Confidential);

    public Task<TestProduct> HiddenVaultAsync() => MakeAsync(
        "hidden.vault", [Column("x", "BIGINT")], files: 1, _ => "SELECT range AS x FROM range(10)", Classification.Restricted);

    public Task<TestProduct> PaymentsEmptyAsync() => MakeAsync(
        "payments.nothing_yet", [Column("id", "BIGINT"), Column("at", "TIMESTAMP"), Column("tags", "MAP<STRING, STRING>")], files: 0, _ => "");

    /// <summary>Its table names a file of another domain's.</summary>
    public async Task<TestProduct> EvilThiefAsync(PublishedTable victim)
    {
        var thief = await MakeAsync("evil.thief", [Column("customer_email", "STRING")], files: 0, _ => "");
        var table = await TableAsync(thief.Product);
        await table.AddAsync((await victim.PlanAsync()).Files[0].File);
        return thief with { Table = table };
    }

    /// <summary>Registered as 1.1.0 with a further column; its table is of 1.0.0.</summary>
    public async Task<TestProduct> PaymentsGrownAsync()
    {
        ColumnDefinition id = Column("id", "BIGINT");
        var grown = await MakeAsync("payments.grown", [id], files: 1, _ => "SELECT range AS id FROM range(3)");
        return grown with { Product = grown.Product with { Version = ProductVersion.Parse("1.1.0"), Schema = [id, Column("note", "STRING")] } };
    }

    public Task<TestProduct> InventoryTypesAsync() => MakeAsync(
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

    /// <summary>A product that has published nothing.</summary>
    public static ProductDetails Product(string name, ColumnDefinition[] schema, string version = "1.0.0", Classification classification = Classification.Internal) =>
        TestProductDetails.Of(name, schema, classification) with { Version = ProductVersion.Parse(version), Description = name };

    /// <summary>A product in a major version of its own.</summary>
    public static ProductDetails Major(string name, ColumnDefinition[] schema, ProductVersion version, bool isDefault, MajorVersionState state = MajorVersionState.Active, string? successor = null) =>
        Product(name, schema, version.ToString()) with
        {
            Lifecycle = new MajorVersionStatus { Major = version.Major, Version = version, State = state, IsDefault = isDefault, ActiveFrom = DateTimeOffset.UnixEpoch, Successor = successor },
        };

    /// <summary>An empty table of a product's columns.</summary>
    public Task<PublishedTable> TableAsync(ProductDetails product, string? partitionedBy = null)
    {
        var name = ProductTable.Of(product.Name, product.Version.Major);
        var schema = TableSchema.FromColumns(product.Schema);
        return PublishedTable.CreateAsync(_session, _store, Catalog, name.Namespace, new NewTable(name.Name, schema)
        {
            Location = $"{_buckets}/{product.Name.Domain}/{name.Name}",
            Spec = partitionedBy is null
                ? PartitionSpec.Unpartitioned
                : new PartitionSpec(0, [new PartitionField(schema.FindField(partitionedBy)!.Id, 1000, partitionedBy, Transform.Parse("identity"))]),
        });
    }

    public static ColumnDefinition Column(string name, string type, bool required = false, string[]? tags = null) =>
        new() { Name = name, Type = ColumnType.Parse(type), Required = required, Description = $"The {name}", Tags = tags ?? [] };

    public void Dispose()
    {
        _session.Dispose();
        _engine.Dispose();
    }

    private async Task<TestProduct> MakeAsync(
        string name, ColumnDefinition[] schema, int files, Func<int, string> rows, Classification classification = Classification.Internal)
    {
        var product = Product(name, schema, classification: classification);
        if (files == 0)
        {
            return new TestProduct(product, null);
        }

        var table = await TableAsync(product);
        for (var file = 0; file < files; file++)
        {
            await table.AppendAsync(rows(file));
        }

        return new TestProduct(product, table);
    }
}

/// <summary>A product and its table; null where it has published nothing.</summary>
internal sealed record TestProduct(ProductDetails Product, PublishedTable? Table);
