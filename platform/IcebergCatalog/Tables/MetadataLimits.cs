using System.Text;
using MeshStarter.Platform.Iceberg.Metadata;
using MeshStarter.Platform.IcebergCatalog.Wire;
using Microsoft.Extensions.Options;

namespace MeshStarter.Platform.IcebergCatalog.Tables;

/// <summary>
/// Bounds the properties and the metadata that one table, or one namespace, makes the catalog hold. What is beyond a bound already may become smaller, and not
/// larger.
/// </summary>
internal sealed class MetadataLimits(IOptions<IcebergOptions> options)
{
    /// <summary>Tables of one transaction may write so many times the metadata of one.</summary>
    private const int TransactionFactor = 2;

    /// <summary>Bytes of metadata that one table may have.</summary>
    public int MetadataBytes => options.Value.MetadataMiB * 1024 * 1024;

    /// <summary>Requires that properties are within their bound.</summary>
    /// <param name="of">The table or namespace, for the message.</param>
    /// <param name="before">The properties so far; null for none.</param>
    /// <param name="next">The properties to be.</param>
    /// <exception cref="IcebergRefusedException">They take too much.</exception>
    public void RequireProperties(string of, IReadOnlyDictionary<string, string>? before, IReadOnlyDictionary<string, string> next)
    {
        if (ReferenceEquals(before, next))
        {
            return;
        }

        var size = Size(next);
        if (size > options.Value.PropertiesKiB * 1024L && (before is null || size > Size(before)))
        {
            throw IcebergRefusedException.BadRequest(
                $"properties: those of {of} would take {size / 1024} KiB, and one table or namespace may have {options.Value.PropertiesKiB} KiB of them (Mesh:Tables:PropertiesKiB). Remove some, or put large values into a file.");
        }
    }

    /// <summary>Requires that the metadata of a table is within its bound.</summary>
    /// <param name="of">The table, for the message.</param>
    /// <param name="before">Bytes of the metadata so far; 0 for none.</param>
    /// <param name="next">Bytes of the metadata to be.</param>
    /// <exception cref="IcebergRefusedException">It takes too much.</exception>
    public void RequireMetadata(string of, int before, int next)
    {
        if (next > MetadataBytes && next > before)
        {
            throw TooLarge($"that of {of} would take {next / 1024} KiB");
        }
    }

    /// <summary>Requires that a table has no more pins than it may.</summary>
    /// <param name="of">The table, for the message.</param>
    /// <param name="before">The metadata so far.</param>
    /// <param name="next">The metadata to be.</param>
    /// <param name="nowMs">The time, in milliseconds since 1970-01-01 UTC: pins that have ended do not count.</param>
    /// <exception cref="IcebergRefusedException">It would have more.</exception>
    public static void RequirePins(string of, TableMetadata before, TableMetadata next, long nowMs)
    {
        if (ReferenceEquals(before.References, next.References) || Count(next) is var count && (count <= PinTag.Most || count <= Count(before)))
        {
            return;
        }

        throw IcebergRefusedException.Unprocessable($"{of} has {PinTag.Most} pinned snapshots, the most that a table may have. Pin one that is pinned already, or wait until a pin ends.");

        int Count(TableMetadata table) => PinTag.AllOf(table).Count(pin => pin.EndMs is not { } end || end > nowMs);
    }

    /// <summary>Requires that a metadata file which is to be taken in is within the bound, before it is read as JSON.</summary>
    /// <exception cref="IcebergRefusedException">It takes too much.</exception>
    public void RequireFile(string location, int bytes)
    {
        if (bytes > MetadataBytes)
        {
            throw TooLarge($"the file {location} would take {bytes / 1024} KiB");
        }
    }

    /// <summary>Requires that the metadata of several tables, which one transaction changes, is within its bound.</summary>
    /// <exception cref="IcebergRefusedException">It takes too much.</exception>
    public void RequireTransaction(IReadOnlyCollection<TableMove> moves)
    {
        if (moves.Count > 1 && moves.Sum(move => (long)move.Table.Utf8.Length) > (long)TransactionFactor * MetadataBytes)
        {
            throw IcebergRefusedException.BadRequest(
                $"table-changes: the tables' metadata takes more than {TransactionFactor * options.Value.MetadataMiB} MiB, which one transaction may write (twice Mesh:Tables:MetadataMiB). Change fewer tables at once.");
        }
    }

    private IcebergRefusedException TooLarge(string what) => IcebergRefusedException.BadRequest(
        $"metadata: {what}, and one table may have {options.Value.MetadataMiB} MiB (Mesh:Tables:MetadataMiB). Expire snapshots, or remove schemas, properties or references.");

    private static long Size(IReadOnlyDictionary<string, string> properties) =>
        properties.Sum(property => (long)Encoding.UTF8.GetByteCount(property.Key) + Encoding.UTF8.GetByteCount(property.Value));
}
