using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Types;
using MeshStarter.Platform.Sources.Rows;
using MeshStarter.Sdk.Import.Intake;
using static MeshStarter.Sdk.Tests.Intake.IntakeWorld;

namespace MeshStarter.Sdk.Tests.Intake;

/// <summary>Columns of files that the product does not have, and columns of the product that files lack.</summary>
public sealed class FileColumnsTests(PostgresFixture postgres) : FolderTests, IClassFixture<PostgresFixture>
{
    private const string Fix = "which the product does not read. Fix: correct the name, or give it in columns of source.yaml.";

    [SkippableFact]
    public async Task Misspelt_column_leaves_the_values_that_the_row_has()
    {
        (string File, string Content, string Problem)[] refused =
        [
            ("b1.csv", "customer_id,name,nots\n1,Ana,x\n", ":1: the header lacks \"notes\", and has \"nots\", " + Fix),
            ("b2.csv", "customer_id,name,NOTES,,a,b,c,d,e\n1,Ana,x,,,,,,\n", ":1: the header lacks \"notes\", and has \"NOTES\", " + Fix),
            ("b3.csv", "a,b,c,d,e,f\n1,Ana,x,,,\n", ":1: the header has none of \"customer_id\", \"name\", \"notes\", and 6 others. Fix: correct the name, or give it in columns of source.yaml."),
            ("b4.csv", "customer_id,notes\n1,x\n", ":1: the header lacks name, which every row has. Fix: add it, or give the name that it has in columns of source.yaml."),
            ("b5.csv", "customer_id;name;notes\n1;Ana;x\n", ":1: the header has one column alone. Fix: separate the columns by commas; they are separated by \";\"."),
            ("b6.jsonl", "{\"customer_id\":1,\"name\":\"Ana\",\"nots\":\"x\"}\n", ":1: lacks \"notes\", and has \"nots\", " + Fix),
            ("b7.parquet", "SELECT 1 AS customer_id, 'Ana' AS name, 'x' AS nots", ": it lacks \"notes\", and has \"nots\", " + Fix),
            ("b8.parquet", "SELECT 1 AS customer_id, 'x' AS notes", ": it lacks name, which every row has. Fix: add it, or give the name that it has in columns of source.yaml."),
            ("b9.csv", "CUSTOMER_ID, name,Notes\n1,Ana,x\n", ":1: the header lacks \"customer_id\", \"name\", \"notes\", and has \"CUSTOMER_ID\", \" name\", \"Notes\", " + Fix),
        ];
        await using var world = await StartAsync(postgres, Source, "");
        await WriteAsync("a.csv", "customer_id,name,notes\n1,Ana,call back\n");
        await using var reading = world.Read();
        await world.HasAsync(Row(1, "Ana", "call back"));

        foreach (var (file, content, _) in refused)
        {
            await WriteAsync(file, content);
        }

        await Eventually.HoldsAsync(async () => (await world.Database.QueryAsync<long>("SELECT count(*) FROM mesh.source_files")) is [var read] && read == 1 + refused.Length);
        Assert.Equal(refused.Select(file => file.File + file.Problem), (await ProblemsAsync(world)).Order(StringComparer.Ordinal));
        Assert.Equal([Row(1, "Ana", "call back")], await world.RowsAsync());
    }

    [SkippableFact]
    public async Task File_of_facts_that_was_refused_as_a_whole_is_read_when_it_is_corrected()
    {
        await using var world = await StartAsync(postgres, Source, "", FileIntakeTests.Facts);
        await WriteAsync("a.csv", "where\nshop\n");
        await using var reading = world.Read();
        await Eventually.HoldsAsync(async () => (await ProblemsAsync(world)).SequenceEqual(["a.csv:1: the header has none of \"place\", \"visited_at\", and 1 others. Fix: correct the name, or give it in columns of source.yaml."]));

        await WriteAsync("a.csv", "place\nshop\n");
        await Eventually.HoldsAsync(async () => (await ProblemsAsync(world)).Count == 0);
        Assert.Equal(["{\"place\":\"shop\",\"visited_at\":null}"], await world.Database.QueryAsync<string>("SELECT data FROM mesh.outbox"));
    }

