namespace MeshStarter.Portal.Querying;

/// <summary>A service of the mesh gives no answer that a page can show. The message is for the reader of the page.</summary>
/// <param name="message">The message.</param>
/// <param name="innerException">The cause; null where an answer of the service is the cause.</param>
internal abstract class ServiceException(string message, Exception? innerException) : Exception(message, innerException)
{
    /// <summary>Gets the status of a page whose main content is missing for this.</summary>
    public int Status { get; init; } = StatusCodes.Status503ServiceUnavailable;

    /// <summary>Gets what the message of a page ends with: nothing that a service refuses is answered by a reload.</summary>
    public string Advice => Status == StatusCodes.Status503ServiceUnavailable ? " Reload in a moment." : "";

    /// <summary>Returns what the answer to a form ends with: a service that does not answer in time, or ends the connection, may have taken it.</summary>
    /// <param name="look">The way to see it, such as <c>look at My access</c>.</param>
    public string Doubt(string look) => InnerException is OperationCanceledException or HttpRequestException { HttpRequestError: HttpRequestError.ResponseEnded } ? $" It may have been taken all the same: {look} before you send it again." : "";

    /// <summary>Gives a page that is being rendered the status. A 404 during the rendering would have the framework leave the body to others.</summary>
    public void SetStatusOf(HttpResponse response) => response.OnStarting(() =>
    {
        response.StatusCode = Status;
        return Task.CompletedTask;
    });
}
