using System.Net;
using System.Text.Json.Nodes;
using MeshStarter.Contracts.Access;
using MeshStarter.Contracts.Policies;
using MeshStarter.Contracts.Products;
using MeshStarter.Governance.Tests.Proposals;
using MeshStarter.Platform.Audit.Records;

namespace MeshStarter.Governance.Tests.Access;

/// <summary>The grants of a product, and who saw it by the rules of a time.</summary>
[Collection(AccessTestsDefinition.Name)]
public sealed class ProductGrantsTests(AccessFixture fixture)
{
    [SkippableTheory]
    [InlineData("orders-owner", true)]
    [InlineData("security", true)]
    [InlineData("auditor", false)]
    public async Task Grants_of_a_product_are_listed_with_who_approved_them_to_those_who_oversee_it(string persona, bool mayRevoke)
    {
        var product = fixture.NewProduct();
        var request = await fixture.AskAsync("analyst", product, "email");
        await fixture.DecideAsync("orders-owner", request);
        var grant = (await fixture.DecideAsync("security", request))["grant"]!.GetValue<string>();
        var ended = await fixture.GrantAsync("payments-owner", product);
        await fixture.SendAsync("payments-owner", HttpMethod.Post, $"/access/grants/{ended}/revoke", new AccessDecisionForm("No longer"));

        var listed = Assert.Single(await ListAsync(persona, product, "in_force=true"))!;

        Assert.Equal(
            (grant, "analyst", "email", "For a test", "active", mayRevoke),
            (Text(listed, "id"), Text(listed, "principal"), Assert.Single(listed["columns"]!.AsArray())!["name"]!.GetValue<string>(), Text(listed, "purpose"), Text(listed, "state"), listed["may_revoke"]!.GetValue<bool>()));
        Assert.Equal(
            [("owner", "orders-owner", "Because of a test"), ("security", "security", "Because of a test")],
            listed["decisions"]!.AsArray().Select(decision => (Text(decision!, "seat"), Text(decision!, "by"), Text(decision!, "reason"))));
        Assert.Equal([(ended, "revoked", "payments-owner")], (await ListAsync(persona, product, "in_force=false")).Select(each => (Text(each!, "id"), Text(each!, "state"), Text(each!, "revoked_by"))));
        Assert.Equal([ended, grant], (await ListAsync(persona, product, "")).Select(each => Text(each!, "id")));
        Assert.Equal(3, (await fixture.AuditAsync(product)).Count(record => record is { Permit: true, Reason: "Requested who has a grant of the product." } && record.Subject == persona));
    }

    [SkippableFact]
    public async Task Grants_of_a_product_are_refused_to_others_and_not_there_where_the_product_is_not()
    {
        var (found, hidden) = (fixture.NewProduct(), fixture.NewProduct(Classification.Restricted));
        await fixture.GrantAsync("analyst", found);

        await fixture.SendAsync("analyst", HttpMethod.Get, $"/access/products/{found}/grants", status: HttpStatusCode.Forbidden);
        await fixture.SendAsync("payments-owner", HttpMethod.Get, $"/access/products/{found}/grants", status: HttpStatusCode.Forbidden);
        var (concealed, missing) = (await RefusedAsync("analyst", hidden.ToString()), await RefusedAsync("analyst", "orders.nothing"));
        await fixture.SendAsync("auditor", HttpMethod.Get, "/access/products/orders.nothing/grants", status: HttpStatusCode.NotFound);
        await fixture.SendAsync("auditor", HttpMethod.Get, "/access/products/nothing/grants", status: HttpStatusCode.BadRequest);
        await fixture.SendAsync("auditor", HttpMethod.Get, $"/access/products/{found}/grants?principal=analyst", status: HttpStatusCode.BadRequest);

        var records = (await fixture.AuditAsync(found)).Where(record => record.Action == AuditActions.Audit && record.Subject != "auditor");
        Assert.Equal(["analyst False", "payments-owner False"], records.Select(record => $"{record.Subject} {record.Permit}").Order(StringComparer.Ordinal));
        Assert.Equal(concealed.Replace(hidden.ToString(), "orders.nothing", StringComparison.Ordinal), missing);
    }

    [SkippableFact]
    public async Task Effective_access_is_by_the_rules_of_its_time()
    {
        await using var mesh = await ProposalMesh.StartAsync(fixture);
        var product = fixture.NewProduct();
        var text = await File.ReadAllTextAsync(mesh.Rules);
        var begin = (await mesh.GetAsync("/policy"))["version"]!["effective_from"]!.GetValue<DateTimeOffset>();
        var deny = $"- {{ id: closed, description: A leak is looked into., effect: deny, actions: [read], when: {{ products: [{product}] }} }}";
        var tightening = await mesh.SendAsync("orders-owner", HttpMethod.Post, "/policy/tightenings", new PolicyTighteningForm(deny, "Because of a test", product), HttpStatusCode.Created);
        var tightened = tightening["from"]!.GetValue<DateTimeOffset>();
        await mesh.SendAsync("orders-owner", HttpMethod.Post, $"/policy/tightenings/{tightening["id"]}/end", new AccessDecisionForm("It is over"), HttpStatusCode.NoContent);
        await File.WriteAllTextAsync(mesh.Rules, text.Replace("version: 1.0.0", "version: 1.1.0", StringComparison.Ordinal).Replace("columns: { tags: [pii] }", "columns: { names: [total] }", StringComparison.Ordinal));
        await Eventually.HoldsAsync(async () => (await mesh.ServedAsync()).Number == 2);

        Assert.Equal(("1.0.0", 0, "email"), await MaskedAsync(mesh, product, begin));
        Assert.Equal(("1.0.0", 1, "email"), await MaskedAsync(mesh, product, tightened));
        Assert.Equal(("1.1.0", 0, "total"), await MaskedAsync(mesh, product, at: null));
        Assert.Equal(("1.1.0", 0, "total"), await MaskedAsync(mesh, product, begin.AddDays(30)));
        var refusal = await mesh.SendAsync("auditor", HttpMethod.Get, $"/access/effective?product={product}{At(begin.AddSeconds(-1))}", body: null, HttpStatusCode.BadRequest);
        Assert.Equal($"at: this mesh has rules since {begin:u}, and before nothing was permitted. Give a later time.", refusal["detail"]!.GetValue<string>());
    }

    private static async Task<(string Version, int Denied, string Masked)> MaskedAsync(ProposalMesh mesh, DataProductId product, DateTimeOffset? at)
    {
        var answer = await mesh.GetAsync($"/access/effective?product={product}{(at is { } time ? At(time) : "")}", "auditor");
        var effective = answer["products"]![0]!;
        return (Text(answer, "policy_version"), effective["denied"]!.AsArray().Count, Text(Assert.Single(effective["columns"]!.AsArray(), column => column!["masked_by"]!.AsArray().Count > 0)!, "name"));
    }

    private static string At(DateTimeOffset time) => $"&at={Uri.EscapeDataString(time.ToString("O"))}";

    private static string Text(JsonNode node, string name) => node[name]!.GetValue<string>();

    private async Task<JsonArray> ListAsync(string persona, DataProductId product, string query) =>
        (await fixture.SendAsync(persona, HttpMethod.Get, $"/access/products/{product}/grants?{query}"))["items"]!.AsArray();

    private async Task<string> RefusedAsync(string persona, string product) =>
        (await fixture.SendAsync(persona, HttpMethod.Get, $"/access/products/{product}/grants", status: HttpStatusCode.NotFound))["detail"]!.GetValue<string>();
}
