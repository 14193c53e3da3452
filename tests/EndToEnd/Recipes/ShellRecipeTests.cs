using MeshStarter.DuckDb;

namespace MeshStarter.EndToEnd.Recipes;

/// <summary>The recipes of docs/connect.md for a shell, for C# and for DuckDB.</summary>
[Collection(ImportedMesh.Collection)]
public sealed class ShellRecipeTests(ImportedMesh imported) : FolderTests
{
    [Fact]
    public async Task Token_and_curl_print_ten_orders()
    {
        var page = await ConnectPage.OfAsync(imported);

        // The token of the page's own line.
        Rows.AreTenMaskedOrders(await BashAsync($"unset MESH_TOKEN\n{page.Lines("Token", "bash")}\n{page.Lines("curl", "bash")}", page));
    }

    [SkippableFact]
    public async Task Trinos_command_line_prints_ten_orders()
    {
        Skip.If(EnginesFolder.Path is null, EnginesFolder.Missing);
        var page = await ConnectPage.OfAsync(imported);

        Rows.AreTenMaskedOrders(await BashAsync($"trino() {{ '{EnginesFolder.Path}/trino/clients/cli' \"$@\"; }}\n{page.Lines("Trino's command line", "bash")}", page));
    }

    [Fact]
    [Trait("Category", "Slow")]
    public async Task CSharp_prints_ten_orders()
    {
        var page = await ConnectPage.OfAsync(imported);
        await File.WriteAllTextAsync(Path.Combine(Folder.Path, "read.cs"), page.Lines("C#", "csharp"));

        Rows.AreTenMaskedOrders(await BashAsync("dotnet run read.cs", page));
    }

    // The library is in for the program of the same engine: it runs the statement of the line.
    [Fact]
    public async Task DuckDb_reads_the_governed_answer()
    {
        var page = await ConnectPage.OfAsync(imported);
        var sql = await BashAsync($"duckdb() {{ cat >answer.csv; printf %s \"$2\"; }}\n{page.Lines("DuckDB", "bash")}", page);

        using var engine = DuckDbDatabase.Open();
        using var session = engine.Connect();
        sql = sql.Replace("/dev/stdin", Path.Combine(Folder.Path, "answer.csv"), StringComparison.Ordinal);
        Assert.Equal(10, session.Scalar<long>($"SELECT count(DISTINCT order_id) FROM ({sql})"));
        Assert.Equal("****", session.Scalar<string>($"SELECT DISTINCT customer_email FROM ({sql})"));
    }

    [SkippableFact]
    public async Task DuckDbs_extension_reads_ten_rows_of_a_tables_files()
    {
        var page = await ConnectPage.OfAsync(imported);
        using var engine = DuckDbDatabase.Open();
        using var session = engine.Connect();
        var statements = page.Lines("DuckDB", "sql").Split(";\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(("INSTALL iceberg", "LOAD iceberg"), (statements[0], statements[1]));
        try
        {
            session.Execute(statements[1]);
        }
        catch (DuckDbException missing)
        {
            Skip.If(true, $"DuckDB's extension iceberg is not installed, and comes from DuckDB's own server alone: {missing.Message.Split('\n')[0]}");
        }

        foreach (var statement in statements[2..^1])
        {
            session.Execute(statement);
        }

        Assert.Equal(10, session.Scalar<long>($"SELECT count(*) FROM ({statements[^1]})"));
    }

    private async Task<string> BashAsync(string commands, ConnectPage page)
    {
        var (exit, output, errors) = await ForeignProgram.AnswerAsync("bash", ["-euo", "pipefail", "-c", commands], "", Folder.Path, page.Variables);
        Assert.True(exit == 0, $"{commands}\n{output}\n{errors}");
        return output;
    }
}
