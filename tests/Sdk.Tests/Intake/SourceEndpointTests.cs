using System.Net;
using System.Text.Json;
using MeshStarter.Policy.Decisions;
using MeshStarter.Sdk.Tests.Ports;

namespace MeshStarter.Sdk.Tests.Intake;

/// <summary>A product with a source whose connection string is missing, in a service with others.</summary>
[Collection(PolicyTests.CasesMesh.Collection)]
public sealed class SourceEndpointTests(PolicyTests.CasesMesh mesh)
{
    private readonly string _owner = mesh.IsAvailable ? mesh.Token(new Principal("orders-owner", "orders", ["owner"], [])) : "";

    [SkippableFact]
    public async Task Ports_answer_503_with_the_setting_and_other_products_are_served()
    {
        mesh.Require();
        var (status, body) = await mesh.GetAsync("/products/contacts/table", _owner);
        Assert.Equal(
            (HttpStatusCode.ServiceUnavailable, "orders.contacts@1 is not served: its source has no connection. orders-team@company.com gives it as setting ConnectionStrings:orders-crm."),
            (status, JsonElement.Parse(body).GetProperty("detail").GetString()));
        Assert.Equal(HttpStatusCode.OK, (await mesh.GetAsync("/products/shed/table", _owner)).Status);
    }

    [SkippableTheory]
    [InlineData("contacts")]
    [InlineData("calls")] // A product of a stream alone has a source all the same.
    public async Task Source_is_shown_and_steered_by_those_who_may_operate_the_product(string product)
    {
        mesh.Require();
        var analyst = mesh.Token(new Principal("analyst", "analytics", ["analyst"], []));
        foreach (var (method, path, permitted) in new[] { ("GET", "source", HttpStatusCode.OK), ("GET", "source/preparation", HttpStatusCode.OK), ("POST", "source/snapshot", HttpStatusCode.Accepted) })
        {
            var address = $"/products/{product}/{path}";
            Assert.Equal(permitted, (await mesh.SendAsync(new HttpMethod(method), address, _owner)).Status);
            Assert.Equal(HttpStatusCode.Forbidden, (await mesh.SendAsync(new HttpMethod(method), address, analyst)).Status);
        }

        var status = JsonElement.Parse((await mesh.GetAsync($"/products/{product}/source", _owner)).Body);
        Assert.Equal(("crm", "change_capture", "no_connection", true), (status.GetProperty("source").GetString(), status.GetProperty("kind").GetString(), status.GetProperty("state").GetString(), status.GetProperty("is_requested").GetBoolean()));
        var preparation = JsonElement.Parse((await mesh.GetAsync($"/products/{product}/source/preparation", _owner)).Body);
        Assert.Contains($"CREATE PUBLICATION \"mesh_orders_{product}_v1\" FOR TABLE \"public\".\"{product}\";", preparation.GetProperty("statements").EnumerateArray().Select(line => line.GetString()));
        Assert.Equal(HttpStatusCode.NotFound, (await mesh.GetAsync("/products/shed/source", _owner)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await mesh.GetAsync("/products/calls/quarantine", _owner)).Status);
    }
}
