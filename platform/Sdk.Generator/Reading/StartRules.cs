using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Descriptors.Reading;
using MeshStarter.Contracts.Migrations;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Types;
using MeshStarter.Contracts.Yaml;
using MeshStarter.Sdk.Generator.Diagnosing;

namespace MeshStarter.Sdk.Generator.Reading;

/// <summary>
/// Finds what the domain's service, or its registration, would refuse and the domain's own files show: products of another domain, two folders of one product,
/// keys and references that name nothing, and migrations that are out of order. <c>mesh check</c> has the same rules.
/// </summary>
internal static class StartRules
{
    /// <summary>The faults of a project's files.</summary>
    /// <param name="domain">The domain's name; null for a project that is no domain's service.</param>
    /// <param name="products">The products that can be read.</param>
    /// <param name="migrations">The migrations of all folders.</param>
    public static IEnumerable<Fault> Faults(string? domain, IReadOnlyList<DeclaredProduct> products, IEnumerable<ContractFile> migrations)
    {
        var files = products.ToDictionary(product => product.File.File, product => product.File, StringComparer.Ordinal);
        var places = products.Select(product => new DescriptorPlace(product.File.File, product.Section.Find("name")!.Line, product.Name, product.Version.Major));
        return DomainDescriptors.Issues(domain, places).Select(issue => Fault.Of(issue, files[issue.File], Rules.Refused))
            .Concat(products.SelectMany(product => OfReferences(product, products)))
            .Concat(migrations.GroupBy(file => file.Folder, StringComparer.Ordinal).SelectMany(OfMigrations));
    }

    private static IEnumerable<Fault> OfReferences(DeclaredProduct product, IReadOnlyList<DeclaredProduct> products)
    {
        var known = products.Select(other => other.Name).Distinct().ToList();
        KeySection.Read(product.Section, product.Schema);
        foreach (var terms in Referentials(product))
        {
            if (ReferentialSection.Read(terms, product.Name, product.Schema, Columns) is not { } check)
            {
                continue;
            }

            if (ReferentialTarget.Fix(check.Product, known) is { } fix)
            {
                terms.Issues.Error(check.To, "check.product", $"There is no product {check.Product}.", fix);
            }
            else if (Columns(check.Product) is { } columns && columns.All(column => column.Name != check.Target))
            {
                var names = columns.Select(column => column.Name).ToList();
                terms.Issues.Error(
                    check.To, "check.target", $"{check.Product} has no column {check.Target}.",
                    Suggestion.Nearest(check.Target, names) is { } nearest ? $"Did you mean {nearest}?" : $"Name one of {string.Join(", ", names)}.");
            }
        }

        return product.Section.Issues.Sorted.Where(issue => issue.Severity == IssueSeverity.Error).Select(issue => Fault.Of(issue, product.File, Rules.Refused));

        // A product with several major versions has no columns of its plain name here: the catalog determines the default version.
        IReadOnlyList<ColumnDefinition>? Columns(DataProductId name) => products.Where(other => other.Name == name).ToList() is [var only] ? only.Schema.Columns : null;
    }

    private static IEnumerable<YamlSection> Referentials(DeclaredProduct product) =>
        product.Section.Find("quality") is YamlMapping quality && quality.Entries.FirstOrDefault(entry => entry.Key == "checks")?.Value is YamlSequence checks
            ? checks.Items.OfType<YamlMapping>().SelectMany(check => check.Entries).Where(entry => entry.Key == "referential")
                .Select(entry => entry.Value).OfType<YamlMapping>().Select(terms => new YamlSection(terms, product.Section.Issues))
            : [];

    private static IEnumerable<Fault> OfMigrations(IGrouping<string, ContractFile> folder)
    {
        var files = folder.ToDictionary(file => file.Name, StringComparer.Ordinal);
        return MigrationFiles.Issues(files.Keys).Select(issue => Fault.Of(issue, files[issue.File], Rules.Refused));
    }
}
