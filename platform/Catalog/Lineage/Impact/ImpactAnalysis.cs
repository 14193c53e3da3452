using MeshStarter.Contracts.Lineage;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Registration;
using Npgsql;

namespace MeshStarter.Catalog.Lineage.Impact;

/// <summary>
/// Finds what breaks when a contract changes: columns by column lineage, products as a whole by what chooses their rows, and where only the
/// products of a publish are known and not its columns, what may break. It ends at what the caller may not discover.
/// </summary>
internal sealed class ImpactAnalysis(NpgsqlDataSource database, LineageIndex index, ImpactFacts facts, TimeProvider time)
{
    /// <summary>Analyses a change of a product.</summary>
    /// <param name="product">The product, in its default or another major version.</param>
    /// <param name="change">The change.</param>
    /// <param name="text">The change as it was requested.</param>
    /// <param name="depth">How many steps downstream.</param>
    /// <param name="after">The product that the page before ended with; null for the first page.</param>
    /// <param name="limit">The number of products of a page.</param>
    /// <param name="viewer">The caller.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    public async Task<ImpactReport> AnalyseAsync(
        ProductDetails product, ContractChangeRequest change, string text, int depth, WalkCursor? after, int limit, LineageViewer viewer, CancellationToken cancellationToken)
    {
        var reference = new ProductReference(product.Name, product.Version.Major);
        var report = new ImpactReport
        {
            Product = reference,
            Change = text,
            IsBreaking = change.IsBreaking,
            Reason = change.Reason,
            TotalProducts = 0,
            TotalColumns = 0,
            TotalQueries = 0,
            IsWhole = true,
            Products = [],
        };
        if (!change.IsBreaking)
        {
            return report;
        }

        await index.RefreshAsync(viewer, cancellationToken);
        var start = await StartAsync(reference, product, change, viewer, cancellationToken);
        var (datasets, isWhole) = index.Walk(viewer, traversal => ImpactWalk.Follow(traversal, start, depth));

        ImpactedDataset[] ordered = [.. datasets];
        Array.Sort(ordered, ImpactedDataset.Compare);
        var first = after is null ? 0 : ordered.TakeWhile(dataset => WalkCursor.Order.Compare(CursorOf(dataset), after) <= 0).Count();
        ImpactedDataset[] page = [.. ordered.Skip(first).Take(limit)];
        // Side by side: counting the queries of half the mesh takes as long as all else. Each takes a connection while it holds none.
        var counted = facts.TotalQueriesAsync(ordered, cancellationToken);
        var read = facts.OfAsync(page, viewer, cancellationToken);
        await Task.WhenAll(counted, read);
        var (total, (queries, consumers)) = (await counted, await read);
        return report with
        {
            TotalProducts = ordered.Length,
            TotalColumns = ordered.Sum(dataset => dataset.Columns.Count),
            TotalQueries = total,
            IsWhole = isWhole,
            Products = [.. page.Select(Shown)],
            Next = page.Length > 0 && first + page.Length < ordered.Length ? CursorOf(page[^1]).ToString() : null,
        };

        ImpactedProduct Shown(ImpactedDataset dataset) => new()
        {
            Name = dataset.Id,
            Owner = dataset.Version?.Owner,
            Distance = dataset.Distance,
            IsUncertain = dataset is { IsCertain: false, Columns.Count: 0 },
            IsWhole = dataset.IsCertain is not null,
            Columns = [.. dataset.Columns.Values.OrderBy(column => column.Name, StringComparer.Ordinal)],
            Consumers = consumers.GetValueOrDefault(dataset.Name) ?? [],
            Queries = dataset.Version is { } version ? [.. queries[(version.Name, version.Version.Major)]] : [],
        };
    }

    private static WalkCursor CursorOf(ImpactedDataset dataset) => new(dataset.Distance, dataset.Id);

    // What of the product itself breaks.
    private async Task<ImpactedDataset> StartAsync(ProductReference reference, ProductDetails product, ContractChangeRequest change, LineageViewer viewer, CancellationToken cancellationToken)
    {
        var name = await NameInGraphAsync(reference, cancellationToken);
        var start = new ImpactedDataset(name, viewer.VersionOf(name), 0);
        foreach (var column in product.Schema.Where(column => change.Column is null || column.Name == change.Column))
        {
            start.Break(new ImpactedColumn(column.Name, null, null));
        }

        if (change.Column is null)
        {
            start.BreakAll(isCertain: true);
        }

        return start;
    }

    private async Task<LineageName> NameInGraphAsync(ProductReference product, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await new ProductNames(connection, time.GetUtcNow(), cancellationToken).OfAsync(new LineageName(LineageAccess.Mesh, product.ToString()));
    }
}
