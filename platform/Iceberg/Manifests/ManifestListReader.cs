using MeshStarter.Platform.Avro.Binary;
using MeshStarter.Platform.Avro.Files;
using MeshStarter.Platform.Avro.Schemas;
using static MeshStarter.Platform.Iceberg.Manifests.RecordShape;

namespace MeshStarter.Platform.Iceberg.Manifests;

/// <summary>Reads manifest lists of format 1, 2 and 3.</summary>
public static class ManifestListReader
{
    /// <summary>The most manifests of a list: writers merge a hundred into one.</summary>
    public const int MostManifests = 100_000;

    private const int MostSummaries = 1_000_000;

    // What format 2 requires beyond these, format 1 may lack.
    private static readonly KnownField[] Fields = KnownField.Of(ManifestSchemas.List, required: [500, 501, 502]);
    private static readonly KnownField[] SummaryFields = KnownField.Of(((AvroArray)Fields.Single(static field => field.Id == 507).Type).Items, required: [509]);

    /// <summary>The manifests of a list.</summary>
    /// <param name="bytes">The list.</param>
    /// <param name="location">Its location, for errors.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="IcebergFormatException">It is not what the specification says, or names too many manifests; the message names the file and the place in it.</exception>
    public static IReadOnlyList<ManifestFile> Read(ReadOnlyMemory<byte> bytes, string location, CancellationToken cancellationToken = default)
    {
        try
        {
            var file = AvroFile.Open(bytes, location);
            var shape = Of(file.Schema, Fields, location);
            var summary = shape.Slots.FirstOrDefault(slot => slot.Id == 507).Type is AvroArray { Items: var items } ? Of(items, SummaryFields, location) : null;
            var summariesLeft = MostSummaries;
            return file.ReadAll((ref AvroReader reader) => Read(ref reader, shape, summary, ref summariesLeft), MostManifests, cancellationToken);
        }
        catch (AvroDataException exception)
        {
            // The message begins with the file's name.
            throw new IcebergFormatException(exception.Message, exception);
        }
    }

    private static ManifestFile Read(ref AvroReader reader, RecordShape shape, RecordShape? summary, ref int summariesLeft)
    {
        // A field that format 1 lacks is 0.
        var manifest = new ManifestFile { Location = "", SequenceNumber = 0, MinSequenceNumber = 0 };
        foreach (var slot in shape.Slots)
        {
            if (slot.HasValue(ref reader))
            {
                manifest = slot.Id switch
                {
                    500 => manifest with { Location = reader.ReadString() },
                    501 => manifest with { Length = reader.ReadLong() },
                    502 => manifest with { PartitionSpecId = reader.ReadInt() },
                    517 => manifest with { Content = ContentOf(reader.ReadInt(), reader) },
                    515 => manifest with { SequenceNumber = reader.ReadLong() },
                    516 => manifest with { MinSequenceNumber = reader.ReadLong() },
                    503 => manifest with { AddedSnapshotId = reader.ReadLong() },
                    504 => manifest with { AddedFilesCount = reader.ReadInt() },
                    505 => manifest with { ExistingFilesCount = reader.ReadInt() },
                    506 => manifest with { DeletedFilesCount = reader.ReadInt() },
                    512 => manifest with { AddedRowsCount = reader.ReadLong() },
                    513 => manifest with { ExistingRowsCount = reader.ReadLong() },
                    514 => manifest with { DeletedRowsCount = reader.ReadLong() },
                    507 => manifest with { Partitions = Summaries(ref reader, summary!, ref summariesLeft) },
                    _ => manifest with { KeyMetadata = reader.ReadBytes().ToArray() },
                };
            }
        }

        return manifest.Location.Length > 0 ? manifest : throw reader.Damaged("a manifest has no manifest_path");
    }

    private static ManifestContent ContentOf(int content, AvroReader reader) =>
        content is 0 or 1 ? (ManifestContent)content : throw reader.Damaged($"a manifest's content is 0 or 1, not {content}");

    private static List<PartitionFieldSummary> Summaries(ref AvroReader reader, RecordShape shape, ref int summariesLeft)
    {
        List<PartitionFieldSummary> summaries = [];
        for (var left = 0; reader.NextItem(ref left);)
        {
            summaries.Add(summariesLeft-- > 0 ? Summary(ref reader, shape) : throw reader.Damaged($"the list has more than {MostSummaries} summaries of partitions"));
        }

        return summaries;
    }

    private static PartitionFieldSummary Summary(ref AvroReader reader, RecordShape shape)
    {
        var summary = new PartitionFieldSummary(ContainsNull: true, null, null, null);
        foreach (var slot in shape.Slots)
        {
            if (slot.HasValue(ref reader))
            {
                summary = slot.Id switch
                {
                    509 => summary with { ContainsNull = reader.ReadBoolean() },
                    518 => summary with { ContainsNaN = reader.ReadBoolean() },
                    510 => summary with { LowerBound = reader.ReadBytes().ToArray() },
                    _ => summary with { UpperBound = reader.ReadBytes().ToArray() },
                };
            }
        }

        return summary;
    }
}
