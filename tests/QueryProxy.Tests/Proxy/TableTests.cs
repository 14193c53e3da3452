using System.Buffers.Binary;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Registration;
using MeshStarter.LakeKit;
using MeshStarter.Platform.Iceberg.Manifests;
using MeshStarter.Platform.Iceberg.Types;
using MeshStarter.Platform.Iceberg.Values;
using MeshStarter.Platform.Storage;
using DataFile = MeshStarter.Platform.Iceberg.Manifests.DataFile;

namespace MeshStarter.QueryProxy.Tests.Proxy;

/// <summary>Shapes that tables may have, and what of it a query sees.</summary>
[Collection(ProxyCollection.Name)]
public sealed class TableTests(ProxyFixture mesh)
{
    private const string Unreadable = "MESH_DATA_UNREADABLE";

    private static int _made;

    private static readonly ColumnDefinition[] Columns = [TestProducts.Column("id", "BIGINT"), TestProducts.Column("text", "STRING")];

    [Fact]
    public async Task Deleted_rows_are_not_there()
    {
        var (_, table) = await MakeAsync("inventory.deleted", Columns);
        await table.AppendAsync("SELECT range AS id, CASE WHEN range IN (3, 5) THEN 'needle' ELSE range::VARCHAR END AS text FROM range(6)");
        await table.AppendAsync("SELECT 10 + range AS id, range::VARCHAR AS text FROM range(3)");
        await table.DeleteAsync("id IN (3, 11)");
        await table.DeleteEqualAsync("id", "SELECT unnest([5, 12, 99])::BIGINT AS id");
        await table.AppendAsync("SELECT 12 AS id, '12' AS text");

        Assert.Equal("[[0,\"0\"],[1,\"1\"],[2,\"2\"],[4,\"4\"],[10,\"0\"],[12,\"12\"]]", await mesh.RowsAsync("SELECT * FROM inventory.deleted ORDER BY id"));
        Assert.Equal("[[6,12]]", await mesh.RowsAsync("SELECT count(*), max(id) FROM inventory.deleted"));
        // It would fail on a row that is not there any more.
        Assert.Equal("[[6]]", await mesh.RowsAsync("SELECT count(*) FROM inventory.deleted WHERE CAST(text AS BIGINT) >= 0"));
        Assert.Equal("[[false],[true],[false],[false]]", await mesh.RowsAsync("SELECT any_match(ARRAY[text], x -> CAST(x AS BIGINT) = 1) FROM inventory.deleted WHERE id < 10 ORDER BY id"));
        foreach (var condition in (string[])
        [
            "CAST(text AS BIGINT) = 1", "CAST(text AS DOUBLE) = 1", "CAST(text AS DATE) = DATE '2026-01-31'", "CAST(text AS UUID) IS NULL", "CAST(text AS DECIMAL(9,2)) = 1", "CAST(text AS TIMESTAMP) IS NULL",
            // The engine does not know that these may fail.
            "element_at(transform(ARRAY[text], x -> CAST(x AS BIGINT)), 1) = 1", "any_match(ARRAY[text], x -> CAST(x AS BIGINT) = 1)", "regexp_replace('a', text || '(', 'x') = 'a'",
        ])
        {
            Assert.Equal((condition, "[[6]]"), (condition, await mesh.RowsAsync($"SELECT count(*) FROM inventory.deleted WHERE CASE WHEN id IN (3, 5) THEN {condition} ELSE true END")));
            Assert.Equal((condition, "[[4]]"), (condition, await mesh.RowsAsync($"SELECT count(*) FROM inventory.deleted WHERE id < 10 AND CASE WHEN text = 'needle' THEN {condition} ELSE true END")));
        }
    }

