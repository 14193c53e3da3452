using MeshStarter.QueryProxy.Forwarding;
using MeshStarter.ServiceDefaults.Outgoing;
using MeshStarter.ServiceDefaults.Start;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting.Internal;

namespace MeshStarter.QueryProxy.Tests.Forwarding;

public sealed class ForwardedRoutesTests
{
    [Theory]
    [InlineData("/catalog/products/orders.orders?version=1.0.0", "catalog", "/catalog", "/products/orders.orders?version=1.0.0")]
    [InlineData("/catalog", "catalog", "/catalog", "/")]
    [InlineData("/catalog/", "catalog", "/catalog", "/")]
    [InlineData("/catalog?x=/../", "catalog", "/catalog", "/?x=/../")]
    [InlineData("/governance/policies/bundle", "governance", "/governance", "/policies/bundle")]
    [InlineData("/iceberg/v1/mesh/namespaces/a%1Fb/tables", "catalog", "", "/iceberg/v1/mesh/namespaces/a%1Fb/tables")]
    [InlineData("/schema-registry/subjects/orders.orders-value/versions", "catalog", "", "/schema-registry/subjects/orders.orders-value/versions")]
    [InlineData("/domains/orders/products/orders@1/stream?lastEventId=%2F..%2F", "orders", "/domains/orders", "/products/orders@1/stream?lastEventId=%2F..%2F")]
    [InlineData("/domains/customer_care/health", "customer-care", "/domains/customer_care", "/health")]
    [InlineData("/domains/orders", "orders", "/domains/orders", "/")]
    public void Listed_address_leads_to_its_service(string target, string service, string prefix, string pathAndQuery) =>
        Assert.Equal(new ForwardedTarget.Found(service, prefix, pathAndQuery), Routes().Find(target));

    [Theory]
    [InlineData("/domains")]
    [InlineData("/domains/")]
    [InlineData("/domains/evil.example/x")]
    [InlineData("/domains/Orders/x")]
    [InlineData("/domains/catalog/products")]
    [InlineData("/domains/customer-care/health")]
    [InlineData("/domains/orders%40evil.example/x")]
    [InlineData("/domains/orders:80/x")]
    public void Domain_that_no_setting_names_is_unknown(string target) =>
        Assert.Equal(new ForwardedTarget.Unknown("There is no such domain. Its address is /domains/ and its name, such as /domains/orders."), Routes().Find(target));

    [Theory]
    [InlineData("/domains/../catalog/x")]
    [InlineData("/domains/orders/../payments/x")]
    [InlineData("/domains/orders/%2e%2E/x")]
    [InlineData("/domains/orders/.%2e/x")]
    [InlineData("/domains/orders/./x")]
    [InlineData("/domains/orders/a%2Fb")]
    [InlineData("/domains/orders/a%2fb")]
    [InlineData("/domains/orders/a%5cb")]
    [InlineData(@"/domains/orders\..\x")]
    [InlineData("/domains//orders/x")]
    [InlineData("/domains/orders//x")]
    [InlineData("/catalog//evil.example")]
    [InlineData("//catalog/x")]
    [InlineData("/%63atalog/x")]
    [InlineData("/v1/../catalog/x")]
    [InlineData("http://evil.example/catalog/x")]
    [InlineData("catalog/x")]
    [InlineData("*")]
    [InlineData("")]
    public void Target_that_could_be_read_in_two_ways_is_refused(string target) => Assert.IsType<ForwardedTarget.Refused>(Routes().Find(target));

    [Theory]
    [InlineData("Or-ders", "Setting Mesh:Query:Domains: the name of the domain ")]
    [InlineData("orders,billing", "Setting services:billing:http:0 is missing or no http(s) URL: Mesh:Query:Domains names billing.")]
    public void Setting_that_leads_nowhere_ends_the_start(string domains, string line) =>
        Assert.StartsWith(line, Assert.Throws<StartRefusedException>(() => Routes(domains)).Message, StringComparison.Ordinal);

    private static ForwardedRoutes Routes(string domains = "orders, customer_care")
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Mesh:Query:Domains"] = domains,
            ["services:orders:http:0"] = "http://orders:8080",
            ["services:customer-care:http:0"] = "http://customer-care:8080",
        }).Build();
        return ForwardedRoutes.Read(configuration, new ServiceDirectory(configuration, new HostingEnvironment { EnvironmentName = "Production" }));
    }
}
