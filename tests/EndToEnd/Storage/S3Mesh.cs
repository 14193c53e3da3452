namespace MeshStarter.EndToEnd.Storage;

/// <summary>A mesh on the infrastructure of an operator: a real S3 store and a database server.</summary>
public sealed class S3Mesh : SharedMesh
{
    public const string Collection = "S3 mesh";

    private readonly PreparedStore _store = new();

    /// <summary>The reason why it cannot run here; null when it does.</summary>
    public string? Missing => _store.Missing;

    internal MinioServer Store => _store.Server;

    public override async Task InitializeAsync()
    {
        await _store.StartAsync();
        if (Missing is null)
        {
            await ImportAsync(_store.Settings);
        }
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        await _store.DisposeAsync();
    }
}
