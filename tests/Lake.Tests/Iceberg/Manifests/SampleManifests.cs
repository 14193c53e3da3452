using FsCheck;
using FsCheck.Fluent;
using MeshStarter.Lake.Tests.Iceberg.Values;
using MeshStarter.Platform.Iceberg.Manifests;
using MeshStarter.Platform.Iceberg.Partitioning;
using MeshStarter.Platform.Iceberg.Schemas;
using MeshStarter.Platform.Iceberg.Types;
using MeshStarter.Platform.Iceberg.Values;

namespace MeshStarter.Lake.Tests.Iceberg.Manifests;

/// <summary>A schema, a spec with a part of every kind, and entries of any content.</summary>
internal static class SampleManifests
{
    public static readonly TableSchema Schema = new(3,
    [
        new(1, "id", true, IcebergType.Parse("long")),
        new(2, "name", false, IcebergType.Parse("string")),
        new(3, "at", false, IcebergType.Parse("timestamptz")),
        new(4, "key", false, IcebergType.Parse("uuid")),
        new(5, "price", false, IcebergType.Parse("decimal(18, 2)")),
        new(6, "part", false, IcebergType.Parse("fixed[3]")),
        new(7, "flag", false, IcebergType.Parse("boolean")),
        new(8, "ratio", false, IcebergType.Parse("double")),
        new(9, "raw", false, IcebergType.Parse("binary")),
        new(10, "day", false, IcebergType.Parse("date")),
        new(11, "when", false, IcebergType.Parse("time")),
        new(12, "local", false, IcebergType.Parse("timestamp")),
        new(13, "small", false, IcebergType.Parse("float")),
        new(14, "old", false, IcebergType.Parse("int")),
    ]);

    public static readonly PartitionSpec Spec = new(7,
    [
        new(1, 1000, "id_bucket", new BucketTransform(16)),
        new(2, 1001, "name", new IdentityTransform()),
        new(3, 1002, "at_day", new DayTransform()),
        new(4, 1003, "key", new IdentityTransform()),
        new(5, 1004, "price", new TruncateTransform(10)),
        new(6, 1005, "part", new IdentityTransform()),
        new(7, 1006, "flag", new IdentityTransform()),
        new(8, 1007, "ratio", new IdentityTransform()),
        new(9, 1008, "raw", new IdentityTransform()),
        new(10, 1009, "day", new IdentityTransform()),
        new(11, 1010, "when", new IdentityTransform()),
        new(12, 1011, "local", new IdentityTransform()),
        new(13, 1012, "small part", new IdentityTransform()),
        new(14, 1013, "2nd", new VoidTransform()),
    ]);

    public static readonly IcebergStruct PartitionType = Spec.PartitionType(Schema);

    public static DataFile File(string name, PartitionTuple? partition = null) => new()
    {
        Location = $"file:///lake/t/data/{name}.parquet",
        Format = DataFile.Parquet,
        Partition = partition ?? PartitionTuple.Unpartitioned,
        RecordCount = 10,
        SizeInBytes = 1234,
    };

    /// <summary>The manifest file that a list would name, with its number assigned.</summary>
    public static ManifestFile Committed(ManifestFile manifest, long sequenceNumber) =>
        manifest with { SequenceNumber = sequenceNumber, MinSequenceNumber = manifest.MinSequenceNumber ?? sequenceNumber };

    /// <summary>Reads bytes that end too early, and such as are damaged in ways that repeat by a seed.</summary>
    public static void Damage(ReadOnlyMemory<byte> whole, int seed, Action<ReadOnlyMemory<byte>> read)
    {
        for (var end = 0; end < Math.Min(whole.Length, 300); end++)
        {
            read(whole[..end]);
        }

        var random = new Random(seed);
        byte[][] seeds = [whole.ToArray()];
        for (var attempt = 0; attempt < 1500; attempt++)
        {
            read(Mutation.Of(seeds, random));
        }
    }

    public static Gen<PartitionTuple> Partitions() => PartitionType.Fields
        .Select(field => field.Id == 1013 ? Gen.Constant<object?>(null) : Gen.OneOf(Gen.Constant<object?>(null), SampleValues.Of(field.Type).Select(static value => (object?)value)))
        .Aggregate(Gen.Constant(new List<object?>()), static (all, next) => all.Zip(next).Select(static pair => pair.Item1.Append(pair.Item2).ToList()))
        .Select(static values => new PartitionTuple(Spec.SpecId, values));

    public static Gen<DataFile> Files(ManifestContent content) =>
        from partition in Partitions()
        from name in SampleValues.Texts()
        from counts in Counts()
        from more in Counts()
        from bounds in Bounds()
        from records in Gen.Choose(0, int.MaxValue)
        from kind in content == ManifestContent.Data ? Gen.Constant(DataFileContent.Data) : Gen.Elements(DataFileContent.PositionDeletes, DataFileContent.EqualityDeletes)
        from flag in Gen.Elements(true, false)
        select new DataFile
        {
            Content = kind,
            Location = $"file:///lake/{name}",
            Format = flag ? DataFile.Parquet : "orc",
            Partition = partition,
            RecordCount = records,
            SizeInBytes = (long)records << 20,
            Metrics = new ColumnMetrics { ColumnSizes = counts, ValueCounts = more, NullValueCounts = counts, NanValueCounts = more, LowerBounds = bounds, UpperBounds = bounds },
            SplitOffsets = flag ? [4, 1L << 40] : null,
            EqualityIds = kind == DataFileContent.EqualityDeletes ? [1, 2] : null,
            SortOrderId = flag ? 1 : null,
            ReferencedDataFile = flag ? "file:///lake/x" : null,
        };

    private static Gen<ColumnCounts?> Counts() => Gen.OneOf(
        Gen.Constant<ColumnCounts?>(null),
        Gen.Choose(0, 5).Select(static size => (ColumnCounts?)ColumnCounts.Of(Enumerable.Range(1, size).ToDictionary(static id => id, static id => (long)id << (id * 8)))));

    private static Gen<ColumnBounds?> Bounds() => Gen.OneOf(
        Gen.Constant<ColumnBounds?>(null),
        Gen.Choose(0, 5).Select(static size => (ColumnBounds?)ColumnBounds.Of(Enumerable.Range(1, size).ToDictionary(static id => id, static id => new byte[id - 1]))));
}
