using System.Net;
using MeshStarter.Contracts.Access;
using MeshStarter.Contracts.Policies;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Types;
using MeshStarter.Platform.Enforcement.Answers;
using MeshStarter.Platform.Enforcement.Bundles;
using MeshStarter.Platform.Enforcement.Grants;
using MeshStarter.Policy.Decisions;
using MeshStarter.Policy.Rules;
using Microsoft.Extensions.DependencyInjection;

namespace MeshStarter.Governance.Tests.Access;

/// <summary>An enforcement point's copy of the grants, against the real service.</summary>
[Collection(AccessTestsDefinition.Name)]
public sealed class GrantClientTests(AccessFixture fixture)
{
    // Within the minute of a long poll.
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(50);

    private static readonly Principal Analyst = new("analyst", "analytics", ["analyst"], []);

    [SkippableFact]
    public async Task Grant_and_revocation_act_at_the_enforcement_point_and_end_what_is_open()
    {
        await using var point = await EnforcementPoint.StartAsync(fixture.Running);
        var resource = Resource(fixture.NewProduct());
        Assert.False(Read(point, resource).Permit);

        var grant = await fixture.GrantAsync("analyst", resource.Product);
        await Eventually.HoldsAsync(() => Read(point, resource).Permit);
        var decision = Read(point, resource);
        Assert.Equal([Guid.Parse(grant)], decision.Grants);
        Assert.Equal(["email"], decision.Masks.Keys);
        var ended = new TaskCompletionSource<AnswerEnd>();
        using var watch = Watch(point, resource, decision, ended.SetResult);

        await fixture.SendAsync("orders-owner", HttpMethod.Post, $"/access/grants/{grant}/revoke", new AccessDecisionForm("r"));

        Assert.Equal(AnswerEnd.OfGrant, await ended.Task.WaitAsync(Soon));
        Assert.False(Read(point, resource).Permit);
        AnswerEnd? late = null;
        Assert.NotNull(Watch(point, resource, decision, end => late = end));
        Assert.Equal(AnswerEnd.OfGrant, late);
    }

    [SkippableFact]
    public async Task Tightening_ends_what_is_open_of_its_product_alone()
    {
        await using var point = await EnforcementPoint.StartAsync(fixture.Running);
        var (closed, other) = (Resource(fixture.NewProduct()) with { Classification = Classification.Internal }, Resource(fixture.NewProduct()) with { Classification = Classification.Internal });
        Assert.True(Read(point, closed).Permit);
        var ended = new TaskCompletionSource<AnswerEnd>();
        AnswerEnd? otherEnd = null;
        using var watch = Watch(point, closed, Read(point, closed), ended.SetResult);
        using var otherWatch = Watch(point, other, Read(point, other), end => otherEnd = end);
        var mask = $"- {{ id: hidden-total, description: d, effect: mask, columns: {{ names: [total] }}, mask: nullify, when: {{ products: [{closed.Product}] }} }}";

        var tightening = await fixture.SendAsync("orders-owner", HttpMethod.Post, "/policy/tightenings", new PolicyTighteningForm(mask, "A leak", closed.Product), HttpStatusCode.Created);

        Assert.Equal(AnswerEnd.OfRules, await ended.Task.WaitAsync(Soon));
        Assert.Null(otherWatch!.FindEnd());
        await fixture.SendAsync("orders-owner", HttpMethod.Post, $"/policy/tightenings/{tightening["id"]}/end", new AccessDecisionForm("It is over"), HttpStatusCode.NoContent);
        await Eventually.HoldsAsync(() => !Read(point, closed).Masks.ContainsKey("total"));
        Assert.Null(otherEnd);
    }

    [SkippableFact]
    public async Task Answer_that_rests_on_a_grant_since_other_rules_are_in_force_ends_with_the_grant()
    {
        await using var point = await EnforcementPoint.StartAsync(fixture.Running);
        var resource = Resource(fixture.NewProduct());
        var grant = await fixture.GrantAsync("analyst", resource.Product);
        await Eventually.HoldsAsync(() => Read(point, resource).Permit);
        var ended = new TaskCompletionSource<AnswerEnd>();
        // As of a version by which no grant was needed.
        var free = PolicyEngine.Decide(PolicyBundle.Parse("version: 1.0.0\nregistration: []\naccess:\n  - { id: all, description: d, effect: permit, actions: [read], when: everyone }\n  - { id: email, description: d, effect: mask, columns: { names: [email, total] }, mask: nullify, when: everyone }\n", "free.yaml"), Analyst, PolicyAction.Read, resource);
        Assert.Empty(free.Grants);
        using var watch = Watch(point, resource, free, ended.SetResult);
        Assert.Null(watch!.FindEnd());

        await fixture.SendAsync("orders-owner", HttpMethod.Post, $"/access/grants/{grant}/revoke", new AccessDecisionForm("r"));

        Assert.Equal(AnswerEnd.OfGrant, await ended.Task.WaitAsync(Soon));
    }

