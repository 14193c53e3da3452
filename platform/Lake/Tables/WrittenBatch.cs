using MeshStarter.Lake.Iceberg;
using MeshStarter.Lake.Storage;

namespace MeshStarter.Lake;

/// <summary>The files of a change that is not committed yet.</summary>
internal sealed class WrittenBatch(IObjectStore store)
{
    /// <summary>Data files.</summary>
    public IReadOnlyList<DataFile> Data { get; set; } = [];

    /// <summary>Delete files.</summary>
    public IReadOnlyList<DataFile> Deletes { get; set; } = [];

    /// <summary>Deletes the files. The clean-up of orphans finds those that cannot be deleted now.</summary>
    /// <param name="keepsData">Whether the data files stay.</param>
    public async Task DiscardAsync(bool keepsData = false)
    {
        await store.DiscardAsync((keepsData ? Deletes : Data.Concat(Deletes)).Select(file => file.Location));
        Deletes = [];
        Data = keepsData ? Data : [];
    }
}
