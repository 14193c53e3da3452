namespace MeshStarter.EmbeddedPostgres.Tests.Running;

/// <summary>A mesh whose data folder is a symbolic link, for tests after which its server runs on.</summary>
public sealed class LinkedMesh : IAsyncLifetime
{
    private TestMesh? _mesh;
    private OwnerProcess? _owner;

    internal TestMesh Mesh => _mesh!;

    internal OwnerProcess Owner => _owner!;

    /// <summary>The folder that the link leads to.</summary>
    internal string Target { get; private set; } = "";

    public async Task InitializeAsync()
    {
        if (!OperatingSystem.IsLinux() || RealPostgres.Folder is null)
        {
            return; // the tests say so
        }

        _mesh = await TestMesh.StartedBeforeAsync();
        Target = _mesh.Data;
        var link = Path.Combine(_mesh.Root, "linked");
        Directory.CreateSymbolicLink(link, Path.GetRelativePath(_mesh.Root, Target));
        _mesh.Set("Mesh:Data", link);
        _owner = await _mesh.StartAsync();
    }

    public async Task DisposeAsync() => await (_mesh?.DisposeAsync() ?? ValueTask.CompletedTask);
}
