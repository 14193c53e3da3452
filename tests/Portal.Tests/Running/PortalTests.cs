namespace MeshStarter.Portal.Tests.Running;

/// <summary>Tests of pages, each with a mesh and a portal of its own.</summary>
public abstract class PortalTests : MeshTests
{
    private protected RunningPortal Portal { get; private set; } = null!;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        Portal = await RunningPortal.StartAsync(Mesh);
    }

    public override async Task DisposeAsync()
    {
        await Portal.DisposeAsync();
        await base.DisposeAsync();
    }
}
