using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace MeshStarter.LocalAppModel.Tests.Modelling;

[Trait("Category", "Quick")]
public sealed class ReferenceExpressionTests
{
    private readonly IDistributedApplicationBuilder _builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions());

    [Fact]
    public async Task Holes_are_filled_and_braces_kept()
    {
        var password = _builder.AddParameter("password", "a{b}&c", secret: true);
        var nested = ReferenceExpression.Create($"<{password}>");
        var text = "{known}";

        var expression = ReferenceExpression.Create($"{{x}} {text} {nested} {password.Resource}");

        Assert.Equal("{x} {known} <a{b}&c> a{b}&c", await expression.GetValueAsync(default));
    }

    [Fact]
    public async Task Endpoint_that_has_no_port_yet_cannot_be_called()
    {
        var endpoint = _builder.AddContainer("box", "image").WithHttpEndpoint().GetEndpoint("http");

        Assert.True(endpoint.Exists);
        Assert.False(endpoint.IsAllocated);
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await ReferenceExpression.Create($"{endpoint}").GetValueAsync(default));
    }

    [Fact]
    public async Task Value_comes_from_configuration_and_is_missed_by_name()
    {
        _builder.Configuration["Parameters:api_key"] = "k";

        Assert.Equal("k", await _builder.AddParameter("api-key").Resource.GetValueAsync(default));
        var error = await Assert.ThrowsAsync<DistributedApplicationException>(async () => await _builder.AddParameter("other").Resource.GetValueAsync(default));
        Assert.Equal("Nothing sets Parameters:other. Set it by configuration, for instance the variable Parameters__other.", error.Message);
    }
}