    [SkippableFact]
    public async Task Further_columns_may_be_in_a_file_and_the_status_has_the_optional_ones_that_it_lacks()
    {
        (string File, string Content, string Lacks)[] files =
        [
            ("a.csv", "name,more,customer_id,notes\nAna,x,1,\n", ""),
            ("a.jsonl", "{\"customer_id\":2,\"name\":\"Ana\",\"notes\":null,\"more\":7}\n", ""),
            ("a.parquet", "SELECT 'x' AS more, 3 AS customer_id, 'Ana' AS name, NULL::VARCHAR AS notes", ""),
            ("b.csv", "name,more,customer_id\nAna,x,4\n", "notes"),
            // Another of its lines may have them.
            ("b.jsonl", "{\"customer_id\":5,\"name\":\"Ana\",\"more\":7}\n", ""),
            ("b.parquet", "SELECT 'x' AS more, 6 AS customer_id, 'Ana' AS name", "notes"),
        ];
        await using var world = await StartAsync(postgres, Source, "");
        foreach (var (file, content, _) in files)
        {
            await WriteAsync(file, content);
        }

        await using var reading = world.Read();

        await world.HasAsync([.. Enumerable.Range(1, files.Length).Select(id => Row(id, "Ana"))]);
        var read = (await world.StatusAsync()).Files;
        Assert.All(read, file => Assert.Empty(file.Problems));
        Assert.Equal(files.Select(file => (file.File, file.Lacks)), read.Select(file => (file.File, string.Join(", ", file.Lacks))).OrderBy(file => file.File, StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("updated_at", "created_at")]
    [InlineData("last_name", "first_name")]
    [InlineData("work_phone", "home_phone")]
    [InlineData("address2", "address1")]
    [InlineData("id", "ip")]
    public void Column_that_resembles_another_is_no_misspelt_one(string lacked, string other)
    {
        var columns = new SourceColumns([Column("name"), Column(lacked)], []);

        Assert.Null(columns.Misspelt(["name", other]));

        static SourceColumn Column(string name) => new(new ColumnDefinition { Name = name, Type = PrimitiveType.Text }, name);
    }

    [SkippableFact]
    public async Task Column_that_source_yaml_names_is_no_misspelt_one()
    {
        await using var world = await StartAsync(postgres, $"{Source}columns: {{ notes: remarks }}\n", "");
        await WriteAsync("a.csv", "customer_id,name,remarks\n1,Ana,x\n");
        await using var reading = world.Read();

        await world.HasAsync(Row(1, "Ana", "x"));
    }

    [SkippableFact]
    public async Task Log_distinguishes_a_refused_file_from_a_rejected_row()
    {
        await using var world = await StartAsync(postgres, Source, "");
        await WriteAsync("a.csv", "customer_id,name,notes\nx,Ana,\n");
        await WriteAsync("b.csv", "customer_id,name,nots\n1,Ana,\n");
        var log = new LogLines<IntakeWorker>();
        await using var reading = world.Read(log: log);

        await Eventually.HoldsAsync(async () => (await ProblemsAsync(world)).Count == 2);
        await Eventually.HoldsAsync(() => log.Count(line => line.Contains(".csv:", StringComparison.Ordinal)) == 2);
        Assert.StartsWith("A row of sales.customers_v1 was rejected: a.csv:2: customer_id: ", Assert.Single(log, line => line.Contains("a.csv:", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.StartsWith("A file of sales.customers_v1 was refused: b.csv:1: the header lacks ", Assert.Single(log, line => line.Contains("b.csv:", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    private string Source => $"name: exports\nkind: files\npath: {Folder.Path}\nevery: 1 second\n";

    private static Task<IReadOnlyList<string>> ProblemsAsync(IntakeWorld world) => world.Database.QueryAsync<string>("SELECT unnest(problems) FROM mesh.source_files");

    // Of a Parquet file the content is the SELECT of its rows.
    private async Task WriteAsync(string name, string content)
    {
        var path = Path.Combine(Folder.Path, name);
        if (name.EndsWith(".parquet", StringComparison.Ordinal))
        {
            WholeFile.WriteParquet(path, content);
            return;
        }

        await WholeFile.WriteAsync(path, content);
    }
}
