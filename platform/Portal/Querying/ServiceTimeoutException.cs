namespace MeshStarter.Portal.Querying;

/// <summary>A service of the mesh returns no answer that a page can show. The message is for the reader of the page.</summary>
internal sealed class ServiceTimeoutException(string message, Exception? innerException = null) : Exception(message, innerException)
{
    /// <summary>Gets the status of a page whose main content is missing for this: that of the refusal, else 503.</summary>
    public int Status { get; init; } = StatusCodes.Status503ServiceUnavailable;

    /// <summary>Gives a page that is being rendered the status. A 404 during the rendering would have the framework leave the body to others.</summary>
    public void SetStatusOf(HttpResponse response) => response.OnStarting(() =>
    {
        response.StatusCode = Status;
        return Task.CompletedTask;
    });
}
