using MeshStarter.Platform.Iceberg.Commits;
using MeshStarter.Platform.Iceberg.Metadata;

namespace MeshStarter.Platform.IcebergCatalog.Tables;

/// <summary>The metadata files of a table that its log has expired, where the table wants them gone.</summary>
internal static class SupersededMetadata
{
    /// <summary>Those that a commit lets go; only files in the table's own folder.</summary>
    public static IReadOnlyList<string> Of(TableMetadata before, TableMetadata after)
    {
        if (!after.Properties.TryGetValue(TableMetadataBuilder.DeleteMetadataProperty, out var wanted) || !string.Equals(wanted, "true", StringComparison.OrdinalIgnoreCase))
        {
            return [];
        }

        // Most entries are the very same ones as before.
        var gone = before.MetadataLog.Except<MetadataLogEntry>(after.MetadataLog, ReferenceEqualityComparer.Instance).Select(entry => entry.MetadataFile);
        return [.. gone.Where(file => after.MetadataLog.All(entry => entry.MetadataFile != file) && file.StartsWith(after.Location + "/metadata/", StringComparison.Ordinal))];
    }
}
