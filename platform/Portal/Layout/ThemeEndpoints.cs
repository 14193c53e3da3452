using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace MeshStarter.Portal.Layout;

/// <summary>Takes the theme that a reader chooses by the form of every page.</summary>
internal static class ThemeEndpoints
{
    public static IEndpointRouteBuilder MapTheme(this IEndpointRouteBuilder app)
    {
        app.MapForm("/theme", Choose).AllowAnonymous().WithName("ChooseTheme").WithSummary("Choose the theme of the pages");
        return app;
    }

    private static Results<RedirectHttpResult, ProblemHttpResult> Choose(HttpContext http, [FromForm] string theme, [FromForm(Name = "return")] string? address)
    {
        if (!ThemeCookie.Themes.Contains(theme, StringComparer.Ordinal))
        {
            return TypedResults.Problem($"theme: must be one of {string.Join(", ", ThemeCookie.Themes)}.", statusCode: StatusCodes.Status400BadRequest);
        }

        ThemeCookie.Set(http.Response, theme);
        return TypedResults.LocalRedirect(RedirectHttpResult.IsLocalUrl(address) ? address! : "/");
    }
}
