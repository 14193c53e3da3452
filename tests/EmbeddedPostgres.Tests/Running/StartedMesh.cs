namespace MeshStarter.EmbeddedPostgres.Tests.Running;

/// <summary>A mesh after its first start, for tests that change nothing in it.</summary>
public sealed class StartedMesh : IAsyncLifetime
{
    private TestMesh? _mesh;
    private OwnerProcess? _owner;

    internal TestMesh Mesh => _mesh!;

    internal OwnerProcess Owner => _owner!;

    public async Task InitializeAsync()
    {
        if (!OperatingSystem.IsLinux() || RealPostgres.Folder is null)
        {
            return; // the tests say so
        }

        _mesh = new TestMesh();
        _mesh.AddRole("daily-reports"); // a domain's name may have a hyphen
        _owner = await _mesh.StartAsync();
    }

    public async Task DisposeAsync() => await (_mesh?.DisposeAsync() ?? ValueTask.CompletedTask);
}
