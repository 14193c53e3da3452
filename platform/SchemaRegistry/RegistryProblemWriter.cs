namespace MeshStarter.Platform.SchemaRegistry;

/// <summary>
/// Writes errors around the registry's addresses (no token, no such address, no database) in the registry's form, because its clients read no other.
/// </summary>
internal sealed class RegistryProblemWriter : IProblemDetailsWriter
{
    public bool CanWrite(ProblemDetailsContext context) => context.HttpContext.Request.Path.StartsWithSegments(RegistryEndpoints.Prefix, StringComparison.OrdinalIgnoreCase);

    public async ValueTask WriteAsync(ProblemDetailsContext context)
    {
        var status = context.ProblemDetails.Status ?? context.HttpContext.Response.StatusCode;
        var message = context.ProblemDetails.Detail ?? context.ProblemDetails.Title ?? $"HTTP {status}";
        await RegistryAnswer.Error(status, Code(status), message).ExecuteAsync(context.HttpContext);
    }

    private static int Code(int status) => status switch
    {
        StatusCodes.Status401Unauthorized => 40101,
        StatusCodes.Status403Forbidden => 40301,
        >= 500 => 50001,
        _ => status,
    };
}
