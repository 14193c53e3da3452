using MeshStarter.Contracts.Products;
using MeshStarter.Sdk.Outbox;
using MeshStarter.ServiceDefaults.Database;
using Npgsql;

namespace MeshStarter.Sdk.Consuming;

/// <summary>The position of each handler in each stream it follows.</summary>
internal sealed class Checkpoints(NpgsqlDataSource database)
{
    /// <summary>The major version that a handler follows or began with; null when that is still open.</summary>
    public async Task<ProductMajorVersion?> MajorAsync(ConsumedStream stream, CancellationToken cancellationToken)
    {
        if (stream.Product.Major is { } major)
        {
            return new ProductMajorVersion(stream.Product.Product, major);
        }

        ProductMajorVersion? newest = null;
        foreach (var product in await database.QueryAsync<string>("SELECT product FROM mesh.checkpoints WHERE handler = @Handler", new { stream.Handler }, cancellationToken))
        {
            if (ProductMajorVersion.TryParse(product, out var known) && known.Product == stream.Product.Product && !(newest?.Major > known.Major))
            {
                newest = known;
            }
        }

        return newest;
    }

    /// <summary>Notes that a handler follows a major version, before it has handled anything of it. False where that was known.</summary>
    public async Task<bool> TryBeginAsync(string handler, ProductMajorVersion product, CancellationToken cancellationToken) => await database.ExecuteAsync(
        "INSERT INTO mesh.checkpoints (handler, product) VALUES (@Handler, @Product) ON CONFLICT DO NOTHING", new { Handler = handler, Product = product.ToString() }, cancellationToken) == 1;

    /// <summary>The handlers with a place in a major version's stream that are none of the given ones.</summary>
    public Task<IReadOnlyList<string>> OthersAsync(ProductMajorVersion product, IEnumerable<string> handlers, CancellationToken cancellationToken) => database.QueryAsync<string>(
        "SELECT handler FROM mesh.checkpoints WHERE product = @Product AND last_event_id IS NOT NULL AND handler <> ALL (@Handlers) ORDER BY handler",
        new { Product = product.ToString(), Handlers = handlers.ToArray() },
        cancellationToken);

    /// <summary>The id of the last event that the handler has handled; null before the first.</summary>
    public Task<string?> ReadAsync(string handler, ProductMajorVersion product, CancellationToken cancellationToken) => database.FirstAsync<string>(
        "SELECT last_event_id FROM mesh.checkpoints WHERE handler = @Handler AND product = @Product", new { Handler = handler, Product = product.ToString() }, cancellationToken);

    /// <summary>The position up to which all handlers of each stream have handled it; -1 where one does not know yet which major version it follows.</summary>
    public async Task<IReadOnlyDictionary<string, long>> HandledAsync(IEnumerable<ConsumedStream> streams, CancellationToken cancellationToken)
    {
        Dictionary<string, long> handled = new(StringComparer.Ordinal);
        foreach (var stream in streams)
        {
            var product = await MajorAsync(stream, cancellationToken);
            var last = product is null ? -1 : FeedPosition.TryParse(await ReadAsync(stream.Handler, product.Value, cancellationToken), out var position) ? position.Position : 0;
            var name = product?.ToString() ?? stream.Product.ToString();
            handled[name] = Math.Min(last, handled.GetValueOrDefault(name, long.MaxValue));
        }

        return handled;
    }

    /// <summary>
    /// Moves a checkpoint in the caller's transaction, which holds it from then on. False when another replica moved it
    /// concurrently: then that one has handled the events.
    /// </summary>
    public static async Task<bool> TryMoveAsync(string handler, ProductMajorVersion product, string? from, string to, NpgsqlTransaction transaction, CancellationToken cancellationToken) => await transaction.ExecuteAsync(
        """
        INSERT INTO mesh.checkpoints (handler, product, last_event_id, moved_at) VALUES (@Handler, @Product, @To, now())
        ON CONFLICT (handler, product) DO UPDATE SET last_event_id = excluded.last_event_id, moved_at = excluded.moved_at
        WHERE checkpoints.last_event_id IS NOT DISTINCT FROM @From
        """,
        new { Handler = handler, Product = product.ToString(), From = from, To = to },
        cancellationToken) == 1;
}
