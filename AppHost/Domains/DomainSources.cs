using System.Text.RegularExpressions;

namespace MeshStarter.AppHost.Domains;

/// <summary>Finds the sources of a domain's products that need a connection string, in <c>Products/*/source.yaml</c>.</summary>
internal static partial class DomainSources
{
    private const string Products = "Products";
    private const string File = "source.yaml";

    /// <summary>Returns the names of the connection strings: <c>customer-care-crm</c> for source <c>crm</c> of domain <c>customer_care</c>.</summary>
    /// <param name="domain">The domain.</param>
    public static IReadOnlyList<string> ConnectionNames(DomainProject domain)
    {
        var products = Path.Combine(domain.FolderPath, Products);
        return !Directory.Exists(products) ? [] :
        [
            .. Directory.EnumerateFiles(products, File, SearchOption.AllDirectories)
                .Select(file => NameOf(System.IO.File.ReadAllText(file)))
                .OfType<string>()
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal)
                .Select(name => $"{domain.ResourceName}-{name}"),
        ];
    }

    // Of the file only the keys at its top count here. The domain's own start refuses one that cannot be read, with its line.
    private static string? NameOf(string text)
    {
        Dictionary<string, string> values = new(StringComparer.Ordinal);
        foreach (var match in TopKey().Matches(text).Cast<Match>())
        {
            values[match.Groups["key"].Value] = match.Groups["value"].Value.Trim('"', '\'');
        }

        var path = values.GetValueOrDefault("path");
        var needsConnection = values.GetValueOrDefault("kind") == "postgres" || path is null || path.Contains("://", StringComparison.Ordinal);
        return needsConnection ? values.GetValueOrDefault("name") : null;
    }

    [GeneratedRegex(@"^(?<key>[a-z_]+):[ \t]+(?<value>[^\s#]+)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.Multiline | RegexOptions.NonBacktracking)]
    private static partial Regex TopKey();
}