    [SkippableFact]
    public async Task Grants_go_on_while_governance_is_away_until_they_are_too_old()
    {
        _ = fixture.Running;
        var governance = await fixture.StartAsync(await fixture.CreateDatabaseAsync());
        var time = new MovableTime();
        await using var point = await EnforcementPoint.StartAsync(governance, time);
        var resource = Resource(fixture.NewProduct());
        await fixture.GrantAsync("analyst", resource.Product, governance);
        await Eventually.HoldsAsync(() => Read(point, resource).Permit);

        await governance.DisposeAsync();

        Assert.True(Read(point, resource).Permit);
        time.Advance(TimeSpan.FromMinutes(11));
        Assert.False(point.Services.GetRequiredService<PolicyBundleClient>().TryGetCurrent(out _));
    }

    [SkippableFact]
    public async Task Grant_ends_by_the_clock_of_the_enforcement_point_and_a_clock_that_is_set_back_does_not_revive_it()
    {
        var time = new MovableTime();
        await using var point = await EnforcementPoint.StartAsync(fixture.Running, time);
        var resource = Resource(fixture.NewProduct());
        var request = await fixture.AskAsync("analyst", resource.Product, "order_id");
        await fixture.SendAsync("orders-owner", HttpMethod.Post, $"/access/requests/{request}/approve", new AccessDecisionForm("r", TimeProvider.System.GetUtcNow().AddMinutes(5)));
        await Eventually.HoldsAsync(() => Read(point, resource).Permit);
        using var watch = Watch(point, resource, Read(point, resource), _ => { });
        time.SetBack(TimeSpan.FromDays(1));
        Assert.True(Read(point, resource).Permit);
        Assert.Null(watch!.FindEnd());

        time.Advance(TimeSpan.FromMinutes(6));

        Assert.False(Read(point, resource).Permit);
        Assert.Equal(AnswerEnd.OfGrant, watch.FindEnd());
    }

    [SkippableTheory]
    [InlineData("kept", true)]
    [InlineData("too old", false)]
    [InlineData("clock set back", false)]
    [InlineData("damaged", false)]
    [InlineData("torn", true)]
    [InlineData("revoked", false)]
    [InlineData("expired", false)]
    public async Task Point_that_restarts_while_governance_is_away_goes_on_with_its_grants(string state, bool expected)
    {
        using var cache = new TestFolder();
        var resource = Resource(fixture.NewProduct());
        PolicyBundle rules;
        await using (var point = await EnforcementPoint.StartAsync(fixture.Running, cache: cache.Path))
        {
            rules = point.Services.GetRequiredService<PolicyBundleClient>().Current;
            var request = await fixture.AskAsync("analyst", resource.Product, "order_id");
            var answer = await fixture.SendAsync("orders-owner", HttpMethod.Post, $"/access/requests/{request}/approve", new AccessDecisionForm("r", TimeProvider.System.GetUtcNow().AddMinutes(5)));
            await Eventually.HoldsAsync(() => Read(point, resource).Permit);
            if (state == "revoked")
            {
                await fixture.SendAsync("orders-owner", HttpMethod.Post, $"/access/grants/{answer["grant"]}/revoke", new AccessDecisionForm("r"));
                await Eventually.HoldsAsync(() => !Read(point, resource).Permit);
            }
        }

        var file = Path.Combine(cache.Path, "grants.jsonl");
        var time = new MovableTime();
        switch (state)
        {
            case "too old":
                time.Advance(TimeSpan.FromMinutes(11));
                break;
            case "expired":
                time.Advance(TimeSpan.FromMinutes(6));
                break;
            case "clock set back":
                time.SetBack(TimeSpan.FromHours(1));
                break;
            case "damaged":
                await File.WriteAllTextAsync(file, "?" + await File.ReadAllTextAsync(file));
                break;
            case "torn":
                await File.AppendAllTextAsync(file, "{\"feed\":\"x");
                break;
        }

        await using (var point = await EnforcementPoint.StartAsync(governance: null, time, cache.Path))
        {
            var grants = point.Services.GetRequiredService<GrantClient>();
            Assert.Equal(expected, PolicyEngine.Decide(grants.Apply(rules), Analyst, PolicyAction.Read, resource).Permit);
            time.Advance(TimeSpan.FromMinutes(11));
            Assert.False(PolicyEngine.Decide(grants.Apply(rules), Analyst, PolicyAction.Read, resource).Permit);
        }

    }

