extern alias catalog;
extern alias governance;

using System.Net.Http.Json;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Registration;
using MeshStarter.Policy.Decisions;
using MeshStarter.Policy.Tests.Cases;
using MeshStarter.TestKit;

namespace MeshStarter.Cli.Tests;

/// <summary>The command line shows and checks what the table of cases says.</summary>
public sealed class PolicyCaseTests : IAsyncLifetime
{
    private readonly PostgresFixture _postgres = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mesh-test-cases-");
    private readonly List<ServiceUnderTest> _services = [];
    private TestAuthority? _authority;

    public async Task InitializeAsync()
    {
        await _postgres.InitializeAsync();
        if (!_postgres.IsAvailable)
        {
            return;
        }

        _authority = await TestAuthority.StartAsync();
        _services.Add(await ServiceHost<governance::Program>.StartAsync(await SettingsAsync("governance", new() { ["Mesh:Policy:Folder"] = AppContext.BaseDirectory })));
        _services.Add(await ServiceHost<catalog::Program>.StartAsync(await SettingsAsync("catalog", new()
        {
            ["Mesh:Storage:Buckets"] = _folder.FullName,
            ["services:governance:http:0"] = _services[0].Client.BaseAddress!.ToString(),
        })));
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

    [SkippableFact]
    public async Task Table_of_cases_holds()
    {
        _postgres.Require();
        var catalog = _services[1].Client.BaseAddress!;
        foreach (var product in DecisionCases.All.Values.Select(each => each.Product).Distinct())
        {
            await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "data-product.yaml"), DecisionCases.Text($"case:{product.Name.Product}"));
            var (checkedWith, _, _) = await MeshCommand.RunAsync(_folder.FullName, null, "check", "data-product.yaml", "--policies", Path.Combine(AppContext.BaseDirectory, "mesh.yaml"));
            Assert.Equal(0, checkedWith);
            await RegisterAsync(catalog, product);
        }

        foreach (var caller in DecisionCases.All.Values.GroupBy(each => each.Principal))
        {
            var token = _authority!.Token(caller.Key.Subject, "catalog", caller.Key.Domain, caller.Key.Roles, caller.Key.Purposes);

            var (exitCode, output, _) = await MeshCommand.RunAsync(_folder.FullName, new Dictionary<string, string>(StringComparer.Ordinal) { ["MESH_TOKEN"] = token }, "products", "--catalog", catalog.ToString());

            Assert.Equal(0, exitCode);
            var listed = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')[0]).ToHashSet(StringComparer.Ordinal);
            foreach (var each in caller)
            {
                Assert.Equal((caller.Key.Subject, each.Product.Name, each.May.Contains(PolicyAction.Discover)), (caller.Key.Subject, each.Product.Name, listed.Contains(each.Product.Name.ToString())));
            }
        }
    }

    private async Task RegisterAsync(Uri catalog, DataProductDescriptor product)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, new Uri(catalog, $"products/{product.Name}/versions/{product.Version}"))
        {
            Content = JsonContent.Create(
                new ProductRegistration
                {
                    Descriptor = DecisionCases.Text($"case:{product.Name.Product}"),
                    File = "data-product.yaml",
                    Ports = [new PortLocation(PortType.Table, $"http://localhost:5001/products/{product.Name.Product}/table")],
                },
                options: MeshJson.Options),
            Headers = { Authorization = new("Bearer", _authority!.Token("orders", "catalog", "orders", ["service"])) },
        };
        using var response = await _services[1].Client.SendAsync(request);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }

    private async Task<Func<Uri, IReadOnlyDictionary<string, string>>> SettingsAsync(string name, Dictionary<string, string> more)
    {
        var database = await _postgres.CreateDatabaseAsync();
        return _ => new Dictionary<string, string>(more, StringComparer.Ordinal)
        {
            ["ConnectionStrings:database"] = database,
            ["Mesh:Data"] = _folder.FullName,
            ["Mesh:Identity:Authority"] = _authority!.Issuer,
            ["Mesh:Identity:Audience"] = name,
            ["Mesh:Identity:ClientId"] = name,
            ["Mesh:Identity:ClientSecret"] = $"the secret of {name} 0123456789",
        };
    }
}
