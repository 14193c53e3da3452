using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Lifecycle;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Profiles;
using MeshStarter.Contracts.Types;
using MeshStarter.Policy.Decisions;
using MeshStarter.Policy.Explanations;
using MeshStarter.Policy.Grants;
using MeshStarter.Policy.Rules;

namespace MeshStarter.Policy.Tests.Explanations;

public sealed class PolicyExplanationTests
{
    private const string Redact = "- { id: personal, description: Personal data is hidden., effect: mask, columns: { tags: [pii] }, mask: redact, when: everyone, unless: { own_domain: true } }";
    private const string Nullify = "- { id: hidden, description: Gone., effect: mask, columns: { names: [email] }, mask: nullify, when: { roles: [trainee] } }";
    private const string Phones = "- { id: phones, description: d, effect: mask, columns: { names: [phone] }, mask: hash, when: everyone }";
    private const string States = "- { id: states, description: Own state only., effect: filter, keep: { column: state, values: [SP, RJ] }, when: { roles: [analyst] } }";
    private const string Elsewhere = "- { id: elsewhere, description: d, effect: deny, actions: [read], when: { products: [shop.other] } }";

    private static readonly Principal Ana = new("ana", "analytics", ["analyst"], []);
    private static readonly Principal Trainee = Ana with { Roles = ["trainee"] };
    private static readonly Principal Owner = new("shop-owner", "shop", ["owner"], []);

    private static readonly DataProductDescriptor Orders = new()
    {
        Name = new DataProductId("shop", "orders"),
        Owner = "nobody",
        Schema =
        [
            new() { Name = "id", Type = ColumnType.Parse("UUID"), Required = true },
            new() { Name = "email", Type = PrimitiveType.Text, Tags = ["pii.email"] },
            new() { Name = "state", Type = PrimitiveType.Text },
        ],
    };

    private static readonly PolicyResource Resource = PolicyResource.FromDescriptor(Orders);

    [Fact]
    public void View_names_the_rule_behind_each_mask_and_filter()
    {
        var bundle = Bundles.Of(Bundles.PermitAll, Redact, Nullify, States);

        var ana = PolicyExplanation.ViewOf(bundle, Ana, Resource);
        var trainee = PolicyExplanation.ViewOf(bundle, Trainee, Resource);
        var owner = PolicyExplanation.ViewOf(bundle, Owner, Resource);

        Assert.Equal([NotByGrant("id", null, null), NotByGrant("email", "redact", "personal"), NotByGrant("state", null, null)], ana.Columns);
        Assert.Equal("states state SP,RJ", Assert.Single(ana.Filters) is var filter ? $"{filter.Rule} {filter.Column} {string.Join(',', filter.Values)}" : "");
        Assert.Equal(NotByGrant("email", "nullify", "hidden"), trainee.Columns[1]);
        Assert.Empty(trainee.Filters);
        Assert.All(owner.Columns, column => Assert.Null(column.Rule));
        Assert.Equal([(true, false), (true, false), (true, true)], new[] { ana, trainee, owner }.Select(view => (view.MayRead, view.MayReadFiles)));

        static ReaderColumn NotByGrant(string name, string? mask, string? rule) => new(name, mask, rule) { ClearByGrant = false };
    }

    [Fact]
    public void Filter_in_its_grace_is_not_in_the_view_and_does_not_apply()
    {
        var bundle = Bundles.Of(Bundles.PermitAll, States.Replace(" }, when:", " }, from: 2026-01-01, grace: 2026-06-01, when:", StringComparison.Ordinal));
        var (during, after) = (At(3), At(7));

        Assert.Equal((0, false), (PolicyExplanation.ViewOf(during, Ana, Resource).Filters.Count, PolicyExplanation.RulesOf(during, Ana, Resource, Orders)[1].AppliesToCaller));
        Assert.Equal((1, true), (PolicyExplanation.ViewOf(after, Ana, Resource).Filters.Count, PolicyExplanation.RulesOf(after, Ana, Resource, Orders)[1].AppliesToCaller));

        PolicyBundle At(int month) => bundle.With(GrantSet.Of(), new DateTimeOffset(2026, month, 1, 0, 0, 0, TimeSpan.Zero));
    }

    [Fact]
    public void View_of_a_denied_reader_has_the_reason_and_no_mask()
    {
        var view = PolicyExplanation.ViewOf(Bundles.Of(Redact, States), Ana, Resource);

        Assert.False(view.MayRead);
        Assert.StartsWith("No rule permits to read shop.orders", view.Reason, StringComparison.Ordinal);
        Assert.All(view.Columns, column => Assert.Null(column.Mask));
        Assert.Empty(view.Filters);
    }

    [Fact]
    public void View_says_null_where_a_mask_makes_null_of_the_columns_type()
    {
        const string Each = "- { id: each, description: d, effect: mask, columns: { names: [id, email] }, mask: redact, when: everyone }";

        Assert.Equal(["nullify", "redact", null], PolicyExplanation.ViewOf(Bundles.Of(Bundles.PermitAll, Each), Ana, Resource).Columns.Select(column => column.Mask));
    }

    [Fact]
    public void View_is_by_the_stricter_terms_in_force()
    {
        var stricter = Resource with { Stricter = [new StricterTerms { Version = ProductVersion.First, Columns = [new TaggedColumn("state", ["pii"])] }] };

        Assert.Equal(["email", "state"], PolicyExplanation.ViewOf(Bundles.Of(Bundles.PermitAll, Redact), Ana, stricter).Columns.Where(column => column.Rule == "personal").Select(column => column.Name));
    }

    [Fact]
    public void Rules_are_those_that_can_apply_to_the_product()
    {
        var rules = PolicyExplanation.RulesOf(Bundles.Of(Bundles.PermitAll, Redact, Nullify, Phones, States, Elsewhere), Ana, Resource, Orders);

        Assert.Equal(
            ["all permit [discover,read,read_raw] [] True", "personal mask [] [email] True", "hidden mask [] [email] False", "states filter [] [state] True"],
            rules.Select(rule => $"{rule.Id} {rule.Effect} [{string.Join(',', rule.Actions)}] [{string.Join(',', rule.Columns)}] {rule.AppliesToCaller}"));
        Assert.All(rules, rule => Assert.Null(rule.Findings));
        Assert.Equal("Personal data is hidden.", rules[1].Description);
    }

    [Fact]
    public void Rules_about_the_descriptor_have_what_does_not_meet_them()
    {
        var bundle = Bundles.WithRegistration("- { id: owner-can-be-reached, description: An owner answers., check: owner_email, severity: warning }", "- { id: names, description: d, check: column_naming, severity: error }");

        var rules = PolicyExplanation.RulesOf(bundle, Ana, Resource, Orders);

        Assert.Equal(["owner-can-be-reached registration", "names registration"], rules.Select(rule => $"{rule.Id} {rule.Effect}"));
        Assert.Equal(["owner: The owner \"nobody\" is not an e-mail address."], rules[0].Findings!);
        Assert.Empty(rules[1].Findings!);
        Assert.Null(rules[0].AppliesToCaller);
    }
}