    [SkippableFact]
    public async Task Grant_that_is_revoked_while_a_point_is_away_for_too_long_does_not_come_back_with_a_later_restart()
    {
        using var cache = new TestFolder();
        var (revoked, kept) = (Resource(fixture.NewProduct()), Resource(fixture.NewProduct()));
        PolicyBundle rules;
        var grant = await fixture.GrantAsync("analyst", revoked.Product);
        await using (var point = await EnforcementPoint.StartAsync(fixture.Running, cache: cache.Path))
        {
            rules = point.Services.GetRequiredService<PolicyBundleClient>().Current;
            await Eventually.HoldsAsync(() => Read(point, revoked).Permit);
        }

        await fixture.SendAsync("orders-owner", HttpMethod.Post, $"/access/grants/{grant}/revoke", new AccessDecisionForm("r"));
        await fixture.GrantAsync("analyst", kept.Product);
        var time = new MovableTime();
        time.Advance(TimeSpan.FromMinutes(11));
        await using (var point = await EnforcementPoint.StartAsync(fixture.Running, time, cache.Path))
        {
            await Eventually.HoldsAsync(() => Read(point, kept).Permit);
            Assert.False(Read(point, revoked).Permit);
        }

        await using (var point = await EnforcementPoint.StartAsync(governance: null, time, cache.Path))
        {
            var grants = point.Services.GetRequiredService<GrantClient>();
            Assert.True(PolicyEngine.Decide(grants.Apply(rules), Analyst, PolicyAction.Read, kept).Permit);
            Assert.False(PolicyEngine.Decide(grants.Apply(rules), Analyst, PolicyAction.Read, revoked).Permit);
        }

    }

    [SkippableFact]
    public async Task Grant_that_is_revoked_on_a_full_disk_does_not_come_back_with_a_restart()
    {
        using var disk = SmallDisk.Mount(kibibytes: 256);
        var cache = Path.Combine(disk.Folder, "policy");
        var resource = Resource(fixture.NewProduct());
        PolicyBundle rules;
        await using (var point = await EnforcementPoint.StartAsync(fixture.Running, cache: cache))
        {
            rules = point.Services.GetRequiredService<PolicyBundleClient>().Current;
            var grant = await fixture.GrantAsync("analyst", resource.Product);
            await Eventually.HoldsAsync(() => Read(point, resource).Permit);
            disk.Fill();
            // What is left of the file's last page takes a few changes.
            for (var i = 0; i < 20; i++)
            {
                await fixture.GrantAsync("analyst", fixture.NewProduct());
            }

            await fixture.SendAsync("orders-owner", HttpMethod.Post, $"/access/grants/{grant}/revoke", new AccessDecisionForm("r"));
            await Eventually.HoldsAsync(() => !Read(point, resource).Permit);
        }

        await using var later = await EnforcementPoint.StartAsync(governance: null, cache: cache);
        Assert.False(PolicyEngine.Decide(later.Services.GetRequiredService<GrantClient>().Apply(rules), Analyst, PolicyAction.Read, resource).Permit);
    }

    private static WatchedAnswer? Watch(EnforcementPoint point, PolicyResource resource, PolicyDecision decision, Action<AnswerEnd> onEnded) =>
        point.Services.GetRequiredService<AnswerWatch>().Watch([new AnswerDecision(Analyst, PolicyAction.Read, resource, decision)], onEnded);

    private static PolicyDecision Read(EnforcementPoint point, PolicyResource resource) =>
        PolicyEngine.Decide(point.Services.GetRequiredService<PolicyBundleClient>().Current, Analyst, PolicyAction.Read, resource);

    private static PolicyResource Resource(DataProductId product) => new(
        product, Classification.Confidential, [new PolicyColumn("order_id", PrimitiveType.Text, []), new PolicyColumn("total", PrimitiveType.Text, []), new PolicyColumn("email", PrimitiveType.Text, ["pii.email"])]);
}
