namespace MeshStarter.Platform.IcebergCatalog.Tables;

/// <summary>One commit's place among those that change large tables, which it keeps until its disposal.</summary>
internal sealed class LargeChange(LargeTables tables) : IDisposable
{
    private IDisposable? _place;

    /// <summary>Waits for the place, once a commit.</summary>
    public async ValueTask EnterAsync(CancellationToken cancellationToken) => _place ??= await tables.EnterChangeAsync(cancellationToken);

    public void Dispose() => _place?.Dispose();
}
