using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Waiting;

namespace MeshStarter.LocalAppModel.Tests.Modelling;

public sealed class WaitOrderTests
{
    private readonly IDistributedApplicationBuilder _builder = DistributedApplication.CreateBuilder();

    [Fact]
    public void Who_waits_ends_before_what_it_waits_for()
    {
        var postgres = Add("postgres");
        var governance = Add("governance").WaitFor(postgres);
        var catalog = Add("catalog").WaitFor(governance).WaitFor(postgres);
        Add("portal").WaitForStart(catalog);
        Add("apart");

        Assert.Equal(["portal apart", "catalog", "governance", "postgres"], Groups());
    }

    [Fact]
    public void Waiting_for_a_connection_string_is_waiting_for_its_server()
    {
        var postgres = Add("postgres").WithHttpEndpoint();
        var database = _builder.AddConnectionString("database", ReferenceExpression.Create($"Port={postgres.GetEndpoint("http").Property(EndpointProperty.Port)}"));
        Add("orders").WaitFor(database);

        Assert.Equal(["orders", "postgres"], Groups());
    }

    [Fact]
    public void Connection_string_of_what_waits_for_it_is_no_circle()
    {
        var postgres = Add("postgres").WithHttpEndpoint();
        var database = _builder.AddConnectionString("database", ReferenceExpression.Create($"{postgres.GetEndpoint("http")}"));
        postgres.WaitFor(database);

        Assert.Equal(["postgres"], Groups());
    }

    [Fact]
    public void Circle_is_named()
    {
        var (a, b, c) = (Add("a"), Add("b"), Add("c"));
        a.WaitFor(b);
        b.WaitFor(c);
        c.WaitFor(b);

        var error = Assert.Throws<DistributedApplicationException>(Groups);

        Assert.Equal("These resources wait for one another: b → c → b.", error.Message);
        Assert.Throws<DistributedApplicationException>(() => a.WaitFor(a));
    }

    private IResourceBuilder<ExecutableResource> Add(string name) => _builder.AddExecutable(name, "true", ".");

    private string[] Groups()
    {
        var order = new WaitOrder([.. _builder.Resources]);
        return [.. order.StopGroups(_builder.Resources.OfType<ExecutableResource>(), r => r).Select(g => string.Join(' ', g.Select(r => r.Name)))];
    }
}
