namespace MeshStarter.Lake.Storage;

/// <summary>Objects that were written and that nothing will ever refer to.</summary>
internal static class UnreferencedObjects
{
    /// <summary>Deletes them; what cannot be deleted now is found by the clean-up of orphans.</summary>
    public static async Task DiscardAsync(this IObjectStore store, IEnumerable<string> locations)
    {
        foreach (var location in locations)
        {
            try
            {
                // Not cancelled along: it is part of ending.
                await store.DeleteAsync(location, CancellationToken.None);
            }
            catch (StorageException)
            {
                return;
            }
        }
    }
}
