using System.Security.Cryptography;
using System.Text;
using MeshStarter.Lake.Reading;
using MeshStarter.Platform.Iceberg.Json;
using MeshStarter.Platform.Iceberg.Metadata;
using MeshStarter.Platform.Iceberg.Rest;
using MeshStarter.Platform.IcebergCatalog.Wire;

namespace MeshStarter.Platform.IcebergCatalog.Tables;

/// <summary>A table with the metadata of one of its files.</summary>
/// <param name="metadataLocation">The file; null for a table that is only prepared.</param>
/// <param name="metadata">The metadata.</param>
internal sealed class CatalogTable(string? metadataLocation, TableMetadata metadata)
{
    private CatalogTable? _published;
    private bool _isOnlyPublished;

    /// <summary>The file; null for a table that is only prepared.</summary>
    public string? MetadataLocation { get; } = metadataLocation;

    /// <summary>The metadata.</summary>
    public TableMetadata Metadata { get; } = metadata;

    /// <summary>The metadata as JSON.</summary>
    public required ReadOnlyMemory<byte> Utf8 { get; init; }

    /// <summary>
    /// The table as every reader of its product may see it (<see cref="PublishedStates"/>): this one where it has nothing else. It is made once, so that
    /// readers share it.
    /// </summary>
    public CatalogTable OnlyPublished => LazyInitializer.EnsureInitialized(ref _published, () => Metadata.OnlyPublished() is var published && ReferenceEquals(published, Metadata)
        ? this
        : new CatalogTable(MetadataLocation, published) { Utf8 = published.ToUtf8(), _isOnlyPublished = true });

    /// <summary>Names this state of the table, and which part of it is shown.</summary>
    public string EntityTag(SnapshotMode mode) =>
        $"\"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{mode}{(_isOnlyPublished ? " published" : "")} {MetadataLocation}")).AsSpan(0, 16))}\"";

    /// <summary>The response to callers that may see the table.</summary>
    /// <param name="mode">Which part of it.</param>
    /// <param name="vended">The credentials for the files; null for none in this response.</param>
    public JsonAnswer ToAnswer(SnapshotMode mode = SnapshotMode.All, TableCredentials? vended = null)
    {
        var shown = mode == SnapshotMode.All ? Utf8 : IcebergJson.Write(OnlyReferenced(Metadata).WriteTo);
        var before = IcebergJson.Write(json =>
        {
            json.WriteStartObject();
            if (MetadataLocation is not null)
            {
                json.WriteString("metadata-location", MetadataLocation);
            }

            json.WritePropertyName("metadata");
        });
        var after = IcebergJson.Write(json =>
        {
            json.WriteStartObject();
            json.WriteStartObject("config");
            vended?.WriteConfigTo(json);
            json.WriteEndObject();
            if (vended is not null)
            {
                TableCredentials.WriteTo(json, vended);
            }

            json.WriteEndObject();
        });

        // One object around the metadata, which is not copied: the first part ends after a member's name, the last continues with a comma.
        IReadOnlyList<ReadOnlyMemory<byte>> body = [before, shown, ","u8.ToArray(), after[1..]];
        return new JsonAnswer(StatusCodes.Status200OK, body, MetadataLocation is null ? null : EntityTag(mode)) { IsSecret = vended is not null };
    }

    /// <summary>The minimal response to the client whose commit made this state.</summary>
    /// <param name="before">The metadata file that the commit was made on.</param>
    public JsonAnswer ToReceipt(string before) =>
        new(StatusCodes.Status200OK, IcebergJson.Write(new CommitReceipt(before, MetadataLocation!, Metadata.LastUpdatedMs).WriteTo), EntityTag(SnapshotMode.All));

    private static TableMetadata OnlyReferenced(TableMetadata metadata)
    {
        var named = metadata.References.Values.Select(reference => reference.SnapshotId).ToHashSet();
        return metadata with { Snapshots = [.. metadata.Snapshots.Where(snapshot => named.Contains(snapshot.SnapshotId))] };
    }
}

/// <summary>The snapshots of a table that are shown.</summary>
internal enum SnapshotMode
{
    /// <summary>Every one that was not expired.</summary>
    All,

    /// <summary>Those that a branch or tag points at.</summary>
    Refs,
}
