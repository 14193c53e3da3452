using MeshStarter.Contracts.Products;
using MeshStarter.Policy.Decisions;
using MeshStarter.Policy.Rules;

namespace MeshStarter.Policy.Tests.Decisions;

/// <summary>Decisions about products of which no more than the name is known, or not even that.</summary>
public sealed class EveryProductTests
{
    private static readonly Principal Ana = new("ana", "orders", ["analyst"], []);
    private static readonly Principal Outsider = new("x", null, ["analyst"], []);
    private static readonly DataProductId Orders = new("orders", "orders");

    [Theory]
    [InlineData("everyone", true, true, true)]
    [InlineData("{ roles: [analyst] }", true, true, true)]
    [InlineData("{ roles: [auditor] }", false, false, false)]
    [InlineData("{ own_domain: true }", false, true, false)]
    [InlineData("{ own_domain: false }", false, false, true)]
    [InlineData("{ products: [orders.orders] }", false, true, false)]
    [InlineData("{ products: [orders.other] }", false, false, false)]
    [InlineData("{ product_domains: [orders] }", false, true, false)]
    [InlineData("{ classification: [public, internal, confidential, restricted] }", false, false, false)]
    [InlineData("{ column_tags: [pii] }", false, false, false)]
    [InlineData("{ roles: [analyst], classification: [public] }", false, false, false)]
    [InlineData("[{ classification: [public] }, { roles: [analyst] }]", true, true, true)]
    public void Permit_counts_where_it_certainly_applies(string when, bool every, bool orders, bool payments)
    {
        var bundle = Bundles.Of($"- {{ id: p, description: d, effect: permit, actions: [audit], when: {when} }}");

        Assert.Equal(every, Permits(bundle, null));
        Assert.Equal(orders, Permits(bundle, Orders));
        Assert.Equal(payments, Permits(bundle, new DataProductId("payments", "ledger")));
    }

    [Theory]
    [InlineData("everyone", false, false)]
    [InlineData("{ roles: [auditor] }", true, true)]
    [InlineData("{ own_domain: true }", false, false)]
    [InlineData("{ own_domain: false }", false, true)]
    [InlineData("{ products: [orders.other] }", false, true)]
    [InlineData("{ classification: [restricted] }", false, false)]
    [InlineData("{ roles: [auditor], classification: [restricted] }", true, true)]
    public void Deny_counts_where_it_may_apply(string when, bool every, bool orders)
    {
        var bundle = Bundles.Of(All, $"- {{ id: d, description: d, effect: deny, actions: [audit], when: {when} }}");

        Assert.Equal(every, Permits(bundle, null));
        Assert.Equal(orders, Permits(bundle, Orders));
    }

    [Fact]
    public void Products_that_rules_of_an_action_name_are_known()
    {
        var bundle = Bundles.Of(
            "- { id: a, description: d, effect: permit, actions: [discover], when: [{ products: [orders.orders] }, { roles: [auditor], products: [orders.other] }], unless: { products: [payments.ledger] } }",
            "- { id: b, description: d, effect: deny, actions: [operate], when: { products: [orders.parcels] } }",
            "- { id: c, description: d, effect: mask, columns: { tags: [pii] }, mask: redact, when: { products: [orders.masked] } }");

        Assert.Equal(["orders.orders", "orders.other", "payments.ledger"], PolicyEngine.ProductsNamed(bundle, Ana, PolicyAction.Discover).Select(name => name.ToString()).Order(StringComparer.Ordinal));
        Assert.Throws<ArgumentOutOfRangeException>(() => PolicyEngine.ProductsNamed(bundle, Ana, PolicyAction.Read));
    }

    [Theory]
    [InlineData("permit", "{ classification: [restricted] }", false)]
    [InlineData("permit", "{ roles: [auditor] }", true)]
    [InlineData("permit", "{ roles: [analyst] }", false)]
    [InlineData("deny", "{ classification: [restricted] }", false)]
    [InlineData("deny", "{ roles: [analyst] }", true)]
    public void Exception_counts_against_who_asks(string effect, string unless, bool expected)
    {
        var rule = $"- {{ id: r, description: d, effect: {effect}, actions: [audit], when: everyone, unless: {unless} }}";

        Assert.Equal(expected, Permits(effect == "deny" ? Bundles.Of(All, rule) : Bundles.Of(rule), null));
    }

    [Fact]
    public void Principal_without_a_domain_owns_none_of_them()
    {
        Assert.False(PolicyEngine.DecideForAll(Bundles.Of("- { id: p, description: d, effect: permit, actions: [audit], when: { own_domain: true } }"), Outsider, PolicyAction.Audit).Permit);
        Assert.True(PolicyEngine.DecideForAll(Bundles.Of("- { id: p, description: d, effect: permit, actions: [audit], when: { own_domain: false } }"), Outsider, PolicyAction.Audit).Permit);
    }

    [Fact]
    public void Decision_names_rule_and_action()
    {
        var permitted = PolicyEngine.DecideForAll(Bundles.Of(All), Ana, PolicyAction.Audit);
        Assert.Equal(["all"], permitted.RuleIds);
        Assert.Equal("Rule all permits to audit every product: d", permitted.Reason);

        var denied = PolicyEngine.DecideForAll(Bundles.Of(), Ana, PolicyAction.Audit, Orders);
        Assert.Equal("No rule permits to audit orders.orders.", denied.Reason);
    }

    [Theory]
    [InlineData(PolicyAction.Read)]
    [InlineData(PolicyAction.ReadRaw)]
    public void Rows_are_never_read_unseen(PolicyAction action) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => PolicyEngine.DecideForAll(Bundles.Of(Bundles.PermitAll), Ana, action));

    private const string All = "- { id: all, description: d, effect: permit, actions: [audit], when: everyone }";

    private static bool Permits(PolicyBundle bundle, DataProductId? product) => PolicyEngine.DecideForAll(bundle, Ana, PolicyAction.Audit, product).Permit;
}
