using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using MeshStarter.DuckDb;
using MeshStarter.Lake.Parquet;
using MeshStarter.Lake.Parquet.Writing;
using MeshStarter.Platform.Iceberg;
using MeshStarter.Platform.Iceberg.Expressions;
using MeshStarter.Platform.Iceberg.Json;
using MeshStarter.Platform.Iceberg.Manifests;
using MeshStarter.Platform.Iceberg.Metadata;
using MeshStarter.Platform.Iceberg.Partitioning;
using MeshStarter.Platform.Iceberg.Schemas;
using MeshStarter.Platform.Iceberg.Types;
using MeshStarter.Platform.Iceberg.Values;
using MeshStarter.Platform.Storage;

namespace MeshStarter.Lake.Tests.Parquet;

[Trait("Category", "Quick")]
public sealed class DataFileWriterTests
{
    private const string AllColumns = "1 b boolean; 2 i int; 3 l long; 4 f float; 5 d double; 6 x decimal(9,2); 7 t string; 8 u uuid; 9 day date; 10 time time; 11 at timestamptz; 12 wall timestamp; 13 bytes binary; "
        + """14 s {"type":"struct","fields":[{"id":17,"name":"n","required":false,"type":"int"},{"id":18,"name":"f","required":false,"type":"float"}]}; """
        + """15 list {"type":"list","element-id":19,"element-required":false,"element":"double"}; """
        + """16 map {"type":"map","key-id":20,"key":"string","value-id":21,"value-required":false,"value":"int"}""";

    private const string Rows = """
        SELECT * FROM (VALUES
        (true, 1::INTEGER, 2::BIGINT, 1.5::FLOAT, 2.5::DOUBLE, -10.65::DECIMAL(9,2), 'text', 'f79c3e09-677c-4bbd-a479-3f349cb785e7'::UUID, DATE '2017-11-16', TIME '22:31:08.000001', TIMESTAMPTZ '2017-11-16 22:31:08.000001+00', TIMESTAMP '1969-12-31 23:59:59', '\x00\xFF'::BLOB, {n: 7::INTEGER, f: 1.5::FLOAT}, [1.5, NULL], MAP {'k': 1::INTEGER}),
        (false, -5, NULL, 3.5, 'nan', 7, 'a', '00000000-0000-0000-0000-000000000001', DATE '1969-12-31', TIME '00:00:00', TIMESTAMPTZ '1969-12-31 00:00:00+00', NULL, '\x01', NULL, NULL, NULL)
        ) AS r(b, i, l, f, d, x, t, u, day, time, "at", wall, bytes, s, list, map)
        """;

    [Fact]
    public async Task Rows_of_every_type_are_read_back_and_file_and_manifest_say_what_other_readers_look_for()
    {
        using var table = await WrittenTable.CreateAsync(AllColumns);

        var file = Assert.Single(await table.WriteAsync(Rows));

        Assert.Equal((2, new FileInfo(FileLocation.ToPath(file.Location)).Length, "PARQUET", DataFileContent.Data), (file.RecordCount, file.SizeInBytes, file.Format, file.Content));
        var metrics = file.Metrics;
        int[] columns = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 17, 18];
        Assert.Equal(columns.Append(19).Append(20).Append(21), metrics.ColumnSizes!.ToDictionary().Keys.Order());
        Assert.Equal(columns.ToDictionary(id => id, _ => 2L), metrics.ValueCounts!.ToDictionary());
        Assert.Equal(columns.ToDictionary(id => id, id => id is 3 or 12 or 17 or 18 ? 1L : 0L), metrics.NullValueCounts!.ToDictionary());
        Assert.Equal(new Dictionary<int, long> { [4] = 0, [5] = 1, [18] = 0 }, metrics.NanValueCounts!.ToDictionary());
        var expected = new Dictionary<int, (object, object)>
        {
            [1] = (false, true),
            [2] = (-5, 1),
            [3] = (2L, 2L),
            [4] = (1.5f, 3.5f),
            [6] = ((Int128)(-1065), (Int128)700),
            [7] = ("a", "text"),
            [8] = (Guid.Parse("00000000-0000-0000-0000-000000000001"), Guid.Parse("f79c3e09-677c-4bbd-a479-3f349cb785e7")),
            [9] = (-1, 17_486),
            [10] = (0L, 81_068_000_001L),
            [11] = (-86_400_000_000L, 1_510_871_468_000_001L),
            [12] = (-1_000_000L, -1_000_000L),
            [13] = ("\0ÿ", "\u0001"),
            [17] = (7, 7),
            [18] = (1.5f, 1.5f),
        };
        Assert.Equal(expected.Keys.Order(), metrics.LowerBounds!.ToDictionary().Keys.Order());
        foreach (var (id, (low, high)) in expected)
        {
            var type = table.Metadata.CurrentSchema.FindField(id)!.Type;
            Assert.Equal((low, high), (Decoded(type, metrics.LowerBounds![id]!.Value), Decoded(type, metrics.UpperBounds![id]!.Value)));
        }

