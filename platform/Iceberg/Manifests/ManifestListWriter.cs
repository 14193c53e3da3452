using System.Globalization;
using MeshStarter.Platform.Avro.Binary;
using MeshStarter.Platform.Avro.Files;

namespace MeshStarter.Platform.Iceberg.Manifests;

/// <summary>Writes manifest lists of format 2.</summary>
public static class ManifestListWriter
{
    /// <summary>Writes the list of a snapshot; manifests that have no sequence number yet get the snapshot's.</summary>
    /// <returns>Its bytes.</returns>
    public static ReadOnlyMemory<byte> Write(long snapshotId, long? parentSnapshotId, long sequenceNumber, IEnumerable<ManifestFile> manifests)
    {
        var file = new AvroFileWriter(ManifestSchemas.List, new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["snapshot-id"] = snapshotId.ToString(CultureInfo.InvariantCulture),
            ["parent-snapshot-id"] = parentSnapshotId?.ToString(CultureInfo.InvariantCulture) ?? "null",
            ["sequence-number"] = sequenceNumber.ToString(CultureInfo.InvariantCulture),
            ["format-version"] = "2",
        });
        foreach (var manifest in manifests)
        {
            var number = manifest.SequenceNumber ?? sequenceNumber;
            file.Append(manifest with { SequenceNumber = number, MinSequenceNumber = manifest.MinSequenceNumber ?? number }, Encode);
        }

        return file.Finish();
    }

    private static void Encode(AvroWriter writer, ManifestFile manifest)
    {
        writer.WriteString(manifest.Location);
        writer.WriteLong(manifest.Length);
        writer.WriteInt(manifest.PartitionSpecId);
        writer.WriteInt((int)manifest.Content);
        writer.WriteLong(manifest.SequenceNumber!.Value);
        writer.WriteLong(manifest.MinSequenceNumber!.Value);
        writer.WriteLong(manifest.AddedSnapshotId);
        writer.WriteInt(Required(manifest.AddedFilesCount, manifest));
        writer.WriteInt(Required(manifest.ExistingFilesCount, manifest));
        writer.WriteInt(Required(manifest.DeletedFilesCount, manifest));
        writer.WriteLong(Required(manifest.AddedRowsCount, manifest));
        writer.WriteLong(Required(manifest.ExistingRowsCount, manifest));
        writer.WriteLong(Required(manifest.DeletedRowsCount, manifest));
        writer.WriteLong(manifest.Partitions is null ? 0 : 1);
        if (manifest.Partitions is { } partitions)
        {
            Encode(writer, partitions);
        }

        // Encrypted manifests are refused before they get here.
        writer.WriteLong(0);
    }

    private static void Encode(AvroWriter writer, IReadOnlyList<PartitionFieldSummary> partitions)
    {
        if (partitions.Count > 0)
        {
            writer.WriteBlockCount(partitions.Count);
        }

        foreach (var part in partitions)
        {
            writer.WriteBoolean(part.ContainsNull);
            writer.WriteLong(part.ContainsNaN is null ? 0 : 1);
            if (part.ContainsNaN is { } containsNaN)
            {
                writer.WriteBoolean(containsNaN);
            }

            Optional(writer, part.LowerBound);
            Optional(writer, part.UpperBound);
        }

        writer.WriteEnd();
    }

    private static void Optional(AvroWriter writer, ReadOnlyMemory<byte>? bound)
    {
        writer.WriteLong(bound is null ? 0 : 1);
        if (bound is { } bytes)
        {
            writer.WriteBytes(bytes.Span);
        }
    }

    private static T Required<T>(T? count, ManifestFile manifest)
        where T : struct =>
        count ?? throw new IcebergException($"{manifest.Location} comes from a list of format 1 that does not count its files; it must be read and written again before a list of format 2 can name it.");
}
