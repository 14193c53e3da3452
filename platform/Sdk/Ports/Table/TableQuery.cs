using System.Globalization;
using MeshStarter.Contracts.Descriptors;
using Microsoft.AspNetCore.Http;

namespace MeshStarter.Sdk.Ports.Table;

/// <summary>
/// A request to a table port: <c>?snapshot=4711</c> or <c>?as_of=2026-01-31T12:00:00Z</c>, the current state without; and
/// <c>?columns=order_id,total</c>, all columns without.
/// </summary>
/// <param name="SnapshotId">The snapshot.</param>
/// <param name="AsOf">The time.</param>
/// <param name="Columns">The columns, in the order of the rows; empty for all of the contract's.</param>
internal sealed record TableQuery(long? SnapshotId, DateTimeOffset? AsOf, IReadOnlyList<string> Columns)
{
    public const string SnapshotName = "snapshot";
    public const string AsOfName = "as_of";
    public const string ColumnsName = "columns";

    private static readonly string[] TimeForms = ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    /// <summary>Reads the query string; returns the problem when it is invalid.</summary>
    /// <param name="query">The query string.</param>
    /// <param name="schema">The contract's columns.</param>
    public static (TableQuery? Query, string? Problem) Read(IQueryCollection query, IReadOnlyList<ColumnDefinition> schema)
    {
        if (query.Keys.FirstOrDefault(name => name is not (SnapshotName or AsOfName or ColumnsName)) is { } unknown)
        {
            return (null, $"{unknown}: is no parameter of a table. Rows are of {SnapshotName} or {AsOfName}, and have {ColumnsName}; filter them where they are read.");
        }

        string[] columns = query.TryGetValue(ColumnsName, out var names) ? names.ToString().Split(',', StringSplitOptions.TrimEntries) : [];
        if (columns.FirstOrDefault(name => schema.All(column => column.Name != name)) is { } missing)
        {
            return (null, $"{ColumnsName}: there is no column \"{missing}\"; there are {string.Join(", ", schema.Select(column => column.Name))}.");
        }

        if (columns.Distinct(StringComparer.Ordinal).Count() < columns.Length)
        {
            return (null, $"{ColumnsName}: names a column twice.");
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

        if (query.TryGetValue(AsOfName, out var requested))
        {
            var text = requested.ToString();
            if (snapshot is not null)
            {
                return (null, $"{AsOfName}: leave it out, or {SnapshotName}: rows are of one state.");
            }

            // Without an offset the time would be in the time zone of this machine.
            if (!DateTimeOffset.TryParseExact(text, TimeForms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant) || !(text.EndsWith('Z') || text.LastIndexOfAny(['+', '-']) > 10))
            {
                return (null, $"{AsOfName}: must be a time with its offset, such as 2026-01-31T12:00:00Z.");
            }

            time = instant;
        }

        return (new TableQuery(snapshot, time, columns), null);
    }

    /// <summary>Returns the selected state, for messages.</summary>
    public override string ToString() => SnapshotId is { } id
        ? string.Create(CultureInfo.InvariantCulture, $"{SnapshotName}={id}")
        : string.Create(CultureInfo.InvariantCulture, $"{AsOfName}={AsOf:O}");
}
