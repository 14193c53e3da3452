using MeshStarter.Cli.Findings;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Descriptors.Reading;
using MeshStarter.Contracts.Migrations;
using MeshStarter.Contracts.Products;

namespace MeshStarter.Cli.Checking;

/// <summary>
/// Finds what a domain's service refuses at its start because of its folder: two folders of one product, a product with the name of another domain, and
/// migrations that are misnamed or out of their order.
/// </summary>
internal static class DomainFiles
{
    private const string Products = "Products";
    private const string Migrations = "Migrations";

    /// <summary>Returns a finding for each problem of a descriptor's place.</summary>
    /// <param name="file">The descriptor's file.</param>
    /// <param name="text">Its text.</param>
    /// <param name="known">All known descriptors by full path, this one included.</param>
    public static IEnumerable<Finding> Problems(string file, CheckedText text, IReadOnlyDictionary<string, DataProductDescriptor> known)
    {
        var path = Path.GetFullPath(file);
        if (DomainOf(path) is not { } domain)
        {
            return [];
        }

        var places = known.Where(other => DomainOf(other.Key) == domain)
            .Select(other => new DescriptorPlace(Path.GetRelativePath(domain, other.Key), Line: 1, other.Value.Name, other.Value.Version.Major));
        return DomainDescriptors.Issues(NameOf(domain), places).Where(issue => Path.Combine(domain, issue.File) == path)
            .Select(issue => text.Error(issue.Key, issue.Rule, issue.Message, issue.Fix));
    }

    /// <summary>Returns a finding for each misnamed migration of the domains that some descriptors are in.</summary>
    public static IEnumerable<Finding> MigrationProblems(IEnumerable<string> files) => files.Select(Path.GetFullPath)
        .SelectMany(file => DomainOf(file) is { } domain ? (string[])[Path.Combine(domain, Migrations), Path.Combine(Path.GetDirectoryName(file)!, Migrations)] : [])
        .Distinct(StringComparer.Ordinal).Where(Directory.Exists)
        .SelectMany(folder => MigrationFiles.Issues(Directory.EnumerateFiles(folder, "*.sql").Select(Path.GetFileName).OfType<string>())
            .Select(issue => new CheckedText("", "").Of(issue with { File = Path.GetRelativePath(Directory.GetCurrentDirectory(), Path.Combine(folder, issue.File)) })));

    // The folder that has Products/<product>/data-product.yaml.
    private static string? DomainOf(string file) =>
        Path.GetDirectoryName(Path.GetDirectoryName(file)) is { } products && Path.GetFileName(products) == Products ? Path.GetDirectoryName(products) : null;

    // A folder without a project of its name is no domain's service.
    private static string? NameOf(string domain) =>
        Path.GetFileName(domain) is var folder && File.Exists(Path.Combine(domain, $"{folder}.csproj")) ? DomainName.OfProject(folder) : null;
}
