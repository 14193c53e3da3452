using FsCheck;
using FsCheck.Fluent;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Types;
using MeshStarter.Policy.Decisions;
using MeshStarter.Policy.Tests.Cases;

namespace MeshStarter.Policy.Tests.Decisions;

/// <summary>Properties of the default rules for every principal and every product.</summary>
[Trait("Category", "Property")]
public sealed class PersonalDataProperties
{
    private static readonly Gen<Principal> Principals =
        from subject in Gen.Elements("analyst", "orders", "payments", "query", "catalog", "x")
        from domain in Gen.Elements(null, "", "orders", "Orders", "analytics", "governance")
        from roles in Gen.Elements("analyst", "owner", "service", "auditor", "platform-admin", "Service").ListOf()
        from purposes in Gen.Elements("analytics", "orders").ListOf()
        select new Principal(subject, domain, [.. roles], [.. purposes]);

    private static readonly Gen<PolicyResource> Resources =
        from classification in Gen.Elements(Enum.GetValues<Classification>())
        from tags in Gen.Elements("pii", "pii.email", "PII", "pii.x.y", "geo", "pii_not", "contact").ListOf().ListOf()
        select new PolicyResource(
            new DataProductId("orders", "orders"),
            classification,
            [.. tags.Select((t, i) => new PolicyColumn($"c{i}", i % 2 == 0 ? PrimitiveType.Text : ColumnType.Parse("ARRAY<DATE>"), [.. t]))]);

    [Fact]
    public void Personal_data_is_clear_only_to_its_domain_and_the_query_engine() => ForAll((principal, resource) =>
    {
        var insider = principal.Domain == "orders" || (principal.Subject == "query" && principal.Roles.Contains("service"));
        var read = PolicyEngine.Decide(DecisionCases.Bundle, principal, PolicyAction.Read, resource);
        var personal = resource.Columns
            .Where(column => column.Tags.Any(tag => tag.Split('.')[0].Equals("pii", StringComparison.OrdinalIgnoreCase)))
            .Select(column => column.Name);
        Assert.Equal(read.Permit && !insider ? personal : [], read.Masks.Keys.OrderBy(name => int.Parse(name[1..])));
    });

    [Fact]
    public void Raw_files_go_only_to_those_from_whom_nothing_is_hidden() => ForAll((principal, resource) =>
    {
        var read = PolicyEngine.Decide(DecisionCases.Bundle, principal, PolicyAction.Read, resource);
        var raw = PolicyEngine.Decide(DecisionCases.Bundle, principal, PolicyAction.ReadRaw, resource);
        Assert.True(!raw.Permit || (read.Permit && !read.HasObligations));
        Assert.False(raw.HasObligations);
    });

    [Fact]
    public void What_can_be_read_can_be_found() => ForAll((principal, resource) =>
        Assert.True(!Permits(principal, PolicyAction.Read, resource) || Permits(principal, PolicyAction.Discover, resource)));

    [Fact]
    public void Restricted_rows_stay_in_their_domain() => ForAll((principal, resource) =>
        Assert.True(resource.Classification != Classification.Restricted
            || !Permits(principal, PolicyAction.Read, resource)
            || principal.Domain == "orders"
            || (principal.Subject == "query" && principal.Roles.Contains("service"))));

    private static bool Permits(Principal principal, PolicyAction action, PolicyResource resource) =>
        PolicyEngine.Decide(DecisionCases.Bundle, principal, action, resource).Permit;

    private static void ForAll(Action<Principal, PolicyResource> check) =>
        Prop.ForAll(
                Principals.SelectMany(principal => Resources.Select(resource => (principal, resource))).ToArbitrary(),
                pair => check(pair.principal, pair.resource))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(Rounds.Of(500)));
}