    [Fact]
    public async Task Values_of_other_types_than_arrays_and_rows_are_not_compared_with_them()
    {
        var name = NewName();
        var (_, table) = await MakeAsync(name, [.. Columns, TestProducts.Column("tags", "ARRAY<STRING>"), TestProducts.Column("place", "STRUCT<city:STRING>")]);
        await table.AppendAsync("SELECT range AS id, CASE WHEN range = 3 THEN 'needle' ELSE range::VARCHAR END AS text, ['needle'] AS tags, {'city': 'needle'} AS place FROM range(6)");
        await table.DeleteAsync("id = 3");

        foreach (var condition in (string[])
        [
            "text = ROW(1)", "text IN (ROW(1))", "ARRAY[text] = ARRAY[1]", "ARRAY[text] = ARRAY[id]", "ARRAY[text] IN (ARRAY[1], ARRAY[id])", "tags = ARRAY[id]", "ARRAY[tags] <> ARRAY[ARRAY[1]]", "place = text", "text < place",
            "text IN (place, NULL)", "NULLIF(place, text) IS NULL", $"text IN (SELECT place FROM {name})", "t = text", "ROW(place) = ROW(text)", "ROW(1) = ROW(1, 2)",
        ])
        {
            var answer = await mesh.Session(mesh.Analyst).RunAsync($"SELECT count(*) FROM {name} AS t WHERE CASE WHEN id = 3 THEN {condition} ELSE true END");
            Assert.Equal((condition, "TYPE_MISMATCH"), (condition, answer.ErrorName));
            Assert.DoesNotContain("needle", answer.Message, StringComparison.Ordinal);
        }

        // Where the types do not show, the condition is held only against rows that are left.
        foreach (var query in (string[])
        [
            $"SELECT count(*) FROM (SELECT id, text FROM {name}) WHERE CASE WHEN id = 3 THEN unnamed_subquery = text ELSE true END AND (SELECT 1 AS unnamed_subquery) = 1",
            $"SELECT count(*) FROM (SELECT 1 AS one), (SELECT id, text FROM {name}) WHERE CASE WHEN id = 3 THEN unnamed_subquery2 = text ELSE true END AND (SELECT 1 AS unnamed_subquery2) = 1",
        ])
        {
            Assert.Equal((query, "[[5]]"), (query, await mesh.RowsAsync(query)));
        }

        // The engine's own names of columns, whose types do not show either, are none of the query's.
        foreach (var query in (string[])
        [
            $"SELECT count(*) FROM (SELECT id, text, place, place FROM {name}) WHERE CASE WHEN id = 3 THEN place_1 = text ELSE true END",
            $"SELECT count(*) FROM (SELECT *, * FROM {name}) WHERE CASE WHEN id_1 = 3 THEN place_1 = text_1 ELSE true END",
            $"SELECT count(*) FROM (SELECT * FROM (SELECT * FROM {name}) AS a JOIN (SELECT * FROM {name}) AS b ON a.id = b.id) WHERE CASE WHEN id_1 = 3 THEN place_1 = text_1 ELSE true END",
        ])
        {
            Assert.Equal((query, "COLUMN_NOT_FOUND"), (query, (await mesh.Session(mesh.Analyst).RunAsync(query)).ErrorName));
        }

        Assert.Equal("TYPE_MISMATCH", (await mesh.Session(mesh.Analyst).RunAsync($"SELECT 1 FROM {name} AS a JOIN (SELECT place AS text FROM {name}) AS b USING (text)")).ErrorName);
        Assert.Equal("[[5]]", await mesh.RowsAsync($"SELECT count(*) FROM {name} WHERE tags = ARRAY['needle'] AND place = ROW('needle') AND ARRAY[id] <> ARRAY[9.5]"));
    }

    [Fact]
    public async Task Columns_by_which_deletes_are_applied_are_not_the_callers()
    {
        var name = NewName();
        var (_, table) = await MakeAsync(name, Columns);
        await table.AppendAsync("SELECT range AS id, 'x' AS text FROM range(3)");
        await table.DeleteAsync("id = 0");
        await table.DeleteEqualAsync("id", "SELECT 1::BIGINT AS id");

        var answer = await mesh.Session(mesh.Analyst).RunAsync($"SELECT * FROM {name}");
        Assert.Equal("[[2,\"x\"]]", answer.Data);
        Assert.Equal(["id", "text"], answer.Columns.Select(shown => shown!["name"]!.GetValue<string>()));
        foreach (var column in (string[])["filename", "file_row_number", "_file", "_pos", "c1", "\"#seq\""])
        {
            Assert.Equal((column, "COLUMN_NOT_FOUND"), (column, (await mesh.Session(mesh.Analyst).RunAsync($"SELECT {column} FROM {name}")).ErrorName));
        }
    }

