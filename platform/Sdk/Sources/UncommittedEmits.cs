using System.Collections.Concurrent;
using MeshStarter.Contracts.Products;
using MeshStarter.ServiceDefaults.Database;
using Npgsql;

namespace MeshStarter.Sdk.Sources;

/// <summary>
/// Finds products whose emits are all rolled back: a constraint that is violated after the emit takes its rows with it, and a service that catches the exception
/// looks as if it had nothing to emit.
/// </summary>
internal sealed class UncommittedEmits(NpgsqlDataSource database, TimeProvider time)
{
    // A long transaction is no failure, such as that of an import.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<ProductMajorVersion, DateTimeOffset> _emitted = new();
    private readonly ConcurrentDictionary<ProductMajorVersion, bool> _committed = new();

    /// <summary>Notes that a transaction emits rows of a product.</summary>
    public void Note(ProductMajorVersion product)
    {
        if (!_committed.ContainsKey(product))
        {
            _emitted.TryAdd(product, time.GetUtcNow());
        }
    }

    /// <summary>Returns the products that were emitted to a while ago, and have no row. It costs nothing once they have one.</summary>
    public async Task<IReadOnlyList<UncommittedEmit>> ListAsync(CancellationToken cancellationToken)
    {
        List<UncommittedEmit> found = [];
        foreach (var (product, since) in _emitted)
        {
            if (time.GetUtcNow() - since < Patience)
            {
                continue;
            }

            if (await database.FirstAsync<bool>("SELECT EXISTS (SELECT FROM mesh.outbox WHERE product = @Product)", new { Product = product.ToString() }, cancellationToken))
            {
                _committed[product] = true;
                _emitted.TryRemove(product, out _);
            }
            else
            {
                found.Add(new UncommittedEmit(product, since));
            }
        }

        return [.. found.OrderBy(emit => emit.Product.ToString(), StringComparer.Ordinal)];
    }
}
