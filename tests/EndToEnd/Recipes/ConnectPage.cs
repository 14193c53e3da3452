using System.Globalization;
using System.Text.RegularExpressions;

namespace MeshStarter.EndToEnd.Recipes;

/// <summary>
/// The lines of docs/connect.md or docs/ports.md, as they are there but for what each mesh has of its own: the ports, which are random in tests, the
/// path of the certificate, and the token where a form knows no variables.
/// </summary>
internal sealed partial class ConnectPage(ImportedMesh imported, string token, string text)
{
    /// <summary>The reader on the page.</summary>
    public const string Reader = "analyst";

    /// <summary>The reader's token.</summary>
    public string Token => token;

    /// <summary>The page, for its reader.</summary>
    /// <param name="imported">The mesh.</param>
    /// <param name="file">The page.</param>
    public static async Task<ConnectPage> OfAsync(ImportedMesh imported, string file = "connect.md") =>
        new(imported, await imported.Mesh.TokenAsync(Reader), await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, file)));

    /// <summary>All lines of a language, in their order.</summary>
    public string AllLines(string language) => ForThisMesh(string.Concat(Block().Matches(text).Where(block => block.Groups["language"].Value == language).Select(block => block.Groups["lines"].Value)));

    /// <summary>The lines below a heading.</summary>
    /// <param name="heading">The heading.</param>
    /// <param name="language">The language of the lines, of which there is one block below the heading.</param>
    public string Lines(string heading, string language)
    {
        var section = Recipe().Matches(text).Single(recipe => recipe.Groups["heading"].Value == heading).Groups["text"].Value;
        var block = Block().Matches(section).Single(block => block.Groups["language"].Value == language).Groups["lines"].Value;
        return ForThisMesh(block);
    }

    /// <summary>Variables of a process that runs them.</summary>
    /// <remarks>With these two Python would trust other certificates than the one that the lines name; the page says so.</remarks>
    public IReadOnlyDictionary<string, string?> Variables => new Dictionary<string, string?>(StringComparer.Ordinal) { ["MESH_TOKEN"] = token, ["REQUESTS_CA_BUNDLE"] = null, ["CURL_CA_BUNDLE"] = null };

    private string ForThisMesh(string lines) => Ports().Replace(lines, port => Port(port.Value))
        .Replace("query.pem", Path.Combine(imported.Data, "certificates", "query.pem"), StringComparison.Ordinal)
        .Replace("=TOKEN", $"={token}", StringComparison.Ordinal)
        .Replace("'TOKEN'", $"'{token}'", StringComparison.Ordinal);

    private string Port(string ofThePage) => (ofThePage switch
    {
        "7401" => imported.Mesh.Url("catalog"),
        "7402" => imported.Mesh.Url("governance"),
        "7403" => imported.Mesh.Url("query"),
        _ => imported.Mesh.Url("query", "https"),
    }).Port.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex("^## (?<heading>.+)\n(?<text>(?:(?!## ).*(?:\n|$))*)", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Recipe();

    [GeneratedRegex("^```(?<language>[a-z]+)\n(?<lines>.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Block();

    [GeneratedRegex(@"\b(7401|7402|7403|7443)\b", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Ports();
}
