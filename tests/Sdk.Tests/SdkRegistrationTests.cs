using MeshStarter.Sdk.Consuming;
using MeshStarter.Sdk.Hosting;
using MeshStarter.Sdk.Tests.Consumes;
using MeshStarter.ServiceDefaults;
using MeshStarter.ServiceDefaults.Start;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Npgsql;

namespace MeshStarter.Sdk.Tests;

public sealed class SdkRegistrationTests
{
    private static readonly Dictionary<string, string?> Domain = new()
    {
        ["Mesh:Identity:Audience"] = "customer_care",
        ["Mesh:PublicUrl"] = "http://localhost:5001",
        ["Mesh:Storage:Bucket"] = "bucket",
        ["ConnectionStrings:database"] = "Host=localhost",
        ["services:governance:http:0"] = "http://localhost:7402",
    };

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

    [Theory]
    [InlineData("Opning", "Did you mean Mesh:CustomerCare:Opening?")]
    [InlineData("open_ing", "Did you mean Mesh:CustomerCare:Opening?")]
    [InlineData("Anything", "Domain customer_care has Mesh:CustomerCare:Opening, Mesh:CustomerCare:Hours.")]
    [InlineData("Opning:0", "Did you mean Mesh:CustomerCare:Opening?")]
    public async Task Setting_of_the_domain_that_none_of_its_options_has_is_refused(string key, string fix)
    {
        var builder = Builder(new(Domain) { [$"Mesh:CustomerCare:{key}"] = "5", ["Mesh:CustomerCare:opening"] = "5" });
        builder.AddDataProducts().AddDomainOptions<OpeningOptions>();
        await using var app = builder.Build();

        var refused = Assert.Throws<OptionsValidationException>(() => app.Services.GetRequiredService<IStartupValidator>().Validate());

        Assert.Equal($"Setting Mesh:CustomerCare:{key.Split(':')[0]} is not known. {fix}", Assert.Single(refused.Failures));
    }

    [Fact]
    public async Task Setting_of_a_domain_without_options_is_refused()
    {
        await using var app = Builder(new(Domain) { ["Mesh:CustomerCare:Opening"] = "5" }).AddDataProducts().Build();

        var refused = Assert.Throws<OptionsValidationException>(() => app.Services.GetRequiredService<IStartupValidator>().Validate());

        Assert.Equal("Setting Mesh:CustomerCare:Opening is not known. Domain customer_care has no settings of its own. Leave it out.", Assert.Single(refused.Failures));
    }

    [Fact]
    public async Task Settings_of_the_domain_are_read_and_those_of_others_left_to_them()
    {
        var builder = Builder(new(Domain) { ["Mesh:CustomerCare:Opening"] = "5", ["Mesh:CustomerCare:Hours:0"] = "9", ["Mesh:Inventory:Opning"] = "5" });
        builder.AddDataProducts().AddDomainOptions<OpeningOptions>();
        await using var app = builder.Build();

        app.Services.GetRequiredService<IStartupValidator>().Validate();

        var read = app.Services.GetRequiredService<IOptions<OpeningOptions>>().Value;
        Assert.Equal((5, 9), (read.Opening, Assert.Single(read.Hours)));
    }

    [Fact]
    public void Handlers_place_is_known_by_the_name_it_is_given_or_that_of_its_class()
    {
        var builder = Builder(new(Domain));
        builder.AddDataProducts()
            .AddStreamHandler<OrdersHandler, BoughtOrder>("orders.orders")
            .AddStreamHandler<OrdersHandler, BoughtOrder>(name: "earlier")
            .AddStreamHandler<OrdersHandler, BoughtOrder>("orders.others", "earlier");

        Assert.Equal(
            [("orders.orders", typeof(OrdersHandler).FullName!, false), ("orders.orders", "earlier", true), ("orders.others", "earlier", false)],
            builder.Services.Select(service => service.ImplementationInstance).OfType<ConsumedStream>().Select(stream => (stream.Product.ToString(), stream.Handler, stream.Contract.Count > 0)));
        Assert.Contains(
            "A handler named earlier follows orders.others already",
            Assert.Throws<ArgumentException>(() => builder.AddStreamHandler<OrdersHandler, BoughtOrder>("orders.others", "earlier")).Message,
            StringComparison.Ordinal);
    }

    private sealed class OrdersHandler : IStreamHandler<BoughtOrder>
    {
        public Task HandleAsync(IReadOnlyList<StreamEvent<BoughtOrder>> events, NpgsqlTransaction transaction, CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private static WebApplicationBuilder Builder(Dictionary<string, string?> settings)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Development" });
        builder.Configuration.AddInMemoryCollection(settings);
        builder.AddServiceDefaults();
        return builder;
    }

    private sealed record OpeningOptions
    {
        public int Opening { get; init; }

        public IReadOnlyList<int> Hours { get; init; } = [];
    }
}
