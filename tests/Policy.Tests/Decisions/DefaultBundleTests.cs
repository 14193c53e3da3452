using System.Text.Json;
using System.Text.Json.Nodes;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Types;
using MeshStarter.Policy.Decisions;
using MeshStarter.Policy.Masks;
using MeshStarter.Policy.Tests.Cases;

namespace MeshStarter.Policy.Tests.Decisions;

/// <summary>The mesh's own rules decide as the shared table says.</summary>
public sealed class DefaultBundleTests
{
    public static TheoryData<string> Names { get; } = new(DecisionCases.All.Keys);

    [Theory]
    [MemberData(nameof(Names))]
    public void Table_of_cases_holds(string name)
    {
        var expected = DecisionCases.All[name];
        var resource = PolicyResource.FromDescriptor(expected.Product);
        var permitted = Enum.GetValues<PolicyAction>()
            .Where(action => PolicyEngine.Decide(DecisionCases.Bundle, expected.Principal, action, resource).Permit);
        Assert.Equal(expected.May, permitted);

        var read = PolicyEngine.Decide(DecisionCases.Bundle, expected.Principal, PolicyAction.Read, resource);
        Assert.Equal(expected.Masked, resource.Columns.Select(c => c.Name).Where(read.Masks.ContainsKey));
        Assert.All(read.Masks.Values, mask => Assert.Equal(new RedactMask(), mask));
        Assert.Empty(read.RowFilters);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Row_is_visible_as_the_table_says(string name)
    {
        var expected = DecisionCases.All[name];
        if (expected.Product.Name.Product == "case_public")
        {
            return;
        }

        var resource = PolicyResource.FromDescriptor(expected.Product);
        var row = DecisionCases.ClearRow;
        row["undeclared"] = "never shown";
        var visible = PolicyEngine.Decide(DecisionCases.Bundle, expected.Principal, PolicyAction.Read, resource).Visible(JsonElement.Parse(row.ToJsonString(MeshJson.Options)), resource);
        var wanted = !expected.May.Contains(PolicyAction.Read) ? null
            : expected.Masked.Count == 0 ? DecisionCases.ClearRow
            : DecisionCases.MaskedRow;
        Assert.Equal(wanted?.ToJsonString(MeshJson.Options), visible?.GetRawText());
    }

    [Fact]
    public void Decision_says_which_rules_decided_and_why()
    {
        var expected = DecisionCases.All["analyst orders.case_internal"];
        var resource = PolicyResource.FromDescriptor(expected.Product);

        var read = PolicyEngine.Decide(DecisionCases.Bundle, expected.Principal, PolicyAction.Read, resource);
        Assert.Equal(["open-products-are-read-by-all", "personal-data-is-masked"], read.RuleIds);
        Assert.Equal("Rule open-products-are-read-by-all permits to read orders.case_internal: Public and internal products may be read by everyone who has signed in.", read.Reason);

        var raw = PolicyEngine.Decide(DecisionCases.Bundle, expected.Principal, PolicyAction.ReadRaw, resource);
        Assert.Equal(["personal-data-is-masked"], raw.RuleIds);
        Assert.Equal("Files of orders.case_internal would show what must be masked (customer_email, customer_address, customer_birthday, contact). Read it through a port or with SQL.", raw.Reason);

        var register = PolicyEngine.Decide(DecisionCases.Bundle, expected.Principal, PolicyAction.Register, resource);
        Assert.Empty(register.RuleIds);
        Assert.Equal("No rule permits to register orders.case_internal, which is internal and belongs to the domain orders.", register.Reason);
    }

    [Fact]
    public void Principal_without_a_domain_owns_nothing()
    {
        var resource = new PolicyResource(default, Classification.Internal, [new PolicyColumn("email", PrimitiveType.Text, ["pii"])]);
        var decision = PolicyEngine.Decide(DecisionCases.Bundle, new Principal("x", null, [], []), PolicyAction.Read, resource);
        Assert.True(decision.Masks.ContainsKey("email"));
    }

    [Fact]
    public void Value_that_does_not_fit_its_type_is_never_shown()
    {
        var expected = DecisionCases.All["analyst orders.case_internal"];
        var resource = PolicyResource.FromDescriptor(expected.Product);
        var row = new JsonObject { ["customer_email"] = new JsonObject { ["secret"] = 1 } };
        var visible = PolicyEngine.Decide(DecisionCases.Bundle, expected.Principal, PolicyAction.Read, resource).Visible(JsonElement.Parse(row.ToJsonString(MeshJson.Options)), resource);
        Assert.Equal(JsonValueKind.Null, visible!.Value.GetProperty("customer_email").ValueKind);
        Assert.DoesNotContain("secret", visible.Value.GetRawText(), StringComparison.Ordinal);
    }
}
