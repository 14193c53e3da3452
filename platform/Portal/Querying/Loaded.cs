namespace MeshStarter.Portal.Querying;

/// <summary>A part of a page, or why it is not there. The other parts of the page are shown all the same.</summary>
/// <param name="Value">The part; null if there is a problem.</param>
/// <param name="Failure">The problem; null if there is none.</param>
internal sealed record Loaded<T>(T? Value, ServiceException? Failure)
    where T : class
{
    /// <summary>The message for the reader; null if there is no problem.</summary>
    public string? Problem => Failure?.Message;

    /// <summary>Loads a part.</summary>
    public static async Task<Loaded<T>> FromAsync(Task<T> part)
    {
        try
        {
            return new Loaded<T>(await part, null);
        }
        catch (ServiceException failure)
        {
            return new Loaded<T>(null, failure);
        }
    }
}
