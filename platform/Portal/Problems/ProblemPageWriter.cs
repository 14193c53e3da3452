using System.Diagnostics;
using MeshStarter.Portal.Querying;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;

namespace MeshStarter.Portal.Problems;

/// <summary>Writes every error that is a browser's whole answer as a page of the portal: no page is blank, JSON, or the framework's text.</summary>
internal sealed class ProblemPageWriter : IProblemDetailsWriter
{
    public bool CanWrite(ProblemDetailsContext context) => ProblemResponse.WantsPage(context.HttpContext.Request) && !context.HttpContext.Response.HasStarted;

    public async ValueTask WriteAsync(ProblemDetailsContext context)
    {
        var http = context.HttpContext;
        var status = context.ProblemDetails.Status ?? http.Response.StatusCode;
        await ProblemResponse.WriteAsync(http, Describe(status, context.ProblemDetails, FormAddress.Of(http.Features.Get<IExceptionHandlerPathFeature>()?.Path ?? http.Request.Path)));
    }

    private static ShownProblem Describe(int status, ProblemDetails problem, string page) => status switch
    {
        StatusCodes.Status400BadRequest => new(status, "This cannot be shown", ServiceText.Of(problem.Detail, status) ?? "A part of the address or of the form is missing, or is not what it should be.", page, "Open the page again"),
        StatusCodes.Status404NotFound => new(status, "There is no such page", ServiceText.Of(problem.Detail, status) ?? "This portal has no page here.", "/", "Go to the start page"),
        StatusCodes.Status405MethodNotAllowed => new(status, "There is no such form", "Nothing can be sent to this address.", page, "Open the page"),
        StatusCodes.Status413PayloadTooLarge => new(status, "That is too large", "The form has more text than this portal takes. Send less at once.", page, "Open the page again"),
        StatusCodes.Status429TooManyRequests => new(status, "Too many requests", "Try again in a moment.", page, "Open the page again"),
        StatusCodes.Status503ServiceUnavailable => new(status, "This is not available now", ServiceText.Of(problem.Detail, status) ?? "A service of the mesh does not answer. Try again in a moment.", page, "Open the page again"),
        >= StatusCodes.Status500InternalServerError => new(status, "The portal failed", $"The fault is not yours. If it happens again, report this number to the people who run the portal: {Trace}", page, "Open the page again"),
        _ => new(status, "This was refused", ServiceText.Of(problem.Detail, status) ?? "The request was refused.", page, "Open the page again"),
    };

    private static string Trace => Activity.Current?.TraceId.ToString() ?? "-";
}