        Assert.Equal(
            [
                """{"b":true,"i":1,"l":2,"f":1.5,"d":2.5,"x":"-10.65","t":"text","u":"f79c3e09-677c-4bbd-a479-3f349cb785e7","day":"2017-11-16","time":"22:31:08.000001","at":"2017-11-16T22:31:08.000001Z","wall":"1969-12-31T23:59:59","bytes":"AP8=","s":{"n":7,"f":1.5},"list":[1.5,null],"map":{"k":1}}""",
                """{"b":false,"i":-5,"l":null,"f":3.5,"d":"NaN","x":"7.00","t":"a","u":"00000000-0000-0000-0000-000000000001","day":"1969-12-31","time":"00:00:00","at":"1969-12-31T00:00:00Z","wall":null,"bytes":"AQ==","s":null,"list":null,"map":null}""",
            ],
            await table.RowsAsync());

        var path = FileLocation.ToPath(file.Location);

        Assert.Equal("ZSTD", table.Session.Scalar<string>($"SELECT DISTINCT compression FROM parquet_metadata('{path}')"));
        Assert.Equal(table.Metadata.CurrentSchema, TableSchema.Read(System.Text.Json.JsonElement.Parse(table.Session.Scalar<string>($"SELECT decode(value) FROM parquet_kv_metadata('{path}') WHERE decode(key) = 'iceberg.schema'")!), JsonPlace.Root("schema")));
        Assert.Equal(Enumerable.Range(1, 21).Select(id => (long)id), ((object?[])table.Session.Scalar<object>($"SELECT list(field_id ORDER BY field_id) FROM parquet_schema('{path}') WHERE field_id IS NOT NULL")!).Cast<long>());
    }

    [Fact]
    public async Task Bound_that_could_be_wrong_is_left_out()
    {
        using var table = await WrittenTable.CreateAsync("1 zero double; 2 minus double; 3 nan float; 4 cut string; 5 none string; 6 bytes binary; 7 late double; 8 infinite double; 9 mixed string");

        var file = Assert.Single(await table.WriteAsync(
            """
            SELECT CASE WHEN i = 0 THEN -0.0::DOUBLE ELSE 0.0 END AS zero, CASE WHEN i = 0 THEN 0.0::DOUBLE ELSE -1 END AS minus, CASE WHEN i = 7 THEN 'nan'::FLOAT ELSE 1 END AS nan,
            'é' || repeat('x', 20) || i % 10 AS cut, NULL AS none, from_hex(repeat('FF', 20)) AS bytes, CASE WHEN i = 130000 THEN 'nan'::DOUBLE ELSE i + 1 END AS late,
            CASE WHEN i = 5 THEN 'inf'::DOUBLE WHEN i = 6 THEN '-inf' ELSE 1 END AS infinite, repeat('🎉', CASE WHEN i < 10 THEN 300 ELSE 1 END) AS mixed FROM range(260000) AS r(i)
            """));

        var (lower, upper, nans) = (file.Metrics.LowerBounds!, file.Metrics.UpperBounds!, file.Metrics.NanValueCounts!.ToDictionary());
        Assert.Null(lower[1]);
        Assert.Null(upper[1]);
        Assert.Equal((-1d, null), (BitConverter.ToDouble(lower[2]!.Value.Span), upper[2]?.ToArray()));
        Assert.Equal((null, null), (lower[3]?.ToArray(), upper[3]?.ToArray()));
        Assert.Equal(("éxxxxxxxxxxxxxxx", "éxxxxxxxxxxxxxxy"), (Text(lower[4]), Text(upper[4])));
        Assert.Equal((null, null), (lower[5]?.ToArray(), upper[5]?.ToArray()));
        Assert.Equal(260_000, file.Metrics.NullValueCounts![5]);
        Assert.Null(upper[6]);
        Assert.Equal(new Dictionary<int, long> { [1] = 0, [2] = 0, [3] = 1, [7] = 1, [8] = 0 }, nans);
        Assert.Null(lower[7]);
        Assert.Equal((double.NegativeInfinity, double.PositiveInfinity), (BitConverter.ToDouble(lower[8]!.Value.Span), BitConverter.ToDouble(upper[8]!.Value.Span)));
        Assert.Equal((null, null), (lower[9]?.ToArray(), upper[9]?.ToArray()));
    }

    [Fact]
    public async Task More_values_than_are_hashed_at_once_are_all_in_their_buckets()
    {
        using var table = await WrittenTable.CreateAsync("1 id long", new PartitionField(1, 1000, "id_bucket", new BucketTransform(2)));

        var files = await table.WriteAsync("SELECT i AS id FROM range(600_000) AS r(i)");

        var counts = Enumerable.Range(0, 600_000).CountBy(id => (int)new BucketTransform(2).Apply(IcebergType.Parse("long"), (long)id)!);
        Assert.Equal(counts.Select(bucket => (bucket.Key, (long)bucket.Value)).Order(), files.Select(file => ((int)file.Partition.Values[0]!, file.RecordCount)).Order());
    }

    [Fact]
    public async Task Rows_are_divided_into_a_file_for_each_partition()
    {
        using var table = await WrittenTable.CreateAsync(
            "1 id long; 2 state string; 3 at timestamptz",
            new PartitionField(2, 1000, "state", new IdentityTransform()), new PartitionField(3, 1001, "at_day", new DayTransform()), new PartitionField(1, 1002, "id_bucket", new BucketTransform(2)));

        var files = await table.WriteAsync("SELECT i AS id, CASE WHEN i = 3 THEN NULL WHEN i % 2 = 0 THEN 'S/P' ELSE 'RJ' END AS state, TIMESTAMPTZ '2026-01-31 23:00:00+00' + to_hours((i // 2)::INTEGER) AS at FROM range(4) AS r(i)");

        Assert.Equal(
            [
                ("0 at_day=2026-01-31/S_P", "S/P", 20_484),
                ("1 at_day=2026-01-31/RJ", "RJ", 20_484),
                ("2 at_day=2026-02-01/S_P", "S/P", 20_485),
                ("3 at_day=2026-02-01/null", null, 20_485),
            ],
            files.Select(file => ($"{BitConverter.ToInt64(file.Metrics.LowerBounds![1]!.Value.Span)} {Part(file, "at_day")}/{Part(file, "state")[6..]}", (string?)file.Partition.Values[0], (int)file.Partition.Values[1]!)).Order());
        Assert.All(files, file => Assert.Equal(new BucketTransform(2).Apply(IcebergType.Parse("long"), BitConverter.ToInt64(file.Metrics.LowerBounds![1]!.Value.Span)), file.Partition.Values[2]));
        Assert.All(files, file => Assert.Equal(1, file.RecordCount));
        Assert.Equal(4, Directory.EnumerateFiles(FileLocation.ToPath(table.Metadata.Location), "*.parquet", SearchOption.AllDirectories).Count());
        Assert.Equal(["""{"id":2,"state":"S/P","at":"2026-02-01T00:00:00Z"}"""], await table.RowsAsync(Predicate.And(Predicate.Equal("state", "S/P"), Predicate.GreaterOrEqual("at", DateTimeOffset.Parse("2026-02-01T00:00:00Z", CultureInfo.InvariantCulture)))));
        Assert.Equal(4, (await table.RowsAsync()).Count);

        static string Part(DataFile file, string name) => file.Location.Split('/').Single(folder => folder.StartsWith(name + "=", StringComparison.Ordinal));
    }

    [Fact]
    [Trait("Category", "Property")]
    public void Partitions_that_the_engine_computes_are_the_specifications() => Prop.ForAll(Samples().ToArbitrary(), static sample =>
    {
        var (type, text, values) = sample;
        var transform = Transform.Parse(text);
        if (!transform.Accepts(type))
        {
            return;
        }

        using var session = SharedEngine.Connect();
        var schema = ScanFolder.Schema("1 value " + type);
        var literals = values.Select(value => $"({EngineLiteral.Of(type, value, "value")})").ToList();
        var split = PartitionSplit.Of(session, $"SELECT * FROM (VALUES {string.Join(", ", literals)}) AS v(value)", schema, new PartitionSpec(0, [new PartitionField(1, 1000, "p", transform)]), int.MaxValue, default);

        Assert.Equal(
            values.Select(value => new PartitionTuple(0, [transform.Apply(type, value)])).Distinct().OrderBy(tuple => tuple.Values[0] is not null).ThenBy(tuple => tuple.Values[0], Comparer<object?>.Create((a, b) => a is null || b is null ? 0 : ValueOrder.Instance.Compare(a, b))),
            split.Tuples.OrderBy(tuple => tuple.Values[0] is not null).ThenBy(tuple => tuple.Values[0], Comparer<object?>.Create((a, b) => a is null || b is null ? 0 : ValueOrder.Instance.Compare(a, b))));
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(Rounds.Of(40)));

    [Fact]
    public async Task No_rows_are_no_files()
    {
        using var table = await WrittenTable.CreateAsync("1 id long");
        using var divided = await WrittenTable.CreateAsync("1 id long", new PartitionField(1, 1000, "p", new IdentityTransform()));

        Assert.Empty(await table.WriteAsync("SELECT 1 AS id WHERE false"));
        Assert.Empty(await divided.WriteAsync("SELECT 1 AS id WHERE false"));
        Assert.Empty(Directory.EnumerateFiles(FileLocation.ToPath(table.Metadata.Location), "*.parquet", SearchOption.AllDirectories));
        Assert.Empty(await table.RowsAsync());
    }

    [Fact]
    public async Task Rows_that_break_off_leave_no_file()
    {
        using var table = await WrittenTable.CreateAsync("1 id long", new PartitionField(1, 1000, "p", new TruncateTransform(100)));

        await Assert.ThrowsAsync<DuckDbException>(() => table.WriteAsync("SELECT CASE WHEN i < 200000 THEN i ELSE error('no more') END AS id FROM range(300000) AS r(i)"));

        Assert.Empty(Directory.EnumerateFiles(FileLocation.ToPath(table.Metadata.Location), "*.parquet", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Table_that_cannot_be_written_is_refused_by_name()
    {
        using var table = await WrittenTable.CreateAsync("1 id long");

        await RefusedAsync(table.Metadata with { Schemas = [ScanFolder.Schema("1 id fixed[4]")] }, "Column id");
        await RefusedAsync(PartitionedBy(new PartitionField(1, 1000, "p", new UnknownTransform("zorder"))), "zorder");
        await RefusedAsync(PartitionedBy(new PartitionField(9, 1000, "p", new IdentityTransform())), "field p");

        TableMetadata PartitionedBy(PartitionField part) => table.Metadata with { PartitionSpecs = [new PartitionSpec(0, [part])] };
        async Task RefusedAsync(TableMetadata metadata, string reason) =>
            Assert.Contains(reason, (await Assert.ThrowsAsync<IcebergException>(() => new DataFileWriter(table.Store).WriteAsync(table.Session, "SELECT 1 AS id", metadata, default))).Message, StringComparison.Ordinal);
    }

    private static Gen<(IcebergType Type, string Transform, List<object?> Values)> Samples()
    {
        string[] types = ["int", "long", "string", "binary", "date", "timestamp", "timestamptz", "time", "uuid", "decimal(9, 2)", "decimal(38, 10)", "boolean"];
        string[] transforms = ["identity", "bucket[7]", "truncate[1]", "truncate[3]", "truncate[10]", "year", "month", "day", "hour", "void"];
        return
            from type in Gen.Elements(types.Select(IcebergType.Parse).ToArray())
            from transform in Gen.Elements(transforms)
            from count in Gen.Choose(1, 6)
            from values in Gen.Frequency((1, Gen.Constant<object?>(null)), (6, InRange(type))).ListOf(count)
            select (type, transform, values.ToList());
    }

    // What the engine's own types hold: from the year 1 to 9999, a time within its day.
    private static Gen<object?> InRange(IcebergType type) => type switch
    {
        IcebergPrimitive { Kind: IcebergPrimitiveKind.Date } => Gen.Choose(-719_000, 2_932_000).Select(static day => (object?)day),
        IcebergPrimitive { Kind: IcebergPrimitiveKind.Timestamp or IcebergPrimitiveKind.TimestampTz } =>
            Gen.Choose(-719_000, 2_932_000).Zip(Gen.Choose(0, int.MaxValue)).Select(static at => (object?)((at.Item1 * TimeUnits.MicrosPerDay) + (at.Item2 * 40L))),
        IcebergPrimitive { Kind: IcebergPrimitiveKind.Time } => Gen.Choose(0, int.MaxValue).Select(static at => (object?)(at * 40L)),
        _ => Iceberg.Values.SampleValues.Of(type).Select(static value => (object?)value),
    };

    private static object Decoded(IcebergType type, ReadOnlyMemory<byte> bound) =>
        type.ToString() == "binary" ? string.Concat(bound.ToArray().Select(unit => (char)unit)) : SingleValue.TryDecode(type, bound.Span, out var value) ? value : throw new InvalidOperationException();

    private static string? Text(ReadOnlyMemory<byte>? bound) => bound is { } bytes ? System.Text.Encoding.UTF8.GetString(bytes.Span) : null;
}
