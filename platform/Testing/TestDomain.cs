using System.Text.Json;
using Dapper;
using MeshStarter.Contracts.Products;
using MeshStarter.Sdk.Consuming;
using MeshStarter.Sdk.Hosting;
using MeshStarter.Sdk.Products;
using MeshStarter.Sdk.Publishing;
using MeshStarter.ServiceDefaults.Database;
using MeshStarter.Testing.Postgres;
using MeshStarter.Testing.Sources;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace MeshStarter.Testing;

/// <summary>
/// A domain's services for a test, on the real SDK and on an empty database of a real PostgreSQL with the domain's migrations. Rows go in by the
/// domain's own services and handlers; the rows that they emit come out. Nothing runs by itself: no port, no simulator, no import.
/// </summary>
public sealed class TestDomain : IAsyncDisposable
{
    private readonly IHost _host;

    private TestDomain(IHost host) => _host = host;

    /// <summary>Starts a domain.</summary>
    /// <typeparam name="TRow">The row of one of its products, which names the domain and its assembly.</typeparam>
    /// <param name="add">Adds the domain's services, such as <c>ShopServices.AddShop</c>; none where the test needs none.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    public static async Task<TestDomain> StartAsync<TRow>(Func<IHostApplicationBuilder, IHostApplicationBuilder>? add = null, CancellationToken cancellationToken = default)
        where TRow : class, IPublishedRow
    {
        var database = await TestServer.CreateDatabaseAsync(cancellationToken);
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = Environments.Development });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Mesh:Identity:Audience"] = ProductReference.Parse(TRow.Product).Product.Domain,
            ["ConnectionStrings:database"] = database,
        });
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.AddDataProducts(typeof(TRow).Assembly);
        add?.Invoke(builder);
        var domain = new TestDomain(builder.Build());
        await domain.Get<MigrationRunner>().RunAsync(cancellationToken);
        return domain;
    }

    /// <summary>Gets a service of the domain.</summary>
    public T Get<T>()
        where T : notnull => _host.Services.GetRequiredService<T>();

    /// <summary>Hands events of another product's stream to a handler of the domain, in a transaction that commits, as the service does.</summary>
    /// <typeparam name="THandler">The handler.</typeparam>
    /// <typeparam name="TEvent">The record of the events.</typeparam>
    /// <param name="events">The events, in the stream's order.</param>
    public async Task HandleAsync<THandler, TEvent>(params IReadOnlyList<TEvent> events)
        where THandler : IStreamHandler<TEvent>
    {
        await using var connection = await Get<NpgsqlDataSource>().OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        var time = Get<TimeProvider>().GetUtcNow();
        await Get<THandler>().HandleAsync([.. events.Select((data, at) => new StreamEvent<TEvent>($"{at + 1}", time, data))], transaction, CancellationToken.None);
        await transaction.CommitAsync();
    }

    /// <summary>Reads the table that <c>source.yaml</c> names, in this domain's own database, and takes its rows over as the service does.</summary>
    /// <typeparam name="TRow">The record of the product.</typeparam>
    /// <param name="statements">SQL that creates the table and fills it.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <exception cref="PostgresException">The table, or a column that the product needs, is not there.</exception>
    /// <exception cref="ContractViolationException">A row breaks the contract; none was taken over.</exception>
    public Task ReadTableAsync<TRow>(string statements, CancellationToken cancellationToken = default)
        where TRow : class, IPublishedRow =>
        SourceOf<TRow>().ReadTableAsync(statements, Get<IConfiguration>().GetConnectionString("database")!, cancellationToken);

    /// <summary>Reads a file as <c>source.yaml</c> says, and takes its rows over as the service does.</summary>
    /// <typeparam name="TRow">The record of the product.</typeparam>
    /// <param name="name">The name of the file, such as <c>customers.csv</c>.</param>
    /// <param name="content">Its text.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <returns>A line for each row that was rejected, with file, line and column.</returns>
    public Task<IReadOnlyList<string>> ReadFileAsync<TRow>(string name, string content, CancellationToken cancellationToken = default)
        where TRow : class, IPublishedRow => SourceOf<TRow>().ReadFileAsync(name, content, cancellationToken);

    /// <summary>Gets the rows of a product that readers see: of each key the last that was emitted, without deleted ones, in the order of their emits.</summary>
    /// <typeparam name="TRow">The record of the product.</typeparam>
    public async Task<IReadOnlyList<TRow>> RowsAsync<TRow>()
        where TRow : class, IPublishedRow =>
        [.. (await DataAsync<TRow>()).Select(row => JsonSerializer.Deserialize<TRow>(row, RowReading.Options)!)];

    /// <summary>Validates the rows that readers see of a product against the checks of its contract, as each publish does.</summary>
    /// <typeparam name="TRow">The record of the product.</typeparam>
    /// <returns>A line for each check that does not pass; checks that read other products are left out.</returns>
    public async Task<IReadOnlyList<string>> FailedChecksAsync<TRow>()
        where TRow : class, IPublishedRow
    {
        var rows = await DataAsync<TRow>();
        return TestChecks.Failed(Product<TRow>().Descriptor, rows, Get<TimeProvider>(), CancellationToken.None);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _host.Dispose();
        return ValueTask.CompletedTask;
    }

    private OwnProduct Product<TRow>()
        where TRow : class, IPublishedRow => TestProducts.Find<TRow>(Get<OwnProducts>());

    private SourceRows SourceOf<TRow>()
        where TRow : class, IPublishedRow => new(Product<TRow>(), Get<NpgsqlDataSource>(), Get<TimeProvider>());

    // A delete has no data, and what was deleted has none any more.
    private async Task<IReadOnlyList<string>> DataAsync<TRow>()
        where TRow : class, IPublishedRow
    {
        await using var connection = await Get<NpgsqlDataSource>().OpenConnectionAsync();
        return [.. await connection.QueryAsync<string>(
            """
            SELECT data FROM (
                SELECT DISTINCT ON (coalesce(subject, event_id::text)) id, data FROM mesh.outbox
                WHERE product = @product ORDER BY coalesce(subject, event_id::text), id DESC
            ) AS newest
            WHERE data IS NOT NULL ORDER BY id
            """,
            new { product = Product<TRow>().Id.ToString() })];
    }
}
