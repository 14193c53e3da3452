using System.Text.Json.Nodes;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Descriptors.Reading;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Yaml;
using MeshStarter.Policy.Decisions;
using MeshStarter.Policy.Rules;

namespace MeshStarter.Policy.Tests.Cases;

/// <summary>Reads decisions.yaml, the table that every enforcement point runs; a test project links this folder and embeds its files.</summary>
public static class DecisionCases
{
    private static readonly YamlSection Table = Section("decisions.yaml");

    /// <summary>The mesh's default rules.</summary>
    public static PolicyBundle Bundle { get; } = PolicyBundle.Parse(Text("mesh.yaml"), "mesh.yaml");

    /// <summary>The rows of the table, by a name that a failing test shows.</summary>
    public static IReadOnlyDictionary<string, DecisionCase> All { get; } = Read();

    /// <summary>One row of the products with personal data, as it is.</summary>
    public static JsonObject ClearRow => Row("clear");

    /// <summary>The same row as it is seen masked.</summary>
    public static JsonObject MaskedRow => Row("masked");

    /// <summary>A file of the table, or the default bundle.</summary>
    public static string Text(string name)
    {
        using var stream = typeof(DecisionCases).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The test project does not embed {name}.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private static Dictionary<string, DecisionCase> Read()
    {
        var principals = Items("principals").Select(Principal).ToList();
        var products = new Dictionary<string, DataProductDescriptor>(StringComparer.Ordinal);
        var cases = new Dictionary<string, DecisionCase>(StringComparer.Ordinal);
        foreach (var item in Items("cases"))
        {
            var who = item.Text("who")!;
            var product = item.Text("product")!;
            if (!products.TryGetValue(product, out var descriptor))
            {
                products.Add(product, descriptor = Descriptor(product));
            }

            cases.Add($"{who} {product}", new DecisionCase(
                principals.First(p => p.Subject == who || $"{p.Subject}@{p.Domain}" == who),
                descriptor,
                item.Words<PolicyAction>("may") ?? throw new InvalidOperationException($"{item.Mapping.Path} lacks may."),
                Texts(item, "masked")));
            Complete(item);
        }

        return cases;
    }

    private static Principal Principal(YamlSection item)
    {
        var principal = new Principal(item.Text("subject")!, item.Text("domain"), Texts(item, "roles"), Texts(item, "purposes"));
        Complete(item);
        return principal;
    }

    private static DataProductDescriptor Descriptor(string product)
    {
        var result = DescriptorReader.Read(Text($"case:{DataProductId.Parse(product).Product}"), product);
        return result is { Descriptor: { } descriptor, Issues.Count: 0 }
            ? descriptor
            : throw new InvalidOperationException(string.Join('\n', result.Issues));
    }

    private static JsonObject Row(string form) =>
        JsonNode.Parse(Table.Section("row", "clear and masked")!.Text(form)!)!.AsObject();

    private static IEnumerable<YamlSection> Items(string key) =>
        Table.Items(key, "a list")!.Select(item => YamlSection.Of(item, Table.Issues, "keys")!);

    private static string[] Texts(YamlSection item, string key) => [.. (item.Texts(key) ?? []).Select(scalar => scalar.Text)];

    private static void Complete(YamlSection item)
    {
        item.RefuseOthers();
        if (item.Issues.HasErrors)
        {
            throw new InvalidOperationException(string.Join('\n', item.Issues.Sorted));
        }
    }

    private static YamlSection Section(string name)
    {
        var issues = new YamlIssues(name);
        return YamlSection.Of(YamlTree.Parse(Text(name), issues), issues, "keys")
            ?? throw new InvalidOperationException(string.Join('\n', issues.Sorted));
    }
}
