using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Types;
using MeshStarter.Policy.Decisions;
using MeshStarter.Policy.Grants;
using MeshStarter.Policy.Rules;

namespace MeshStarter.Policy.Tests.Rules;

public sealed class RuleTermTests
{
    private const string Rules = """
        version: 1.0.0
        access:
          - { id: open, description: Everyone reads., effect: permit, actions: [discover, read], when: everyone }
          - { id: later, description: Files come later., effect: permit, actions: [read_raw], when: everyone, from: 2027-02-01 }
          - { id: closed, description: It is closed., effect: deny, actions: [read], when: { roles: [guest] }, from: 2027-01-01, grace: 2027-02-01 }
          - { id: masked, description: It is masked., effect: mask, columns: { names: [total] }, mask: redact, when: everyone, grace: 2027-02-01T12:00:00Z }
        registration:
          - { id: examples, description: d, check: examples, severity: error, grace: 2027-02-01 }
        """;

    private static readonly Principal Guest = new("guest", "a", ["guest"], []);
    private static readonly PolicyResource Resource = new(DataProductId.Parse("orders.orders"), Classification.Internal, [new PolicyColumn("total", PrimitiveType.Text, [])]);

    [Fact]
    public void Rule_begins_is_reported_in_its_grace_and_enforced_after_it()
    {
        var bundle = PolicyBundle.Parse(Rules, "rules");

        var (before, grace, after) = (Decide(bundle, "2026-12-31"), Decide(bundle, "2027-01-15"), Decide(bundle, "2027-02-02"));

        Assert.Equal((true, 1, 0), (before.Permit, before.Warnings.Count, before.Masks.Count));
        Assert.True(grace.Permit);
        Assert.Equal(
            [
                "From 2027-02-01 00:00:00Z rule closed denies to read orders.orders: It is closed.",
                "From 2027-02-01 12:00:00Z rule masked masks total of orders.orders: It is masked.",
            ],
            grace.Warnings);
        Assert.Equal((false, 0), (after.Permit, after.Warnings.Count));
        Assert.Equal((false, true), (Decide(bundle, "2027-01-15", PolicyAction.ReadRaw, "analyst").Permit, Decide(bundle, "2027-02-01", PolicyAction.ReadRaw, "analyst").Permit));
    }

    [Fact]
    public void Same_rules_are_returned_until_one_changes()
    {
        var bundle = PolicyBundle.Parse(Rules, "rules");

        Assert.Same(bundle.AsOf(Time("2027-01-02")), bundle.AsOf(Time("2027-01-31")));
        Assert.NotSame(bundle.AsOf(Time("2027-01-31")), bundle.AsOf(Time("2027-02-01")));
        Assert.Equal(Time("2027-02-01"), bundle.NextChange(Time("2027-01-02")));
        Assert.Equal(DateTimeOffset.MaxValue, bundle.NextChange(Time("2027-03-01")));
        Assert.False(PolicyEngine.Decide(bundle.Enforced(GrantSet.Empty, Time("2026-01-01")), Guest, PolicyAction.Read, Resource).Permit);
    }

    [Fact]
    public void Digest_differs_by_text_and_once_a_rule_has_begun_or_is_enforced()
    {
        var bundle = PolicyBundle.Parse(Rules, "rules");
        var approved = PolicyBundle.ParseServed($"{Rules}\ndeclassify: [{{ product: orders.orders, version: 1.1.0, columns: [total], reason: r }}]", "rules");

        Assert.Equal(bundle.Version, approved.Version);
        Assert.NotEqual(bundle.Digest, approved.Digest);
        Assert.NotEqual(bundle.AsOf(Time("2026-12-31")).Digest, bundle.AsOf(Time("2027-01-02")).Digest);
        Assert.NotEqual(bundle.AsOf(Time("2027-02-01").AddHours(11)).Digest, bundle.AsOf(Time("2027-02-01").AddHours(12)).Digest);
        Assert.Equal(bundle.AsOf(Time("2027-01-02")).Digest, PolicyBundle.Parse(Rules, "rules").With(GrantSet.Empty, Time("2027-01-03")).Digest);
    }

    [Fact]
    public void Grace_lasts_a_year_from_the_begin_of_the_rule_at_most()
    {
        var bundle = PolicyBundle.Parse(Rules, "rules");

        bundle.RequireTerms(Time("2026-02-01"), "rules");
        var refused = Assert.Throws<PolicyFormatException>(() => bundle.RequireTerms(Time("2026-01-30"), "rules"));

        // The rule "closed" begins later itself.
        Assert.Equal(["masked", "examples"], refused.Issues.Select(issue => issue.Key));
        Assert.Contains("The grace lasts until 2027-02-01 12:00:00Z; the rule begins at 2026-01-30 00:00:00Z, and a grace lasts 366 days at most.", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("from: soon", "", "is no time")]
    [InlineData("from: 2027-02-01, grace: 2027-01-01", "", "The grace ends before the rule begins")]
    [InlineData("grace: 2027-01-01", "", "A permit has no grace")]
    [InlineData("", "quorum: 0%", "is no share")]
    [InlineData("", "majority: most", "is no share")]
    [InlineData("", "deadline: never", "is no time for votes")]
    [InlineData("", "seats: []", "There is no seat")]
    [InlineData("", "seats: [Orders!]", "The seat")]
    [InlineData("", "chairs: [orders]", "The key \"chairs\" is not known here")]
    public void Times_and_voting_with_a_mistake_are_refused(string times, string voting, string message)
    {
        var text = $"version: 1.0.0\naccess:\n  - {{ id: open, description: d, effect: permit, actions: [read], when: everyone, {times} }}\nregistration: []\nvoting: {{ {voting} }}\n";

        Assert.Contains(message, Assert.Throws<PolicyFormatException>(() => PolicyBundle.Parse(text, "rules")).Message, StringComparison.Ordinal);
    }

    private static PolicyDecision Decide(PolicyBundle bundle, string day, PolicyAction action = PolicyAction.Read, string role = "guest") =>
        PolicyEngine.Decide(bundle.With(GrantSet.Empty, Time(day)), Guest with { Roles = [role] }, action, role == "guest" ? Resource : Resource with { Columns = [] });

    private static DateTimeOffset Time(string day) => DateTimeOffset.Parse($"{day}T00:00:00Z", System.Globalization.CultureInfo.InvariantCulture);
}
