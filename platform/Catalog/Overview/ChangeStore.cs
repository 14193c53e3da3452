using MeshStarter.Contracts.Overview;
using MeshStarter.Contracts.Products;
using MeshStarter.ServiceDefaults.Database;
using Npgsql;

namespace MeshStarter.Catalog.Overview;

/// <summary>Reads what changed: registrations, ends of major versions, failures to publish.</summary>
internal sealed class ChangeStore(NpgsqlDataSource database)
{
    /// <summary>The changes between two moments, the newest first.</summary>
    public async Task<IReadOnlyList<MeshChange>> ListAsync(DateTimeOffset since, DateTimeOffset now, int limit, int offset, CancellationToken cancellationToken)
    {
        var rows = await database.QueryAsync<ChangeRow>(
            """
            SELECT v.registered_at AS At,
                CASE WHEN EXISTS (SELECT FROM product_versions o WHERE o.name = v.name AND o.registered_at < v.registered_at) THEN 'version_added' ELSE 'product_added' END AS Kind,
                v.name AS Product, v.major AS Major, v.minor AS Minor, v.patch AS Patch
            FROM product_versions v WHERE v.registered_at BETWEEN @Since AND @Now
            UNION ALL
            SELECT m.deprecated_at, 'deprecated', m.name, m.major, NULL, NULL FROM major_lives m WHERE m.deprecated_at BETWEEN @Since AND @Now
            UNION ALL
            SELECT m.retires_at, 'retired', m.name, m.major, NULL, NULL FROM major_lives m WHERE m.retires_at BETWEEN @Since AND @Now
            UNION ALL
            SELECT f.failing_since, 'publishing_failed', f.product, f.major, NULL, NULL FROM publishing_failures f WHERE f.failing_since BETWEEN @Since AND @Now
            ORDER BY At DESC, Product, Major, Kind
            LIMIT @Limit OFFSET @Offset
            """,
            new { Since = since, Now = now, Limit = limit, Offset = offset },
            cancellationToken);
        return [.. rows.Select(row => new MeshChange(
            new DateTimeOffset(row.At, TimeSpan.Zero),
            WireNames.Parse<MeshChangeKind>(row.Kind),
            DataProductId.Parse(row.Product),
            row.Major,
            row is { Minor: { } minor, Patch: { } patch } ? new ProductVersion(row.Major, minor, patch) : null))];
    }

    private sealed record ChangeRow(DateTime At, string Kind, string Product, int Major, int? Minor, int? Patch);
}
