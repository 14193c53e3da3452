using System.Text.Json;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Quality;
using MeshStarter.Platform.Iceberg.Json;
using MeshStarter.Platform.Iceberg.Metadata;

namespace MeshStarter.Platform.Iceberg.Commits;

/// <summary>Changes to one table that are done all together or not at all.</summary>
/// <param name="Requirements">The requirements on the table's state.</param>
/// <param name="Updates">The changes, in order.</param>
public sealed record TableCommit(IReadOnlyList<TableRequirement> Requirements, IReadOnlyList<TableUpdate> Updates)
{
    private const string ReportMember = "mesh-report";

    /// <summary>The table as the request itself names it; null where only its address does.</summary>
    public TableIdentifier? Identifier { get; init; }

    /// <summary>
    /// The result of the batch that the commit publishes, which the mesh's catalog stores in the same transaction. An addition to the specification: null in
    /// commits of other clients.
    /// </summary>
    public BatchReport? Report { get; init; }

    /// <summary>Whether the commit makes the table.</summary>
    public bool Creates => Requirements.Any(requirement => requirement is AssertCreate);

    /// <summary>Whether other snapshots were committed since the commit was made, and nothing else of the table that it requires has changed.</summary>
    /// <param name="table">The table as it is.</param>
    public bool IsLateOn(TableMetadata table)
    {
        ArgumentNullException.ThrowIfNull(table);
        var failed = Requirements.Where(requirement => !requirement.IsMet(table)).ToList();
        return failed.TrueForAll(requirement => requirement is AssertReferenceSnapshotId)
            && (failed.Count > 0 || Updates.Any(update => update is AddSnapshot { Snapshot: var added } && added.SequenceNumber <= table.LastSequenceNumber));
    }

    /// <summary>
    /// The metadata that comes of it. The same object comes back when nothing changes.
    /// </summary>
    /// <param name="table">The table as it is; null for one that is not there.</param>
    /// <param name="file">The file that its metadata is in; null for one that is not there.</param>
    /// <param name="nowMs">The time, in milliseconds since 1970-01-01 UTC.</param>
    /// <exception cref="IcebergConflictException">
    /// A requirement does not hold, the table moved past a snapshot of this commit, or the commit removes a snapshot of a branch or tag that it does not know.
    /// </exception>
    /// <exception cref="IcebergValidationException">A change breaks a rule.</exception>
    public TableMetadata Apply(TableMetadata? table, string? file, long nowMs)
    {
        foreach (var requirement in Requirements)
        {
            requirement.Check(table);
        }

        RequireKnownReferences(table);
        // A new table starts in the format that its commit lifts it to, not in an older one.
        var builder = table is null
            ? TableMetadataBuilder.New(Updates.OfType<UpgradeFormatVersion>().FirstOrDefault()?.FormatVersion ?? TableMetadataBuilder.DefaultFormatVersion, nowMs)
            : TableMetadataBuilder.From(table, file, nowMs);
        foreach (var update in Updates)
        {
            builder.Apply(update);
        }

        return builder.Build();
    }

    // A branch or tag that was set since the commit was made keeps its snapshot, which the commit did not know to be named.
    private void RequireKnownReferences(TableMetadata? table)
    {
        var removed = Updates.OfType<RemoveSnapshots>().SelectMany(update => update.SnapshotIds).ToHashSet();
        if (table is null || removed.Count == 0)
        {
            return;
        }

        HashSet<string> known = new(StringComparer.Ordinal);
        known.UnionWith(Requirements.OfType<AssertReferenceSnapshotId>().Select(requirement => requirement.Name));
        known.UnionWith(Updates.OfType<RemoveSnapshotReference>().Select(update => update.Name));
        known.UnionWith(Updates.OfType<SetSnapshotReference>().Select(update => update.Name));
        foreach (var (name, reference) in table.References.Where(named => removed.Contains(named.Value.SnapshotId) && !known.Contains(named.Key)))
        {
            throw new IcebergConflictException($"remove-snapshots: {name} names snapshot {reference.SnapshotId}, and the commit neither requires nor removes it.");
        }
    }

    /// <summary>Reads a commit from the specification's JSON.</summary>
    /// <exception cref="IcebergFormatException">It is no commit, or has a requirement or change that is not known here; the message names member and rule.</exception>
    public static TableCommit Parse(JsonElement element) => Read(element, JsonPlace.Root("commit"));

    /// <summary>Writes the specification's JSON.</summary>
    public void WriteTo(Utf8JsonWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStartObject();
        if (Identifier is not null)
        {
            IcebergJson.WriteMember(writer, "identifier", Identifier.WriteTo);
        }

        IcebergJson.WriteList(writer, "requirements", Requirements, static (requirement, json) => requirement.WriteTo(json));
        IcebergJson.WriteList(writer, "updates", Updates, static (update, json) => update.WriteTo(json));
        if (Report is not null)
        {
            writer.WritePropertyName(ReportMember);
            JsonSerializer.Serialize(writer, Report, MeshJson.Options);
        }

        writer.WriteEndObject();
    }

    internal static TableCommit Read(JsonElement element, JsonPlace place)
    {
        var json = new JsonObjectReader(element, place);
        return new TableCommit(json.List("requirements", TableRequirement.Read) ?? [], json.RequiredList("updates", TableUpdateReader.Read))
        {
            Identifier = json.Take("identifier") is { } identifier ? TableIdentifier.Read(identifier, place.Member("identifier")) : null,
            Report = json.Take(ReportMember) is { } report ? ReadReport(report, place.Member(ReportMember)) : null,
        };
    }

    private static BatchReport ReadReport(JsonElement report, JsonPlace place)
    {
        try
        {
            return report.Deserialize<BatchReport>(MeshJson.Options)!;
        }
        catch (JsonException exception)
        {
            throw place.Wrong(exception.Message);
        }
    }
}
