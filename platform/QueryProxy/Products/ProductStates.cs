using System.Globalization;
using MeshStarter.Contracts.Products;
using MeshStarter.Lake.Reading;
using MeshStarter.Platform.Iceberg.Metadata;
using MeshStarter.Platform.Iceberg.Scanning;
using MeshStarter.Platform.Sql.Analysis;
using MeshStarter.Platform.Sql.Failures;
using MeshStarter.Platform.Sql.Times;

namespace MeshStarter.QueryProxy.Products;

/// <summary>Finds the state of a product's table that a query asks for. Pure.</summary>
internal static class ProductStates
{
    /// <param name="product">The product.</param>
    /// <param name="table">Its table; null where there is none yet.</param>
    /// <param name="requested">The state; null for the current one.</param>
    /// <param name="sessionZone">The zone for a time without one.</param>
    /// <param name="isOwn">Whether the reader is of the product's domain and sees what is not published.</param>
    /// <exception cref="QueryFailedException">There is no such state for the reader.</exception>
    public static SnapshotChoice Find(DataProductId product, TableMetadata? table, RequestedState? requested, string sessionZone, bool isOwn) => requested switch
    {
        null => SnapshotChoice.Current,
        RequestedState.OfSnapshot { Id: var id } => table?.Shows(id, isOwn) is true
            ? SnapshotChoice.Id(id)
            : throw NotThere($"{product} has no snapshot {id.ToString(CultureInfo.InvariantCulture)}: it has expired, or never was. {Oldest(product, table)}"),
        RequestedState.OfName { Name: SnapshotReference.Main } => SnapshotChoice.Current,
        RequestedState.OfName { Name: var name } => table?.Reference(name) is { } reference && table.Shows(reference.SnapshotId, isOwn)
            ? SnapshotChoice.Reference(name)
            : throw NotThere($"{product} has no branch or tag '{name}' that is published. It has {Names(table, isOwn)}."),
        RequestedState.OfTime time => OfTime(product, table, TimeConstant.Instant(time.Text, time.IsDate, sessionZone)
            ?? throw new QueryFailedException(new QueryFailure(TrinoErrorCode.InvalidArguments,
                $"'{time.Text}' is no time to read {product} at. Write {(time.IsDate ? "DATE '2026-01-31'" : "TIMESTAMP '2026-01-31 12:00:00', or with a zone: '2026-01-31 12:00:00 Europe/Berlin', '… +02:00', '… UTC'")}."))),
        _ => throw new NotSupportedException($"No state for {requested}."),
    };

    private static SnapshotChoice OfTime(DataProductId product, TableMetadata? table, DateTimeOffset time) =>
        table?.SnapshotAt(time.ToUnixTimeMilliseconds()) is not null
            ? SnapshotChoice.AsOf(time)
            : throw NotThere($"{product} has no state of {Text(time)}: it was published later, or the state has expired. {Oldest(product, table)}");

    private static string Oldest(DataProductId product, TableMetadata? table) => table?.OldestState is { } oldest
        ? $"The oldest that a time selects is {oldest.SnapshotId.ToString(CultureInfo.InvariantCulture)} of {Text(DateTimeOffset.FromUnixTimeMilliseconds(oldest.TimestampMs))}; \"{product.Product}$snapshots\" has all that a version or a name selects, too."
        : "Nothing has been published to it yet.";

    private static string Names(TableMetadata? table, bool isOwn) => string.Join(", ", (table?.References ?? new Dictionary<string, SnapshotReference>())
        .Where(reference => table!.Shows(reference.Value.SnapshotId, isOwn)).Select(reference => reference.Key)
        .Append(SnapshotReference.Main).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));

    private static string Text(DateTimeOffset time) => time.ToString("yyyy-MM-dd HH:mm:ss.fff 'UTC'", CultureInfo.InvariantCulture);

    private static QueryFailedException NotThere(string message) => new(new QueryFailure(TrinoErrorCode.InvalidArguments, message));
}
