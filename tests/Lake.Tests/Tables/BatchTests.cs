using System.Text.Json;
using MeshStarter.Contracts.Checks;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Types;
using MeshStarter.DuckDb;
using MeshStarter.Lake.Tables;
using MeshStarter.Platform.Iceberg;
using MeshStarter.Platform.Storage;

namespace MeshStarter.Lake.Tests.Tables;

public sealed class BatchTests
{
    // A type may have fewer values than its engine type has: a check of the batch quarantines the others.
    private static readonly Dictionary<string, string[]> EngineValues = new(StringComparer.Ordinal)
    {
        ["BOOLEAN"] = ["false", "true"],
        ["INTEGER"] = ["-2147483648", "2147483647"],
        ["BIGINT"] = ["-9223372036854775808", "9223372036854775807"],
        ["FLOAT"] = ["'-inf'", "'nan'"],
        ["DOUBLE"] = ["'-inf'", "'nan'"],
        ["VARCHAR"] = ["''", "'{'", "' '", "chr(127)", "repeat('x', 100000)"],
        ["UUID"] = ["'00000000-0000-0000-0000-000000000000'", "'ffffffff-ffff-ffff-ffff-ffffffffffff'"],
        ["DATE"] = ["'-infinity'", "'infinity'", "'0001-01-01 (BC)'", "'10000-01-01'"],
        ["TIME"] = ["'00:00:00'", "'24:00:00'"],
        ["TIMESTAMP"] = ["'-infinity'", "'infinity'", "'0001-12-31 (BC) 23:59:59'", "'10000-01-01'"],
        ["TIMESTAMP WITH TIME ZONE"] = ["'-infinity'", "'infinity'", "'0001-12-31 (BC) 23:59:59+00'", "'10000-01-01 00:00:00+00'"],
        ["BLOB"] = ["''", "'\\x00\\xFF'"],
    };

    /// <summary>The column types without parts, each with its engine type.</summary>
    public static TheoryData<string> ColumnTypes { get; } = new(PrimitiveForms.All.Select(forms => forms.Name));

    [Fact]
    public async Task Batch_is_appended_once_however_often_it_is_published()
    {
        using var table = new TestTable("id INTEGER; total DECIMAL(18,2)");
        var first = await table.PublishBatchAsync("monday", """{"id":1,"total":"1.50"}""", """{"id":2,"total":"2.00"}""");
        await table.PublishBatchAsync("tuesday", """{"id":3,"total":"3.00"}""");

        var again = await table.PublishBatchAsync("monday", """{"id":1,"total":"1.50"}""", """{"id":2,"total":"2.00"}""");

        Assert.Equal((2L, false, "append"), (first.Rows, first.IsRepeated, first.Snapshot!.Operation));
        Assert.Equal((true, first.Snapshot.SnapshotId), (again.IsRepeated, again.Snapshot!.SnapshotId));
        Assert.Equal(["""{"id":1,"total":"1.50"}""", """{"id":2,"total":"2.00"}""", """{"id":3,"total":"3.00"}"""], await table.RowsAsync());
        Assert.Equal(2, table.FilesOnDisk.Count);
    }

    [Fact]
    public async Task Batch_that_fails_a_check_leaves_the_table_as_it_was_and_is_published_once_it_is_fixed()
    {
        using var table = Checked("id INTEGER; status STRING", [], new AcceptedValuesCheck("status", ["placed"]));

        var refused = await table.PublishBatchAsync("a", """{"id":1,"status":"lost"}""", """{"id":2,"status":"placed"}""");

        Assert.Equal((true, 2L), (refused.IsQuarantined, refused.Rows));
        Assert.Equal("1 row: status is none of placed.", Assert.Single(refused.Findings).Result.Reason);
        Assert.Contains("\"id\":1", Assert.Single(refused.Findings[0].Sample), StringComparison.Ordinal);
        Assert.Empty(table.FilesOnDisk);
        Assert.False((await table.PublishBatchAsync("a", """{"id":1,"status":"placed"}""", """{"id":2,"status":"placed"}""")).IsQuarantined);
        Assert.Equal(2, (await table.RowsAsync()).Count);
    }

    [Fact]
    public async Task Required_column_without_a_value_quarantines_the_batch_without_a_check_that_says_so()
    {
        using var table = new TestTable("id INTEGER; status STRING");
        var nullable = table.Product.Schema;
        table.Product = table.Product with { Schema = [.. nullable.Select(column => column with { Required = true })] };

        var refused = await table.PublishBatchAsync("a", nullable, "SELECT 1 AS id, NULL::VARCHAR AS status");

        Assert.Equal("1 row: no value in status.", Assert.Single(refused.Findings).Result.Reason);
        Assert.Empty((await table.PublishBatchAsync("a", nullable, "SELECT 1 AS id, 'x' AS status")).Findings);
    }

