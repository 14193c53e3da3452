using System.Globalization;
using MeshStarter.Contracts.Registration;
using MeshStarter.Contracts.Storage;
using MeshStarter.Lake.Retention;
using MeshStarter.Lake.Tables;
using MeshStarter.Platform.Iceberg;
using MeshStarter.Platform.Iceberg.Commits;
using MeshStarter.Platform.Iceberg.Metadata;
using MeshStarter.Platform.Iceberg.Partitioning;
using MeshStarter.Platform.IcebergCatalog.Names;
using MeshStarter.Platform.IcebergCatalog.Tables;
using MeshStarter.Platform.Storage;

namespace MeshStarter.Catalog.Storage;

/// <summary>Takes what people ask of a product's table out of its metadata.</summary>
internal static class TableFacts
{
    /// <summary>Reads the facts of a major version's table; null where it has none.</summary>
    /// <param name="product">The newest version of the major version.</param>
    /// <param name="tables">The tables that there are.</param>
    /// <param name="files">Their metadata.</param>
    /// <param name="withLocation">Whether the caller may know where the table is.</param>
    /// <param name="withCounts">Whether the caller may know how many rows there are.</param>
    /// <param name="cancellationToken">Ends reading.</param>
    /// <exception cref="UnreadTableException">Its metadata cannot be read.</exception>
    public static async Task<StoredTable?> FindAsync(ProductDetails product, TableStore tables, MetadataFiles files, bool withLocation, bool withCounts, CancellationToken cancellationToken)
    {
        var name = ProductTable.Of(product.Name, product.Version.Major);
        if (await tables.FindAsync(new NamespaceName(name.Namespace), name.Name, cancellationToken) is not { } row)
        {
            return null;
        }

        try
        {
            return Of(product, name, (await files.LoadAsync(row, product.Name.Domain, cancellationToken)).Metadata, withLocation, withCounts);
        }
        catch (Exception exception) when (exception is StorageException or IcebergException)
        {
            throw new UnreadTableException(product.ProductMajorVersion, exception);
        }
    }

    private static StoredTable Of(ProductDetails product, TableIdentifier name, TableMetadata table, bool withLocation, bool withCounts)
    {
        var summary = table.CurrentSnapshot?.Summary ?? new Dictionary<string, string>();
        return new StoredTable
        {
            Major = product.Version.Major,
            Table = $"{string.Join('.', name.Namespace)}.{name.Name}",
            Location = withLocation ? table.Location : null,
            FormatVersion = table.FormatVersion,
            PartitionBy = [.. table.DefaultSpec.Fields.Where(field => field.Transform is not VoidTransform).Select(field => new StoredTerm(ColumnOf(table, field.SourceId), field.Transform.ToString()))],
            SortBy = [.. (table.SortOrderById(table.DefaultSortOrderId)?.Fields ?? []).Select(field => new StoredTerm(ColumnOf(table, field.SourceId), field.Transform.ToString(), field.Descending))],
            Files = Total("total-data-files"),
            DeleteFiles = Total("total-delete-files"),
            Rows = Total("total-equality-deletes") == 0 ? Total("total-records") - Total("total-position-deletes") : null,
            Bytes = Total("total-files-size"),
            Snapshots = table.Snapshots.Count,
            OldestSnapshotAt = table.Snapshots.Count == 0 ? null : Time(table.Snapshots.Min(snapshot => snapshot.TimestampMs)),
            ChangedAt = table.CurrentSnapshot is { } current ? Time(current.TimestampMs) : null,
            Retention = product.Retention is not { } terms ? null
                : RetentionRecord.Of(table) is { } record ? new StoredRetention(terms, record.RanAt, record.Cutoff, record.RemovedAt, withCounts ? record.RemovedRows : null, withCounts ? record.TotalRemovedRows : null)
                : new StoredRetention(terms, RemovedRows: withCounts ? 0 : null, TotalRemovedRows: withCounts ? 0 : null),
        };

        // A table that nothing was written to has none. Files and bytes grow with the rows.
        long? Total(string key) => !withCounts ? null
            : table.CurrentSnapshot is null ? 0
            : summary.TryGetValue(key, out var text) && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var total) ? total : null;
    }

    // A column that was dropped since has no name any more.
    private static string ColumnOf(TableMetadata table, int fieldId) =>
        table.CurrentSchema.FindName(fieldId) ?? fieldId.ToString(CultureInfo.InvariantCulture);

    private static DateTimeOffset Time(long timestampMs) => DateTimeOffset.FromUnixTimeMilliseconds(timestampMs);
}