    [Fact]
    public async Task Rows_of_every_schema_that_a_table_had_are_seen_by_the_contracts()
    {
        ColumnDefinition[] first = [TestProducts.Column("id", "INTEGER"), TestProducts.Column("amount", "DECIMAL(9,2)"), TestProducts.Column("place", "STRUCT<city:STRING>")];
        var (product, table) = await MakeAsync("inventory.evolved", first);
        await table.AppendAsync("SELECT 1 AS id, 10.5 AS amount, {'city': 'Recife'} AS place");
        await table.EvolveAsync(schema => schema.Widen("id", IcebergType.Parse("long")).Widen("amount", IcebergType.Parse("decimal(18,2)"))
            .Add("state", IcebergType.Parse("string"), parent: "place").Add("note", IcebergType.Parse("string")));
        await table.AppendAsync("SELECT 5000000000 AS id, 1234567890123456.78 AS amount, {'city': 'Natal', 'state': 'RN'} AS place, 'new' AS note");
        mesh.Services.Register(product with
        {
            Version = ProductVersion.Parse("1.1.0"),
            Schema =
            [
                TestProducts.Column("note", "STRING"), TestProducts.Column("id", "BIGINT"), TestProducts.Column("amount", "DECIMAL(18,2)"),
                TestProducts.Column("place", "STRUCT<city:STRING, state:STRING>"), TestProducts.Column("later", "DATE"),
            ],
        });

        Assert.Equal(
            """[[null,1,"10.50",["Recife",null],null],["new",5000000000,"1234567890123456.78",["Natal","RN"],null]]""",
            await mesh.RowsAsync("SELECT * FROM inventory.evolved ORDER BY id"));
        Assert.Equal("[[5000000000]]", await mesh.RowsAsync("SELECT id FROM inventory.evolved WHERE note = 'new' AND id > 2147483647"));
    }

    [Fact]
    public async Task Partitioned_table_is_read_whole_and_by_conditions()
    {
        var (_, table) = await MakeAsync("inventory.parts", Columns, partitionedBy: "text");
        await table.AppendAsync("SELECT range AS id, ['a', 'b=c', NULL][range % 3 + 1] AS text FROM range(9)");
        await table.DeleteAsync("id IN (1, 2)");

        Assert.Equal("[[\"a\",3],[\"b=c\",2],[null,2]]", await mesh.RowsAsync("SELECT text, count(*) FROM inventory.parts GROUP BY text ORDER BY text"));
        Assert.Equal("[[4],[7]]", await mesh.RowsAsync("SELECT id FROM inventory.parts WHERE text = 'b=c' ORDER BY id"));
    }

    [Fact]
    public async Task Query_that_is_under_way_while_its_table_is_compacted_is_answered_to_its_end()
    {
        var (_, table) = await MakeAsync("inventory.compacted", Columns);
        await table.AppendAsync("SELECT range AS id, repeat('x', 500) || range AS text FROM range(50000)");
        await table.DeleteAsync("id % 2 = 1");
        var session = mesh.Session(mesh.Analyst);
        var page = await session.UntilRowsAsync(await session.ReadAsync(await session.BeginAsync("SELECT id, text FROM inventory.compacted")));

        await table.CompactAsync();

        await session.ToEndAsync(page);
        Assert.Null(session.Pages[^1]["error"]);
        Assert.Equal(25_000, session.Pages.Sum(each => each["data"]?.AsArray().Count ?? 0));
        Assert.Equal("[[25000,49998]]", await mesh.RowsAsync("SELECT count(*), max(id) FROM inventory.compacted"));
    }

