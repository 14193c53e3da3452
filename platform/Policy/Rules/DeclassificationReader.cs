using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Yaml;
using MeshStarter.Policy.Conditions;

namespace MeshStarter.Policy.Rules;

/// <summary>Reads the key <c>declassify</c> of a bundle.</summary>
internal static class DeclassificationReader
{
    private const string Example = "\"{ product: orders.orders, version: 1.1.0, columns: [city], reason: No person is found by it }\"";

    /// <summary>Reads one entry or a list of them; none where the key is absent.</summary>
    public static IReadOnlyList<Declassification> Read(YamlSection bundle, int most)
    {
        IReadOnlyList<YamlNode> entries = bundle.Find("declassify") switch
        {
            null => [],
            YamlSequence list => list.Items,
            var one => [one],
        };
        if (entries.Count > most)
        {
            bundle.Issues.Error(bundle.Mapping.Line, "declassify", "declassify.many", $"There are {entries.Count} entries; at most {most} are taken.", "Join the entries of a version, and remove those of products that are gone.");
        }

        return [.. entries.Take(most).Select(entry => ReadEntry(entry, bundle.Issues)).OfType<Declassification>()];
    }

    private static Declassification? ReadEntry(YamlNode node, YamlIssues issues)
    {
        if (YamlSection.Of(node, issues, Example) is not { } entry)
        {
            return null;
        }

        var product = entry.RequiredScalar("product", "Write \"product: domain.product\".") is { } name ? Condition.Product(name, issues) : null;
        var version = issues.Parsed<ProductVersion>(
            entry.RequiredScalar("version", "Name the version that declares less, such as \"version: 1.1.0\"."), ProductVersion.TryParse, "version.form", "is not a version.", "Write major.minor.patch, such as 1.1.0.");
        var columns = entry.Texts("columns") ?? [];
        // Taken for absent it would approve more than it says.
        if (entry.Mapping.Entries.FirstOrDefault(each => each.Key == "columns") is { Value: YamlScalar { IsNull: true } or YamlSequence { Items.Count: 0 } } empty)
        {
            issues.Error(empty.Line, entry.PathOf("columns"), "declassify.columns", "The entry names no column.", "Name the columns whose tags are approved to be gone, or leave the key out to approve the product's classification.");
        }

        var reason = entry.RequiredScalar("reason", "Say why the data no longer needs it; the reason is what people agreed on.");
        entry.RefuseOthers();
        return product is { } id && version is { } number && reason is not null
            ? new Declassification(id, number, [.. columns.Select(column => column.Text.Trim())])
            : null;
    }
}
