using MeshStarter.Platform.Iceberg.Json;
using MeshStarter.Platform.Iceberg;
using MeshStarter.Platform.Iceberg.Manifests;
using MeshStarter.Platform.Iceberg.Partitioning;
using MeshStarter.Platform.Iceberg.Scanning;
using MeshStarter.Platform.Iceberg.Schemas;
using MeshStarter.Platform.Iceberg.Values;
using MeshStarter.Platform.Storage;

namespace MeshStarter.Lake.Tests.Parquet;

public sealed class ScanProjectionTests : IDisposable
{
    private readonly ScanFolder _folder = new();

    [Fact]
    public async Task Columns_are_found_by_id_whatever_they_were_called()
    {
        var old = _folder.Write("old", "SELECT 1::INTEGER AS id, 'x' AS name, 'gone' AS dropped, 1.5::FLOAT AS f, 1.25::DECIMAL(5,2) AS d", "id: 1, name: 2, dropped: 3, f: 4, d: 5");
        var now = _folder.Write("now", "SELECT 5000000000::BIGINT AS key, 'new' AS name, 2.5::DOUBLE AS f, 99999999.25::DECIMAL(10,2) AS d", "key: 1, name: 6, f: 4, d: 5");

        var rows = await _folder.RowsAsync("6 name string; 1 key long; 2 title string; 4 f double; 5 d decimal(10,2)", old, now);

        Assert.Equal(["""{"name":null,"key":1,"title":"x","f":1.5,"d":"1.25"}""", """{"name":"new","key":5000000000,"title":null,"f":2.5,"d":"99999999.25"}"""], rows);
    }

    [Theory]
    [InlineData("1 id long; 2 name string", true, """{"id":1,"name":"x"}""")]
    [InlineData("2 name string; 1 id long", true, """{"name":"x","id":1}""")]
    // Renamed, swapped by name, dropped, added, another under the same name.
    [InlineData("1 key long; 2 name string", false, """{"key":1,"name":"x"}""")]
    [InlineData("1 name long; 2 id string", false, """{"name":1,"id":"x"}""")]
    [InlineData("1 id long", false, """{"id":1}""")]
    [InlineData("1 id long; 2 name string; 3 more int", false, """{"id":1,"name":"x","more":null}""")]
    [InlineData("1 id long; 4 name string", false, """{"id":1,"name":null}""")]
    public async Task Files_stored_as_the_table_is_are_read_as_they_are(string columns, bool isAsStored, string row)
    {
        DataFile[] files = [.. new[] { "f", "g" }.Select(name => _folder.Write(name, "SELECT 1::BIGINT AS id, 'x' AS name", "id: 1, name: 2"))];

        var query = await _folder.QueryAsync(ScanFolder.Schema(columns), [.. files.Select(file => new FileScan(file, 1, []))]);

        Assert.Equal(isAsStored, !query.Sql.Contains("schema = ", StringComparison.Ordinal));
        Assert.Equal([row, row], await _folder.RowsAsync(columns, files));
    }

    [Fact]
    public async Task Files_of_which_one_is_stored_otherwise_are_found_by_id()
    {
        var old = _folder.Write("old", "SELECT 1::INTEGER AS id, 'x' AS name", "id: 1, name: 2");
        var now = _folder.Write("now", "SELECT 2::BIGINT AS id, 'y' AS name", "id: 1, name: 2");

        var rows = await _folder.RowsAsync("1 id long; 2 name string", now, old);

        Assert.Equal(["""{"id":2,"name":"y"}""", """{"id":1,"name":"x"}"""], rows);
    }

    [Fact]
    public async Task Files_with_and_without_a_column_are_read_together()
    {
        var old = _folder.Write("old", "SELECT 1 AS id", "id: 1");
        var now = _folder.Write("now", "SELECT 2 AS id, 'x' AS name", "id: 1, name: 2");

        var query = await _folder.QueryAsync(ScanFolder.Schema("1 id int; 2 name string"), new FileScan(old, 1, []), new FileScan(now, 2, []));

        Assert.DoesNotContain("UNION", query.Sql, StringComparison.Ordinal);
        Assert.Equal([_folder.PathOf("old"), _folder.PathOf("now")], query.Paths);
    }

