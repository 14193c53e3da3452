namespace MeshStarter.Portal.Tests.Running;

/// <summary>Tests of pages, each with a mesh of its own.</summary>
public abstract class MeshTests : IAsyncLifetime
{
    private protected MadeMesh Mesh { get; private set; } = null!;

    public virtual async Task InitializeAsync()
    {
        Mesh = await MadeMesh.StartAsync();
        SetUp();
    }

    public virtual async Task DisposeAsync() => await Mesh.DisposeAsync();

    /// <summary>Says what the mesh has and answers in each of the tests.</summary>
    private protected virtual void SetUp()
    {
    }
}
