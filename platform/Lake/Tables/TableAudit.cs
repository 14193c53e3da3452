using MeshStarter.Contracts.Checks;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Types;
using MeshStarter.DuckDb;
using MeshStarter.Lake.Quality;
using MeshStarter.Lake.Reading;
using MeshStarter.Platform.Iceberg.Commits;
using MeshStarter.Platform.Iceberg.Scanning;

namespace MeshStarter.Lake.Tables;

/// <summary>Step 6, with what checks look at alongside the batch: what was published lately, and other products of the domain.</summary>
internal sealed class TableAudit(BucketTables tables)
{
    /// <summary>A finding for each check, in the descriptor's order.</summary>
    /// <param name="session">A session of the engine that can read the batch's relations.</param>
    /// <param name="product">Whose checks are run.</param>
    /// <param name="batch">The batch, and the rows alongside it.</param>
    /// <param name="referenced">The values of columns of other domains' products, each as a SELECT; none where they cannot be read, as the check then says.</param>
    /// <param name="planOf">Plans the table's state, where a check looks at it.</param>
    /// <param name="cancellationToken">Ends the audit.</param>
    public async Task<IReadOnlyList<CheckFinding>> RunAsync(
        DuckDbConnection session,
        DataProductDescriptor product,
        AuditedBatch batch,
        IReadOnlyDictionary<(DataProductId Product, string Column), string> referenced,
        Func<CancellationToken, Task<ScanPlan>> planOf,
        CancellationToken cancellationToken)
    {
        var audited = batch with { AddedBy = await AddedByAsync(product, planOf, cancellationToken), Referenced = await ReferencedAsync(product, referenced, cancellationToken) };
        return BatchAudit.Run(session, product, audited, tables.Time, cancellationToken);
    }

    // The last publishes as they were written; what has replaced some of their rows since does not matter.
    private async Task<Func<int, string?>> AddedByAsync(DataProductDescriptor product, Func<CancellationToken, Task<ScanPlan>> planOf, CancellationToken cancellationToken)
    {
        Dictionary<int, string> added = [];
        foreach (var count in product.Quality.Checks.Select(check => check.EarlierSnapshots).Where(count => count > 0).Distinct())
        {
            var plan = await planOf(cancellationToken);
            var files = await RecentFiles.OfAsync(plan, count, tables.Reader.Planner, cancellationToken);
            if (files.Count > 0)
            {
                var recent = plan with { Files = files };
                added[count] = TableRows.Of(recent, await tables.Reader.Scan.BuildAsync(recent, cancellationToken), product.Schema).Sql;
            }
        }

        return count => added.GetValueOrDefault(count);
    }

    // Products of the domain itself lie in its bucket.
    private async Task<Func<DataProductId, string, string?>> ReferencedAsync(
        DataProductDescriptor product, IReadOnlyDictionary<(DataProductId Product, string Column), string> elsewhere, CancellationToken cancellationToken)
    {
        Dictionary<(DataProductId Product, string Column), string> values = new(elsewhere);
        foreach (var check in product.Quality.Checks.OfType<ReferentialCheck>().Where(check => check.ToProduct.Domain == product.Name.Domain))
        {
            values[(check.ToProduct, check.ToColumn)] = await OwnValuesAsync(check, cancellationToken);
        }

        return (other, column) => values.GetValueOrDefault((other, column));
    }

    private async Task<string> OwnValuesAsync(ReferentialCheck check, CancellationToken cancellationToken)
    {
        // The plain name is the default major version's.
        var other = await tables.Catalog.LoadAsync(new TableIdentifier([check.ToProduct.Domain], check.ToProduct.Product), cancellationToken);
        return other is null
            ? $"SELECT NULL AS {SqlIdentifier.Quote(check.ToColumn)} WHERE false"
            : (await tables.Reader.Scan.BuildAsync(await tables.Reader.PlanAsync(other.Metadata, SnapshotChoice.Current, cancellationToken), cancellationToken)).Sql;
    }
}
