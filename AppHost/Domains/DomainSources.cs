using System.Text.RegularExpressions;

namespace MeshStarter.AppHost.Domains;

/// <summary>Finds the sources of a domain's products that need a connection string, in <c>Products/*/source.yaml</c>.</summary>
internal static partial class DomainSources
{
    private const string Products = "Products";
    private const string File = "source.yaml";

    /// <summary>Returns the names of the connection strings: <c>customer-care-crm</c> for source <c>crm</c> of domain <c>customer_care</c>.</summary>
    /// <param name="domain">The domain.</param>
    /// <param name="all">All domains of the repository.</param>
    /// <exception cref="StartRefusedException">A name is one of another domain, which alone may have its connection string.</exception>
    public static IReadOnlyList<string> ConnectionNames(DomainProject domain, IReadOnlyList<DomainProject> all)
    {
        var products = Path.Combine(domain.FolderPath, Products);
        return !Directory.Exists(products) ? [] :
        [
            .. Directory.EnumerateFiles(products, File, SearchOption.AllDirectories)
                .Select(file => NameOf(System.IO.File.ReadAllText(file)) is { } name ? ConnectionName(domain, name, file, all) : null)
                .OfType<string>()
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal),
        ];
    }

    // sales-eu-crm is a source of sales_eu, where there is that domain, and not eu-crm of sales.
    private static string ConnectionName(DomainProject domain, string source, string file, IReadOnlyList<DomainProject> all)
    {
        var name = $"{domain.ResourceName}-{source}";
        return all.FirstOrDefault(other => other.ResourceName.Length > domain.ResourceName.Length && name.StartsWith($"{other.ResourceName}-", StringComparison.OrdinalIgnoreCase)) is { } other
            ? throw new StartRefusedException($"{file}: name: {source} of domain {domain.Domain} would get ConnectionStrings:{name}, which belongs to domain {other.Domain}. Give the source another name.")
            : name;
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
