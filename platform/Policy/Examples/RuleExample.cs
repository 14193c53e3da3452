using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Yaml;
using MeshStarter.Policy.Decisions;

namespace MeshStarter.Policy.Examples;

/// <summary>One case of an access rule: an entry of its key <c>examples</c>.</summary>
/// <param name="Line">The line that it begins in.</param>
/// <param name="Expect">What is to come of it.</param>
/// <param name="Action">What is to be done.</param>
/// <param name="Who">The caller.</param>
/// <param name="IsGranted">Whether the caller has a grant of all columns of the product.</param>
/// <param name="Product">The product by name; with <paramref name="Resource"/> null it is one that the test knows.</param>
/// <param name="Resource">The product as the example describes it; null where it only names one.</param>
/// <param name="Row">A row, for a rule that filters; null for none.</param>
internal sealed record RuleExample(
    int Line, ExpectedOutcome Expect, PolicyAction? Action, Principal Who, bool IsGranted, DataProductId Product, PolicyResource? Resource, IReadOnlyDictionary<string, string>? Row)
{
    private const string Form = "\"{ expect: permit, who: { domain: analytics, roles: [analyst] }, product: orders.orders }\"";

    /// <summary>Reads the examples of a rule; what is wrong with one is noted.</summary>
    public static IReadOnlyList<RuleExample> Read(YamlSection rule) => ExampleList.Read(rule, Form, ReadOne);

    private static RuleExample? ReadOne(YamlSection section, ExpectedOutcome? expect)
    {
        var action = section.Word<PolicyAction>("action");
        var (who, isGranted) = Principal(section);
        var (product, resource) = ExampleProduct.Read(section, Form);
        var row = ReadRow(section.Section("row", "\"row: { customer_state: SP }\""));
        section.RefuseOthers();
        return expect is { } outcome && product is { } name ? new RuleExample(section.Mapping.Line, outcome, action, who, isGranted, name, resource, row) : null;
    }

    private static (Principal Who, bool IsGranted) Principal(YamlSection example)
    {
        if (example.Section("who", "\"who: { domain: analytics, roles: [analyst] }\"") is not { } who)
        {
            return (new Principal("someone", null, [], []), false);
        }

        var principal = new Principal(who.Text("subject") ?? "someone", who.Text("domain"), Values(who, "roles"), Values(who, "purposes"));
        if (who.Section("claims", "\"claims: { region: [SP] }\"") is { } claims)
        {
            principal = principal with
            {
                Claims = claims.Mapping.Entries.ToDictionary(
                    claim => claim.Key, claim => (IReadOnlyList<string>)(claim.Value is YamlScalar ? [claims.Text(claim.Key) ?? ""] : Values(claims, claim.Key)), StringComparer.Ordinal),
            };
        }

        var isGranted = who.Flag("granted") == true;
        who.RefuseOthers();
        return (principal, isGranted);
    }

    private static string[] Values(YamlSection section, string key) => [.. (section.Texts(key) ?? []).Select(value => value.Text)];

    private static Dictionary<string, string>? ReadRow(YamlSection? section)
    {
        if (section is null)
        {
            return null;
        }

        var row = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var entry in section.Mapping.Entries)
        {
            if (entry.Value is YamlScalar { IsNull: false } value && !row.TryAdd(entry.Key, value.Text))
            {
                section.Issues.Error(entry.Line, section.PathOf(entry.Key), "key.duplicate", $"{Quoted.Text(entry.Key)} is there twice.", "Names of columns are the same in any case. Remove one.");
            }
        }

        return row;
    }
}
