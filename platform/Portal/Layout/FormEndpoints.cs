namespace MeshStarter.Portal.Layout;

/// <summary>The endpoints of forms.</summary>
internal static class FormEndpoints
{
    /// <summary>Maps a handler that has parameters of a form. The framework binds it at the start: what the build would generate answers a form without its token with 500.</summary>
    public static RouteHandlerBuilder MapForm(this IEndpointRouteBuilder app, string pattern, Delegate handler) =>
#pragma warning disable RDG002 // Which handler it is the build is not to know.
        app.MapPost(pattern, handler);
#pragma warning restore RDG002
}
