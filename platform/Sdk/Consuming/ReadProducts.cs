using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Types;
using MeshStarter.Platform.Sql.Conditions;

namespace MeshStarter.Sdk.Consuming;

/// <summary>The products that an evaluation has read into its workspace, each subscription once.</summary>
internal sealed class ReadProducts(IEnumerable<ProductUse> uses)
{
    private readonly ILookup<Subscription, RowCondition> _uses = uses.ToLookup(use => use.Product, use => use.Condition);
    private readonly Dictionary<Subscription, (string Table, long? Version)> _tables = [];

    /// <summary>Whether rows are taken into memory at once: they are requested long after their files may be gone.</summary>
    public bool AreStored { get; init; }

    /// <summary>The products that are to be read.</summary>
    public IEnumerable<Subscription> Products => _uses.Select(uses => uses.Key);

    /// <summary>The masks and filters that each product has now. Rows are kept under those of before they were read, and are handed out while these still are the same.</summary>
    /// <exception cref="SubscriptionRefusedException">A product cannot be read by this caller.</exception>
    /// <exception cref="HttpRequestException">A port does not answer.</exception>
    public async Task<IReadOnlyList<string?>> ObligationsAsync(CancellationToken cancellationToken) =>
        await Task.WhenAll(Products.Select(product => product.ObligationsAsync(cancellationToken)));

    /// <summary>A name for the next table.</summary>
    public string NextTable => $"t{_tables.Count}";

    /// <summary>The products that were read, each with its snapshot or position in the stream; null where it had none.</summary>
    public IEnumerable<(DataProductId Product, long? Version)> States => _tables.Select(read => (read.Key.Product, read.Value.Version)).Distinct();

    /// <summary>A SELECT of the workspace, with the products' own names in place of the workspace's.</summary>
    public string Named(string sql) => _tables.Aggregate(sql, (named, read) => named.Replace(SqlIdentifier.Quote(read.Value.Table), read.Key.Product.ToString(), StringComparison.Ordinal));

    /// <summary>The table of a subscription; null before it was read.</summary>
    public string? TableOf(Subscription subscription) => _tables.TryGetValue(subscription, out var read) ? read.Table : null;

    /// <summary>Returns the conditions of each use of a product's rows.</summary>
    public IReadOnlyList<RowCondition> ConditionsOf(Subscription subscription) => [.. _uses[subscription]];

    /// <summary>Notes what was read.</summary>
    public void Add(Subscription subscription, string table, long? version) => _tables.Add(subscription, (table, version));
}
