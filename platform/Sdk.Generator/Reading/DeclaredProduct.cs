using MeshStarter.Contracts.Descriptors.Reading;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Yaml;

namespace MeshStarter.Sdk.Generator.Reading;

/// <summary>The parts of a <c>data-product.yaml</c> that code and other descriptors depend on: its name, its version and its columns.</summary>
/// <param name="File">The file.</param>
/// <param name="Section">All of it.</param>
/// <param name="Name">The product.</param>
/// <param name="Version">Its version.</param>
/// <param name="Schema">Its columns.</param>
internal sealed record DeclaredProduct(ContractFile File, YamlSection Section, DataProductId Name, ProductVersion Version, SchemaSection Schema)
{
    /// <summary>Reads a file; null when no code can be written against it, and then there is a fault.</summary>
    public static DeclaredProduct? Read(ContractFile file, ICollection<Fault> faults)
    {
        var issues = new YamlIssues(file.File);
        var tree = YamlTree.Parse(file.Text, issues);
        DescriptorTexts.Check(tree, issues);
        var section = YamlSection.Of(tree, issues, "keys such as \"name: orders.orders\"");
        DataProductId product = default;
        if (section?.RequiredScalar("name", "Write \"name: domain.product\".") is { } name && !DataProductId.TryParse(name.Text, out product, out var error))
        {
            issues.Error(name, "name.form", error, "Write domain.product in lower snake case, such as orders.fact_order_events.");
        }

        var version = issues.Parsed<ProductVersion>(
            section?.Scalar("version", "a version such as 1.0.0"), ProductVersion.TryParse, "version.form", "is not a version.", "Write major.minor.patch, such as 1.0.0.") ?? ProductVersion.First;
        var schema = section is null ? null : SchemaSection.Read(section);
        foreach (var issue in issues.Sorted.Where(issue => issue.Severity == IssueSeverity.Error))
        {
            faults.Add(Fault.Of(issue, file));
        }

        return section is null || schema is null || issues.HasErrors ? null : new DeclaredProduct(file, section, product, version, schema);
    }
}
