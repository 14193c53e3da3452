using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Products;
using MeshStarter.ServiceDefaults.Database;
using Npgsql;

namespace MeshStarter.Catalog.Slo;

/// <summary>Finds the first publish of a due window in what the products' services reported of their batches.</summary>
internal sealed class PublishedWindows(NpgsqlDataSource database)
{
    private readonly Dictionary<ProductMajorVersion, (DateTimeOffset Due, DateTimeOffset PublishedAt)> _known = [];

    /// <summary>Returns the minute of the first publish after a window's beginning; null where there is none.</summary>
    public async Task<DateTimeOffset?> FirstAsync(ProductMajorVersion product, DueWindow window, CancellationToken cancellationToken)
    {
        if (_known.TryGetValue(product, out var known) && known.Due == window.Due)
        {
            return known.PublishedAt;
        }

        var minute = await database.FirstAsync<DateTime?>(
            """
            SELECT min(minute) FROM quality_minutes
            WHERE product = @Product AND major = @Major AND minute >= @From AND (counts->>'batches')::integer > (counts->>'kept_out')::integer
            """,
            new { Product = product.Product.ToString(), product.Major, window.From },
            cancellationToken);
        if (minute is not { } first)
        {
            return null;
        }

        var publishedAt = new DateTimeOffset(first, TimeSpan.Zero);
        _known[product] = (window.Due, publishedAt);
        return publishedAt;
    }
}
