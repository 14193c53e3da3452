using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Types;
using MeshStarter.Contracts.Yaml;
using MeshStarter.Policy.Conditions;
using MeshStarter.Policy.Decisions;

namespace MeshStarter.Policy.Examples;

/// <summary>Reads the product of an example: the name of one that the test knows, or its name with what policy reads of it.</summary>
internal static class ExampleProduct
{
    public static (DataProductId? Product, PolicyResource? Resource) Read(YamlSection example, string form)
    {
        switch (example.Find("product"))
        {
            case null:
                example.Issues.Error(example.Mapping, "key.missing", "The example names no product.", $"Write {form}.");
                return (null, null);
            case YamlScalar name:
                return (Condition.Product(name, example.Issues), null);
            case var node when YamlSection.Of(node, example.Issues, "\"{ name: orders.vault, classification: restricted, columns: { email: [pii.email] } }\"") is { } section:
                var product = section.RequiredScalar("name", "Write \"name: domain.product\".") is { } text ? Condition.Product(text, example.Issues) : null;
                var classification = section.Word<Classification>("classification") ?? Classification.Internal;
                var columns = Columns(section);
                section.RefuseOthers();
                return (product, product is { } id ? new PolicyResource(id, classification, columns) : null);
            default:
                return (null, null);
        }
    }

    // The tags of each column; its type is STRING.
    private static PolicyColumn[] Columns(YamlSection product) =>
        product.Section("columns", "\"columns: { email: [pii.email], total: [] }\"") is { } columns
            ? [.. columns.Mapping.Entries.Select(column => new PolicyColumn(column.Key, PrimitiveType.Text, Condition.Tags(columns, column.Key)))]
            : [];
}