    [Fact]
    public async Task Table_is_that_of_the_major_version_that_the_product_has()
    {
        var (product, first) = await MakeAsync("inventory.majors", Columns);
        await first.AppendAsync("SELECT 1 AS id, 'old' AS text");
        Assert.Equal("[[1,\"old\"]]", await mesh.RowsAsync("SELECT * FROM inventory.majors"));

        var second = product with { Version = ProductVersion.Parse("2.0.0"), Schema = [TestProducts.Column("key", "STRING")] };
        mesh.Services.Register(second);
        Assert.Equal("[]", await mesh.RowsAsync("SELECT * FROM inventory.majors"));

        await (await mesh.Products.TableAsync(second)).AppendAsync("SELECT 'new' AS key");
        Assert.Equal("[[\"new\"]]", await mesh.RowsAsync("SELECT * FROM inventory.majors"));
        Assert.Equal("[[\"new\"]]", await mesh.RowsAsync("SELECT key FROM inventory.majors"));
    }

    [Theory]
    [InlineData("data file gone")]
    [InlineData("data file cut off")]
    [InlineData("data file overwritten")]
    [InlineData("manifest gone")]
    [InlineData("manifest list damaged")]
    public async Task Table_with_a_damage_is_an_error_that_names_the_product(string damage)
    {
        var name = NewName();
        var (_, table) = await MakeAsync(name, Columns);
        var file = (await table.AppendAsync("SELECT range AS id, 'needle' || range AS text FROM range(1000)"))[0];
        var folder = Path.Combine(FileLocation.ToPath(table.Loaded.Metadata.Location), "metadata");
        Damage(damage, FileLocation.ToPath(file.Location), folder);

        var session = mesh.Session(mesh.Analyst);
        var answer = await session.RunAsync($"SELECT max(text) FROM {name}");

        Assert.Equal((Unreadable, "EXTERNAL"), (answer.ErrorName, answer.Error?["errorType"]?.GetValue<string>()));
        Assert.StartsWith($"The data of {name} cannot be read", answer.Message, StringComparison.Ordinal);
        AssertRevealsNothing(session);
        Assert.Equal("[[1000]]", await mesh.RowsAsync("SELECT count(*) FROM orders.orders"));
    }

