using MeshStarter.Contracts.Overview;
using MeshStarter.Contracts.Products;
using MeshStarter.ServiceDefaults.Database;
using Npgsql;

namespace MeshStarter.Catalog.Overview;

/// <summary>Reads what changed: registrations, ends of major versions, failures to publish.</summary>
internal sealed class ChangeStore(NpgsqlDataSource database)
{
    // In the place of the numbers of a version, for changes that are of none.
    private const int NoVersion = -1;

    /// <summary>The changes between two moments, the newest first.</summary>
    /// <param name="since">The first moment.</param>
    /// <param name="now">The last moment.</param>
    /// <param name="last">The last change of the page before; null for the first page.</param>
    /// <param name="limit">The most changes.</param>
    /// <param name="cancellationToken">Ends reading.</param>
    public async Task<IReadOnlyList<MeshChange>> ListAsync(DateTimeOffset since, DateTimeOffset now, MeshChange? last, int limit, CancellationToken cancellationToken)
    {
        var rows = await database.QueryAsync<ChangeRow>(
            """
            SELECT At, Kind, Product, Major, Minor, Patch FROM (
                SELECT v.registered_at AS At,
                    CASE WHEN EXISTS (SELECT FROM product_versions o WHERE o.name = v.name AND o.registered_at < v.registered_at) THEN 'version_added' ELSE 'product_added' END AS Kind,
                    v.name AS Product, v.major AS Major, v.minor AS Minor, v.patch AS Patch
                FROM product_versions v WHERE v.registered_at BETWEEN @Since AND @Now
                UNION ALL
                SELECT m.deprecated_at, 'deprecated', m.name, m.major, @NoVersion, @NoVersion FROM major_lives m WHERE m.deprecated_at BETWEEN @Since AND @Now
                UNION ALL
                SELECT m.retires_at, 'retired', m.name, m.major, @NoVersion, @NoVersion FROM major_lives m WHERE m.retires_at BETWEEN @Since AND @Now
                UNION ALL
                SELECT f.failing_since, 'publishing_failed', f.product, f.major, @NoVersion, @NoVersion FROM publishing_failures f WHERE f.failing_since BETWEEN @Since AND @Now
            ) c
            WHERE @LastAt::timestamptz IS NULL OR At < @LastAt OR (At = @LastAt AND (Product, Major, Kind, Minor, Patch) > (@Product, @Major, @Kind, @Minor, @Patch))
            ORDER BY At DESC, Product, Major, Kind, Minor, Patch
            LIMIT @Limit
            """,
            new
            {
                Since = since,
                Now = now,
                NoVersion,
                LastAt = last?.At,
                Product = last?.Product.ToString() ?? "",
                Major = last?.Major ?? 0,
                Kind = last is null ? "" : WireNames.Of(last.Kind),
                Minor = last?.Version?.Minor ?? NoVersion,
                Patch = last?.Version?.Patch ?? NoVersion,
                Limit = limit,
            },
            cancellationToken);
        return [.. rows.Select(row => new MeshChange(
            new DateTimeOffset(row.At, TimeSpan.Zero),
            WireNames.Parse<MeshChangeKind>(row.Kind),
            DataProductId.Parse(row.Product),
            row.Major,
            row.Minor == NoVersion ? null : new ProductVersion(row.Major, row.Minor, row.Patch)))];
    }

    private sealed record ChangeRow(DateTime At, string Kind, string Product, int Major, int Minor, int Patch);
}
