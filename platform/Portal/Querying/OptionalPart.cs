namespace MeshStarter.Portal.Querying;

/// <summary>A part that a page is better without than not shown at all. Where the page says why it is not there, it is <see cref="Loaded{T}"/>.</summary>
internal static class OptionalPart
{
    /// <summary>Loads the part; null where the service does not answer, or refuses.</summary>
    public static async Task<T?> OrNoneAsync<T>(this Task<T?> part)
        where T : class
    {
        try
        {
            return await part;
        }
        catch (ServiceException)
        {
            return null;
        }
    }
}