    [Theory]
    [InlineData("DATE", "DATE 'infinity'", "outside 0001-01-01 to 9999-12-31")]
    [InlineData("TIMESTAMP", "TIMESTAMPTZ '-infinity'", "outside 0001-01-01T00:00:00Z to 9999-12-31T23:59:59.999999Z")]
    [InlineData("TIMESTAMP_NTZ", "TIMESTAMP '10000-01-01 00:00:00'", "outside 0001-01-01T00:00:00 to 9999-12-31T23:59:59.999999")]
    [InlineData("TIME", "TIME '24:00:00'", "above 23:59:59.999999")]
    public async Task Date_or_time_that_no_port_can_send_quarantines_the_batch(string type, string value, string reason)
    {
        using var table = new TestTable($"id INTEGER; until {type}");

        var refused = await table.PublishBatchAsync("a", table.Product.Schema, $"SELECT 1 AS id, {value} AS until");

        Assert.Equal($"1 row: until is {reason}.", Assert.Single(refused.Findings).Result.Reason);
        Assert.Empty(table.FilesOnDisk);
        Assert.Empty((await table.PublishBatchAsync("a", table.Product.Schema, "SELECT 1 AS id, NULL AS until")).Findings);
    }

    [Theory]
    [MemberData(nameof(ColumnTypes))]
    public async Task Batch_has_no_value_that_an_emitted_row_may_not_have(string type)
    {
        var engine = PrimitiveForms.All.Single(forms => forms.Name == type).Engine;
        Assert.True(EngineValues.ContainsKey(engine), $"{type} is a {engine}: add the least and the greatest value of it, and one that others of its types refuse.");
        foreach (var value in EngineValues[engine])
        {
            using var table = new TestTable($"value {type}");
            var outcome = await table.PublishBatchAsync("a", table.Product.Schema, $"SELECT CAST({value} AS {engine}) AS value");

            var rows = await table.RowsAsync();
            Assert.Equal(outcome.Findings.Count == 0 ? 1 : 0, rows.Count);
            Assert.All(rows, row => Assert.Equal(row, table.Canonical(row)));
        }
    }

    [Theory]
    [InlineData("ARRAY<DATE>", "[DATE '2026-01-31', DATE 'infinity']", "[NULL, DATE '2026-01-31']")]
    [InlineData("MAP<STRING, TIMESTAMP>", "MAP {'x': TIMESTAMPTZ '-infinity'}", "MAP {'x': NULL}")]
    [InlineData("STRUCT<a:INTEGER, b:ARRAY<STRUCT<t:TIME>>>", "{'a': 1, 'b': [{'t': NULL}, {'t': TIME '24:00:00'}]}", "{'a': 1, 'b': [NULL, {'t': TIME '23:59:59'}]}")]
    [InlineData("STRUCT<a:TIMESTAMP_NTZ, b:DATE>", "{'a': NULL, 'b': DATE '10000-01-01'}", "{'a': NULL, 'b': DATE '9999-12-31'}")]
    public async Task Date_or_time_within_a_value_that_no_port_can_send_quarantines_the_batch(string type, string value, string sent)
    {
        using var table = new TestTable($"id INTEGER; until {type}");

        var refused = await table.PublishBatchAsync("a", table.Product.Schema, $"SELECT 1 AS id, {value} AS until");

        Assert.Equal("1 row: a date or time in until is outside the years 1 to 9999, or is 24:00:00.", Assert.Single(refused.Findings).Result.Reason);
        Assert.Equal("""{"range":{"column":"until","min":"0001-01-01","max":"9999-12-31"}}""", JsonSerializer.Serialize(refused.Findings[0].Result.Check, MeshJson.Options));
        Assert.Empty(table.FilesOnDisk);
        Assert.Empty((await table.PublishBatchAsync("a", table.Product.Schema, $"SELECT 1 AS id, {sent} AS until UNION ALL SELECT 2, NULL")).Findings);
    }

    [Fact]
    public async Task Batch_replaces_the_rows_of_its_keys_and_has_each_key_once()
    {
        using var table = new TestTable("id INTEGER; value STRING", "id");
        await table.PublishBatchAsync("a", """{"id":2,"value":"b"}""", """{"id":1,"value":"a"}""");

        var replaced = await table.PublishBatchAsync("b", """{"id":2,"value":"c"}""", """{"id":3,"value":"d"}""");
        var twice = await table.PublishBatchAsync("c", """{"id":4,"value":"e"}""", """{"id":4,"value":"f"}""");

        Assert.Equal("overwrite", replaced.Snapshot!.Operation);
        Assert.Equal("2 rows: another row of the batch or the table has the same id.", Assert.Single(twice.Findings).Result.Reason);
        Assert.Equal(["""{"id":1,"value":"a"}""", """{"id":2,"value":"c"}""", """{"id":3,"value":"d"}"""], await table.SortedAsync());
    }

