using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace MeshStarter.Sdk.Ports.Table;

/// <summary>Which state a reader asks of a table port: <c>?snapshot=4711</c> or <c>?as_of=2026-01-31T12:00:00Z</c>; the current one without.</summary>
/// <param name="SnapshotId">The snapshot.</param>
/// <param name="AsOf">The time.</param>
internal sealed record TableQuery(long? SnapshotId, DateTimeOffset? AsOf)
{
    public const string SnapshotName = "snapshot";
    public const string AsOfName = "as_of";

    private static readonly string[] TimeForms = ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    /// <summary>Reads the query string; what is wrong with it otherwise.</summary>
    public static (TableQuery? Query, string? Problem) Read(IQueryCollection query)
    {
        if (query.Keys.FirstOrDefault(name => name is not (SnapshotName or AsOfName)) is { } unknown)
        {
            return (null, $"{unknown}: is not asked of a table. Rows are of {SnapshotName} or {AsOfName}; filter them where they are read.");
        }

        var (snapshot, time) = (default(long?), default(DateTimeOffset?));
        if (query.TryGetValue(SnapshotName, out var id))
        {
            if (!long.TryParse(id.ToString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            {
                return (null, $"{SnapshotName}: must be a snapshot's id, a whole number.");
            }

            snapshot = number;
        }

        if (query.TryGetValue(AsOfName, out var asked))
        {
            var text = asked.ToString();
            if (snapshot is not null)
            {
                return (null, $"{AsOfName}: leave it out, or {SnapshotName}: rows are of one state.");
            }

            // Without an offset it would be the clock of this machine.
            if (!DateTimeOffset.TryParseExact(text, TimeForms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant) || !(text.EndsWith('Z') || text.LastIndexOfAny(['+', '-']) > 10))
            {
                return (null, $"{AsOfName}: must be a time with its offset, such as 2026-01-31T12:00:00Z.");
            }

            time = instant;
        }

        return (new TableQuery(snapshot, time), null);
    }

    /// <summary>As it was asked, for messages.</summary>
    public override string ToString() => SnapshotId is { } id
        ? string.Create(CultureInfo.InvariantCulture, $"{SnapshotName}={id}")
        : string.Create(CultureInfo.InvariantCulture, $"{AsOfName}={AsOf:O}");
}
