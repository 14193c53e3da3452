using System.Diagnostics;
using System.Globalization;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Lake.Reading;
using MeshStarter.Lake.Tables;
using MeshStarter.LakeKit;
using MeshStarter.Mesh.Benchmarks;
using MeshStarter.Platform.Iceberg.Scanning;

namespace MeshStarter.Query.Benchmarks;

/// <summary>
/// A mesh with a query proxy and a domain's two products: <c>load.sales</c> of ten columns, two of them masked for the readers of the measures, and <c>load.customers</c>.
/// </summary>
internal sealed class FilledMesh : IAsyncDisposable
{
    /// <summary>Customers, of whom every row of the large product has one.</summary>
    public const int Customers = 100_000;

    private const int BatchRows = 500_000;

    private FilledMesh(MeasuredMesh mesh, IReadOnlyList<string> sales, IReadOnlyList<string> customers) => (Mesh, SalesFiles, CustomerFiles) = (mesh, sales, customers);

    /// <summary>Gets the running services.</summary>
    public MeasuredMesh Mesh { get; }

    /// <summary>Gets the paths of the large product's files.</summary>
    public IReadOnlyList<string> SalesFiles { get; }

    /// <summary>Gets the paths of the customers' files.</summary>
    public IReadOnlyList<string> CustomerFiles { get; }

    /// <summary>Starts the mesh and fills its products.</summary>
    public static async Task<FilledMesh> StartAsync(Sizes sizes)
    {
        var mesh = await MeasuredMesh.StartAsync();
        try
        {
            using var catalog = await mesh.ClientAsync("catalog", "load");
            using var tables = await mesh.TablesOfAsync("load");
            var began = Stopwatch.GetTimestamp();
            var sales = await TableRegistration.SendAsync(catalog, Sales);
            var customers = await TableRegistration.SendAsync(catalog, CustomersText);
            var salesFiles = await FillAsync(tables, sales, sizes.Rows, SalesRows);
            var customerFiles = await FillAsync(tables, customers, Customers, CustomerRows);
            await mesh.StartQueryAsync();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"load.sales: {sizes.Rows} rows in {salesFiles.Count} files, filled in {Stopwatch.GetElapsedTime(began).TotalSeconds:F0} s; load of the machine {LoadAverage()}"));
            return new FilledMesh(mesh, salesFiles, customerFiles);
        }
        catch
        {
            await mesh.DisposeAsync();
            throw;
        }
    }

    /// <summary>Returns the machine's load of the last minute.</summary>
    public static string LoadAverage() => File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "unknown";

    public ValueTask DisposeAsync() => Mesh.DisposeAsync();

    private static async Task<IReadOnlyList<string>> FillAsync(DomainTables tables, DataProductDescriptor product, int rows, Func<int, int, string> select)
    {
        using var workspace = new RowWorkspace();
        for (var first = 0; first < rows; first += BatchRows)
        {
            var end = Math.Min(first + BatchRows, rows);
            var outcome = await tables.Writer.PublishAsync(product, new RowBatch($"{first}", workspace, product.Schema, select(first, end)), CancellationToken.None);
            if (outcome.IsQuarantined)
            {
                throw new InvalidOperationException($"A batch of {product.Name} was not published.");
            }
        }

        var table = (await tables.Catalog.LoadAsync(ProductTable.Of(product.Name, product.Version.Major), CancellationToken.None))!.Metadata;
        return (await tables.Reader.RowsAsync(table, SnapshotChoice.Current, product.Schema, CancellationToken.None)).Paths;
    }

    private static string SalesRows(int first, int end) => string.Create(CultureInfo.InvariantCulture,
        $"""
        SELECT range AS id, range * 7919 % {Customers} AS customer, 'person' || range % 1000003 || '@example.org' AS email, 'Main Street ' || range % 9973 AS address,
            ['placed', 'paid', 'shipped', 'delivered'][range % 4 + 1] AS status, 'city ' || range % 5000 AS city, (range % 9)::INTEGER AS quantity,
            (range % 100000 / 100)::DECIMAL(18,2) AS price, (range * 0.37)::DOUBLE AS weight, TIMESTAMPTZ '2026-01-01 00:00:00+00' + range * INTERVAL 1 SECOND AS placed_at
        FROM range({first}, {end})
        """);

    private static string CustomerRows(int first, int end) => string.Create(CultureInfo.InvariantCulture,
        $"SELECT range AS customer, 'segment ' || range % 12 AS segment, DATE '2020-01-01' + (range % 2000)::INTEGER AS since FROM range({first}, {end})");

    private const string Sales =
        """
        name: load.sales
        version: 1.0.0
        kind: source-aligned
        owner: load@example.org
        accountable: { name: Ada Lovelace, email: ada@example.org }
        description: Sales, a row a sale
        schema:
          - { name: id, type: BIGINT, required: true, description: Names the sale }
          - { name: customer, type: BIGINT, description: Who bought }
          - { name: email, type: STRING, description: Where the shop writes to, tags: [pii.email] }
          - { name: address, type: STRING, description: Where the parcel goes, tags: [pii.address] }
          - { name: status, type: STRING, description: "placed, paid, shipped or delivered" }
          - { name: city, type: STRING, description: A name out of some thousands }
          - { name: quantity, type: INTEGER, description: How many }
          - { name: price, type: "DECIMAL(18,2)", description: An amount }
          - { name: weight, type: DOUBLE, description: In kilograms }
          - { name: placed_at, type: TIMESTAMP, description: When it was placed }
        quality: { freshness_sla: "5 minutes", completeness: "99.9%", availability: "99.9%", schema_evolution: backward_compatible, checks: [{ not_null: [id] }] }
        access: { classification: internal, pii_fields: [email, address] }
        ports: [table]
        examples: ["SELECT count(*) FROM load.sales"]
        """;

    private const string CustomersText =
        """
        name: load.customers
        version: 1.0.0
        kind: source-aligned
        owner: load@example.org
        accountable: { name: Ada Lovelace, email: ada@example.org }
        description: Customers, a row a customer
        schema:
          - { name: customer, type: BIGINT, required: true, description: Names the customer }
          - { name: segment, type: STRING, description: A word }
          - { name: since, type: DATE, description: The day of the first sale }
        quality: { freshness_sla: "5 minutes", completeness: "99.9%", availability: "99.9%", schema_evolution: backward_compatible, checks: [{ not_null: [customer] }] }
        access: { classification: internal }
        ports: [table]
        examples: ["SELECT count(*) FROM load.customers"]
        """;
}
