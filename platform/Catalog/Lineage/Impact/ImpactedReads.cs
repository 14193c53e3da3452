using System.Globalization;
using Dapper;
using MeshStarter.Catalog.Queries;

namespace MeshStarter.Catalog.Lineage.Impact;

/// <summary>
/// The products and columns that a recorded query must read to break. Half of a large mesh breaks as a whole: the reads of
/// such products are found by one list of names for each number of a major version, which is an index scan or one pass over the table, and no join.
/// </summary>
internal sealed class ImpactedReads
{
    private readonly SortedDictionary<int, List<string>> _wholes = [];
    private readonly (List<string> Products, List<int> MajorVersions, List<string> Columns) _columns = ([], [], []);

    /// <summary>Takes the products of some datasets: of what is no product no queries are recorded.</summary>
    public ImpactedReads(IEnumerable<ImpactedDataset> datasets)
    {
        // A product has two nodes where events named it with and without its number, before and after it was the default.
        foreach (var product in datasets.Where(dataset => dataset.Version is not null).GroupBy(dataset => (dataset.Version!.Name, dataset.Version.Version.Major)))
        {
            if (product.Any(dataset => dataset.IsCertain is not null))
            {
                (_wholes.TryGetValue(product.Key.Major, out var known) ? known : _wholes[product.Key.Major] = []).Add(product.Key.Name);
                continue;
            }

            foreach (var column in product.SelectMany(dataset => dataset.Columns.Keys).Distinct(StringComparer.Ordinal))
            {
                _columns.Products.Add(product.Key.Name);
                _columns.MajorVersions.Add(product.Key.Major);
                _columns.Columns.Add(column);
            }
        }
    }

    /// <summary>SQL of the reads: product, major, query. Each comes once.</summary>
    /// <param name="areFew">Whether the products are few: of these the index finds the reads, whatever the planner expects.</param>
    public string Sql(bool areFew)
    {
        List<string> parts = [.. _wholes.Keys.Select(major => string.Create(
            CultureInfo.InvariantCulture, $"SELECT product, major, query FROM query_reads WHERE product = ANY(@Products{major}::text[]) AND major = {major} AND at >= @Since"))];
        if (_columns.Products.Count > 0 || parts.Count == 0)
        {
            parts.Add($"""
                SELECT a.product, a.major, r.query FROM (
                    SELECT product, major, array_agg(col) AS columns
                    FROM unnest(@ProductsOfColumns::text[], @MajorVersionsOfColumns::integer[], @Columns::text[]) AS a(product, major, col) GROUP BY product, major) a
                CROSS JOIN LATERAL (
                    SELECT query FROM query_reads r WHERE r.product = a.product AND r.major = a.major AND r.at >= @Since AND (r.names IS NULL OR r.names && a.columns)
                    {(areFew ? "OFFSET 0" : "")}) r
                """);
        }

        return string.Join(" UNION ALL ", parts);
    }

    /// <summary>The values of the SQL's parameters.</summary>
    /// <param name="now">The present moment.</param>
    public DynamicParameters Values(DateTimeOffset now)
    {
        var values = new DynamicParameters(new
        {
            Since = now - QueryStore.Retention,
            ProductsOfColumns = _columns.Products,
            MajorVersionsOfColumns = _columns.MajorVersions,
            _columns.Columns,
        });
        foreach (var (major, products) in _wholes)
        {
            values.Add(string.Create(CultureInfo.InvariantCulture, $"Products{major}"), products);
        }

        return values;
    }
}
