using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Descriptors.Reading;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Registration;
using MeshStarter.Contracts.Sources;
using MeshStarter.Platform.Sources.Definitions;
using MeshStarter.Sdk.Import.Intake;
using MeshStarter.Sdk.Products;
using MeshStarter.Sdk.Registration;
using MeshStarter.Sdk.Sources;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace MeshStarter.Sdk.Tests.Intake;

/// <summary>A domain's database and one product whose rows are read from a source.</summary>
internal sealed class IntakeWorld(MeshDatabase database, OwnProduct product, string connection) : IAsyncDisposable
{
    private const string Domain = "sales";

    public const string Customers = """
        name: sales.customers
        owner: sales-team@company.com
        schema:
          - { name: customer_id, type: INTEGER, required: true }
          - { name: name, type: STRING, required: true }
          - { name: notes, type: STRING }
        key: [customer_id]
        """;

    /// <summary>The source's connection string, as the AppHost gives it.</summary>
    public static string ConnectionSetting => $"ConnectionStrings:{Domain}-crm";

    private readonly RegisteredProducts _registered = new();
    private Reading? _started;

    public MeshDatabase Database => database;

    /// <summary>The connection string of the domain's database.</summary>
    public string Connection { get; private init; } = "";

    public static async Task<IntakeWorld> StartAsync(PostgresFixture postgres, string source, string connection, string descriptor = Customers)
    {
        var product = Product(descriptor);
        var read = SourceDefinitionReader.Read(source, "Products/Customers/source.yaml", product);
        Assert.Empty(read.Issues);
        var domain = await MeshDatabase.ConnectionAsync(postgres);
        return new IntakeWorld(new MeshDatabase(NpgsqlDataSource.Create(domain)), new OwnProduct(product, "", "Products/Customers/data-product.yaml") { Source = read.Definition }, connection) { Connection = domain };
    }

    /// <summary>Starts one and reads its source, until it is disposed.</summary>
    public static async Task<IntakeWorld> StartReadingAsync(PostgresFixture postgres, string source, string connection)
    {
        var world = await StartAsync(postgres, source, connection);
        world._started = world.Read();
        return world;
    }

    /// <summary>The reading that began with the world.</summary>
    public Reading Started => _started ?? throw new InvalidOperationException("The world did not begin with a reading.");

    public static DataProductDescriptor Product(string descriptor) => DescriptorReader.Read(descriptor, "data-product.yaml").Descriptor!;

    /// <summary>Reads the source in this process, until it is disposed; for as many products more as are given.</summary>
    public Reading Read(TimeProvider? clock = null, ILogger<IntakeWorker>? log = null, int more = 0)
    {
        var time = clock ?? new QuickTime();
        var failures = new SourceFailures(new UncommittedEmits(database.Source, time));
        var worker = new IntakeWorker(Connections(), new IntakeStore(database.Source, time), failures, database.Source, time, log ?? NullLogger<IntakeWorker>.Instance);
        var others = Enumerable.Range(1, more).Select(number => product with { Descriptor = product.Descriptor with { Name = DataProductId.Parse($"{product.Name}_{number}") } });
        return new Reading(worker, [product, .. others], failures);
    }

    /// <summary>The same world after a change of the source's definition.</summary>
    public IntakeWorld With(string source)
    {
        var read = SourceDefinitionReader.Read(source, "Products/Customers/source.yaml", product.Descriptor);
        Assert.Empty(read.Issues);
        return new IntakeWorld(database, product with { Source = read.Definition }, connection) { Connection = Connection };
    }

    private SourceConnections Connections() => new(new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create<string, string?>(ConnectionSetting, connection)]).Build());

    /// <summary>The rows of the product in canonical JSON: of each key the last that was emitted, unless it was deleted.</summary>
    public Task<IReadOnlyList<string>> RowsAsync() => database.QueryAsync<string>(
        "SELECT data FROM (SELECT DISTINCT ON (subject) subject, data, key FROM mesh.outbox WHERE subject IS NOT NULL ORDER BY subject, id DESC) AS newest WHERE key IS NULL ORDER BY data");

    public Task HasAsync(params string[] rows) => Eventually.HoldsAsync(async () => (await RowsAsync()).SequenceEqual(rows));

    /// <summary>Waits for a state, and returns the problem.</summary>
    public async Task<string?> StateAsync(string state)
    {
        string? problem = null;
        await Eventually.HoldsAsync(async () =>
        {
            var found = await database.QueryAsync<(string State, string? Problem)>("SELECT state, problem FROM mesh.sources");
            problem = found.Count == 1 ? found[0].Problem : null;
            return found.Count == 1 && found[0].State == state;
        });
        return problem;
    }

    /// <summary>Requests that all rows are read again, as an operator does.</summary>
    public Task RequestAsync() => new IntakeStore(database.Source, TimeProvider.System).RequestAsync(product, CancellationToken.None);

    /// <summary>Counts the sources whose transactions wait for a table of the domain's database.</summary>
    public async Task<long> CountWaitingAsync(string table) => (await database.QueryAsync<long>(
        $"SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = '{table}'::regclass AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"))[0];

    /// <summary>Reads the state of the source, as an operator sees it.</summary>
    public Task<SourceStatus> StatusAsync() => new SourceStatusReader(database.Source, Connections(), _registered).ReadAsync(product, product.Source!, CancellationToken.None);

    /// <summary>Notes that the catalog refused the product's version.</summary>
    public void Refuse() => _registered.Refuse(product, new RefusedVersion(product.Name, product.Descriptor.Version, Least: null, "Too low."), existing: null);

    /// <summary>Whether the health of the product has rejected rows.</summary>
    public async Task<bool> HasRejectedAsync() => (await RejectedRows.FindAsync(database.Source, [product], CancellationToken.None)).Contains(product.Id);

    /// <summary>The time since which the source fails, as a process of the domain answers that does not read it; null where it does not fail.</summary>
    public async Task<DateTimeOffset?> FailingSinceAsync()
    {
        var uncommitted = new UncommittedEmits(database.Source, TimeProvider.System);
        var failing = await new FailingProducts(new OwnProducts(Domain, [product]), new SourceFailures(uncommitted), uncommitted, database.Source).FindAsync(CancellationToken.None);
        return failing.TryGetValue(product.Id, out var since) ? since : null;
    }

    /// <summary>Waits until the source has a problem.</summary>
    public async Task<string> ProblemAsync()
    {
        string? problem = null;
        await Eventually.HoldsAsync(async () => await database.QueryAsync<string?>("SELECT problem FROM mesh.sources WHERE problem IS NOT NULL") is [var found] && (problem = found) is not null);
        return problem!;
    }

    public async ValueTask DisposeAsync()
    {
        await (_started?.DisposeAsync() ?? ValueTask.CompletedTask);
        await database.DisposeAsync();
    }

    public static string Row(int id, string name, string? notes = null) => $$"""{"customer_id":{{id}},"name":"{{name}}","notes":{{(notes is null ? "null" : $"\"{notes}\"")}}}""";
}
