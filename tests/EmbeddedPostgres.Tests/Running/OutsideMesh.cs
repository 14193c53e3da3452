using System.Text.Json;

namespace MeshStarter.EmbeddedPostgres.Tests.Running;

/// <summary>A mesh whose server's data is outside its repository, after a first start and an orderly stop; each test leaves it stopped and whole.</summary>
public sealed class OutsideMesh : IAsyncLifetime
{
    private TestMesh? _mesh;

    internal TestMesh Mesh => _mesh!;

    /// <summary>The folder of the server's data.</summary>
    internal string Home => HomeOf(Mesh);

    public async Task InitializeAsync()
    {
        if (!OperatingSystem.IsLinux() || RealPostgres.Folder is null || !Environment.IsPrivilegedProcess)
        {
            return; // the tests say so
        }

        _mesh = Unreachable();
        await (await _mesh.StartAsync()).StopAsync();
    }

    public async Task DisposeAsync() => await (_mesh?.DisposeAsync() ?? ValueTask.CompletedTask);

    /// <summary>As in a clone under /root.</summary>
    internal static TestMesh Unreachable()
    {
        var mesh = new TestMesh();
        Directory.CreateDirectory(Path.Combine(mesh.Root, "clone"), (UnixFileMode)0b111_000_000);
        return mesh;
    }

    internal static string HomeOf(TestMesh mesh) =>
        JsonSerializer.Deserialize<JsonElement>(File.ReadAllText(Path.Combine(mesh.Data, "postgres-home.json"))).GetProperty("folder").GetString()!;
}
