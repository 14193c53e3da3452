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
using MeshStarter.TestKit;

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

        private readonly PostgresFixture _postgres = new();
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mesh-test-cases-");
        private readonly List<ServiceUnderTest> _services = [];
        private TestAuthority? _authority;

        public bool IsAvailable => _postgres.IsAvailable;

        public void Require() => _postgres.Require();

        public string Token(Principal caller) => _authority!.Token(caller.Subject, "orders", caller.Domain, caller.Roles, caller.Purposes);

        public Task<(HttpStatusCode Status, string Body)> GetAsync(string path, string token) => SendAsync(HttpMethod.Get, path, token);

        public async Task<(HttpStatusCode Status, string Body)> SendAsync(HttpMethod method, string path, string token)
        {
            using var request = new HttpRequestMessage(method, path) { Headers = { Authorization = new("Bearer", token) } };
            using var response = await _services[^1].Client.SendAsync(request);
            return (response.StatusCode, await response.Content.ReadAsStringAsync());
        }

        public async Task InitializeAsync()
        {
            await _postgres.InitializeAsync();
            if (!_postgres.IsAvailable)
            {
                return;
            }

            _authority = await TestAuthority.StartAsync();
            _authority.ServiceDomains["orders"] = "orders";
            var governance = await AddAsync(async settings => await ServiceHost<governance::Program>.StartAsync(settings), "governance", new() { ["Mesh:Policy:Folder"] = Path.Combine(AppContext.BaseDirectory, "Policies") });
            Dictionary<string, string> toGovernance = new() { ["services:governance:http:0"] = governance.ToString() };
            var catalog = await AddAsync(async settings => await ServiceHost<catalog::Program>.StartAsync(settings), "catalog", new(toGovernance) { ["Mesh:Storage:Buckets"] = _folder.FullName });
            await RegisterEarlierAsync(catalog);
            await AddAsync(async settings => await ServiceProcess.StartAsync("MeshStarter.OrdersCases.dll", address => new(settings(address)) { ["Mesh:PublicUrl"] = address.ToString() }), "orders", new(toGovernance)
            {
                ["services:catalog:http:0"] = catalog.ToString(),
                ["Mesh:Storage:Bucket"] = _folder.CreateSubdirectory("orders").FullName,
            });
        }

        public async Task DisposeAsync()
        {
            foreach (var service in Enumerable.Reverse(_services))
            {
                await service.DisposeAsync();
            }

            if (_authority is not null)
            {
                await _authority.DisposeAsync();
            }

            await _postgres.DisposeAsync();
            _folder.Delete(recursive: true);
        }

        private async Task RegisterEarlierAsync(Uri catalog)
        {
            var text = (await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "shed.yaml")))
                .Replace("1.1.0", "1.0.0", StringComparison.Ordinal).Replace("not_personal", "pii.email", StringComparison.Ordinal);
            using var request = new HttpRequestMessage(HttpMethod.Put, new Uri(catalog, "products/orders.shed/versions/1.0.0"))
            {
                Content = JsonContent.Create(new ProductRegistration { Descriptor = text, File = "shed.yaml", Ports = [new PortLocation(PortType.Table, "http://localhost:5001/products/shed/table")] }, options: MeshJson.Options),
                Headers = { Authorization = new("Bearer", _authority!.Token("orders", "catalog", "orders", ["service"])) },
            };
            using var response = await _services[^1].Client.SendAsync(request);
            Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        }

        private async Task<Uri> AddAsync(Func<Func<Uri, Dictionary<string, string>>, Task<ServiceUnderTest>> start, string name, Dictionary<string, string> settings)
        {
            var database = await _postgres.CreateDatabaseAsync();
            _services.Add(await start(_ => new(settings)
            {
                ["ConnectionStrings:database"] = database,
                ["Mesh:Data"] = _folder.FullName,
                ["Mesh:Identity:Authority"] = _authority!.Issuer,
                ["Mesh:Identity:Audience"] = name,
                ["Mesh:Identity:ClientId"] = name,
                ["Mesh:Identity:ClientSecret"] = $"the secret of {name} 0123456789",
            }));
            return _services[^1].Client.BaseAddress!;
        }
    }

    [CollectionDefinition(CasesMesh.Collection)]
    public sealed class CasesMeshCollection : ICollectionFixture<CasesMesh>;
}