    [Fact]
    public async Task Table_whose_store_fails_is_not_called_damaged()
    {
        var name = NewName();
        var (_, table) = await MakeAsync(name, Columns);
        await table.AppendAsync("SELECT range AS id, 'needle' || range AS text FROM range(3)");
        var list = Directory.GetFiles(Path.Combine(FileLocation.ToPath(table.Loaded.Metadata.Location), "metadata"), "snap-*.avro").Single();
        var session = mesh.Session(mesh.Analyst);

        TrinoAnswer answer;
        using (new FileStream(list, FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        {
            answer = await session.RunAsync($"SELECT max(text) FROM {name}");
        }

        Assert.Equal(
            (Unreadable, $"The data of {name} cannot be read now: the query proxy does not get its files. Try again; if it stays so, notify the operator of the mesh: the query proxy's log has the reason."),
            (answer.ErrorName, answer.Message));
        AssertRevealsNothing(session);
        Assert.Equal("[[\"needle2\"]]", await mesh.RowsAsync($"SELECT max(text) FROM {name}"));
    }

    [Fact]
    public async Task Deletion_vectors_are_refused_by_name()
    {
        var (_, table) = await MakeAsync("inventory.vectors", Columns);
        var file = (await table.AppendAsync("SELECT range AS id, 'x' AS text FROM range(3)"))[0];
        await table.AddAsync(file with
        {
            Location = file.Location.Replace(".parquet", ".puffin", StringComparison.Ordinal),
            Format = "PUFFIN",
            Content = DataFileContent.PositionDeletes,
            ReferencedDataFile = file.Location,
        });
        await table.UpgradeAsync(3);

        var answer = await mesh.Session(mesh.Analyst).RunAsync("SELECT * FROM inventory.vectors");

        Assert.Equal(Unreadable, answer.ErrorName);
        Assert.Equal("The table of inventory.vectors needs deletion vectors (format 3), which are not read here. Notify the product's owner.", answer.Message);
    }

    [SkippableFact]
    public async Task File_that_is_a_link_out_of_the_bucket_is_refused()
    {
        Skip.If(OperatingSystem.IsWindows(), "links need a right there");
        var (_, table) = await MakeAsync("inventory.linked", Columns);
        var file = (await table.AppendAsync("SELECT 1 AS id, 'x' AS text"))[0];
        var path = FileLocation.ToPath(file.Location);
        File.Delete(path);
        File.CreateSymbolicLink(path, mesh.OrdersFile);

        var answer = await mesh.Session(mesh.Analyst).RunAsync("SELECT * FROM inventory.linked");

        Assert.Equal((Unreadable, "The table of inventory.linked names files outside its domain's bucket, so it is not read. Notify the product's owner."), (answer.ErrorName, answer.Message));
    }

    [Theory]
    [InlineData("file:///etc/passwd")]
    [InlineData("s3://orders/x.parquet")]
    [InlineData("{bucket}/../orders/x.parquet")]
    [InlineData("{bucket}2/x.parquet")]
    [InlineData("orders/x.parquet")]
    public async Task File_anywhere_else_is_refused(string location)
    {
        var name = NewName();
        var (_, table) = await MakeAsync(name, Columns);
        await table.AddAsync(new DataFile
        {
            Location = location.Replace("{bucket}", Path.GetDirectoryName(table.Loaded.Metadata.Location), StringComparison.Ordinal),
            Format = DataFile.Parquet,
            Partition = PartitionTuple.Unpartitioned,
            RecordCount = 1,
            SizeInBytes = 1,
        });

        var session = mesh.Session(mesh.Analyst);
        var answer = await session.RunAsync($"SELECT * FROM {name}");

        Assert.StartsWith($"The table of {name} names files outside its domain's bucket", answer.Message, StringComparison.Ordinal);
        AssertRevealsNothing(session);
    }

    [Fact]
    public async Task Damage_of_a_table_is_not_revealed_to_callers_who_may_not_read_it()
    {
        var table = await mesh.PublishAsync(TestProducts.Product("hidden.damaged", Columns, classification: Classification.Restricted));
        File.Delete(FileLocation.ToPath((await table.AppendAsync("SELECT 1 AS id, 'x' AS text"))[0].Location));

        Assert.EndsWith("Schema 'hidden' does not exist", (await mesh.Session(mesh.Analyst).RunAsync("SELECT * FROM hidden.damaged")).Message, StringComparison.Ordinal);
        Assert.Equal("PERMISSION_DENIED", (await mesh.Session(mesh.Auditor).RunAsync("SELECT * FROM hidden.damaged")).ErrorName);
    }

    /// <summary>Names a product of its own for each row of a theory.</summary>
    private static string NewName() => $"inventory.table_{Interlocked.Increment(ref _made)}";

    private static void Damage(string damage, string file, string metadata)
    {
        switch (damage)
        {
            case "data file gone":
                File.Delete(file);
                break;
            case "data file cut off":
                using (var cut = File.OpenWrite(file))
                {
                    cut.SetLength(cut.Length - 5);
                }

                break;
            case "data file overwritten":
                // All pages, and not the footer, whose length is before the last four bytes.
                var bytes = File.ReadAllBytes(file);
                bytes.AsSpan(4, bytes.Length - 12 - BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(bytes.Length - 8))).Fill(0xAA);
                File.WriteAllBytes(file, bytes);
                break;
            case "manifest gone":
                File.Delete(Directory.GetFiles(metadata, "*-m0.avro").Single());
                break;
            default:
                File.WriteAllText(Directory.GetFiles(metadata, "snap-*.avro").Single(), "no list");
                break;
        }
    }

    private static void AssertRevealsNothing(TrinoSession session)
    {
        var seen = string.Concat(session.Pages.Select(page => page.ToJsonString()));
        Assert.DoesNotContain("needle", seen, StringComparison.Ordinal);
        Assert.DoesNotContain("/buckets", seen, StringComparison.Ordinal);
        Assert.DoesNotContain(".avro", seen, StringComparison.Ordinal);
        Assert.DoesNotContain(".parquet", seen, StringComparison.Ordinal);
    }

    private async Task<(ProductDetails Product, PublishedTable Table)> MakeAsync(string name, ColumnDefinition[] columns, string? partitionedBy = null)
    {
        var product = TestProducts.Product(name, columns);
        return (product, await mesh.PublishAsync(product, partitionedBy: partitionedBy));
    }
}
