namespace MeshStarter.Platform.Storage;

/// <summary>Objects that were written and that nothing will ever refer to.</summary>
internal static class UnreferencedObjects
{
    /// <summary>Deletes them; what cannot be deleted now is found by the clean-up of orphans.</summary>
    public static async Task DiscardAsync(this IObjectStore store, IEnumerable<string> locations)
    {
        try
        {
            // Not cancelled along: it is part of ending.
            await store.DeleteAsync([.. locations], CancellationToken.None);
        }
        catch (StorageException)
        {
            // The store itself does not answer.
        }
    }
}
