using System.Globalization;
using System.Text.RegularExpressions;
using MeshStarter.Contracts;

namespace MeshStarter.Cli.Checking;

/// <summary>
/// Finds what a domain's service refuses at its start because of its folder: two folders of one product, a product with the name of another domain, and
/// migrations that are misnamed or out of their order.
/// </summary>
internal static partial class DomainFiles
{
    private const string Products = "Products";
    private const string Migrations = "Migrations";

    /// <summary>Returns a line for each problem of a descriptor's place.</summary>
    /// <param name="product">The descriptor.</param>
    /// <param name="file">Its file.</param>
    /// <param name="others">All known descriptors by full path, this one included.</param>
    public static IEnumerable<string> Problems(DataProductDescriptor product, string file, IReadOnlyDictionary<string, DataProductDescriptor> others)
    {
        var path = Path.GetFullPath(file);
        if (DomainOf(path) is not { } domain)
        {
            yield break;
        }

        if (NameOf(domain) is { } name && name != product.Name.Domain)
        {
            yield return $"name: domain.own: {product.Name} belongs to another domain than {name}, whose service publishes it. Fix: Name it {name}.{product.Name.Product}, or move its folder to domain {product.Name.Domain}.";
        }

        var first = others.Where(other => other.Value.Name == product.Name && other.Value.Version.Major == product.Version.Major && DomainOf(other.Key) == domain).Select(other => other.Key).Order(StringComparer.Ordinal).First();
        if (first != path)
        {
            yield return $"name: name.unique: {product.Name}@{product.Version.Major} is in {Path.GetRelativePath(domain, first)} already. Fix: Give each product a name of its own; the major versions of one have their own number in version.";
        }
    }

    /// <summary>Returns a line with its file for each misnamed migration of the domains that some descriptors are in.</summary>
    public static IEnumerable<string> MigrationProblems(IEnumerable<string> files) => files.Select(Path.GetFullPath)
        .SelectMany(file => DomainOf(file) is { } domain ? (string[])[Path.Combine(domain, Migrations), Path.Combine(Path.GetDirectoryName(file)!, Migrations)] : [])
        .Distinct(StringComparer.Ordinal).Where(Directory.Exists).SelectMany(InFolder);

    // The rules of the service that applies them.
    private static IEnumerable<string> InFolder(string folder)
    {
        var files = Directory.EnumerateFiles(folder, "*.sql").Select(Path.GetFileName).OfType<string>().Order(StringComparer.Ordinal).ToList();
        foreach (var file in files.Where(file => !FileName().IsMatch(file)))
        {
            yield return $"{Shown(folder, file)}:1: migration.name: {file} is no name for a migration. Fix: Name it NNNN_verb_noun.sql, such as 0001_create_orders.sql.";
        }

        foreach (var (index, file) in files.Where(file => FileName().IsMatch(file)).Index())
        {
            var number = (index + 1).ToString("0000", CultureInfo.InvariantCulture);
            if (!file.StartsWith(number, StringComparison.Ordinal))
            {
                yield return $"{Shown(folder, file)}:1: migration.number: {file} is where number {number} belongs. Fix: Number the files 0001, 0002, … without gaps and without doubles; one that was applied keeps its name.";
                yield break;
            }
        }
    }

    private static string Shown(string folder, string file) => Path.GetRelativePath(Directory.GetCurrentDirectory(), Path.Combine(folder, file));

    // The folder that has Products/<product>/data-product.yaml.
    private static string? DomainOf(string file) =>
        Path.GetDirectoryName(Path.GetDirectoryName(file)) is { } products && Path.GetFileName(products) == Products ? Path.GetDirectoryName(products) : null;

    // A folder without a project of its name is no domain's service.
    private static string? NameOf(string domain) =>
        Path.GetFileName(domain) is var folder && File.Exists(Path.Combine(domain, $"{folder}.csproj")) ? WordStart().Replace(folder, "_").ToLowerInvariant() : null;

    [GeneratedRegex(@"^[0-9]{4}_[a-z0-9]+(?:_[a-z0-9]+)+\.sql$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex FileName();

    [GeneratedRegex("(?<=[a-z0-9])(?=[A-Z])", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex WordStart();
}
