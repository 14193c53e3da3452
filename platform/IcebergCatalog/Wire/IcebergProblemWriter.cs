namespace MeshStarter.Platform.IcebergCatalog.Wire;

/// <summary>Errors that come from outside the endpoints (no token, an unknown address, a fault), as Iceberg's clients read them.</summary>
internal sealed class IcebergProblemWriter : IProblemDetailsWriter
{
    public bool CanWrite(ProblemDetailsContext context) => context.HttpContext.Request.Path.StartsWithSegments(IcebergEndpoints.Root, StringComparison.Ordinal);

    public async ValueTask WriteAsync(ProblemDetailsContext context)
    {
        var status = context.ProblemDetails.Status ?? context.HttpContext.Response.StatusCode;
        var message = context.ProblemDetails.Detail ?? Said(status);
        await JsonAnswer.Error(status, TypeOf(status), message).ExecuteAsync(context.HttpContext);
    }

    private static string Said(int status) => status switch
    {
        StatusCodes.Status404NotFound => "There is nothing at this address; GET /iceberg/v1/config lists what is served.",
        StatusCodes.Status405MethodNotAllowed => "This address does not take this method; GET /iceberg/v1/config lists what is served.",
        StatusCodes.Status413PayloadTooLarge => "The request is larger than the catalog takes.",
        >= 500 => "The catalog failed. The fault is not yours; the trace id leads to it in its log.",
        _ => "The request cannot be understood as it is.",
    };

    private static string TypeOf(int status) => status switch
    {
        StatusCodes.Status401Unauthorized => "NotAuthorizedException",
        StatusCodes.Status403Forbidden => "ForbiddenException",
        StatusCodes.Status404NotFound => "NotFoundException",
        StatusCodes.Status405MethodNotAllowed => "UnsupportedOperationException",
        StatusCodes.Status503ServiceUnavailable => "ServiceUnavailableException",
        >= 500 => "InternalServerError",
        _ => "BadRequestException",
    };
}
