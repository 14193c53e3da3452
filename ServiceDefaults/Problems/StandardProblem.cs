using MeshStarter.Contracts;
using Microsoft.AspNetCore.Http;

namespace MeshStarter.ServiceDefaults.Problems;

/// <summary>The default problem of a status without a more specific one.</summary>
internal sealed record StandardProblem(string Type, string Title, string Detail)
{
    public static StandardProblem Of(int status) => status switch
    {
        StatusCodes.Status401Unauthorized => new(ProblemTypes.NotAuthenticated, "Not authenticated", "Send an access token in the header Authorization: Bearer."),
        StatusCodes.Status403Forbidden => new(ProblemTypes.Forbidden, "Not permitted", "The caller may not do this."),
        StatusCodes.Status404NotFound => new(ProblemTypes.NotFound, "Not found", "There is nothing at this address. Check the path."),
        StatusCodes.Status405MethodNotAllowed => new(ProblemTypes.MethodNotAllowed, "Method not allowed", "This address does not take this method. The header Allow names those it takes."),
        StatusCodes.Status413PayloadTooLarge => new(ProblemTypes.TooLarge, "Too large", "The request is larger than this service takes. Send less at once."),
        StatusCodes.Status415UnsupportedMediaType => new(ProblemTypes.UnsupportedMediaType, "Unsupported media type", "The body's Content-Type is not one that is taken here. Send application/json."),
        StatusCodes.Status429TooManyRequests => new(ProblemTypes.TooManyRequests, "Too many requests", "More than this service takes from one caller. Try again in a moment."),
        StatusCodes.Status503ServiceUnavailable => new(ProblemTypes.Unavailable, "Unavailable", "The service, or one that it needs, cannot answer now. Try again in a moment."),
        >= 500 => new(ProblemTypes.Internal, "The service failed", "The fault is not yours. The trace id leads to it in the service's log."),
        StatusCodes.Status400BadRequest => new(ProblemTypes.BadRequest, "Bad request", BadRequestHandler.WrongParameter),
        _ => new(ProblemTypes.BadRequest, "Bad request", "The request cannot be understood as it is."),
    };
}
