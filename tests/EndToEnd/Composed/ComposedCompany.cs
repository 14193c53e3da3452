using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using MeshStarter.EndToEnd.Shop;
using MeshStarter.TestKit.Providers;

namespace MeshStarter.EndToEnd.Composed;

/// <summary>A composed mesh of a company with a provider of Keycloak's form, whose clients have names of the company's own.</summary>
internal sealed class ComposedCompany : IAsyncDisposable
{
    private readonly TestFolder _folder;

    private ComposedCompany(TestFolder folder, ComposedMesh mesh, TestProvider provider, string certificate) =>
        (_folder, Mesh, Provider, Certificate) = (folder, mesh, provider, certificate);

    /// <summary>The mesh.</summary>
    public ComposedMesh Mesh { get; }

    /// <summary>The provider.</summary>
    public TestProvider Provider { get; }

    /// <summary>The file of the provider's certificate.</summary>
    public string Certificate { get; }

    /// <summary>Starts it, or skips the test where it cannot run.</summary>
    /// <param name="settings">Lines of <c>mesh.env</c> alongside those of the provider.</param>
    /// <param name="replicas">The processes of each service.</param>
    /// <param name="earlier">The folder of an earlier release, whose programs are the first processes of the services; null for this one's.</param>
    /// <param name="isPublished">Whether the programs are those of published folders, and run as in a container.</param>
    public static async Task<ComposedCompany> StartAsync(IEnumerable<string>? settings = null, int replicas = 1, string? earlier = null, bool isPublished = false)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "the services trust the provider's certificate by SSL_CERT_FILE");
        var folder = new TestFolder();
        var certificate = Path.Combine(folder.Path, "provider.pem");
        var directory = new ProviderDirectory.Keycloak();
        var company = new ComposedCompany(folder, new ComposedMesh(), await TestProvider.StartAsync(directory, certificate), certificate);
        try
        {
            await company.Mesh.StartStoresAsync();
            Skip.If(company.Mesh.Missing is not null, company.Mesh.Missing);
            await company.Mesh.StartAsync(
                company.Provider.Issuer,
                directory.Clients,
                [.. Company.Settings(directory, company.Provider), .. settings ?? []],
                new Dictionary<string, string>(StringComparer.Ordinal) { ["SSL_CERT_FILE"] = certificate },
                replicas,
                earlier,
                isPublished ? await PublishedFolder.MakeAllAsync(Path.Combine(folder.Path, "published")) : null);
            return company;
        }
        catch
        {
            await company.DisposeAsync();
            throw;
        }
    }

    /// <summary>Posts orders at the one address of readers.</summary>
    public async Task PostOrdersAsync(int count)
    {
        using var http = new HttpClient { BaseAddress = Mesh.AddressOf("query") };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Provider.TokenOf(Company.Owner, "orders"));
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = ShopOrder.Customers }, async (number, cancellationToken) =>
        {
            using var answer = await http.PostAsJsonAsync(new Uri("/domains/orders/shop/orders", UriKind.Relative), ShopOrder.Of(number), cancellationToken);
            Assert.True(answer.StatusCode == HttpStatusCode.Created, await answer.Content.ReadAsStringAsync(cancellationToken));
        });
    }

    public async ValueTask DisposeAsync()
    {
        await Mesh.DisposeAsync();
        await Provider.DisposeAsync();
        _folder.Dispose();
    }
}
