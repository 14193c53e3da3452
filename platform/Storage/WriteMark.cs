namespace MeshStarter.Platform.Storage;

/// <summary>A mark that each write leaves in the metadata of its object: it distinguishes the object of this very write, whose response was lost, from another writer's.</summary>
internal static class WriteMark
{
    /// <summary>A new mark.</summary>
    public static string New() => Guid.NewGuid().ToString("N");

    /// <summary>Puts an object. Sent again after a lost answer, a write finds what it made the first time.</summary>
    /// <param name="mark">The mark of the write.</param>
    /// <param name="put">Puts the object with its mark.</param>
    /// <param name="markThere">Reads the mark of the object that is there.</param>
    /// <exception cref="StorageException">Another's object is there already, or it cannot be put.</exception>
    public static async Task UnlessOursAsync(string mark, Func<Task> put, Func<Task<string?>> markThere)
    {
        try
        {
            await put();
        }
        catch (StorageException refused) when (refused.Failure is StorageFailure.Exists or StorageFailure.NotFound)
        {
            // Not found: the parts or blocks of an object that was made from them are gone.
            if (await markThere() != mark)
            {
                throw;
            }
        }
    }
}
