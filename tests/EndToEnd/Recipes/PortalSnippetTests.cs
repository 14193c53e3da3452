using System.Net;
using System.Text.RegularExpressions;

namespace MeshStarter.EndToEnd.Recipes;

/// <summary>"Connect" on a product's page has the lines of docs/connect.md, so that what proves these proves those.</summary>
[Collection(ImportedMesh.Collection)]
public sealed partial class PortalSnippetTests(ImportedMesh imported)
{
    [Theory]
    [InlineData("Token", "Token", "bash")]
    [InlineData("curl", "curl", "bash")]
    [InlineData("C#", "C#", "csharp")]
    [InlineData("Python", "Python", "python")]
    [InlineData("Trino CLI", "Trino's command line", "bash")]
    [InlineData("JDBC", "JDBC", "text")]
    [InlineData("DuckDB", "DuckDB", "bash")]
    [InlineData("PyIceberg", "PyIceberg", "python", "inventory.stock_levels")]
    public async Task Portal_has_the_lines_of_the_page(string client, string heading, string language, string product = "orders.orders")
    {
        using var browser = new PortalBrowser(imported.Mesh.Url("portal"));
        var (_, html) = await browser.SignInAsync(ConnectPage.Reader, $"/products/{product}");
        var snippet = WebUtility.HtmlDecode(Snippet().Matches(html).Single(match => WebUtility.HtmlDecode(match.Groups["client"].Value) == client).Groups["text"].Value);

        Assert.Equal((await ConnectPage.OfAsync(imported)).Lines(heading, language).Trim(), snippet.Trim());
    }

    [GeneratedRegex("<pre class=\"copy\" tabindex=\"0\" aria-label=\"(?<client>[^\"]+)\"><code>(?<text>[^<]*)</code></pre>", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Snippet();
}
