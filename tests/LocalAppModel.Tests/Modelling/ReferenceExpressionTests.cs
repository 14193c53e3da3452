using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace MeshStarter.LocalAppModel.Tests.Modelling;

public sealed class ReferenceExpressionTests
{
    private readonly IDistributedApplicationBuilder _builder = DistributedApplication.CreateBuilder();

    [Fact]
    public async Task Holes_are_filled_and_braces_kept()
    {
        var password = _builder.AddParameter("password", "a{b}&c", secret: true);
        var nested = ReferenceExpression.Create($"<{password}>");
        var text = "{known}";

        var expression = ReferenceExpression.Create($"{{x}} {text} {nested} {password.Resource:uri}");

        Assert.Equal("{x} {known} <a{b}&c> a%7Bb%7D%26c", await expression.GetValueAsync(default));
        Assert.Equal("{x} {known} <{password.value}> {password.value}", expression.ValueExpression);
    }

    [Fact]
    public async Task Expression_without_text_has_no_value()
    {
        Assert.Null(await ReferenceExpression.Empty.GetValueAsync(default));
    }

    [Fact]
    public async Task Builder_joins_pieces()
    {
        var user = _builder.AddParameter("user", "me");
        var database = _builder.AddConnectionString("database", b =>
        {
            b.AppendLiteral("Host=h;");
            b.Append($"User={user};");
        });

        Assert.Equal("Host=h;User=me;", await database.Resource.ConnectionStringExpression.GetValueAsync(default));
    }

    [Fact]
    public async Task Endpoint_that_has_no_port_yet_cannot_be_asked()
    {
        var endpoint = _builder.AddContainer("box", "image").WithHttpEndpoint().GetEndpoint("http");

        Assert.False(endpoint.IsAllocated);
        Assert.Equal("{box.bindings.http.port}", endpoint.Property(EndpointProperty.Port).ValueExpression);
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await ReferenceExpression.Create($"{endpoint}").GetValueAsync(default));
    }

    [Fact]
    public async Task Parameter_is_asked_for_once_and_only_when_needed()
    {
        var asked = 0;
        var parameter = _builder.AddParameter("later", () => $"{++asked}").Resource;

        Assert.Equal(0, asked);
        Assert.Equal("1", await parameter.GetValueAsync(default));
        Assert.Equal("1", await parameter.GetValueAsync(default));
    }

    [Fact]
    public async Task Values_come_from_configuration_and_are_missed_by_name()
    {
        _builder.Configuration["Parameters:api_key"] = "k";
        _builder.Configuration["ConnectionStrings:database"] = "Host=elsewhere";

        Assert.Equal("k", await _builder.AddParameter("api-key").Resource.GetValueAsync(default));
        Assert.Equal("Host=elsewhere", await _builder.AddConnectionString("database").Resource.GetConnectionStringAsync());
        var error = await Assert.ThrowsAsync<MissingParameterValueException>(async () => await _builder.AddConnectionString("other").Resource.GetConnectionStringAsync());
        Assert.Equal("Nothing sets ConnectionStrings:other. Set it by configuration, for instance the variable ConnectionStrings__other.", error.Message);
    }
}
