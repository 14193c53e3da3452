using MeshStarter.Contracts.Lifecycle;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Slo;
using MeshStarter.Sdk.Outbox;
using MeshStarter.Sdk.Products;
using MeshStarter.Sdk.Retention;
using MeshStarter.Sdk.Sources;
using Npgsql;

namespace MeshStarter.Sdk.Health;

/// <summary>
/// Reads the health of this service's products without reading a row: which ports serve, whether the tables can be read, and how long the oldest row
/// waits that readers cannot see yet. Requests within a few seconds get the same answer.
/// </summary>
internal sealed class ProductHealthReader(OwnProducts products, OwnMajorVersions majorVersions, TableHealth tables, ProductFailures failures, NpgsqlDataSource database, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan AnswerAge = TimeSpan.FromSeconds(3);

    private readonly SemaphoreSlim _turn = new(1, 1);
    private (long At, IReadOnlyDictionary<ProductMajorVersion, ProductHealth> Health)? _last;

    /// <summary>Returns the health of each product.</summary>
    public async Task<IReadOnlyDictionary<ProductMajorVersion, ProductHealth>> ReadAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (_last is not { } last || time.GetElapsedTime(last.At) > AnswerAge)
            {
                _last = last = (time.GetTimestamp(), await ReadNowAsync(cancellationToken));
            }

            return last.Health;
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private async Task<IReadOnlyDictionary<ProductMajorVersion, ProductHealth>> ReadNowAsync(CancellationToken cancellationToken)
    {
        var (readable, rows) = await tables.ReadAsync(products.All, cancellationToken);
        await failures.ReadAsync(cancellationToken);
        var stores = await DatabaseAnswer.OrNullAsync(token => RetentionLog.ReadAsync(database, products.All, token), cancellationToken);
        var rejected = await DatabaseAnswer.OrNullAsync(token => RejectedRows.FindAsync(database, products.All, token), cancellationToken);
        return products.All.ToDictionary(
            product => product.Id,
            product => failures.AddTo(Of(product, !product.HasTable || readable.Contains(product.Id), rows?.GetValueOrDefault(product.Id)), product.Id) with
            {
                HasRejectedRows = rejected?.Contains(product.Id),
                Stores = stores is null ? null : [.. stores[product.Id]],
            });
    }

    private ProductHealth Of(OwnProduct product, bool isReadable, WaitingRow? rows)
    {
        var isServed = majorVersions.IsRegistered(product) && majorVersions.StatusOf(product) is not { State: MajorVersionState.Retired };
        return new ProductHealth
        {
            Product = product.Name,
            Major = product.Id.Major,
            // The stream is served from the outbox.
            OpenPorts = isServed ? [.. product.Descriptor.Ports.Where(port => port != PortType.Stream || rows is not null)] : [],
            IsTableReadable = product.HasTable ? isReadable : null,
            IsFedByOutbox = rows is not { IsFedByOutbox: false },
            OldestWaitingSeconds = isReadable ? rows?.Age.TotalSeconds : null,
        };
    }
}
