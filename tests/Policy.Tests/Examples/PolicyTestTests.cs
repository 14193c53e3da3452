using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Descriptors.Reading;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Types;
using MeshStarter.Policy.Examples;
using MeshStarter.Policy.Rules;
using MeshStarter.Policy.Tests.Cases;

namespace MeshStarter.Policy.Tests.Examples;

/// <summary>A test of rules finds what is wrong with them.</summary>
public sealed class PolicyTestTests
{
    private const string Permit = "{ id: p, description: d, effect: permit, actions: [read], when: { roles: [analyst] }, examples: [{ expect: permit, who: { roles: [analyst] }, product: orders.orders }, { expect: deny, product: orders.orders }] }";

    private static readonly PolicyTestScope Scope = new(
        [
            new DataProductDescriptor
            {
                Name = DataProductId.Parse("orders.orders"),
                Owner = "orders-team@company.com",
                Schema = [new ColumnDefinition { Name = "email", Type = PrimitiveType.Text, Tags = ["pii.email"] }, new ColumnDefinition { Name = "total", Type = ColumnType.Parse("DECIMAL(18,2)") }],
            },
        ],
        new HashSet<string>(["analyst", "owner"], StringComparer.Ordinal));

    [Fact]
    public void Default_rules_pass()
    {
        var samples = typeof(PolicyTestTests).Assembly.GetManifestResourceNames().Where(name => name.StartsWith("sample:", StringComparison.Ordinal))
            .Select(name => DescriptorReader.Read(DecisionCases.Text(name), name).Descriptor!).ToList();
        Assert.Empty(PolicyTest.Run(DecisionCases.Bundle, new PolicyTestScope(samples, new HashSet<string>(["service", "owner", "analyst", "auditor", "security", "platform-admin"], StringComparer.Ordinal))).Select(finding => finding.ToString()));
        Assert.True(PolicyTest.CountExamples(DecisionCases.Bundle) >= 38);
    }

    [Fact]
    public void Rule_with_both_examples_passes() => Assert.Empty(Run(Permit));

    [Fact]
    public void Rule_without_a_permitting_and_a_denying_example_is_found()
    {
        Assert.Equal(["example.missing", "example.missing"], Run("{ id: p, description: d, effect: permit, actions: [read], when: { roles: [analyst] } }").Select(finding => finding.Check));
        Assert.Equal(
            ["p: example.missing: The rule has no example that expects deny. Fix: Write one below \"examples:\": \"{ expect: deny, … }\"."],
            Run("{ id: p, description: d, effect: permit, actions: [read], when: { roles: [analyst] }, examples: [{ expect: permit, who: { roles: [analyst] }, product: orders.orders }] }").Select(finding => finding.ToString()));
    }

