using MeshStarter.Contracts;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Http.HttpResults;

namespace MeshStarter.Portal.Problems;

/// <summary>Answers forms that cannot be read or are older than the sign-in of their reader, who finds on a page what was written, and the way to send it again.</summary>
internal static class OldForms
{
    private const int LongestLink = 6_000;

    // What the reader did not write.
    private static readonly string[] Hidden = ["__RequestVerificationToken", "_handler", "return", "persona", "theme"];

    /// <summary>Adds the answer. Call it after the validation of forms.</summary>
    public static IApplicationBuilder UseOldForms(this IApplicationBuilder app) => app.Use(async (http, next) =>
    {
        if (http.Features.Get<IAntiforgeryValidationFeature>() is { IsValid: false, Error: var refused })
        {
            // The framework lets no one read a refused form. This one is shown to its author and does nothing.
            http.Features.Set<IAntiforgeryValidationFeature>(null);
            await (await AnswerAsync(http, refused)).ExecuteAsync(http);
            return;
        }

        // The framework's answer to a form without its name is a line of text.
        if (http.Features.Get<IAntiforgeryValidationFeature>() is { IsValid: true } && http.GetEndpoint()?.Metadata.GetMetadata<ComponentTypeMetadata>() is not null
            && !(await http.Request.ReadFormAsync(http.RequestAborted)).ContainsKey("_handler"))
        {
            await Results.Problem(statusCode: StatusCodes.Status400BadRequest, type: ProblemTypes.BadRequest).ExecuteAsync(http);
            return;
        }

        await next(http);
    });

    /// <summary>Returns the answer to a request without the antiforgery token of a page of this portal, in the header <c>RequestVerificationToken</c> or in the form; null where it has one.</summary>
    public static async Task<IResult?> RefusalAsync(HttpContext http, IAntiforgery antiforgery)
    {
        try
        {
            await antiforgery.ValidateRequestAsync(http);
            return null;
        }
        catch (AntiforgeryValidationException refused)
        {
            return await AnswerAsync(http, refused);
        }
    }

    /// <summary>Leads a reader whose sign-in is over to the sign-in: from a form by a page that has what was written.</summary>
    public static async Task LeadToSignInAsync(RedirectContext<CookieAuthenticationOptions> context)
    {
        if (!HttpMethods.IsPost(context.Request.Method) || !ProblemResponse.WantsPage(context.Request))
        {
            context.Response.Redirect(context.RedirectUri);
            return;
        }

        var sent = Written(context.Request, await ReadAsync(context.Request));
        await ProblemResponse.WriteAsync(context.HttpContext, new ShownProblem(
            StatusCodes.Status401Unauthorized, "You are not signed in", "You were signed out before this form was sent, so nothing was done.",
            $"/sign-in?return={Uri.EscapeDataString(Page(context.Request.Path, sent))}", "Sign in and go back to the form")
        { Sent = sent });
    }

    private static async Task<IResult> AnswerAsync(HttpContext http, Exception? refused)
    {
        switch (refused?.InnerException)
        {
            case BadHttpRequestException bad:
                return Results.Problem(statusCode: bad.StatusCode);
            case InvalidDataException or IOException:
                return Results.Problem(
                    "The form cannot be read: it ends early, holds the character U+0000, or has more than this portal takes. Load the page again, and send less.",
                    statusCode: StatusCodes.Status400BadRequest,
                    type: ProblemTypes.BadRequest);
        }

        if (!ProblemResponse.WantsPage(http.Request))
        {
            return Results.Problem(
                "The page is older than your sign-in, or the request is not one of this portal's pages. Load the page again.",
                statusCode: StatusCodes.Status400BadRequest,
                title: "Not a request of this page",
                type: ProblemTypes.FormExpired);
        }

        await ProblemResponse.WriteAsync(http, await DescribeAsync(http));
        return Results.Empty;
    }

    private static async Task<ShownProblem> DescribeAsync(HttpContext http)
    {
        var form = await ReadAsync(http.Request);
        var sent = Written(http.Request, form);
        var user = http.User.Identity is { IsAuthenticated: true, Name: { } name } ? $"You are signed in as {name} now." : "You are not signed in now.";
        var page = http.Request.Path == "/sign-in" && form is not null && form["return"] is [{ } address] && RedirectHttpResult.IsLocalUrl(address)
            ? $"/sign-in?return={Uri.EscapeDataString(address)}"
            : Page(http.Request.Path, sent);
        return new ShownProblem(
            StatusCodes.Status400BadRequest, "This form is older than your sign-in", $"It was loaded before you signed in or out, perhaps in another tab, so nothing was done. {user} Open the page again to send it.", page, "Open the page again")
        { Sent = sent };
    }

    // The query of the SQL page goes with the link to it.
    private static string Page(PathString address, IReadOnlyList<SentField> sent) =>
        FormAddress.Of(address) is "/sql" && sent is [{ Value: var query }, ..] && Uri.EscapeDataString(query) is { Length: < LongestLink } escaped ? $"/sql?query={escaped}" : FormAddress.Of(address);

    private static async Task<IFormCollection?> ReadAsync(HttpRequest request)
    {
        try
        {
            return request.HasFormContentType ? await request.ReadFormAsync(request.HttpContext.RequestAborted) : null;
        }
        catch (Exception unreadable) when (unreadable is InvalidDataException or IOException)
        {
            return null;
        }
    }

    // A page of another site could send a form with words of its own.
    private static IReadOnlyList<SentField> Written(HttpRequest request, IFormCollection? form) => request.Headers["Sec-Fetch-Site"] != "same-origin" || form is null
        ? []
        :
        [
            .. form.Where(field => !Hidden.Contains(field.Key, StringComparer.Ordinal) && !string.IsNullOrWhiteSpace(field.Value))
                .Select(field => new SentField(Label(field.Key), string.Join('\n', field.Value.AsEnumerable()))),
        ];

    private static string Label(string name) => name.Length == 0 ? name : $"{char.ToUpperInvariant(name[0])}{name[1..].Replace('_', ' ')}";
}
