using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Types;
using MeshStarter.Platform.Sources.Rows;
using MeshStarter.Sdk.Import.Intake;
using MeshStarter.TestKit;
using static MeshStarter.Sdk.Tests.Intake.IntakeWorld;

namespace MeshStarter.Sdk.Tests.Intake;

/// <summary>Columns of files that the product does not have, and columns of the product that files lack.</summary>
public sealed class FileColumnsTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>, IDisposable
{
    private const string Fix = "which the product does not read. Fix: correct the name, or give it in columns of source.yaml.";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mesh-test-columns-");

    public void Dispose() => _folder.Delete(recursive: true);

    [SkippableTheory]
    [InlineData("b.csv", "customer_id,name,nots\n1,Ana,x\n", "b.csv:1: the header lacks \"notes\", and has \"nots\", " + Fix)]
    [InlineData("b.csv", "customer_id,name,NOTES,,a,b,c,d,e\n1,Ana,x,,,,,,\n", "b.csv:1: the header lacks \"notes\", and has \"NOTES\", " + Fix)]
    [InlineData("b.csv", "a,b,c,d,e,f\n1,Ana,x,,,\n", "b.csv:1: the header has none of \"customer_id\", \"name\", \"notes\", and 6 others. Fix: correct the name, or give it in columns of source.yaml.")]
    [InlineData("b.jsonl", "{\"customer_id\":1,\"name\":\"Ana\",\"nots\":\"x\"}\n", "b.jsonl:1: lacks \"notes\", and has \"nots\", " + Fix)]
    [InlineData("b.parquet", "SELECT 1 AS customer_id, 'Ana' AS name, 'x' AS nots", "b.parquet: it lacks \"notes\", and has \"nots\", " + Fix)]
    [InlineData("b.parquet", "SELECT 1 AS customer_id, 'x' AS notes", "b.parquet: it lacks name, which every row has. Fix: add it, or give the name that it has in columns of source.yaml.")]
    [InlineData("b.csv", "customer_id,notes\n1,x\n", "b.csv:1: the header lacks name, which every row has. Fix: add it, or give the name that it has in columns of source.yaml.")]
    [InlineData("b.csv", "customer_id;name;notes\n1;Ana;x\n", "b.csv:1: the header has one column alone. Fix: separate the columns by commas; they are separated by \";\".")]
    public async Task Misspelt_column_leaves_the_values_that_the_row_has(string file, string content, string problem)
    {
        await using var world = await StartAsync(postgres, Source, "");
        await WriteAsync("a.csv", "customer_id,name,notes\n1,Ana,call back\n");
        await using var reading = world.Read();
        await world.HasAsync(Row(1, "Ana", "call back"));

        await WriteAsync(file, content);

        await Eventually.HoldsAsync(async () => (await ProblemsAsync(world)).SequenceEqual([problem]));
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

    [SkippableTheory]
    [InlineData("a.csv", "name,more,customer_id,notes\nAna,x,1,\n")]
    [InlineData("a.jsonl", "{\"customer_id\":1,\"name\":\"Ana\",\"notes\":null,\"more\":7}\n")]
    [InlineData("a.parquet", "SELECT 'x' AS more, 1 AS customer_id, 'Ana' AS name, NULL::VARCHAR AS notes")]
    [InlineData("b.csv", "name,more,customer_id\nAna,x,1\n")]
    [InlineData("b.jsonl", "{\"customer_id\":1,\"name\":\"Ana\",\"more\":7}\n")]
    [InlineData("b.parquet", "SELECT 'x' AS more, 1 AS customer_id, 'Ana' AS name")]
    public async Task Further_columns_may_be_in_a_file(string file, string content)
    {
        await using var world = await StartAsync(postgres, Source, "");
        await WriteAsync(file, content);
        await using var reading = world.Read();

        await world.HasAsync(Row(1, "Ana"));
        Assert.Empty(Assert.Single((await world.StatusAsync()).Files).Problems);
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

    [SkippableTheory]
    [InlineData("a.csv", "customer_id,name\n1,Ana\n")]
    [InlineData("a.parquet", "SELECT 1 AS customer_id, 'Ana' AS name")]
    public async Task Status_has_the_optional_columns_that_a_file_lacks(string file, string content)
    {
        await using var world = await StartAsync(postgres, Source, "");
        await WriteAsync(file, content);
        await using var reading = world.Read();

        await world.HasAsync(Row(1, "Ana"));
        var status = Assert.Single((await world.StatusAsync()).Files);
        Assert.Equal(["notes"], status.Lacks);
        Assert.Empty(status.Problems);
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

    private string Source => $"name: exports\nkind: files\npath: {_folder.FullName}\nevery: 1 second\n";

    private static Task<IReadOnlyList<string>> ProblemsAsync(IntakeWorld world) => world.Database.QueryAsync<string>("SELECT unnest(problems) FROM mesh.source_files");

    // Of a Parquet file the content is the SELECT of its rows.
    private async Task WriteAsync(string name, string content)
    {
        var path = Path.Combine(_folder.FullName, name);
        if (name.EndsWith(".parquet", StringComparison.Ordinal))
        {
            WholeFile.WriteParquet(path, content);
            return;
        }

        await WholeFile.WriteAsync(path, content);
    }
}
