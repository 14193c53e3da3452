using System.Net;
using MeshStarter.Contracts;

namespace MeshStarter.Governance.Tests.Access;

/// <summary>What would be decided, in many cases at once.</summary>
[Collection(AccessTestsDefinition.Name)]
public sealed class DecisionTests(AccessFixture fixture)
{
    [SkippableFact]
    public async Task Cases_are_answered_in_their_order_with_columns_masks_and_rules_the_same_each_time()
    {
        _ = fixture.Running;
        var (open, hidden) = (fixture.NewProduct(Classification.Internal), fixture.NewProduct(Classification.Restricted));
        var cases = new { cases = new object[] { new { action = "read", product = open.ToString() }, new { action = "audit", product = open.ToString() }, new { action = "read", product = hidden.ToString() }, new { action = "read", product = open.ToString() } } };

        var first = await fixture.SendAsync("analyst", HttpMethod.Post, "/decisions", cases);
        var second = await fixture.SendAsync("analyst", HttpMethod.Post, "/decisions", cases);

        Assert.Equal(first.ToJsonString(), second.ToJsonString());
        var items = first["items"]!.AsArray();
        Assert.Equal([true, false, false, true], items.Select(item => item!["permit"]!.GetValue<bool>()));
        Assert.Equal(items[0]!.ToJsonString(), items[3]!.ToJsonString());
        Assert.Equal(
            [("order_id", null, null), ("total", null, null), ("email", "redact", "personal-data-is-masked")],
            items[0]!["columns"]!.AsArray().Select(column => (column!["name"]!.GetValue<string>(), column["mask"]?.GetValue<string>(), column["rule"]?.GetValue<string>())));
        Assert.Equal(["open-products-are-read-by-all", "personal-data-is-masked"], items[0]!["rules"]!.AsArray().Select(rule => rule!.GetValue<string>()));
        Assert.Contains("There is no product", items[2]!["reason"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Others_are_decided_about_for_auditors_alone()
    {
        _ = fixture.Running;
        var product = fixture.NewProduct(Classification.Confidential);
        var about = new { cases = new[] { new { action = "read", product = product.ToString(), principal = new { subject = "someone", domain = product.Domain } } } };

        var refused = await fixture.SendAsync("analyst", HttpMethod.Post, "/decisions", about, HttpStatusCode.Forbidden);
        var answer = await fixture.SendAsync("auditor", HttpMethod.Post, "/decisions", about);

        Assert.Contains("only auditors and platform services", refused["detail"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.True(answer["items"]![0]!["permit"]!.GetValue<bool>());
    }
}
