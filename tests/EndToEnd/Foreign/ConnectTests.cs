using System.Net;
using System.Text.RegularExpressions;
using MeshStarter.EndToEnd.Mesh;
using MeshStarter.TestKit;

namespace MeshStarter.EndToEnd.Foreign;

/// <summary>The lines of "Connect" on a product's page do what they say, as they are there.</summary>
[Collection(ImportedMesh.Collection)]
[Trait("Category", "Slow")]
public sealed partial class ConnectTests(ImportedMesh imported)
{
    private const string Persona = "analyst";
    private const string Product = "orders.fact_order_events";

    [Fact]
    public async Task CSharp_prints_ten_rows()
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "read.cs");
        await File.WriteAllTextAsync(file, await SnippetAsync("C#"));

        var (exit, said) = await ForeignProgram.RunAsync("dotnet", ["run", file], await TokenAsync());

        Assert.True(exit == 0, said);
        Assert.Contains("event_id", said, StringComparison.Ordinal);
        Assert.True(Id().Count(said) >= 10, said);
    }

    [SkippableFact]
    public async Task Jdbc_address_reads_ten_rows_with_trinos_driver()
    {
        Skip.If(EnginesFolder.Path is null, EnginesFolder.Missing);
        var (_, driver, _) = await ForeignProgram.AnswerAsync(Path.Combine(EnginesFolder.Path!, "trino", "clients", "cli"), ["jdbc-jar"], "");
        var address = await SnippetAsync("JDBC");

        var (exit, said) = await ForeignProgram.RunAsync(
            "java",
            ["-cp", driver.Trim(), Path.Combine(AppContext.BaseDirectory, "Foreign", "Read.java"), address.Trim(), Persona, $"SELECT CAST(event_id AS varchar) FROM {Product} LIMIT 10"],
            await TokenAsync());

        Assert.True(exit == 0, $"{address}\n{said}");
        Assert.True(Id().Count(said) >= 10, said);
    }

    private async Task<Dictionary<string, string>> TokenAsync() => new(StringComparer.Ordinal) { ["MESH_TOKEN"] = await imported.Mesh.TokenAsync(Persona) };

    private async Task<string> SnippetAsync(string client)
    {
        using var browser = new PortalBrowser(imported.Mesh.Url("portal"));
        var (_, html) = await browser.SignInAsync(Persona, $"/products/{Product}");
        return WebUtility.HtmlDecode(Snippet().Matches(html).Single(match => WebUtility.HtmlDecode(match.Groups["client"].Value) == client).Groups["text"].Value);
    }

    [GeneratedRegex("<pre class=\"copy\" tabindex=\"0\" aria-label=\"(?<client>[^\"]+)\"><code>(?<text>[^<]*)</code></pre>", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Snippet();

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Id();
}
