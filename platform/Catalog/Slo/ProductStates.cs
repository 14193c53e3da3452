using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Slo;
using MeshStarter.ServiceDefaults.Database;
using Npgsql;

namespace MeshStarter.Catalog.Slo;

/// <summary>Reads the states of products with their causes.</summary>
internal sealed class ProductStates(NpgsqlDataSource database, TimeProvider time)
{
    /// <summary>Returns the state of each major version.</summary>
    public async Task<IReadOnlyDictionary<ProductMajorVersion, ProductStatus>> FindAsync(IEnumerable<ProductMajorVersion> products, CancellationToken cancellationToken)
    {
        List<ProductMajorVersion> wanted = [.. products.Distinct()];
        var rows = await database.QueryAsync<(string Product, int Major, int State, DateTime? Since, string? Reason, string? Objective)>(
            $"""
            SELECT s.name, s.major, {ProductStateSql.State}, {ProductStateSql.Since}, {ProductStateSql.Reason}, sw.objective
            FROM unnest(@Names::text[], @MajorVersions::integer[]) AS s(name, major) {ProductStateSql.Joins}
            """,
            new { Names = wanted.Select(product => product.Product.ToString()).ToArray(), MajorVersions = wanted.Select(product => product.Major).ToArray(), Now = time.GetUtcNow() },
            cancellationToken);
        return rows.ToDictionary(
            row => new ProductMajorVersion(DataProductId.Parse(row.Product), row.Major),
            row =>
            {
                var reason = row.Reason is null ? (ProductStateReason?)null : WireNames.Parse<ProductStateReason>(row.Reason);
                return new ProductStatus(
                    (SloState)row.State,
                    row.Since is { } since ? new DateTimeOffset(since, TimeSpan.Zero) : null,
                    reason,
                    reason == ProductStateReason.ServiceLevel ? WireNames.Parse<SloObjective>(row.Objective!) : null);
            });
    }
}
