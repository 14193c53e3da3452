extern alias catalog;
extern alias governance;

using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Registration;
using MeshStarter.Policy.Decisions;
using MeshStarter.Policy.Tests.Cases;

namespace MeshStarter.Sdk.Tests.Ports;

/// <summary>A domain's ports decide as the table of cases says, and by the terms in force.</summary>
[Collection(CasesMesh.Collection)]
public sealed class PolicyTests(PolicyTests.CasesMesh mesh)
{
    public static TheoryData<string> Names { get; } = new(DecisionCases.All.Keys);

    [SkippableTheory]
    [MemberData(nameof(Names))]
    public async Task Table_of_cases_holds(string name)
    {
        mesh.Require();
        var expected = DecisionCases.All[name];
        var product = $"/products/{expected.Product.Name.Product}";
        var token = mesh.Token(expected.Principal);

        var (read, _) = await mesh.GetAsync($"{product}/table", token);
        var (obligations, obliged) = await mesh.GetAsync($"{product}/table/obligations", token);
        foreach (var operation in new[] { "publishing", "quarantine", "reports" })
        {
            var (operated, _) = await mesh.GetAsync($"{product}/{operation}", token);
            Assert.Equal(expected.May.Contains(PolicyAction.Operate) ? HttpStatusCode.OK : Refused(expected), operated);
        }

        // A refusal is of a product that is there, or as if there were none.
        var permitted = expected.May.Contains(PolicyAction.Read);
        Assert.Equal((permitted, permitted), (read == HttpStatusCode.OK, obligations == HttpStatusCode.OK));
        Assert.True(permitted || read is HttpStatusCode.Forbidden or HttpStatusCode.NotFound, $"{read}");
        if (permitted)
        {
            Assert.Equal(expected.Masked.Count > 0, JsonElement.Parse(obliged).TryGetProperty("name", out _));
        }
    }

    [SkippableFact]
    public async Task Terms_of_an_earlier_version_are_in_force_at_the_port_of_a_later_one()
    {
        mesh.Require();

        var (_, analyst) = await mesh.GetAsync("/products/shed/table/obligations", mesh.Token(new Principal("analyst", "analytics", ["analyst"], [])));
        var (_, owner) = await mesh.GetAsync("/products/shed/table/obligations", mesh.Token(new Principal("orders-owner", "orders", ["owner"], [])));

        Assert.Equal((true, false), (JsonElement.Parse(analyst).TryGetProperty("name", out _), JsonElement.Parse(owner).TryGetProperty("name", out _)));
    }

    private static HttpStatusCode Refused(DecisionCase expected) => expected.May.Contains(PolicyAction.Discover) ? HttpStatusCode.Forbidden : HttpStatusCode.NotFound;

    /// <summary>Governance, the catalog and the service of the cases.</summary>
    public sealed class CasesMesh : IAsyncLifetime
    {
        public const string Collection = "cases mesh";

        private readonly ServiceSet _services = new();

        public bool IsAvailable => _services.IsAvailable;

        public void Require() => _services.Require();

        public string Token(Principal caller) => _services.Authority.Token(caller.Subject, "orders", caller.Domain, caller.Roles, caller.Purposes);

        public Task<(HttpStatusCode Status, string Body)> GetAsync(string path, string token) => SendAsync(HttpMethod.Get, path, token);

        public async Task<(HttpStatusCode Status, string Body)> SendAsync(HttpMethod method, string path, string token)
        {
            using var request = new HttpRequestMessage(method, path) { Headers = { Authorization = new("Bearer", token) } };
            using var response = await _services.Services[^1].Client.SendAsync(request);
            return (response.StatusCode, await response.Content.ReadAsStringAsync());
        }

        public async Task InitializeAsync()
        {
            await _services.InitializeAsync();
            if (!IsAvailable)
            {
                return;
            }

            _services.Authority.ServiceDomains["orders"] = "orders";
            var governance = await _services.AddAsync<governance::Program>("governance", new() { ["Mesh:Policy:Folder"] = Path.Combine(AppContext.BaseDirectory, "Policies") });
            Dictionary<string, string> toGovernance = new() { ["services:governance:http:0"] = governance.ToString() };
            var catalog = await _services.AddAsync<catalog::Program>("catalog", new(toGovernance) { ["Mesh:Storage:Buckets"] = _services.Folder.FullName });
            await RegisterEarlierAsync(catalog);
            Dictionary<string, string> ofOrders = new(toGovernance)
            {
                ["services:catalog:http:0"] = catalog.ToString(),
                ["Mesh:Storage:Bucket"] = _services.Folder.CreateSubdirectory("orders").FullName,
            };
            await _services.AddAsync("orders", ofOrders, async settings => await ServiceProcess.StartAsync("MeshStarter.OrdersCases.dll", address => new(settings(address)) { ["Mesh:PublicUrl"] = address.ToString() }));
        }

        public Task DisposeAsync() => _services.DisposeAsync();

        private async Task RegisterEarlierAsync(Uri catalog)
        {
            var text = (await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "shed.yaml")))
                .Replace("1.1.0", "1.0.0", StringComparison.Ordinal).Replace("not_personal", "pii.email", StringComparison.Ordinal);
            using var request = new HttpRequestMessage(HttpMethod.Put, new Uri(catalog, "products/orders.shed/versions/1.0.0"))
            {
                Content = JsonContent.Create(new ProductRegistration { Descriptor = text, File = "shed.yaml", Ports = [new PortLocation(PortType.Table, "http://localhost:5001/products/shed/table")] }, options: MeshJson.Options),
                Headers = { Authorization = new("Bearer", _services.Authority.Token("orders", "catalog", "orders", ["service"])) },
            };
            using var response = await _services.Services[^1].Client.SendAsync(request);
            Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        }
    }

    [CollectionDefinition(CasesMesh.Collection)]
    public sealed class CasesMeshCollection : ICollectionFixture<CasesMesh>;
}
