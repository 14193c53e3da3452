using MeshStarter.Contracts.Descriptors;
using MeshStarter.DuckDb;
using MeshStarter.Platform.Storage;

namespace MeshStarter.Lake.Tests.Tables;

public sealed class SchemaTests
{
    [Theory]
    [InlineData("id")]
    [InlineData(null)]
    public async Task Column_added_later_reads_as_null_from_files_before_it(string? key)
    {
        using var table = new TestTable("id INTEGER", key is null ? [] : [key]);
        await table.PublishAsync((1, """{"id":1}"""));
        table.Product = TestTable.Descriptor("id INTEGER; price DECIMAL(18,2); tags ARRAY<STRING>", key is null ? [] : [key]);
        Assert.Equal(["""{"id":1,"price":null,"tags":null}"""], await table.RowsAsync());

        await table.PublishAsync((2, """{"id":2,"price":"1.50","tags":["a"]}"""));

        Assert.Equal(["""{"id":1,"price":null,"tags":null}""", """{"id":2,"price":"1.50","tags":["a"]}"""], await table.RowsAsync());
    }

    [Theory]
    [InlineData("id")]
    [InlineData(null)]
    public async Task Contract_that_was_rolled_back_goes_on_publishing_and_the_later_one_after_it(string? key)
    {
        const string Before = "id INTEGER; count INTEGER; price DECIMAL(9,2); item STRUCT<a:INTEGER>; items ARRAY<STRUCT<a:INTEGER>>";
        const string Later = "id INTEGER; count BIGINT; price DECIMAL(18,2); item STRUCT<a:INTEGER,b:STRING>; items ARRAY<STRUCT<a:BIGINT,b:STRING>>; note STRING; tags ARRAY<STRING>";
        string[] keys = key is null ? [] : [key];
        using var table = new TestTable(Before, keys);
        await table.PublishAsync((1, """{"id":1,"count":1,"price":"1.00","item":{"a":1},"items":[{"a":1}]}"""));
        table.Product = TestTable.Descriptor(Later, keys);
        await table.PublishAsync((2, """{"id":2,"count":2,"price":"2.00","item":{"a":2,"b":"x"},"items":[{"a":2,"b":"x"}],"note":"n","tags":["t"]}"""));

        table.Product = TestTable.Descriptor(Before, keys);
        await table.PublishAsync((3, """{"id":3,"count":3,"price":"3.00","item":{"a":3},"items":[{"a":3}]}"""));
        await table.PublishBatchAsync("whole", """{"id":4,"count":4,"price":"4.00","item":{"a":4},"items":[{"a":4}]}""");

        Assert.Equal(
            Enumerable.Range(1, 4).Select(n => $$"""{"id":{{n}},"count":{{n}},"price":"{{n}}.00","item":{"a":{{n}}},"items":[{"a":{{n}}}]}"""),
            await table.SortedAsync());

        table.Product = TestTable.Descriptor(Later, keys);
        await table.PublishAsync((4, """{"id":5,"count":5,"price":"5.00","item":{"a":5,"b":"y"},"items":[],"note":"m","tags":[]}"""));
        Assert.Equal(
            [
                """{"id":1,"count":1,"price":"1.00","item":{"a":1,"b":null},"items":[{"a":1,"b":null}],"note":null,"tags":null}""",
                """{"id":2,"count":2,"price":"2.00","item":{"a":2,"b":"x"},"items":[{"a":2,"b":"x"}],"note":"n","tags":["t"]}""",
                """{"id":3,"count":3,"price":"3.00","item":{"a":3,"b":null},"items":[{"a":3,"b":null}],"note":null,"tags":null}""",
                """{"id":4,"count":4,"price":"4.00","item":{"a":4,"b":null},"items":[{"a":4,"b":null}],"note":null,"tags":null}""",
                """{"id":5,"count":5,"price":"5.00","item":{"a":5,"b":"y"},"items":[],"note":"m","tags":[]}""",
            ],
            await table.SortedAsync());
    }

    [Fact]
    public async Task Required_column_of_a_later_contract_is_null_in_rows_of_the_one_before()
    {
        static DataProductDescriptor Required(DataProductDescriptor product) => product with { Schema = [.. product.Schema.Select(column => column with { Required = true })] };
        using var table = new TestTable("id INTEGER; note STRING", "id");
        table.Product = Required(table.Product);
        await table.PublishAsync((1, """{"id":1,"note":"n"}"""));

        table.Product = Required(TestTable.Descriptor("id INTEGER", "id"));
        await table.PublishAsync((2, """{"id":2}"""));

        table.Product = TestTable.Descriptor("id INTEGER; note STRING", "id");
        Assert.Equal(["""{"id":1,"note":"n"}""", """{"id":2,"note":null}"""], await table.SortedAsync());
    }

