using System.Globalization;
using MeshStarter.Platform.Iceberg.Metadata;

namespace MeshStarter.Lake.Retention;

/// <summary>
/// The times at which rows were first published, for longer than snapshots are kept. Iceberg gives each file of rows a sequence number that grows
/// from commit to commit and outlives compaction; the log says, in a property of the table, which numbers had been given by when.
/// </summary>
/// <param name="Entries">Rows up to each sequence number were published by the time alongside it (milliseconds since 1970-01-01 UTC), both ascending.</param>
internal sealed record PublicationLog(IReadOnlyList<(long SequenceNumber, long TimestampMs)> Entries)
{
    /// <summary>The property; <c>12:1769817600000,57:1769904000000</c>.</summary>
    public const string Property = "mesh.retention.publications";

    /// <summary>The log of a table. What is not legible is as if it were not there: rows stay longer rather than go too soon.</summary>
    public static PublicationLog Of(TableMetadata table)
    {
        List<(long, long)> entries = [];
        foreach (var entry in table.Properties.GetValueOrDefault(Property, "").Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = entry.Split(':');
            if (parts.Length != 2
                || !long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                || !long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var time))
            {
                return new PublicationLog([]);
            }

            entries.Add((number, time));
        }

        return new PublicationLog(entries);
    }

    /// <summary>The ages that may lie in one file.</summary>
    public AgeClasses Ages => Entries.Count == 0 ? AgeClasses.One : new AgeClasses([.. Entries.Select(entry => entry.SequenceNumber)]);

    /// <summary>The log with the last snapshot of each step that is over.</summary>
    public PublicationLog With(TableMetadata table, TimeSpan step, DateTimeOffset now)
    {
        var history = History(table);
        List<(long SequenceNumber, long TimestampMs)> entries = [.. Entries];
        for (var at = 0; at < history.Count; at++)
        {
            var next = at + 1 < history.Count ? history[at + 1].TimestampMs : now.ToUnixTimeMilliseconds();
            var isLastOfStep = StepOf(next, step) > StepOf(history[at].TimestampMs, step);
            if (entries.Count > 0 && history[at].SequenceNumber == entries[^1].SequenceNumber)
            {
                // Snapshots of format 1 share the number 0.
                entries[^1] = (history[at].SequenceNumber, Math.Max(history[at].TimestampMs, entries[^1].TimestampMs));
            }
            else if (isLastOfStep && (entries.Count == 0 || history[at].SequenceNumber > entries[^1].SequenceNumber))
            {
                entries.Add((history[at].SequenceNumber, history[at].TimestampMs));
            }
        }

        return new PublicationLog(entries);
    }

    /// <summary>The log of what is left once rows up to a sequence number are gone.</summary>
    public PublicationLog After(long sequenceNumber) => new([.. Entries.Where(entry => entry.SequenceNumber > sequenceNumber)]);

    /// <summary>The highest sequence number whose rows are all known to have been published by a time; null where none is.</summary>
    public long? PublishedBy(DateTimeOffset time, TableMetadata table) => Entries.Concat(History(table).Select(snapshot => (snapshot.SequenceNumber, snapshot.TimestampMs)))
        .GroupBy(entry => entry.SequenceNumber).Where(number => number.All(entry => entry.TimestampMs <= time.ToUnixTimeMilliseconds())).Max(number => (long?)number.Key);

    /// <summary>The property's text.</summary>
    public override string ToString() => string.Join(',', Entries.Select(entry => string.Create(CultureInfo.InvariantCulture, $"{entry.SequenceNumber}:{entry.TimestampMs}")));

    // The snapshots of main, the oldest first.
    private static List<Snapshot> History(TableMetadata table) => [.. table.LineOf(table.CurrentSnapshot).Reverse()];

    private static long StepOf(long timestampMs, TimeSpan step) => timestampMs / (long)step.TotalMilliseconds;
}
