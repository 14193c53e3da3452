using MeshStarter.Contracts.Yaml;

namespace MeshStarter.AppHost.Domains;

/// <summary>Finds the sources of a domain's products that need a connection string, in <c>Products/*/source.yaml</c>.</summary>
internal static class DomainSources
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

    // The domain's own start refuses a file that cannot be read, with its line.
    private static string? NameOf(string text)
    {
        if (YamlTree.Parse(text, new YamlIssues(File)) is not YamlMapping mapping)
        {
            return null;
        }

        var values = mapping.Entries.ToDictionary(entry => entry.Key, entry => (entry.Value as YamlScalar)?.Text, StringComparer.Ordinal);
        var path = values.GetValueOrDefault("path");
        var needsConnection = values.GetValueOrDefault("kind") == "postgres" || path is null || path.Contains("://", StringComparison.Ordinal);
        return needsConnection ? values.GetValueOrDefault("name") : null;
    }
}
