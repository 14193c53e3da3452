using System.Collections.Concurrent;
using MeshStarter.Contracts.Products;
using MeshStarter.Lake.Tables;
using MeshStarter.Platform.Iceberg;
using MeshStarter.Sdk.Batches;
using MeshStarter.Sdk.Ports.Table;
using MeshStarter.Sdk.Products;
using Microsoft.Extensions.DependencyInjection;

namespace MeshStarter.Sdk.Pipelines;

/// <summary>The turns in which batches of pipelines are published: under the lease's token, each table's one after another, and few of those that were computed without an engine.</summary>
/// <param name="services">The services of the domain.</param>
/// <param name="time">The clock.</param>
internal sealed class PublishTurns(IServiceProvider services, TimeProvider time) : IDisposable
{
    private const int MostConflicts = 5;

    // Pipelines that read nothing compute at a time; each needs an engine and the database once it publishes.
    private const int MostPublishes = 4;

    private static readonly TimeSpan ConflictPause = TimeSpan.FromMilliseconds(50);

    // Windows that are computed at a time are committed one after another: each conflict would be another try.
    private readonly ConcurrentDictionary<ProductMajorVersion, SemaphoreSlim> _commits = new();

    private readonly SemaphoreSlim _publishes = new(MostPublishes, MostPublishes);

    // The token that each table has, as far as this process wrote it.
    private readonly ConcurrentDictionary<ProductMajorVersion, FencingToken> _begun = new();

    /// <summary>Gives a table the lease's token: late commits of an earlier process are refused from here on. The publisher of the outbox does the same for all tables of the domain.</summary>
    public async Task BeginAsync(OwnProduct product, PublisherLease lease, CancellationToken cancellationToken)
    {
        for (var conflicts = 0; _begun.GetValueOrDefault(product.Id) != lease.Token; conflicts++)
        {
            try
            {
                await services.GetRequiredService<TableWriter>().BeginAsync(product.Descriptor, lease.Token, cancellationToken);
                _begun[product.Id] = lease.Token;
            }
            catch (IcebergConflictException) when (conflicts < MostConflicts)
            {
                await Task.Delay(ConflictPause, time, cancellationToken);
            }
        }
    }

    /// <summary>Forgets which token a table has, when a publish of it failed.</summary>
    public void Forget(ProductMajorVersion product) => _begun.TryRemove(product, out _);

    /// <summary>Commits a batch when no other one of its table does.</summary>
    public async Task<PublishedBatch> CommitAsync(OwnProduct product, Func<Task<PublishedBatch>> commit, CancellationToken cancellationToken)
    {
        var turn = _commits.GetOrAdd(product.Id, _ => new SemaphoreSlim(1, 1));
        await turn.WaitAsync(cancellationToken);
        try
        {
            return await commit();
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Publishes a batch that was computed without an engine, when few others are. The wait for it is not the time of the run.</summary>
    /// <param name="product">The product, whose table is needed from here on.</param>
    /// <param name="lease">The lease.</param>
    /// <param name="publish">Publishes it.</param>
    /// <param name="limit">The limit of the run.</param>
    /// <param name="left">The time that the run has left.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    public async Task<PublishedBatch> PublishAsync(OwnProduct product, PublisherLease lease, Func<Task<PublishedBatch>> publish, CancellationTokenSource limit, TimeSpan left, CancellationToken cancellationToken)
    {
        limit.CancelAfter(Timeout.InfiniteTimeSpan);
        await _publishes.WaitAsync(cancellationToken);
        try
        {
            limit.CancelAfter(left > TimeSpan.Zero ? left : TimeSpan.Zero);
            await BeginAsync(product, lease, cancellationToken);
            return await publish();
        }
        finally
        {
            _publishes.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _publishes.Dispose();
}