    [Fact]
    public async Task Columns_that_are_not_the_contracts_are_refused_and_exact_numbers_grow()
    {
        using var table = new TestTable("id BIGINT; total DECIMAL(18,2); note STRING");
        var given = TestTable.Descriptor("id INTEGER; total DECIMAL(38,1)").Schema;

        await table.PublishBatchAsync("a", given, "SELECT 1 AS id, 2.5::DECIMAL(38,1) AS total");

        Assert.Equal(["""{"id":1,"total":"2.50","note":null}"""], await table.RowsAsync());
        // Too great for its column: the engine refuses, and nothing is left of it.
        await Assert.ThrowsAsync<DuckDbException>(() => table.PublishBatchAsync("b", given, "SELECT 1 AS id, 12345678901234567890.5::DECIMAL(38,1) AS total"));
        Assert.Single(table.FilesOnDisk);
        var other = TestTable.Descriptor("id STRING; total DECIMAL(18,3); extra STRING").Schema;
        Assert.Equal(["id type", "total type", "extra undeclared"], RowBatch.Violations(other, table.Product.Schema).Select(violation => $"{violation.Path} {violation.Rule}"));
        await Assert.ThrowsAsync<ArgumentException>(() => table.PublishBatchAsync("c", other, "SELECT 'x' AS id, 1.5 AS total, 'y' AS extra"));
    }

    [Fact]
    public async Task Batch_without_rows_is_validated_against_checks_and_published_as_one()
    {
        using var table = Checked("id INTEGER", [], new RowCountCheck(1, null));

        Assert.True((await table.PublishBatchAsync("a")).IsQuarantined);
        table.Product = table.Product with { Quality = new QualityTerms() };
        var empty = await table.PublishBatchAsync("a");
        await table.PublishBatchAsync("b", """{"id":1}""");

        Assert.Equal((0L, "append"), (empty.Rows, empty.Snapshot!.Operation));
        Assert.True((await table.PublishBatchAsync("a", """{"id":2}""")).IsRepeated);
        Assert.Equal(["""{"id":1}"""], await table.RowsAsync());
    }

    [Fact]
    public async Task Position_in_the_outbox_outlives_a_batch()
    {
        using var table = new TestTable("id INTEGER");
        await table.PublishAsync((7, """{"id":1}"""));

        await table.PublishBatchAsync("a", """{"id":2}""");

        Assert.Equal(7, PublishedPosition.Of((await table.TableAsync())!));
    }

    [Fact]
    public async Task Batch_that_loses_the_race_is_audited_again_and_its_files_are_written_once()
    {
        using var table = Checked("id INTEGER; code STRING", [], new UniqueCheck(["code"]));
        using var rival = table.NewWriter();
        await table.PublishBatchAsync("a", """{"id":1,"code":"a"}""");
        table.BeforeNextSwap(() => table.PublishBatchAsync(rival, "b", """{"id":2,"code":"b"}"""));

        var passed = await table.PublishBatchAsync("c", """{"id":3,"code":"c"}""");
        table.BeforeNextSwap(() => table.PublishBatchAsync(rival, "d", """{"id":4,"code":"d"}"""));
        var refused = await table.PublishBatchAsync("e", """{"id":5,"code":"d"}""");

        Assert.Equal((3L, true), (passed.Snapshot!.SequenceNumber, refused.IsQuarantined));
        Assert.Equal(["a", "b", "c", "d"], (await table.SortedAsync()).Select(row => row[^3..^2]));
        Assert.Equal(4, table.FilesOnDisk.Count);
    }

    [Fact]
    public async Task Rival_that_published_the_same_batch_first_is_left_alone()
    {
        using var table = new TestTable("id INTEGER");
        using var rival = table.NewWriter();
        await table.PublishBatchAsync("a", """{"id":1}""");
        table.BeforeNextSwap(() => table.PublishBatchAsync(rival, "b", """{"id":2}"""));

        Assert.True((await table.PublishBatchAsync("b", """{"id":2}""")).IsRepeated);

        Assert.Equal(["""{"id":1}""", """{"id":2}"""], await table.RowsAsync());
        Assert.Equal(2, table.FilesOnDisk.Count);
    }