    [SkippableTheory]
    [InlineData("empty", "is no Parquet file: it is empty.")]
    [InlineData("pipe", "is no Parquet file: it is empty.")]
    [InlineData("short", "is no Parquet file, or was cut off: its 100 bytes do not end with PAR1.")]
    [InlineData("footer past its begin", "states a footer of 89 bytes, and has 100 bytes in all.")]
    [InlineData("endless footer", "states a footer of 3000000000 bytes; 268435456 are read here at most.")]
    public async Task What_is_no_parquet_file_is_refused_before_the_engine_sees_it(string kind, string problem)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "mkfifo is Linux's.");
        var path = _folder.PathOf(kind);
        switch (kind)
        {
            case "pipe":
                await System.Diagnostics.Process.Start("mkfifo", [path]).WaitForExitAsync();
                break;
            default:
                await using (var file = File.Create(path))
                {
                    var (length, footer) = kind switch { "empty" => (0, 0u), "short" => (100, 0u), "endless footer" => (4_000_000_000, 3_000_000_000u), _ => (100L, 89u) };
                    file.SetLength(length);
                    file.Position = Math.Max(0, length - 8);
                    if (footer > 0)
                    {
                        file.Write([.. BitConverter.GetBytes(footer), .. "PAR1"u8]);
                    }
                }

                break;
        }

        var refused = await Assert.ThrowsAsync<IcebergFormatException>(
            () => Task.Run(() => _folder.RowsAsync("1 id int", new DataFile { Location = _folder.At(kind), Format = DataFile.Parquet, Partition = PartitionTuple.Unpartitioned, RecordCount = 1, SizeInBytes = 1 })).WaitAsync(TimeSpan.FromMinutes(1)));

        Assert.Equal($"{_folder.At(kind)}: {problem}", refused.Message);
    }

    [Theory]
    // Renamed, reordered, widened, added.
    [InlineData("{a: 1::INTEGER, b: 'q'}", "a: 11, b: 12", """{"type":"struct","fields":[{"id":12,"name":"bb","required":false,"type":"string"},{"id":13,"name":"n","required":false,"type":"date"},{"id":11,"name":"a","required":false,"type":"long"}]}""", """{"bb":"q","n":null,"a":1}""")]
    // Dropped, and another added under its name.
    [InlineData("{a: 1::INTEGER, b: 'q'}", "a: 11, b: 12", """{"type":"struct","fields":[{"id":11,"name":"a","required":false,"type":"int"},{"id":13,"name":"b","required":false,"type":"string"}]}""", """{"a":1,"b":null}""")]
    // Nothing left of what the file has.
    [InlineData("{a: 1::INTEGER}", "a: 11", """{"type":"struct","fields":[{"id":13,"name":"b","required":false,"type":"string"}]}""", """{"b":null}""")]
    [InlineData("NULL::STRUCT(a INTEGER)", "a: 11", """{"type":"struct","fields":[{"id":13,"name":"b","required":false,"type":"string"}]}""", "null")]
    // Names swapped.
    [InlineData("{a: 1, b: 2}", "a: 11, b: 12", """{"type":"struct","fields":[{"id":11,"name":"b","required":false,"type":"int"},{"id":12,"name":"a","required":false,"type":"int"}]}""", """{"b":1,"a":2}""")]
    [InlineData("NULL::STRUCT(a INTEGER, b INTEGER)", "a: 11, b: 12", """{"type":"struct","fields":[{"id":11,"name":"b","required":false,"type":"int"},{"id":12,"name":"a","required":false,"type":"int"}]}""", "null")]
    // Deep.
    [InlineData("{i: {x: 1, \"o'd\": NULL}}", "i: {__duckdb_field_id: 11, x: 12, \"o'd\": 13}", """{"type":"struct","fields":[{"id":11,"name":"j","required":false,"type":{"type":"struct","fields":[{"id":12,"name":"y","required":false,"type":"long"},{"id":13,"name":"z","required":false,"type":"int"}]}}]}""", """{"j":{"y":1,"z":null}}""")]
    public async Task Fields_of_structs_are_found_by_id(string value, string ids, string type, string expected)
    {
        var file = _folder.Write("f", $"SELECT {value} AS s", $"s: {{__duckdb_field_id: 10, {ids}}}");

        Assert.Equal([$$"""{"s":{{expected}}}"""], await _folder.RowsAsync($"10 s {type}", file));
    }

    [Theory]
    [InlineData("[{a: 1, b: 'x'}, NULL]", """[{"c":"x","a":1},null]""")]
    [InlineData("[]::STRUCT(a INTEGER, b VARCHAR)[]", "[]")]
    [InlineData("NULL::STRUCT(a INTEGER, b VARCHAR)[]", "null")]
    public async Task Fields_in_lists_are_found_by_id(string value, string expected)
    {
        var file = _folder.Write("f", $"SELECT {value} AS l", "l: {__duckdb_field_id: 10, element: {__duckdb_field_id: 11, a: 12, b: 13}}");
        const string type = """{"type":"list","element-id":11,"element-required":false,"element":{"type":"struct","fields":[{"id":13,"name":"c","required":false,"type":"string"},{"id":12,"name":"a","required":false,"type":"long"}]}}""";

        Assert.Equal([$$"""{"l":{{expected}}}"""], await _folder.RowsAsync($"10 l {type}", file));
    }

    [Theory]
    [InlineData("MAP {'k': {a: [1, NULL]}, 'n': NULL}", """{"k":{"b":[{"y":1},null],"z":null},"n":null}""")]
    [InlineData("NULL::MAP(VARCHAR, STRUCT(a INTEGER[]))", "null")]
    public async Task Fields_in_maps_are_found_by_id(string value, string expected)
    {
        var file = _folder.Write(
            "f",
            $"SELECT CASE WHEN v IS NULL THEN NULL ELSE map_from_entries(list_transform(map_entries(v), lambda e: {{key: e.key, value: CASE WHEN e.value IS NULL THEN NULL ELSE {{a: list_transform(e.value.a, lambda x: CASE WHEN x IS NULL THEN NULL ELSE {{x: x}} END)}} END}})) END AS m FROM (SELECT {value} AS v)",
            "m: {__duckdb_field_id: 10, key: 11, value: {__duckdb_field_id: 12, a: {__duckdb_field_id: 13, element: {__duckdb_field_id: 14, x: 15}}}}");
        const string type = """{"type":"map","key-id":11,"key":"string","value-id":12,"value-required":false,"value":{"type":"struct","fields":[{"id":13,"name":"b","required":false,"type":{"type":"list","element-id":14,"element-required":false,"element":{"type":"struct","fields":[{"id":15,"name":"y","required":false,"type":"int"}]}}},{"id":16,"name":"z","required":false,"type":"int"}]}}""";

        Assert.Equal([$$"""{"m":{{expected}}}"""], await _folder.RowsAsync($"10 m {type}", file));
    }

    [Fact]
    public async Task Columns_of_odd_names_and_files_in_odd_places_are_read()
    {
        Directory.CreateDirectory(_folder.PathOf("a b=%20'é#"));
        var file = _folder.Write("a b=%20'é#/x[1]*?.parquet", "SELECT 1 AS filename, 2 AS file_row_number, 3 AS \"a\"\"b'c\"", "filename: 1, file_row_number: 2, \"a\"\"b'c\": 3");
        // What the name would match as a pattern.
        _folder.Write("a b=%20'é#/x1yz.parquet", "SELECT 9 AS a, 9 AS b, 9 AS c", "a: 1, b: 2, c: 3");
        var deletes = _folder.Positions("d", ("a b=%20'é#/x[1]*?.parquet", 5));

        var rows = await _folder.RowsAsync(ScanFolder.Schema("1 filename int; 2 file_row_number int; 3 a\"b'c int"), new FileScan(file, 1, [new DeleteFile(deletes, 1)]));

        Assert.Equal(["""{"filename":1,"file_row_number":2,"a\"b'c":3}"""], rows);
    }

    [Fact]
    public async Task Scan_without_files_has_the_columns_and_no_rows()
    {
        var query = await _folder.QueryAsync(ScanFolder.Schema("1 id long; 2 at timestamptz"));

        Assert.Equal("SELECT CAST(NULL AS BIGINT) AS \"id\", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS \"at\" WHERE false", query.Sql);
        Assert.Empty(await _folder.RowsAsync(ScanFolder.Schema("1 id long; 2 at timestamptz")));
    }

    [Fact]
    public async Task Column_that_is_the_partition_need_not_be_in_the_file()
    {
        _folder.Metadata = _folder.Metadata with { PartitionSpecs = [new PartitionSpec(0, [.. Enumerable.Range(2, 9).Select(id => new PartitionField(id, 998 + id, $"p{id}", new IdentityTransform()))])] };
        object?[] values = ["it's", 17_486, 1_510_871_468_000_001L, 1_510_871_468_000_001L, (Int128)(-1065), true, double.NaN, Guid.Parse("f79c3e09-677c-4bbd-a479-3f349cb785e7"), new byte[] { 0, 255 }];
        var one = _folder.Write("one", "SELECT 1 AS id", "id: 1") with { Partition = new PartitionTuple(0, values) };
        var none = _folder.Write("none", "SELECT 2 AS id", "id: 1") with { Partition = new PartitionTuple(0, new object?[9]) };
        var own = _folder.Write("own", "SELECT 3 AS id, 'own' AS s", "id: 1, s: 2") with { Partition = new PartitionTuple(0, new object?[9]) };

        var rows = await _folder.RowsAsync("1 id int; 2 s string; 3 day date; 4 at timestamptz; 5 wall timestamp; 6 d decimal(9,2); 7 b boolean; 8 f double; 9 u uuid; 10 x binary", one, none, own);

        Assert.Equal(
            [
                """{"id":1,"s":"it's","day":"2017-11-16","at":"2017-11-16T22:31:08.000001Z","wall":"2017-11-16T22:31:08.000001","d":"-10.65","b":true,"f":"NaN","u":"f79c3e09-677c-4bbd-a479-3f349cb785e7","x":"AP8="}""",
                """{"id":2,"s":null,"day":null,"at":null,"wall":null,"d":null,"b":null,"f":null,"u":null,"x":null}""",
                """{"id":3,"s":"own","day":null,"at":null,"wall":null,"d":null,"b":null,"f":null,"u":null,"x":null}""",
            ],
            rows);
    }

    [Fact]
    public async Task Files_without_ids_are_read_by_the_tables_name_mapping()
    {
        _folder.Metadata = _folder.Metadata with
        {
            Properties = new Dictionary<string, string>
            {
                ["schema.name-mapping.default"] = """
                    [{"field-id":1,"names":["id","record id"]},{"field-id":2,"names":["s"],"fields":[{"field-id":3,"names":["lat","latitude"]},{"names":["unmapped"]}]},
                    {"field-id":4,"names":["l"],"fields":[{"field-id":5,"names":["element"],"fields":[{"field-id":6,"names":["x"]}]}]},
                    {"field-id":7,"names":["m"],"fields":[{"field-id":8,"names":["key"]},{"field-id":9,"names":["value"],"fields":[{"field-id":10,"names":["y"]}]}]},{"field-id":11,"names":[]}]
                    """,
            },
        };
        var named = _folder.Write("named", "SELECT 1 AS \"record id\", {latitude: 1.5::DOUBLE, unmapped: 1, c: 3} AS s, [{x: 7}] AS l, MAP {'k': {y: 8}} AS m, 'other' AS unknown", null);
        var other = _folder.Write("other", "SELECT 'x' AS unknown, 2 AS id", null);
        var ids = _folder.Write("ids", "SELECT 3 AS unknown, {a: 2.5::DOUBLE} AS id", "unknown: 1, id: {__duckdb_field_id: 2, a: 3}");
        const string columns = """1 id long; 2 place {"type":"struct","fields":[{"id":3,"name":"lat","required":false,"type":"double"},{"id":12,"name":"c","required":false,"type":"int"}]}; 4 l {"type":"list","element-id":5,"element-required":false,"element":{"type":"struct","fields":[{"id":6,"name":"xx","required":false,"type":"int"}]}}; 7 m {"type":"map","key-id":8,"key":"string","value-id":9,"value-required":false,"value":{"type":"struct","fields":[{"id":10,"name":"yy","required":false,"type":"int"}]}}; 11 added string""";

        var rows = await _folder.RowsAsync(columns, named, other, ids);

        Assert.Equal(
            [
                """{"id":1,"place":{"lat":1.5,"c":null},"l":[{"xx":7}],"m":{"k":{"yy":8}},"added":null}""",
                """{"id":2,"place":null,"l":null,"m":null,"added":null}""",
                """{"id":3,"place":{"lat":2.5,"c":null},"l":null,"m":null,"added":null}""",
            ],
            rows);
    }

    [Fact]
    public async Task What_cannot_be_read_is_refused_by_name()
    {
        var withoutIds = _folder.Write("plain", "SELECT 1 AS id", null);

        await RefusedAsync(() => _folder.RowsAsync("1 id int", withoutIds), _folder.At("plain"), "schema.name-mapping.default");

        var missing = _folder.Write("f", "SELECT 1 AS id", "id: 1");
        File.Delete(_folder.PathOf("f"));

        await RefusedAsync(() => _folder.RowsAsync("1 id int", missing), _folder.At("f"), "not there");

        var outside = _folder.Write("f", "SELECT 1 AS id", "id: 1") with { Location = "file:///etc/passwd" };

        await RefusedAsync(() => _folder.RowsAsync("1 id int", outside), "file:///etc/passwd", "outside");

        await RefusedAsync(() => _folder.RowsAsync("1 id int; 2 ID int"), "case", "ID");
    }

    [Theory]
    [InlineData("[]x")]
    [InlineData("""{"names":["a"]}""")]
    [InlineData("""[{"field-id":1}]""")]
    [InlineData("""[{"field-id":1,"names":[7]}]""")]
    public async Task Name_mapping_that_is_none_is_refused_by_name(string mapping)
    {
        _folder.Metadata = _folder.Metadata with { Properties = new Dictionary<string, string> { ["schema.name-mapping.default"] = mapping } };

        await RefusedAsync(() => _folder.RowsAsync("1 id int", _folder.Write("plain", "SELECT 1 AS id", null)), "schema.name-mapping.default");
    }

    [Theory]
    [InlineData("'text'", "int")]
    [InlineData("1::BIGINT", "int")]
    [InlineData("1.5::DOUBLE", "float")]
    [InlineData("1.255::DECIMAL(9,3)", "decimal(9,2)")]
    [InlineData("1.25::DECIMAL(10,2)", "decimal(9,2)")]
    [InlineData("{a: 1}", "int")]
    [InlineData("1", """{"type":"list","element-id":2,"element-required":false,"element":"int"}""")]
    [InlineData("INTERVAL 1 DAY", "string")]
    public async Task Column_stored_as_the_table_cannot_have_it_is_refused_with_file_and_column(string value, string type)
    {
        var file = _folder.Write("f", $"SELECT {value} AS c", value.StartsWith('{') ? "c: {__duckdb_field_id: 1, a: 5}" : "c: 1");

        await RefusedAsync(() => _folder.RowsAsync($"1 c {type}", file), _folder.At("f"), "column c");
    }

    [Theory]
    [InlineData("timestamp_ns")]
    [InlineData("variant")]
    [InlineData("unknown")]
    [InlineData("geometry")]
    public async Task Type_that_is_not_read_here_is_refused_by_name(string type)
    {
        await RefusedAsync(() => _folder.RowsAsync($"1 id int; 2 c {type}", _folder.Write("f", "SELECT 1 AS id", "id: 1")), "Column c", type);
        await RefusedAsync(() => _folder.RowsAsync($"1 id int; 2 c {type}"), "Column c", type);
        await RefusedAsync(() => _folder.RowsAsync($"1 id int; 2 c {type}", _folder.Write("stored", "SELECT 1 AS id, '2026-01-31 12:30:00'::TIMESTAMP_NS AS c", "id: 1, c: 2")), "Column c", type);
    }

    [Fact]
    public async Task Default_of_a_column_is_refused_by_name_where_a_file_lacks_the_column()
    {
        var schema = TableSchema.Read(System.Text.Json.JsonElement.Parse("""{"type":"struct","fields":[{"id":1,"name":"id","required":false,"type":"int"},{"id":2,"name":"n","required":true,"type":"int","initial-default":7,"write-default":7}]}"""), JsonPlace.Root("schema"));
        var without = _folder.Write("without", "SELECT 1 AS id", "id: 1");
        var with = _folder.Write("with", "SELECT 1 AS id, 2 AS n", "id: 1, n: 2");

        await RefusedAsync(() => _folder.RowsAsync(schema, new FileScan(without, 1, [])), _folder.At("without"), "column n", "default");
        Assert.Equal(["""{"id":1,"n":2}"""], await _folder.RowsAsync(schema, new FileScan(with, 1, [])));
    }

    [Fact]
    public async Task File_that_was_cut_short_is_named_wherever_it_was_cut()
    {
        var whole = File.ReadAllBytes(_folder.PathOf(Path.GetFileName(FileLocation.ToPath(_folder.Write("whole", "SELECT i AS id FROM range(100) AS r(i)", "id: 1").Location))));
        for (var length = 0; length < whole.Length; length += Math.Max(1, whole.Length / 50))
        {
            var name = $"cut{length}";
            File.WriteAllBytes(_folder.PathOf(name), whole[..length]);

            await RefusedAsync(() => _folder.RowsAsync("1 id long", new DataFile { Location = _folder.At(name), Format = "PARQUET", Partition = PartitionTuple.Unpartitioned, RecordCount = 1, SizeInBytes = 1 }), _folder.At(name));
        }
    }

    public void Dispose() => _folder.Dispose();

    private static async Task RefusedAsync(Func<Task> act, params string[] words)
    {
        var message = (await Assert.ThrowsAnyAsync<IcebergException>(act)).Message;
        Assert.All(words, word => Assert.Contains(word, message, StringComparison.Ordinal));
    }
}
