using System.Globalization;
using MeshStarter.Platform.Avro.Binary;
using MeshStarter.Platform.Avro.Files;
using MeshStarter.Platform.Iceberg.Metadata;
using MeshStarter.Platform.Iceberg.Partitioning;
using MeshStarter.Platform.Iceberg.Types;

namespace MeshStarter.Platform.Iceberg.Manifests;

/// <summary>Reads manifests of format 1, 2 and 3.</summary>
public static class ManifestReader
{
    /// <summary>The most entries of a manifest: writers begin another after 8 MiB, which some ten thousand fill.</summary>
    public const int MostEntries = 500_000;

    /// <summary>The entries of a manifest, deleted ones too.</summary>
    /// <param name="bytes">The manifest.</param>
    /// <param name="manifest">The manifest's record in the manifest list: entries inherit from it.</param>
    /// <param name="spec">The partition spec that the list names.</param>
    /// <param name="partitionType">The types of the spec's fields.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="IcebergFormatException">It is not what the specification says, or has too many entries; the message names the file and the place in it.</exception>
    public static IReadOnlyList<ManifestEntry> Read(ReadOnlyMemory<byte> bytes, ManifestFile manifest, PartitionSpec spec, IcebergStruct partitionType, CancellationToken cancellationToken = default)
    {
        try
        {
            var file = AvroFile.Open(bytes, manifest.Location);
            CheckHeader(file, manifest);
            var decoder = new ManifestEntryDecoder(file.Schema, manifest, spec, partitionType);
            List<ManifestEntry> entries = [];
            foreach (var block in file.Blocks(MostEntries))
            {
                Read(block, decoder, entries, manifest, cancellationToken);
            }

            return entries;
        }
        catch (AvroDataException exception)
        {
            // The message begins with the file's name.
            throw new IcebergFormatException(exception.Message, exception);
        }
    }

    /// <summary>The partition spec that a manifest's header names; 0 where it names none, as in format 1's first years.</summary>
    /// <exception cref="IcebergFormatException">It is no manifest.</exception>
    public static int SpecIdOf(ReadOnlyMemory<byte> bytes, string location)
    {
        try
        {
            var id = AvroFile.Open(bytes, location).MetadataText("partition-spec-id") ?? "0";
            return int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var specId)
                ? specId
                : throw new IcebergFormatException(location, $"its partition-spec-id is \"{id}\", which is no number.");
        }
        catch (AvroDataException exception)
        {
            throw new IcebergFormatException(exception.Message, exception);
        }
    }

    private static void Read(AvroFileBlock block, ManifestEntryDecoder decoder, List<ManifestEntry> entries, ManifestFile manifest, CancellationToken cancellationToken)
    {
        try
        {
            var reader = new AvroReader(block.Data.Span);
            for (var count = block.Count; count > 0; count--)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var entry = decoder.Read(ref reader, block.Data);
                if ((entry.File.Content == DataFileContent.Data) != (manifest.Content == ManifestContent.Data))
                {
                    throw new AvroDataException($"{entry.File.Location} is of content {entry.File.Content}, in a manifest of {manifest.Content}.");
                }

                entries.Add(entry);
            }

            if (reader.Remaining > 0)
            {
                throw reader.Damaged($"{reader.Remaining} bytes follow the last entry of a block");
            }
        }
        catch (AvroDataException exception)
        {
            throw new AvroDataException($"{manifest.Location}: entry {entries.Count + 1}: {exception.Message}", exception);
        }
    }

    // Its content is not validated against the list's: ClickHouse calls a manifest of deletes one of data. Each entry is.
    private static void CheckHeader(AvroFile file, ManifestFile manifest)
    {
        if (manifest.KeyMetadata is not null)
        {
            throw new IcebergFormatException(manifest.Location, "is encrypted; encrypted tables (format 3) are not read here.");
        }

        var format = file.MetadataText("format-version") ?? "1";
        if (!int.TryParse(format, NumberStyles.None, CultureInfo.InvariantCulture, out var version) || version is < 1 or > TableMetadata.NewestFormatVersion)
        {
            throw new IcebergFormatException(manifest.Location, $"is of format \"{format}\"; 1 to {TableMetadata.NewestFormatVersion} are read here.");
        }
    }
}
