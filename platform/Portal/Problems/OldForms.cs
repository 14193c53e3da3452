using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http.HttpResults;

namespace MeshStarter.Portal.Problems;

/// <summary>Answers forms that are older than the sign-in of their reader, who finds on a page what was written, and the way to send it again.</summary>
internal static class OldForms
{
    private const int LongestLink = 6_000;

    // What the reader did not write.
    private static readonly string[] Hidden = ["__RequestVerificationToken", "_handler", "return", "persona", "theme"];

    /// <summary>Adds the answer. Call it after the validation of forms.</summary>
    public static IApplicationBuilder UseOldForms(this IApplicationBuilder app) => app.Use(async (http, next) =>
    {
        if (http.Features.Get<IAntiforgeryValidationFeature>() is { IsValid: false } && ProblemResponse.WantsPage(http.Request))
        {
            // The framework lets no one read a refused form. This one is shown to its author and does nothing.
            http.Features.Set<IAntiforgeryValidationFeature>(null);
            await ProblemResponse.WriteAsync(http, await DescribeAsync(http));
            return;
        }

        await next(http);
    });

    /// <summary>Leads a reader whose sign-in is over to the sign-in: from a form by a page that has what was written.</summary>
    public static async Task LeadToSignInAsync(RedirectContext<CookieAuthenticationOptions> context)
    {
        if (!HttpMethods.IsPost(context.Request.Method) || !ProblemResponse.WantsPage(context.Request))
        {
            context.Response.Redirect(context.RedirectUri);
            return;
        }

        var sent = await ReadAsync(context.HttpContext);
        await ProblemResponse.WriteAsync(context.HttpContext, new ShownProblem(
            StatusCodes.Status401Unauthorized, "You are not signed in", "You were signed out before this form was sent, so nothing was done.",
            $"/sign-in?return={Uri.EscapeDataString(Page(context.Request.Path, sent))}", "Sign in and go back to the form")
        { Sent = sent });
    }

    /// <summary>Describes a form that is refused because it is older than the sign-in.</summary>
    public static async Task<ShownProblem> DescribeAsync(HttpContext http)
    {
        var sent = await ReadAsync(http);
        var user = http.User.Identity is { IsAuthenticated: true, Name: { } name } ? $"You are signed in as {name} now." : "You are not signed in now.";
        var page = http.Request.Path == "/sign-in" && http.Request.HasFormContentType && http.Request.Form["return"] is [{ } address] && RedirectHttpResult.IsLocalUrl(address)
            ? $"/sign-in?return={Uri.EscapeDataString(address)}"
            : Page(http.Request.Path, sent);
        return new ShownProblem(
            StatusCodes.Status400BadRequest, "This form is older than your sign-in", $"It was loaded before you signed in or out, perhaps in another tab, so nothing was done. {user} Open the page again to send it.", page, "Open the page again")
        { Sent = sent };
    }

    // The query of the SQL page goes with the link to it.
    private static string Page(PathString address, IReadOnlyList<SentField> sent) =>
        FormAddress.Of(address) is "/sql" && sent is [{ Value: var query }, ..] && Uri.EscapeDataString(query) is { Length: < LongestLink } escaped ? $"/sql?query={escaped}" : FormAddress.Of(address);

    // A page of another site could send a form with words of its own.
    private static async Task<IReadOnlyList<SentField>> ReadAsync(HttpContext http)
    {
        if (http.Request.Headers["Sec-Fetch-Site"] != "same-origin" || !http.Request.HasFormContentType)
        {
            return [];
        }

        try
        {
            var form = await http.Request.ReadFormAsync(http.RequestAborted);
            return
            [
                .. form.Where(field => !Hidden.Contains(field.Key, StringComparer.Ordinal) && !string.IsNullOrWhiteSpace(field.Value))
                    .Select(field => new SentField(Label(field.Key), string.Join('\n', field.Value.AsEnumerable()))),
            ];
        }
        catch (Exception unreadable) when (unreadable is InvalidDataException or BadHttpRequestException)
        {
            return [];
        }
    }

    private static string Label(string name) => name.Length == 0 ? name : $"{char.ToUpperInvariant(name[0])}{name[1..].Replace('_', ' ')}";
}