    [Fact]
    public async Task Row_that_was_emitted_before_a_column_was_added_is_published_with_null_there()
    {
        using var table = new TestTable("id INTEGER; price DECIMAL(18,2); bin BINARY; item STRUCT<a:INTEGER>");

        await table.PublishAsync((1, """{"id":1}"""), (2, """{"id":2,"price":"1.50","bin":"AA==","item":{"a":1}}"""));

        Assert.Equal(
            ["""{"id":1,"price":null,"bin":null,"item":null}""", """{"id":2,"price":"1.50","bin":"AA==","item":{"a":1}}"""],
            await table.RowsAsync());
    }

    [Fact]
    public async Task Columns_named_like_words_of_sql_are_written_and_read_and_one_named_position_does_not_order_the_rows()
    {
        using var table = new TestTable("select INTEGER; row STRING; position BIGINT; Group STRUCT<order:INTEGER,row:BINARY>; e0 ARRAY<BINARY>", "select", "position");
        const string Row = """{"select":1,"row":"x","position":7,"Group":{"order":2,"row":"AA=="},"e0":["AA=="]}""";

        await table.PublishAsync((1, Row));
        await table.PublishAsync((2, Row));

        Assert.Equal([Row], await table.RowsAsync());

        using var facts = new TestTable("position BIGINT");
        await facts.PublishAsync((1, """{"position":9}"""), (2, """{"position":3}"""));
        Assert.Equal(["""{"position":9}""", """{"position":3}"""], await facts.RowsAsync());

        using var state = new TestTable("id INTEGER; position BIGINT", "id");
        await state.PublishAsync((1, """{"id":1,"position":9}"""), (2, """{"id":1,"position":3}"""));
        Assert.Equal(["""{"id":1,"position":3}"""], await state.RowsAsync());
    }

    [Fact]
    public async Task Parquet_columns_carry_the_ids_that_icebergs_readers_find_them_by_and_the_declared_types()
    {
        using var table = new TestTable("id INTEGER; items ARRAY<STRUCT<product:UUID,price:DECIMAL(18,2)>>; labels MAP<STRING,INTEGER>; at TIMESTAMP");
        await table.PublishAsync((1, table.Canonical("""{"id":1,"items":[{}],"labels":{"a":1}}""")));

        Assert.Equal(
            [
                "id INT32 1", "items  2", "list  ", "element  5", "product FIXED_LEN_BYTE_ARRAY 6", "price INT64 7",
                "labels  3", "key_value  ", "key BYTE_ARRAY 8", "value INT32 9", "at INT64 4",
            ],
            Query($"SELECT name || ' ' || coalesce(type, '') || ' ' || coalesce(field_id::VARCHAR, '') FROM parquet_schema('{Assert.Single(table.FilesOnDisk)}') OFFSET 1"));

        using var typed = new TestTable("m DECIMAL(38,10); u UUID; ts TIMESTAMP; ntz TIMESTAMP_NTZ; t TIME; bin BINARY; d DATE");
        await typed.PublishAsync((1, typed.Canonical("{}")));

        Assert.Equal(
            ["DECIMAL(38,10)", "UUID", "TIMESTAMP WITH TIME ZONE", "TIMESTAMP", "TIME", "BLOB", "DATE"],
            Query($"SELECT column_type FROM (DESCRIBE SELECT * FROM read_parquet('{Assert.Single(typed.FilesOnDisk)}'))"));
    }

    [Fact]
    public void Bucket_is_its_owners_alone()
    {
        using var table = new TestTable("id INTEGER");
        var root = Path.Combine(table.Bucket.Root, "orders");
        _ = new Bucket(root);

        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(root));
        }
    }

    private static List<string> Query(string sql)
    {
        using var engine = DuckDbDatabase.Open();
        using var connection = engine.Connect();
        using var result = connection.Query(sql);
        List<string> texts = [];
        while (result.NextChunk() is { } chunk)
        {
            for (var row = 0; row < chunk.RowCount; row++)
            {
                texts.Add(chunk[0].GetString(row));
            }
        }

        return texts;
    }
}
