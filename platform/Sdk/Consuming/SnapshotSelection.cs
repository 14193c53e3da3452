using System.Globalization;
using MeshStarter.Platform.Iceberg.Scanning;
using MeshStarter.Sdk.Ports.Table;

namespace MeshStarter.Sdk.Consuming;

/// <summary>The state of a product that several reads are of. Which snapshot it is, the first answer says.</summary>
internal sealed class SnapshotSelection
{
    private readonly Uri _port;
    private readonly Uri _first;
    private readonly SnapshotChoice _choice;
    private Known? _known;

    private SnapshotSelection(Uri port, Uri first, SnapshotChoice choice, Known? known = null) => (_port, _first, _choice, _known) = (port, first, choice, known);

    /// <summary>The snapshot; null while it is not known, and for a table that had none.</summary>
    public long? SnapshotId => Volatile.Read(ref _known)?.SnapshotId;

    /// <summary>Whether the table had no snapshot: what is published later is no part of the state.</summary>
    public bool IsEmpty => Volatile.Read(ref _known) is { SnapshotId: null };

    /// <summary>The state of the table to request.</summary>
    public SnapshotChoice Choice => SnapshotId is { } id ? SnapshotChoice.Id(id) : _choice;

    /// <summary>The address of the selected snapshot.</summary>
    public Uri Address => SnapshotId is { } id ? At(_port, id) : _first;

    /// <summary>The state that the first read finds.</summary>
    public static SnapshotSelection OfFirstRead(Uri port) => new(port, port, SnapshotChoice.Current);

    /// <summary>The state of a snapshot.</summary>
    public static SnapshotSelection OfSnapshot(Uri port, long snapshotId) => new(port, port, SnapshotChoice.Id(snapshotId), new Known(snapshotId));

    /// <summary>The state of a time.</summary>
    public static SnapshotSelection OfTime(Uri port, DateTimeOffset time) =>
        new(port, With(port, $"{TableQuery.AsOfName}={Uri.EscapeDataString(time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture))}"), SnapshotChoice.AsOf(time));

    /// <summary>Whether an answer is of the state; the first makes it what it is.</summary>
    /// <exception cref="HttpRequestException">The answer does not say of which snapshot it is.</exception>
    public bool Keeps(HttpResponseMessage response) => Said(response) == TablePort.NoSnapshot ? Keeps(snapshotId: null)
        : SnapshotOf(response) is { } id ? Keeps(id)
        : throw new HttpRequestException($"{_port.GetLeftPart(UriPartial.Path)} does not say of which snapshot its answer is ({TablePort.SnapshotHeader}), so later reads could not be of the same.");

    /// <summary>The snapshot that an answer is of; null where it says none.</summary>
    public static long? SnapshotOf(HttpResponseMessage response) => long.TryParse(Said(response), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var id) ? id : null;

    /// <summary>Whether a snapshot is the state; the first makes it what it is.</summary>
    public bool Keeps(long? snapshotId)
    {
        var found = new Known(snapshotId);
        return (Interlocked.CompareExchange(ref _known, found, null) ?? found) == found;
    }

    private static string? Said(HttpResponseMessage response) => response.Headers.TryGetValues(TablePort.SnapshotHeader, out var values) ? values.FirstOrDefault() : null;

    private static Uri At(Uri port, long snapshotId) => With(port, $"{TableQuery.SnapshotName}={snapshotId.ToString(CultureInfo.InvariantCulture)}");

    private static Uri With(Uri port, string query) => new UriBuilder(port) { Query = query }.Uri;

    private sealed record Known(long? SnapshotId);
}
