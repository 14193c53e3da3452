using System.Net;
using System.Net.Http.Json;
using MeshStarter.Contracts.Json;

namespace MeshStarter.Catalog.Tests.Products;

/// <summary>Clients follow the address of a port with their tokens: it is the domain's own, as the mesh gave it.</summary>
[Collection(CatalogCollection.Name)]
public sealed class PortAddressTests(CatalogFixture catalog, PortAddressTests.AddressedCatalog addressed) : IClassFixture<PortAddressTests.AddressedCatalog>
{
    private readonly TestProduct _product = new() { Domain = addressed.Domain, Product = "p" + Guid.NewGuid().ToString("N")[..12] };

    [SkippableTheory]
    [InlineData("http://orders.example.org:8080/shop/products/orders@1/table")]
    [InlineData("http://ORDERS.example.org:8080/shop/")]
    public async Task Port_below_the_address_of_its_domain_is_registered(string address) => Assert.Equal(HttpStatusCode.OK, (await RegisterAsync(_product, address)).Status);

    [SkippableTheory]
    [InlineData("http://attacker.example.org:8080/shop/products/orders@1/table")]
    [InlineData("https://orders.example.org:8080/shop/table")]
    [InlineData("http://orders.example.org/shop/table")]
    [InlineData("http://orders.example.org:8080/table")]
    [InlineData("http://orders.example.org:8080/shopping/table")]
    [InlineData("http://orders.example.org:8080/shop/../table")]
    [InlineData("http://orders.example.org:8080/shop/%2e%2e/table")]
    [InlineData("http://orders.example.org:8080@attacker.example.org/shop/table")]
    [InlineData("http://orders.example.org:8080.attacker.example.org/shop/table")]
    [InlineData("http://payments.example.org/shop/table")]
    [InlineData("http://localhost:5001/products/orders/table")]
    public async Task Port_elsewhere_is_refused_whatever_its_address_looks_like(string address)
    {
        var (status, detail) = await RegisterAsync(_product, address);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.StartsWith("ports: ", detail, StringComparison.Ordinal);
        Assert.Contains(address[..20], detail, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await catalog.GetAsync($"/products/{_product.Name}", catalog.Service(_product.Domain))).Status);
    }

    [SkippableTheory]
    [MemberData(nameof(Forbidden))]
    public async Task Host_that_hands_out_credentials_is_refused_in_every_catalog(string address)
    {
        var (status, detail) = await RegisterAsync(_product, address);
        var (here, problem) = await catalog.SendAsync(HttpMethod.Put, Path(_product), catalog.Service(_product.Domain), Registration(_product, address));

        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.BadRequest), (status, here));
        Assert.Contains("is no address of a service", detail, StringComparison.Ordinal);
        Assert.Contains("is no address of a service", problem["detail"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    public static TheoryData<string> Forbidden => new(
        "http://169.254.169.254/latest/meta-data", "http://169.254.1.1/", "http://2852039166/", "http://0xa9fea9fe/", "http://[::ffff:169.254.169.254]/", "http://[fe80::1]/",
        "http://metadata.google.internal/", "http://METADATA.google.internal./", "http://[fd00:ec2::254]/", "http://100.100.100.200/", "http://0.0.0.0:7401/", "http://somebody@localhost:5001/");

    [SkippableFact]
    public async Task Domain_without_an_address_registers_nothing_and_the_setting_is_named()
    {
        var product = new TestProduct();

        var (status, detail) = await RegisterAsync(product, "http://localhost:5001/products/orders/table");

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.StartsWith($"ports: the mesh gave {product.Domain} no address, so none of its ports is registered. Set Mesh:Domains:{product.Domain}:PublicUrl of the catalog to ", detail, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Where_no_domain_has_an_address_ports_are_on_this_machine_and_at_no_service_of_the_platform()
    {
        foreach (var (address, expected) in ((string, HttpStatusCode)[])
            [("http://localhost:5001/", HttpStatusCode.OK), ("http://orders.example.org/", HttpStatusCode.BadRequest), (catalog.Address.ToString(), HttpStatusCode.BadRequest), (catalog.Policies.Address.ToString(), HttpStatusCode.BadRequest)])
        {
            var (status, problem) = await catalog.SendAsync(HttpMethod.Put, Path(_product), catalog.Service(_product.Domain), Registration(_product, address));
            Assert.True(expected == status, $"{address}: {problem}");
        }
    }

    private async Task<(HttpStatusCode Status, string Detail)> RegisterAsync(TestProduct product, string address)
    {
        catalog.Require();
        using var registration = Registration(product, address);
        var (status, body) = await (await addressed.RunningAsync()).SendAsync(HttpMethod.Put, Path(product), catalog.Service(product.Domain), registration);
        return (status, body!["detail"]?.GetValue<string>() ?? "");
    }

    private static string Path(TestProduct product) => $"/products/{product.Name}/versions/{product.Version}";

    private static JsonContent Registration(TestProduct product, string address) => JsonContent.Create(
        product.Registration with { Ports = [.. product.Registration.Ports.Select(port => port with { Url = address })] }, options: MeshJson.Options);

    /// <summary>One more catalog for all cases, to which the mesh gave the addresses of two domains.</summary>
    public sealed class AddressedCatalog(CatalogFixture catalog) : IAsyncLifetime
    {
        private RunningCatalog? _running;

        /// <summary>The domain whose products the cases register.</summary>
        public string Domain { get; } = new TestProduct().Domain;

        internal async Task<RunningCatalog> RunningAsync() => _running ??= await catalog.AnotherAsync("addresses", addresses: new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [Domain] = "http://orders.example.org:8080/shop",
            [Domain + "_other"] = "http://payments.example.org",
        });

        public Task InitializeAsync() => Task.CompletedTask;

        public async Task DisposeAsync() => await (_running?.DisposeAsync() ?? ValueTask.CompletedTask);
    }
}
