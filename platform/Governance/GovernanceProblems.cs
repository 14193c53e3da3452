using MeshStarter.Contracts;
using MeshStarter.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace MeshStarter.Governance;

/// <summary>Problem responses that several parts of governance give.</summary>
internal static class GovernanceProblems
{
    /// <summary>The answer to who waits while the service stops: one that nothing changed would keep the caller from asking the next governance.</summary>
    public static UnavailableException Stopping => Unavailable("governance is stopping. Ask again.");

    public static ProblemHttpResult BadRequest(string detail) => Of(StatusCodes.Status400BadRequest, ProblemTypes.BadRequest, "Bad request", detail);

    public static ProblemHttpResult Forbidden(string detail) => Of(StatusCodes.Status403Forbidden, ProblemTypes.Forbidden, "Not permitted", detail);

    public static ProblemHttpResult TooMany(string detail) => Of(StatusCodes.Status429TooManyRequests, ProblemTypes.TooManyRequests, "Too many requests", detail);

    /// <summary>The exception that is answered with 503 and the time after which to try again.</summary>
    public static UnavailableException Unavailable(string detail) => new NotNowException(detail);

    public static ProblemHttpResult Of(int status, string type, string title, string detail) => TypedResults.Problem(detail, statusCode: status, title: title, type: type);

    private sealed class NotNowException(string message) : UnavailableException(message);
}
