using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Waiting;

namespace MeshStarter.LocalAppModel.Tests.Modelling;

[Trait("Category", "Quick")]
public sealed class WaitOrderTests
{
    private readonly IDistributedApplicationBuilder _builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions());

    [Fact]
    public void Who_waits_ends_before_what_it_waits_for()
    {
        var postgres = Add("postgres");
        var governance = Add("governance").WaitFor(postgres);
        var catalog = Add("catalog").WaitFor(governance).WaitFor(postgres);
        Add("portal").WaitFor(catalog);
        Add("apart");

        Assert.Equal(["portal apart", "catalog", "governance", "postgres"], Groups());
    }

    [Fact]
    public void Who_starts_alongside_another_ends_before_it()
    {
        var postgres = Add("postgres");
        Add("governance").WaitForStart(postgres);

        Assert.Equal(["governance", "postgres"], Groups());
    }

    [Fact]
    public void Only_a_process_can_be_waited_for()
    {
        var database = _builder.AddConnectionString("database", ReferenceExpression.Create($"Host=somewhere"));

        var error = Assert.Throws<DistributedApplicationException>(() => Add("orders").WaitFor(database));

        Assert.Equal("'orders' cannot wait for 'database', which is no process. Wait for the process behind it.", error.Message);
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
