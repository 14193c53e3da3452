extern alias catalog;
extern alias governance;

using System.Net.Http.Json;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Registration;
using MeshStarter.Policy.Decisions;
using MeshStarter.Policy.Tests.Cases;

namespace MeshStarter.Cli.Tests;

/// <summary>The command line shows and checks what the table of cases says.</summary>
public sealed class PolicyCaseTests : IAsyncLifetime
{
    private readonly ServiceSet _services = new();

    public async Task InitializeAsync()
    {
        await _services.InitializeAsync();
        if (_services.IsAvailable)
        {
            var governance = await _services.AddAsync<governance::Program>("governance", new() { ["Mesh:Policy:Folder"] = AppContext.BaseDirectory });
            await _services.AddAsync<catalog::Program>("catalog", new() { ["Mesh:Storage:Buckets"] = _services.Folder.FullName, ["services:governance:http:0"] = governance.ToString() });
        }
    }

    public Task DisposeAsync() => _services.DisposeAsync();

    [SkippableFact]
    public async Task Table_of_cases_holds()
    {
        _services.Require();
        var catalog = _services.Services[1].Client.BaseAddress!;
        foreach (var product in DecisionCases.All.Values.Select(each => each.Product).Distinct())
        {
            await File.WriteAllTextAsync(Path.Combine(_services.Folder.FullName, "data-product.yaml"), DecisionCases.Text($"case:{product.Name.Product}"));
            var (checkedWith, _, _) = await MeshCommand.RunAsync(_services.Folder.FullName, null, "check", "data-product.yaml", "--policies", Path.Combine(AppContext.BaseDirectory, "mesh.yaml"));
            Assert.Equal(0, checkedWith);
            await RegisterAsync(catalog, product);
        }

        foreach (var caller in DecisionCases.All.Values.GroupBy(each => each.Principal))
        {
            var token = _services.Authority.Token(caller.Key.Subject, "catalog", caller.Key.Domain, caller.Key.Roles, caller.Key.Purposes);

            var (exitCode, output, _) = await MeshCommand.RunAsync(_services.Folder.FullName, new Dictionary<string, string>(StringComparer.Ordinal) { ["MESH_TOKEN"] = token }, "products", "--catalog", catalog.ToString());

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
            Headers = { Authorization = new("Bearer", _services.Authority.Token("orders", "catalog", "orders", ["service"])) },
        };
        using var response = await _services.Services[1].Client.SendAsync(request);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }
}
