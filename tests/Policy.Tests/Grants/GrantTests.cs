using MeshStarter.Contracts.Access;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Types;
using MeshStarter.Policy.Decisions;
using MeshStarter.Policy.Explanations;
using MeshStarter.Policy.Grants;
using MeshStarter.Policy.Rules;
using MeshStarter.Policy.Tests.Cases;

namespace MeshStarter.Policy.Tests.Grants;

/// <summary>The rights that a grant adds to the rules: reading, and columns in clear.</summary>
public sealed class GrantTests
{
    private const string Mask = "- { id: mask, description: d, effect: mask, columns: { tags: [pii] }, mask: redact, when: everyone, unless: { granted: true } }";
    private const string MaskAll = "- { id: hard, description: d, effect: mask, columns: { names: [phone] }, mask: redact, when: everyone }";

    private static readonly DateTimeOffset Now = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);
    private static readonly Principal Ana = new("ana", "analytics", ["analyst"], []);

    private static readonly PolicyResource Orders = new(
        new DataProductId("orders", "orders"),
        Classification.Confidential,
        [
            new PolicyColumn("order_id", ColumnType.Parse("UUID"), []),
            new PolicyColumn("email", PrimitiveType.Text, ["pii.email"]),
            new PolicyColumn("phone", PrimitiveType.Text, ["pii"]),
        ]);

    private static GrantTerms Grant => new()
    {
        Id = Guid.Parse("00000000-0000-0000-0000-000000000001"),
        Principal = "ana",
        Product = Orders.Product,
        AllColumns = true,
        Columns = [.. Orders.Columns.Select(column => new TaggedColumn(column.Name, column.Tags))],
        MajorVersions = [1],
        Until = Now.AddDays(1),
    };

    [Fact]
    public void Grant_permits_to_discover_and_read_until_its_end_and_nothing_else()
    {
        var bundle = Bundles.Of().With(GrantSet.Of(Grant), Now);
        Assert.Equal([PolicyAction.Discover, PolicyAction.Read], Enum.GetValues<PolicyAction>().Where(action => PolicyEngine.Decide(bundle, Ana, action, Orders).Permit));
        var read = PolicyEngine.Decide(bundle, Ana, PolicyAction.Read, Orders);
        Assert.Equal([Grant.Id], read.Grants);
        Assert.Equal([$"grant:{Grant.Id}"], read.RuleIds);
        Assert.EndsWith($". Rules: grant:{Grant.Id}.", read.ReasonWithRules, StringComparison.Ordinal);
        var operate = PolicyEngine.Decide(bundle, Ana, PolicyAction.Operate, Orders);
        Assert.Equal((operate.Reason, 0), (operate.ReasonWithRules, operate.RuleIds.Count));
        Assert.Equal("A grant permits to read orders.orders until 2026-11-23 12:00:00Z.", read.Reason);

        var rules = Bundles.Of();
        Assert.True(Read(rules.With(GrantSet.Of(Grant), Grant.Until.AddTicks(-1))).Permit);
        Assert.False(Read(rules.With(GrantSet.Of(Grant), Grant.Until)).Permit);
        Assert.Equal(Grant.Until, GrantSet.Of(Grant).NextEnd(Now));
        Assert.Equal(DateTimeOffset.MaxValue, GrantSet.Of(Grant).NextEnd(Grant.Until));
    }

    [Fact]
    public void Grant_lifts_the_masks_of_rules_that_name_the_granted_and_no_others()
    {
        var read = Read(Bundles.Of(Bundles.PermitAll, Mask, MaskAll).With(GrantSet.Of(Grant), Now));
        Assert.Equal(["phone"], read.Masks.Keys);
        Assert.Equal("hard", read.MaskRules["phone"]);
        Assert.Equal([Grant.Id], read.Grants);
    }

    [Fact]
    public void Mask_of_the_granted_is_on_columns_that_their_grant_does_not_show_in_clear_too()
    {
        var bundle = Bundles.Of(Bundles.PermitAll, "- { id: coarse, description: d, effect: mask, columns: { tags: [pii] }, mask: redact, when: { granted: true } }");

        Assert.Empty(Read(bundle).Masks);
        Assert.Equal(["email", "phone"], Read(bundle.With(GrantSet.Of(Grant), Now)).Masks.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(["email", "phone"], Read(bundle.With(GrantSet.Of(Grant with { Columns = [new TaggedColumn("phone", ["pii"])] }), Now)).Masks.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void View_marks_the_columns_that_a_grant_alone_shows()
    {
        Assert.Equal(["email"], ByGrant(Bundles.Of(Bundles.PermitAll, Mask, MaskAll).With(GrantSet.Of(Grant), Now)));
        Assert.Equal(["order_id", "email"], ByGrant(Bundles.Of(Mask, MaskAll).With(GrantSet.Of(Grant), Now)));
        Assert.Equal(["order_id", "email", "phone"], ByGrant(Bundles.Of(Bundles.PermitAll, "- { id: no, description: d, effect: deny, actions: [read], when: { granted: false } }").With(GrantSet.Of(Grant), Now)));
        Assert.Empty(ByGrant(Bundles.Of(Bundles.PermitAll, MaskAll)));

        static IEnumerable<string> ByGrant(PolicyBundle bundle) => PolicyExplanation.ViewOf(bundle, Ana, Orders).Columns.Where(column => column.ClearByGrant == true).Select(column => column.Name);
    }

    [Fact]
    public void Deny_wins_over_a_grant_and_a_filter_applies_to_the_granted()
    {
        Assert.False(Read(
            Bundles.Of("- { id: no, description: d, effect: deny, actions: [read], when: everyone }").With(GrantSet.Of(Grant), Now)).Permit);
        Assert.Single(Read(
            Bundles.Of("- { id: f, description: d, effect: filter, keep: { column: phone, values: [x] }, when: everyone }").With(GrantSet.Of(Grant), Now)).RowFilters);
    }

    [Theory]
    [InlineData("when: everyone", true)]
    [InlineData("when: { granted: false }", false)]
    [InlineData("when: everyone, unless: { granted: true }", false)]
    [InlineData("when: everyone, unless: { roles: [owner] }", true)]
    [InlineData("when: everyone, unless: { granted: true, roles: [owner] }", true)]
    [InlineData("when: everyone, unless: { granted: true, roles: [analyst] }", false)]
    public void Deny_is_beyond_grants_where_it_applies_with_one(string when, bool expected)
    {
        var bundle = Bundles.Of(Bundles.PermitAll, $"- {{ id: no, description: d, effect: deny, actions: [read], {when} }}");
        Assert.Equal((false, expected ? "no" : null), (Read(bundle).Permit, PolicyExplanation.DeniedDespiteGrant(bundle, Ana, Orders)));
    }

    [Fact]
    public void Columns_that_a_grant_does_not_name_are_null_where_only_it_permits_to_read()
    {
        var grant = Grant with { AllColumns = false, Columns = [new TaggedColumn("email", ["pii.email"])] };
        var only = Read(Bundles.Of(Mask).With(GrantSet.Of(grant), Now));
        Assert.Equal(["order_id", "phone"], only.Masks.Keys.Order(StringComparer.Ordinal));
        Assert.All(only.Masks.Values, mask => Assert.Equal("nullify", mask.Name));
        var both = Read(Bundles.Of(Bundles.PermitAll, Mask).With(GrantSet.Of(grant), Now));
        Assert.Equal([("phone", "redact")], both.Masks.Select(mask => (mask.Key, mask.Value.Name)));
    }

    [Fact]
    public void Later_columns_tags_and_major_versions_stay_masked()
    {
        var bundle = Bundles.Of(Mask).With(GrantSet.Of(Grant), Now);
        var later = Orders with
        {
            Columns = [.. Orders.Columns, new PolicyColumn("iban", PrimitiveType.Text, ["pii"]), new PolicyColumn("note", PrimitiveType.Text, [])],
        };
        Assert.Equal(["iban"], PolicyEngine.Decide(bundle, Ana, PolicyAction.Read, later).Masks.Keys);
        var tagged = Orders with { Columns = [.. Orders.Columns.Select(column => column.Name == "order_id" ? column with { Tags = ["pii.id"] } : column)] };
        Assert.Equal(["order_id"], PolicyEngine.Decide(bundle, Ana, PolicyAction.Read, tagged).Masks.Keys);
        var major = Orders with { Version = ProductVersion.Parse("2.0.0") };
        var read = PolicyEngine.Decide(bundle, Ana, PolicyAction.Read, major);
        Assert.True(read.Permit);
        Assert.Equal(["email", "phone"], read.Masks.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Files_are_for_those_whose_grant_leaves_nothing_masked_and_whom_a_rule_permits()
    {
        PolicyDecision Raw(PolicyBundle bundle) => PolicyEngine.Decide(bundle, Ana, PolicyAction.ReadRaw, Orders);
        var granted = GrantSet.Of(Grant);
        Assert.False(Raw(Bundles.Of(Mask).With(granted, Now)).Permit);
        Assert.False(Raw(Bundles.Of(Bundles.PermitAll, Mask)).Permit);
        Assert.Equal([Grant.Id], Raw(Bundles.Of(Bundles.PermitAll, Mask).With(granted, Now)).Grants);
        Assert.False(Raw(Bundles.Of(Bundles.PermitAll, Mask).With(GrantSet.Of(Grant with { Columns = [.. Grant.Columns.Take(2)] }), Now)).Permit);
    }

    [Fact]
    public void Grant_is_of_one_principal_and_not_of_a_service_of_the_same_name()
    {
        var bundle = Bundles.Of().With(GrantSet.Of(Grant), Now);
        Assert.False(PolicyEngine.Decide(bundle, Ana with { Subject = "Ana" }, PolicyAction.Read, Orders).Permit);
        Assert.False(PolicyEngine.Decide(bundle, Ana with { Roles = ["service"] }, PolicyAction.Read, Orders).Permit);
        Assert.True(PolicyEngine.Decide(Bundles.Of().With(GrantSet.Of(Grant with { IsService = true }), Now), Ana with { Roles = ["service"] }, PolicyAction.Read, Orders).Permit);
        Assert.False(PolicyEngine.Decide(bundle, Ana, PolicyAction.Read, Orders with { Product = new DataProductId("orders", "other") }).Permit);
    }

    [Fact]
    public void Several_grants_add_up_and_each_ends_alone()
    {
        var email = Grant with { AllColumns = false, Columns = [new TaggedColumn("email", ["pii.email"])] };
        var phone = Grant with { Id = Guid.NewGuid(), AllColumns = false, Columns = [new TaggedColumn("phone", ["pii"])], Until = Now.AddDays(2) };
        var rules = Bundles.Of(Bundles.PermitAll, Mask);
        var set = GrantSet.Of(email, phone);
        Assert.Empty(Read(rules.With(set, Now)).Masks);
        Assert.Equal(["email"], Read(rules.With(set, email.Until)).Masks.Keys);
        Assert.Equal(["email", "phone"], Read(rules.With(set, phone.Until)).Masks.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(["phone"], Read(rules.With(set.With([phone with { IsEnded = true }]), Now)).Masks.Keys);
    }

    [Fact]
    public void Decision_by_a_grant_is_made_once_and_supported_until_that_ends_or_is_taken_back()
    {
        var rules = Bundles.Of(Mask);
        var set = GrantSet.Of(Grant);
        var read = Read(rules.With(set, Now));
        Assert.True(rules.With(set, Now.AddHours(1)).Supports(read));
        Assert.False(rules.With(set, Grant.Until).Supports(read));
        Assert.False(rules.With(set.With([Grant with { IsEnded = true }]), Now).Supports(read));
        Assert.False(rules.Supports(read));

        var bundle = Bundles.Of(Mask).With(GrantSet.Of(Grant), Now);
        Assert.Same(Read(bundle), Read(bundle));
    }

    [Fact]
    public void Decision_rests_on_the_grant_that_ends_last_where_it_gives_as_much_as_all()
    {
        var rules = Bundles.Of(Mask);
        var renewed = Grant with { Id = Guid.NewGuid(), Until = Now.AddDays(90) };
        var narrow = Grant with { Id = Guid.NewGuid(), AllColumns = false, Columns = [new TaggedColumn("phone", ["pii"])], Until = Now.AddDays(180) };
        var set = GrantSet.Of(Grant, renewed, narrow);

        var read = Read(rules.With(set, Now));

        Assert.Equal([renewed.Id], read.Grants);
        Assert.Equal($"A grant permits to read orders.orders until {renewed.Until:u}.", read.Reason);
        Assert.True(rules.With(set, Grant.Until).Supports(read));
        Assert.True(rules.With(set.With([narrow with { IsEnded = true }]), Now).Supports(read));
        Assert.False(rules.With(set, renewed.Until).Supports(read));
    }

    [Fact]
    public void Products_of_grants_are_named()
    {
        var bundle = Bundles.Of(Bundles.PermitAll).With(GrantSet.Of(Grant), Now);
        Assert.Equal([Orders.Product], PolicyEngine.ProductsNamed(bundle, Ana, PolicyAction.Discover));
        Assert.Empty(PolicyEngine.ProductsNamed(bundle, Ana with { Subject = "bob" }, PolicyAction.Discover));
    }

    [Fact]
    public void Default_rules_show_personal_data_to_the_granted()
    {
        var resource = Orders with { Classification = Classification.Internal };
        var read = PolicyEngine.Decide(DecisionCases.Bundle.With(GrantSet.Of(Grant), Now), Ana, PolicyAction.Read, resource);
        Assert.Empty(read.Masks);
        Assert.Equal(["email", "phone"], PolicyEngine.Decide(DecisionCases.Bundle, Ana, PolicyAction.Read, resource).Masks.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Effective_access_names_the_rule_and_the_grant_of_each_column_in_clear()
    {
        var effective = PolicyExplanation.EffectiveFor(DecisionCases.Bundle.With(GrantSet.Of(Grant), Now), Orders);
        var email = Assert.Single(effective.Columns, column => column.Name == "email");
        Assert.Equal(["personal-data-is-masked"], email.MaskedBy);
        Assert.Equal(["own_domain: true; or roles: [service], subjects: [query]", "ana"], email.ClearTo.Select(source => source.Who));
        Assert.Equal(["domain orders; or role service and query", null], email.ClearTo.Select(source => source.Words));
        Assert.Equal(Grant.Id, email.ClearTo[1].Grant);
        Assert.Contains(effective.Readers, reader => reader is { Rule: "auditors-read-confidential-products", Who: "roles: [auditor]" });
        Assert.Empty(Assert.Single(effective.Columns, column => column.Name == "order_id").MaskedBy);
    }

    [Fact]
    public void Effective_access_names_who_sees_a_column_that_a_grant_leaves_null_for_its_reader()
    {
        const string Own = "- { id: own, description: d, effect: permit, actions: [discover, read], when: { own_domain: true } }";
        var ana = Grant with { AllColumns = false, Columns = [new TaggedColumn("order_id", []), new TaggedColumn("phone", ["pii"])] };
        var bob = ana with { Id = Guid.Parse("00000000-0000-0000-0000-000000000002"), Principal = "bob", Columns = [new TaggedColumn("order_id", []), new TaggedColumn("email", ["pii.email"])] };

        Assert.Equal(
            ["order_id: ; ", "email: grant:columns; own_domain: true, bob", "phone: grant:columns; own_domain: true, ana"],
            ColumnsOf(Bundles.Of(Own).With(GrantSet.Of(ana, bob), Now)));
        // Without a rule that permits to read no one sees a column that no grant names.
        Assert.Equal(["order_id: ; ", "email: grant:columns; ", "phone: ; "], ColumnsOf(Bundles.Of().With(GrantSet.Of(ana), Now)));
        // Whom a mask leaves in clear reads null by a grant that does not name the column.
        const string Redacted = "- { id: redacted, description: d, effect: mask, columns: { names: [email] }, mask: redact, when: everyone, unless: { domains: [support] } }";
        Assert.Equal(["order_id: ; ", "email: redacted, grant:columns; domains: [support]", "phone: ; "], ColumnsOf(Bundles.Of(Redacted).With(GrantSet.Of(ana), Now)));
        Assert.Equal(["order_id: ; ", "email: ; ", "phone: ; "], ColumnsOf(Bundles.Of(Bundles.PermitAll).With(GrantSet.Of(ana), Now)));
        Assert.Equal(["order_id: ; ", "email: ; ", "phone: ; "], ColumnsOf(Bundles.Of(Bundles.PermitAll.Replace("when: everyone", "when: everyone, unless: { products: [orders.other] }", StringComparison.Ordinal)).With(GrantSet.Of(ana), Now)));
        // Who reads by the rule sees all of it.
        Assert.Equal(["order_id: ; ", "email: ; ", "phone: ; "], ColumnsOf(Bundles.Of(Own)));
        Assert.Equal("grant:columns", Read(Bundles.Of(Own).With(GrantSet.Of(ana), Now)).MaskRules["email"]);

        static string[] ColumnsOf(PolicyBundle bundle) => [.. PolicyExplanation.EffectiveFor(bundle, Orders).Columns.Select(column => $"{column.Name}: {string.Join(", ", column.MaskedBy)}; {string.Join(", ", column.ClearTo.Select(source => source.Who))}")];
    }

    [Fact]
    public void Effective_access_names_denies_and_for_whom_a_mask_is_not_and_leaves_out_what_is_not_enforced_yet()
    {
        var bundle = Bundles.Of(
            "- { id: readers, description: d, effect: permit, actions: [discover, read], when: everyone, unless: { domains: [sales] } }",
            "- { id: closed, description: d, effect: deny, actions: [read], when: { roles: [intern] } }",
            "- { id: closing, description: d, effect: deny, actions: [read], when: everyone, from: 2026-01-01, grace: 2026-06-01 }",
            "- { id: hidden, description: d, effect: mask, columns: { names: [order_id] }, mask: redact, when: { roles: [analyst] }, unless: { own_domain: true } }",
            "- { id: hiding, description: d, effect: mask, columns: { names: [email] }, mask: redact, when: everyone, from: 2026-01-01, grace: 2026-06-01 }");
        var effective = PolicyExplanation.EffectiveFor(bundle.With(GrantSet.Of(), new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero)), Orders);

        Assert.Equal([("readers", "everyone; but not domains: [sales]", "everyone, but not domain sales")], effective.Readers.Select(source => (source.Rule!, source.Who, source.Words!)));
        Assert.Equal([("closed", "roles: [intern]")], effective.Denied.Select(source => (source.Rule!, source.Who)));
        Assert.Equal(
            [("order_id", "hidden", "others than roles: [analyst]"), ("order_id", "hidden", "own_domain: true")],
            effective.Columns.SelectMany(column => column.ClearTo.Select(source => (column.Name, source.Rule!, source.Who))));
        Assert.Empty(Assert.Single(effective.Columns, column => column.Name == "email").MaskedBy);
    }

    [Theory]
    [InlineData("when: everyone", 0)]
    [InlineData("when: everyone, unless: { roles: [auditor] }", 2)]
    public void Effective_access_names_clear_text_where_every_mask_leaves_some(string second, int clear)
    {
        var bundle = Bundles.Of(
            "- { id: first, description: d, effect: mask, columns: { names: [email] }, mask: redact, when: everyone, unless: { own_domain: true } }",
            $"- {{ id: second, description: d, effect: mask, columns: {{ names: [email] }}, mask: redact, {second} }}");
        var email = Assert.Single(PolicyExplanation.EffectiveFor(bundle, Orders).Columns, column => column.Name == "email");
        Assert.Equal((2, clear), (email.MaskedBy.Count, email.ClearTo.Count));
    }

    [Fact]
    public void Refusal_names_how_to_ask() => Assert.EndsWith(
        "Do it with: mesh access request orders.orders --purpose \"…\", or on the portal's page /access/request?product=orders.orders.", Read(Bundles.Of()).Reason, StringComparison.Ordinal);

    [Theory]
    [InlineData(PolicyAction.Read)]
    [InlineData(PolicyAction.ReadRaw)]
    public void Refusal_of_a_service_names_how_the_service_asks_for_itself(PolicyAction action)
    {
        var bundle = Bundles.Of();

        var refused = PolicyEngine.Decide(bundle, new Principal("analytics", "analytics", ["service"], []), action, Orders);

        Assert.False(refused.Permit);
        Assert.EndsWith(
            "Ask its owner for access. Do it as the service, with its client: MESH_CLIENT_ID=… MESH_CLIENT_SECRET=… mesh access request orders.orders --purpose \"…\".", refused.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain("MESH_CLIENT_ID", PolicyEngine.Decide(bundle, Ana, action, Orders).Reason, StringComparison.Ordinal);
    }

    private static PolicyDecision Read(PolicyBundle bundle) => PolicyEngine.Decide(bundle, Ana, PolicyAction.Read, Orders);
}
