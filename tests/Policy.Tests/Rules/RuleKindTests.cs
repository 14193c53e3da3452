using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Types;
using MeshStarter.Policy.Decisions;
using MeshStarter.Policy.Registration;
using MeshStarter.Policy.Rules;

namespace MeshStarter.Policy.Tests.Rules;

/// <summary>Each kind of rule in a case where it changes something, and in one where it does not.</summary>
public sealed class RuleKindTests
{
    private static readonly Principal Ana = new("ana", "analytics", ["analyst"], []);

    private static readonly DataProductDescriptor Sound = new()
    {
        Name = new DataProductId("orders", "orders"),
        Owner = "orders-team@company.com",
        Accountable = new AccountablePerson("Ada Lovelace", "ada@company.com"),
        Description = "The current state of each order",
        Schema = [Column("order_id", "UUID"), Column("state", "STRING"), Column("email", "STRING", "pii.email")],
        Quality = new QualityTerms { FreshnessSla = "5 minutes", Completeness = "99.9%" },
        Retention = new RetentionTerms(TimeSpan.FromDays(1)),
        Examples = ["SELECT 1"],
    };

    /// <summary>Access rules of each effect, with the decisions that they change.</summary>
    public static TheoryData<string, string> Effects { get; } = new()
    {
        { "effect: permit, actions: [operate], when: everyone", "Operate: permitted" },
        { "effect: permit, actions: [operate], when: { own_domain: true }", "" },
        { "effect: deny, actions: [read], when: everyone", "Read: refused; ReadRaw: refused" },
        { "effect: deny, actions: [read], when: { products: [orders.sales] }", "" },
        { "effect: mask, columns: { tags: [pii] }, mask: redact, when: everyone", "Read: permitted, email redact; ReadRaw: refused" },
        { "effect: mask, columns: { tags: [pii.phone], names: [mail] }, mask: redact, when: everyone", "" },
        { "effect: filter, keep: { column: state, values: [SP] }, when: everyone", "Read: permitted, (CAST(\"state\" AS VARCHAR) IN ('SP')); ReadRaw: refused" },
        { "effect: filter, keep: { column: state, values: [SP] }, when: everyone, unless: { roles: [analyst] }", "" },
    };

    /// <summary>Registration rules of each check, each with a descriptor and the keys of it that break the rule.</summary>
    public static TheoryData<string, DataProductDescriptor, string> Checks { get; } = new()
    {
        { "check: owner_email", Sound, "" },
        { "check: owner_email", Sound with { Owner = "Orders" }, "owner" },
        { "check: reserved_domains, names: [catalog]", Sound, "" },
        { "check: reserved_domains, names: [orders]", Sound, "name" },
        { "check: column_naming", Sound, "" },
        { "check: column_naming", With(Column("Total", "DOUBLE")), "schema[3].name" },
        { "check: descriptions", Sound, "" },
        { "check: descriptions", Sound with { Description = " " }, "description" },
        { "check: personal_data, words: [email], unless_tagged: not_personal", Sound, "" },
        { "check: personal_data, words: [state], unless_tagged: not_personal", Sound, "schema[1].name" },
        { "check: retention_stated, classification: [internal]", Sound, "" },
        { "check: retention_stated, classification: [internal]", Sound with { Retention = null }, "retention" },
        { "check: freshness_stated", Sound, "" },
        { "check: freshness_stated", Sound with { Quality = new QualityTerms() }, "quality.freshness_sla" },
        { "check: examples", Sound, "" },
        { "check: examples", Sound with { Examples = [] }, "examples" },
        { "check: accountable", Sound, "" },
        { "check: accountable", Sound with { Accountable = null }, "accountable" },
        { "check: kind", Sound, "" },
        { "check: kind", Sound with { Kind = ProductKind.Aggregate }, "inputs" },
        { "check: lineage_known", Sound, "" },
        { "check: lineage_known", Sound with { Kind = ProductKind.Aggregate, Inputs = [DataProductId.Parse("orders.gone")] }, "inputs[0]" },
        { "check: shared_keys, keys: { order_id: UUID }", Sound, "" },
        { "check: shared_keys, keys: { order_id: STRING }", Sound, "schema[0].type" },
        { "check: open_format", Sound, "" },
        { "check: open_format", Sound with { Ports = [PortType.Rest] }, "ports" },
        { "check: documented", Sound, "" },
        { "check: documented", Sound with { Description = "Orders" }, "description" },
        { "check: personal_data_covered", Sound with { Schema = [Column("order_id", "UUID")] }, "" },
        { "check: personal_data_covered", Sound, "schema[2].name" },
        { "check: promises_at_least, completeness: 99%", Sound, "" },
        { "check: promises_at_least, completeness: 100%", Sound, "quality.completeness" },
    };

    [Fact]
    public void Each_kind_has_a_case_that_it_changes_and_one_that_it_leaves()
    {
        Assert.All(AccessRuleKinds.All, kind => Assert.Equal([false, true], Distinct(Effects.Select(row => ((string)row[0], (string)row[1])), $"effect: {kind},")));
        Assert.All(RegistrationRuleKinds.All, kind => Assert.Equal([false, true], Distinct(Checks.Select(row => ($"{row[0]},", (string)row[2])), $"check: {kind},")));

        static IEnumerable<bool> Distinct(IEnumerable<(string Rule, string Change)> cases, string kind) =>
            cases.Where(each => each.Rule.StartsWith(kind, StringComparison.Ordinal)).Select(each => each.Change.Length == 0).Distinct().Order();
    }

    [Theory]
    [MemberData(nameof(Effects))]
    public void Effect_changes_decisions(string rule, string change)
    {
        var (before, after) = (Bundles.Of(Bundles.PermitAll), Bundles.Of(Bundles.PermitAll, $"- {{ id: r, description: d, {rule} }}"));

        var changed = Enum.GetValues<PolicyAction>().Where(action => Decision(before, action) != Decision(after, action)).Select(action => $"{action}: {Decision(after, action)}");
        Assert.Equal(change, string.Join("; ", changed));
    }

    [Theory]
    [MemberData(nameof(Checks))]
    public void Check_names_the_keys_that_break_it(string rule, DataProductDescriptor descriptor, string fields)
    {
        var violations = DescriptorLint.Check(Bundles.WithRegistration($"- {{ id: r, description: d, severity: error, {rule} }}"), descriptor, isKnown: _ => false);
        Assert.Equal(fields, string.Join("; ", violations.Select(violation => violation.Field)));
    }

    private static string Decision(PolicyBundle bundle, PolicyAction action)
    {
        var decision = PolicyEngine.Decide(bundle, Ana, action, PolicyResource.FromDescriptor(Sound));
        return decision.Permit ? string.Join(", ", [.. (string[])["permitted"], .. decision.Masks.Select(mask => $"{mask.Key} {mask.Value}"), .. decision.RowFilters]) : "refused";
    }

    private static DataProductDescriptor With(ColumnDefinition column) => Sound with { Schema = [.. Sound.Schema, column] };

    private static ColumnDefinition Column(string name, string type, params string[] tags) =>
        new() { Name = name, Type = ColumnType.Parse(type), Description = "In which state it is now", Tags = tags };
}
