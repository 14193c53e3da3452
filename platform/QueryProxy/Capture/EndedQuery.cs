using MeshStarter.Contracts.Queries;

namespace MeshStarter.QueryProxy.Capture;

/// <summary>A query that has ended, from which its record is made.</summary>
/// <param name="Sql">Its text.</param>
/// <param name="Reading">The products that it read.</param>
/// <param name="Record">The record, without what follows from the text and the tree.</param>
internal sealed record EndedQuery(string Sql, QueryReading Reading, CapturedQuery Record)
{
    /// <summary>The record. It holds no literal of the text: of a text that cannot be normalized nothing but its products and columns.</summary>
    public CapturedQuery ToRecord()
    {
        var normalized = NormalizedSql.Of(Sql);
        return Record with
        {
            Fingerprint = NormalizedSql.Fingerprint(normalized ?? ""),
            Sql = normalized is null ? null : NormalizedSql.Bounded(normalized),
            Reads = Reads(),
        };
    }

    private List<CapturedRead> Reads()
    {
        var columns = Reading.Uses();
        var tables = Reading.Tables.Select((table, place) => (Table: table, Columns: columns?[place]));
        return [.. tables.Concat(Reading.Histories.Select(table => (Table: table, Columns: (CapturedColumns?)new CapturedColumns())))
            .GroupBy(each => (each.Table.Product, each.Table.Major))
            .Select(product => new CapturedRead
            {
                Product = product.Key.Product,
                Major = product.Key.Major,
                Columns = product.Any(each => each.Columns is null) ? null : Union(product.Select(each => each.Columns!)),
                SnapshotId = product.First().Table.SnapshotId,
                SnapshotAgeMs = product.First().Table.SnapshotAt is { } at ? Math.Max(0, (long)(Record.At - at).TotalMilliseconds) : null,
            })];
    }

    private static CapturedColumns Union(IEnumerable<CapturedColumns> places)
    {
        var all = places.ToList();
        return new CapturedColumns
        {
            Select = Of(columns => columns.Select),
            Where = Of(columns => columns.Where),
            Join = Of(columns => columns.Join),
            Group = Of(columns => columns.Group),
            Order = Of(columns => columns.Order),
        };

        IReadOnlyList<string> Of(Func<CapturedColumns, IReadOnlyList<string>> clause) => [.. all.SelectMany(clause).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }
}
