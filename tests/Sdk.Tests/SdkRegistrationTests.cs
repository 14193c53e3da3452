using MeshStarter.Sdk.Consuming;
using MeshStarter.ServiceDefaults;
using MeshStarter.ServiceDefaults.Start;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace MeshStarter.Sdk.Tests;

public sealed class SdkRegistrationTests
{
    [Fact]
    public async Task Consumer_is_injected()
    {
        await using var app = Builder(new() { ["Mesh:Identity:Audience"] = "orders", ["services:catalog:http:0"] = "http://localhost:7401" }).AddDataProducts().Build();

        Assert.NotNull(app.Services.GetRequiredService<DataProductConsumer>());
    }

    [Fact]
    public void Service_without_a_domain_is_refused_with_one_line()
    {
        var refused = Assert.Throws<StartRefusedException>(() => Builder([]).AddDataProducts());

        Assert.Equal("Setting Mesh:Identity:Audience is missing. Set it to the domain whose products this service publishes, such as orders.", refused.Message);
    }

    private static WebApplicationBuilder Builder(Dictionary<string, string?> settings)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Development" });
        builder.Configuration.AddInMemoryCollection(settings);
        builder.AddServiceDefaults();
        return builder;
    }
}
