using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Yaml;
using MeshStarter.Policy.Decisions;

namespace MeshStarter.Policy.Conditions;

/// <summary>
/// The condition of a rule: <c>everyone</c>, one set of terms that all hold, or a list of sets of which one holds.
/// </summary>
internal sealed class Condition
{
    private const string Everyone = "everyone";
    private const string Example = "\"everyone\", terms such as \"{ roles: [auditor] }\", or a list of terms of which one must hold";

    private readonly (ResourceTest Resource, PrincipalTest Principal)[] _alternatives;

    private Condition(IEnumerable<(ResourceTest Resource, PrincipalTest Principal)> alternatives) =>
        _alternatives = [.. alternatives];

    /// <summary>The products that it names.</summary>
    public IEnumerable<DataProductId> Products => _alternatives.SelectMany(alternative => alternative.Resource.Products);

    /// <summary>The tests of the product and the caller, of which one pair must hold.</summary>
    public IReadOnlyList<(ResourceTest Resource, PrincipalTest Principal)> Alternatives => _alternatives;

    /// <summary>All its tests of the principal.</summary>
    public IEnumerable<PrincipalTest> Principals => _alternatives.Select(alternative => alternative.Principal);

    /// <summary>The tests of the principal that remain once the product is known; empty when the condition cannot hold.</summary>
    /// <param name="resource">The product, with the tags in force.</param>
    /// <param name="gives">Whether readers get more where it holds.</param>
    public PrincipalTest[] For(PolicyResource resource, bool gives) =>
        [.. _alternatives.Where(alternative => alternative.Resource.Holds(resource, gives)).Select(alternative => alternative.Principal)];

    /// <summary>Whether it holds for a product of which only the name is known, or for every product; null where the rest decides.</summary>
    public bool? HoldsForAll(Principal principal, DataProductId? product)
    {
        bool? holds = false;
        foreach (var (resource, who) in _alternatives)
        {
            holds |= resource.HoldsForAll(product) & who.HoldsForAll(principal, product);
        }

        return holds;
    }

    /// <summary>Reads the condition under a key; null when it is absent, or wrong, which is noted.</summary>
    public static Condition? Read(YamlSection rule, string key) => rule.Find(key) switch
    {
        null => null,
        YamlScalar { Text: Everyone } => new Condition([(new ResourceTest(), new PrincipalTest())]),
        YamlSequence { Items.Count: > 0 } list => new Condition(
            list.Items.Select(item => Terms(item, rule.Issues)).OfType<(ResourceTest, PrincipalTest)>()),
        YamlSequence none => Empty(none, rule.Issues),
        var node => Terms(node, rule.Issues) is { } terms ? new Condition([terms]) : null,
    };

    /// <summary>Reads a list of column tags.</summary>
    public static string[] Tags(YamlSection section, string key) => Values(
        section, key, tag => ColumnTag.IsValid(tag) ? null : $"{Quoted.Text(tag)} is not a tag.", "Write lower-case words joined by dots, such as pii.email.");

    /// <summary>Notes every key that has no value: it would ask nothing and make the rule wider than it reads.</summary>
    public static void RefuseEmpty(YamlSection section)
    {
        foreach (var entry in section.Mapping.Entries)
        {
            if (entry.Value is YamlScalar { IsNull: true } or YamlSequence { Items.Count: 0 })
            {
                section.Issues.Error(entry.Line, section.PathOf(entry.Key), "condition.empty", $"The key {entry.Key} says nothing.", "Give it a value, or remove it.");
            }
        }
    }

    private static (ResourceTest, PrincipalTest)? Terms(YamlNode node, YamlIssues issues)
    {
        if (YamlSection.Of(node, issues, Example) is not { } section)
        {
            return null;
        }

        if (section.Mapping.Entries.Count == 0)
        {
            Empty(node, issues);
        }

        RefuseEmpty(section);
        var resource = new ResourceTest
        {
            Classifications = section.Words<Classification>("classification") ?? [],
            Products = [.. (section.Texts("products") ?? []).Select(text => Product(text, section.Issues)).OfType<DataProductId>()],
            ProductDomains = Values(section, "product_domains", DomainProblem, "Write a domain's name."),
            ColumnTags = Tags(section, "column_tags"),
        };
        var principal = new PrincipalTest
        {
            OwnDomain = section.Flag("own_domain"),
            Granted = section.Flag("granted"),
            Domains = Values(section, "domains", DomainProblem, "Write a domain's name."),
            Roles = Values(section, "roles"),
            Purposes = Values(section, "purposes"),
            Subjects = Values(section, "subjects"),
        };
        section.RefuseOthers();
        return (resource, principal);
    }

    /// <summary>Reads the name of a product; null where it is none, which is noted.</summary>
    internal static DataProductId? Product(YamlScalar text, YamlIssues issues)
    {
        if (DataProductId.TryParse(text.Text, out var product, out var wrong))
        {
            return product;
        }

        issues.Error(text, "value.form", wrong, "Write domain.product, such as orders.orders.");
        return null;
    }

    private static string[] Values(YamlSection section, string key, Func<string, string?>? problem = null, string fix = "")
    {
        var values = new List<string>();
        foreach (var scalar in section.Texts(key) ?? [])
        {
            if (problem?.Invoke(scalar.Text) is { } wrong)
            {
                section.Issues.Error(scalar, "value.form", wrong, fix);
            }
            else
            {
                values.Add(scalar.Text);
            }
        }

        return [.. values];
    }

    private static string? DomainProblem(string text) => MeshName.Problem(text) is { } problem ? $"The domain {problem}" : null;

    private static Condition? Empty(YamlNode node, YamlIssues issues)
    {
        issues.Error(node, "condition.empty", "The condition says nothing.", $"Write {Example}.");
        return null;
    }
}
