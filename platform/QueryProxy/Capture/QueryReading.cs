using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Queries;
using MeshStarter.Contracts.Registration;
using MeshStarter.Platform.Iceberg.Metadata;
using MeshStarter.Platform.Sql.Analysis;

namespace MeshStarter.QueryProxy.Capture;

/// <summary>The products that a planned query reads, for its record.</summary>
/// <param name="Sql">The query's text; of a prepared statement its own.</param>
/// <param name="Tree">The tree of the text.</param>
/// <param name="Tables">The places in the text that name a product's rows.</param>
/// <param name="Histories">Products of which only the history is read.</param>
internal sealed record QueryReading(string Sql, ReadOnlyMemory<byte> Tree, IReadOnlyList<ReadTable> Tables, IReadOnlyList<ReadTable> Histories)
{
    private IReadOnlyList<CapturedColumns>? _uses;
    private volatile bool _isUnderstood;

    /// <summary>The columns that each of the tables is used with; null where they are not known. Its record and its end's want the same.</summary>
    public IReadOnlyList<CapturedColumns>? Uses()
    {
        if (!_isUnderstood)
        {
            _uses = ColumnUses.Of(this);
            _isUnderstood = true;
        }

        return _uses;
    }
}

/// <summary>A product in a query.</summary>
/// <param name="Offset">The offset of its name, in bytes of the query's UTF-8 text.</param>
/// <param name="Product">The product.</param>
/// <param name="Major">The major version.</param>
/// <param name="Columns">Its columns.</param>
/// <param name="SnapshotId">The snapshot; null where nothing was published yet.</param>
/// <param name="SnapshotAt">The snapshot's time.</param>
internal sealed record ReadTable(ulong Offset, DataProductId Product, int Major, IReadOnlyList<string> Columns, long? SnapshotId, DateTimeOffset? SnapshotAt)
{
    /// <summary>The place of a reference in the query's text.</summary>
    public static ReadTable Of(TableReference reference, ProductDetails product, IReadOnlyList<string> columns, Snapshot? snapshot) => new(
        reference.Offset,
        product.Name,
        product.Version.Major,
        columns,
        snapshot?.SnapshotId,
        snapshot is null ? null : DateTimeOffset.FromUnixTimeMilliseconds(snapshot.TimestampMs));
}
