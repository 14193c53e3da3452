namespace MeshStarter.Portal.Layout;

/// <summary>The status of a page that shows that something does not exist.</summary>
internal static class NotFoundStatus
{
    /// <summary>Answers 404 with the page. Set while the page is rendered, the status would have the framework leave the body to others.</summary>
    public static void Start(HttpResponse response) => response.OnStarting(() =>
    {
        response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    });
}
