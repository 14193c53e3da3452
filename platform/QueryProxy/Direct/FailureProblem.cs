using MeshStarter.Contracts;
using MeshStarter.Platform.Sql.Failures;

namespace MeshStarter.QueryProxy.Direct;

/// <summary>A failed query as problem details.</summary>
internal static class FailureProblem
{
    public static IResult Of(QueryFailure failure, HttpResponse response)
    {
        var (status, type, title) = Kind(failure.Code);
        // A table that is damaged stays so until its owner has corrected it.
        if (status is StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable && failure.Code != TrinoErrorCode.DataUnreadable)
        {
            response.Headers.RetryAfter = "2";
        }

        var more = new Dictionary<string, object?>(StringComparer.Ordinal) { ["error_name"] = failure.Code.Name, ["error_type"] = failure.Code.Type.ToWire() };
        if (failure.Position is { } position)
        {
            more["line"] = position.Line;
            more["column"] = position.Column;
        }

        return Results.Problem(statusCode: status, type: type, title: title, detail: failure.Text, extensions: more);
    }

    private static (int Status, string Type, string Title) Kind(TrinoErrorCode code)
    {
        if (code == TrinoErrorCode.PermissionDenied)
        {
            return (StatusCodes.Status403Forbidden, ProblemTypes.Forbidden, "Not permitted");
        }

        if (code == TrinoErrorCode.GrantRevoked)
        {
            return (StatusCodes.Status403Forbidden, ProblemTypes.GrantRevoked, "The access has ended");
        }

        if (code == TrinoErrorCode.TableNotFound || code == TrinoErrorCode.SchemaNotFound || code == TrinoErrorCode.CatalogNotFound)
        {
            return (StatusCodes.Status404NotFound, ProblemTypes.ProductNotFound, "No such product");
        }

        if (code == TrinoErrorCode.QueryQueueFull)
        {
            return (StatusCodes.Status429TooManyRequests, ProblemTypes.TooManyRequests, "Too many queries");
        }

        if (code == TrinoErrorCode.AuditUnavailable)
        {
            return (StatusCodes.Status503ServiceUnavailable, ProblemTypes.AuditUnavailable, "The decision cannot be recorded");
        }

        if (code == TrinoErrorCode.ServerShuttingDown)
        {
            return (StatusCodes.Status503ServiceUnavailable, ProblemTypes.Unavailable, "The query service is stopping");
        }

        if (code == TrinoErrorCode.ExceededTimeLimit || code == TrinoErrorCode.ExceededCpuLimit)
        {
            return (StatusCodes.Status504GatewayTimeout, ProblemTypes.QueryTimeout, "The query took too long");
        }

        return code.Type switch
        {
            TrinoErrorType.UserError => (StatusCodes.Status400BadRequest, ProblemTypes.QueryInvalid, "The query is not answered"),
            TrinoErrorType.InsufficientResources => (StatusCodes.Status400BadRequest, ProblemTypes.QueryInvalid, "The query needs too much"),
            TrinoErrorType.External => (StatusCodes.Status503ServiceUnavailable, ProblemTypes.Unavailable, "Unavailable"),
            _ => (StatusCodes.Status500InternalServerError, ProblemTypes.Internal, "The service failed"),
        };
    }
}