    [Theory]
    [InlineData("{ expect: permit, who: { roles: [owner] }, product: orders.orders }", "It is refused to read orders.orders: No rule permits")]
    [InlineData("{ expect: deny, who: { roles: [analyst] }, product: orders.orders }", "It is permitted to read orders.orders by p.")]
    [InlineData("{ expect: permit, who: { roles: [analyst] }, product: orders.gone }", "There is no product orders.gone")]
    [InlineData("{ expect: permit, action: discover, who: { roles: [analyst] }, product: orders.orders }", "It is refused to discover orders.orders")]
    public void Example_that_comes_out_otherwise_is_found(string example, string message)
    {
        var found = Assert.Single(Run(Permit.Replace("}] }", $"}}, {example}] }}", StringComparison.Ordinal)));
        Assert.Equal("example.failed", found.Check);
        Assert.StartsWith(message, found.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{ expect: permit, who: { roles: [analyst, owner] }, product: orders.orders }", null)]
    [InlineData("{ expect: deny, who: { roles: [analyst] }, product: orders.orders }", null)]
    [InlineData("{ expect: permit, who: { roles: [analyst], granted: true }, product: orders.orders }", null)]
    [InlineData("{ expect: permit, who: { roles: [analyst] }, product: orders.orders }", "The rule hides email of orders.orders from the caller.")]
    [InlineData("{ expect: deny, who: { roles: [analyst, owner] }, product: orders.orders }", "The rule hides nothing of orders.orders from the caller.")]
    [InlineData("{ expect: deny, who: { roles: [analyst] }, product: { name: orders.open, columns: { total: [] } } }", "The rule hides nothing of orders.open from the caller.")]
    [InlineData("{ expect: deny, product: orders.orders }", "It is refused to read orders.orders, so that the rule has nothing to hide")]
    public void Examples_of_a_mask_are_about_its_columns(string example, string? fault) =>
        AssertFault(fault, "{ id: m, description: d, effect: mask, columns: { tags: [pii] }, mask: redact, when: everyone, unless: [{ roles: [owner] }, { granted: true }], examples: [" + example + "] }");

    [Theory]
    [InlineData("{ expect: permit, who: { roles: [analyst], claims: { amount: \"12.3\" } }, product: orders.orders, row: { total: 12.30 } }", null)]
    [InlineData("{ expect: deny, who: { roles: [analyst], claims: { amount: [\"12.3\"] } }, product: orders.orders, row: { total: 12.31 } }", null)]
    [InlineData("{ expect: permit, who: { roles: [analyst] }, product: orders.orders, row: { total: 12.30 } }", "The row is hidden.")]
    public void Examples_of_a_filter_are_about_rows(string example, string? fault) =>
        AssertFault(fault, "{ id: f, description: d, effect: filter, keep: { column: total, claim: amount }, when: everyone, examples: [" + example + "] }");

    [Theory]
    [InlineData("when: { roles: [analist] }", "f: role.unknown: There is no role \"analist\". Fix: Did you mean analyst?")]
    [InlineData("when: everyone, examples: [{ expect: deny, who: { roles: [analist] }, product: orders.orders }]", "f: role.unknown: There is no role \"analist\". Fix: Did you mean analyst?")]
    [InlineData("when: { products: [orders.order] }", "f: product.unknown: There is no product \"orders.order\". Fix: Did you mean orders.orders?")]
    [InlineData("when: { column_tags: [pii.mail] }", null)]
    [InlineData("when: { column_tags: [gdpr] }", "f: tag.unknown: There is no tag \"gdpr\". Fix: Name one that there is, such as pii, pii.email.")]
    [InlineData("when: { roles: [analyst] }, unless: [{ roles: [owner, analyst] }]", "f: rule.silent: The rule can never apply: unless holds wherever when does. Fix: Correct it, or take it out.")]
    [InlineData("when: { roles: [analyst, owner] }, unless: [{ roles: [analyst] }]", null)]
    public void Name_that_is_unknown_and_rule_that_cannot_speak_are_found(string condition, string? expected)
    {
        var found = Run("{ id: f, description: d, effect: deny, actions: [read], " + condition + " }").Where(finding => finding.Check != "example.missing").Select(finding => finding.ToString()).ToList();
        if (expected is null)
        {
            Assert.DoesNotContain(found, finding => finding.StartsWith("f:", StringComparison.Ordinal));
        }
        else
        {
            Assert.Contains(expected, found);
        }
    }

    [Fact]
    public void Mask_of_a_column_that_its_products_lack_and_permit_that_all_are_denied_are_silent()
    {
        Assert.Contains(Run("{ id: m, description: d, effect: mask, columns: { names: [iban] }, mask: redact, when: { products: [orders.orders] } }"), finding => finding is { Check: "rule.silent", RuleId: "m" });
        Assert.Contains(Run(Permit, "{ id: n, description: d, effect: deny, actions: [read], when: everyone }"), finding => finding is { Check: "rule.silent", RuleId: "p" });
    }

    [Theory]
    [InlineData("examples: [{ product: orders.orders }]", "key.missing")]
    [InlineData("examples: [{ expect: maybe, product: orders.orders }]", "value.unknown")]
    [InlineData("examples: [{ expect: permit }]", "key.missing")]
    [InlineData("examples: [{ expect: permit, product: orders.orders, who: { rolls: [a] } }]", "key.unknown")]
    [InlineData("examples: [{ expect: permit, product: { name: orders } }]", "value.form")]
    [InlineData("examples: [{ expect: permit, product: orders.orders, row: { city: SP, City: RJ } }]", "key.duplicate")]
    public void Wrong_example_is_refused(string examples, string issue)
    {
        var refused = Assert.Throws<PolicyFormatException>(() => Bundles.Of($"- {{ id: p, description: d, effect: permit, actions: [read], when: everyone, {examples} }}"));
        Assert.Contains(refused.Issues, each => each.Rule == issue);
    }

    private static void AssertFault(string? fault, string rule)
    {
        var failed = Run(Permit, rule).Where(finding => finding.Check == "example.failed").Select(finding => finding.Message).ToList();
        if (fault is null)
        {
            Assert.Empty(failed);
        }
        else
        {
            Assert.StartsWith(fault, Assert.Single(failed), StringComparison.Ordinal);
        }
    }

    private static IReadOnlyList<PolicyTestFinding> Run(params string[] rules) => PolicyTest.Run(Bundles.Of(rules.Select(rule => $"- {rule}")), Scope);
}
