using MeshStarter.Lake.Iceberg;
using MeshStarter.Lake.Storage;

namespace MeshStarter.Lake;

/// <summary>The files of a change that is not committed yet.</summary>
internal sealed class WrittenBatch(IObjectStore store)
{
    /// <summary>Files of rows.</summary>
    public IReadOnlyList<DataFile> Data { get; set; } = [];

    /// <summary>Files of deletes.</summary>
    public IReadOnlyList<DataFile> Deletes { get; set; } = [];

    /// <summary>Deletes them; what cannot be deleted now is found by the clean-up of orphans.</summary>
    /// <param name="keepsData">Whether the files of rows stay.</param>
    public async Task DiscardAsync(bool keepsData = false)
    {
        await store.DiscardAsync((keepsData ? Deletes : Data.Concat(Deletes)).Select(file => file.Location));
        Deletes = [];
        Data = keepsData ? Data : [];
    }
}