    [Fact]
    public async Task Batch_that_loses_every_race_is_given_up_and_leaves_no_files()
    {
        using var table = new TestTable("id INTEGER", "id");
        await table.PublishBatchAsync("a", """{"id":1}""");
        var files = table.FilesOnDisk;
        table.Catalog.BeforeSwap = () => throw new IcebergConflictException("Another commit came first.");

        await Assert.ThrowsAsync<IcebergConflictException>(() => table.PublishBatchAsync("b", """{"id":1}"""));

        Assert.Equal(files, table.FilesOnDisk);
    }

    [Fact]
    public async Task Commit_whose_answer_is_lost_is_not_repeated()
    {
        using var table = new TestTable("id INTEGER");
        await table.PublishBatchAsync("first", """{"id":0}""");
        table.Catalog.AfterSwap = () =>
        {
            table.Catalog.AfterSwap = () => { };
            throw new HttpRequestException("the answer is lost");
        };
        await Assert.ThrowsAsync<HttpRequestException>(() => table.PublishBatchAsync("a", """{"id":1}"""));

        Assert.True((await table.PublishBatchAsync("a", """{"id":1}""")).IsRepeated);
        Assert.Equal(["""{"id":0}""", """{"id":1}"""], await table.RowsAsync());
    }

    [Fact]
    public async Task Value_that_must_be_unique_is_looked_for_in_the_files_that_may_have_it()
    {
        using var table = Checked("id INTEGER; code STRING; at TIMESTAMP", [], new UniqueCheck(["id", "code"]), new UniqueCheck(["at"]));
        await table.PublishBatchAsync("a", """{"id":1,"code":"a","at":"2026-01-01T00:00:00Z"}""", """{"id":5,"code":null,"at":null}""");
        await table.PublishBatchAsync("b", """{"id":10,"code":"a","at":"2026-01-02T00:00:00Z"}""");

        Assert.True((await table.PublishBatchAsync("c", """{"id":1,"code":"a","at":"2026-01-03T00:00:00Z"}""")).IsQuarantined);
        Assert.True((await table.PublishBatchAsync("d", """{"id":2,"code":"a","at":"2026-01-02T00:00:00Z"}""")).IsQuarantined);
        Assert.False((await table.PublishBatchAsync("e", """{"id":1,"code":"b","at":"2026-01-03T00:00:00Z"}""", """{"id":5,"code":null,"at":null}""", """{"id":5,"code":null,"at":null}""")).IsQuarantined);
    }

    [Fact]
    public async Task Batch_over_many_partitions_is_divided_where_that_is_worth_it()
    {
        using var table = new TestTable("id INTEGER; part INTEGER; text STRING");
        table.Product = table.Product with { PartitionBy = LayoutTests.Terms("part identity") };
        var columns = table.Product.Schema;

        await table.PublishBatchAsync("a", columns, "SELECT range::INTEGER AS id, (range % 100)::INTEGER AS part, uuid()::VARCHAR AS text FROM range(700000)");
        await table.PublishBatchAsync("b", columns, "SELECT range::INTEGER AS id, (range % 100)::INTEGER AS part, 'x' AS text FROM range(1000)");

        var files = (await table.PlanAsync()).Files.ToLookup(file => file.SequenceNumber);
        Assert.Equal((100, 1), (files[1].Select(file => file.File.Partition).Distinct().Count(), files[2].Count()));
        await table.MaintainAsync();
        Assert.Equal(["701000"], (await table.AskAsync(table.Decide(), view => $"SELECT count(*) AS n FROM ({view})")).Select(row => row[5..^1].Trim('"')));
    }

    [Theory]
    [InlineData("id")]
    [InlineData(null)]
    public async Task Manifest_that_cannot_be_written_leaves_no_file_of_its_batch(string? key)
    {
        using var table = new TestTable("id INTEGER", key is null ? [] : [key]);
        await table.PublishAsync();
        var folder = Assert.Single(Directory.GetDirectories(table.Bucket.Root, "metadata", SearchOption.AllDirectories));
        Directory.Move(folder, $"{folder}-away");
        await File.WriteAllTextAsync(folder, "");

        await Assert.ThrowsAsync<StorageException>(() => table.PublishAsync((1, """{"id":1}""")));

        Assert.Empty(table.FilesOnDisk);
        File.Delete(folder);
        Directory.Move($"{folder}-away", folder);
        await table.PublishAsync((1, """{"id":1}"""));
        Assert.Equal(["""{"id":1}"""], await table.RowsAsync());
    }

    internal static TestTable Checked(string columns, string[] key, params QualityCheck[] checks)
    {
        var table = new TestTable(columns, key);
        table.Product = table.Product with { Quality = new QualityTerms { Checks = checks } };
        return table;
    }
}
