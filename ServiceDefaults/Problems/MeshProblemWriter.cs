using System.Diagnostics;
using System.Text.Json;
using MeshStarter.Contracts;
using MeshStarter.Contracts.Json;
using Microsoft.AspNetCore.Http;

namespace MeshStarter.ServiceDefaults.Problems;

/// <summary>Writes every error as problem+json (RFC 9457), whatever the caller accepts: the framework's writer falls back to plain text.</summary>
internal sealed class MeshProblemWriter : IProblemDetailsWriter
{
    private static readonly JsonSerializerOptions Json = new(MeshJson.Options);

    public bool CanWrite(ProblemDetailsContext context) => true;

    public async ValueTask WriteAsync(ProblemDetailsContext context)
    {
        var problem = context.ProblemDetails;
        var response = context.HttpContext.Response;
        problem.Status ??= response.StatusCode;
        var standard = StandardProblem.Of(problem.Status.Value);
        // The framework fills in links to RFC sections when the problem has no type of the mesh.
        if (problem.Type?.StartsWith(ProblemTypes.Prefix, StringComparison.Ordinal) != true)
        {
            problem.Type = standard.Type;
            problem.Title = standard.Title;
            problem.Detail ??= (standard.Type == ProblemTypes.BadRequest ? UnreadParameter.Of(context.HttpContext) : null) ?? standard.Detail;
        }
        problem.Instance ??= context.HttpContext.Request.Path;
        problem.Extensions.Remove("traceId");
        problem.Extensions.Remove("exception");
        problem.Extensions["trace_id"] = Activity.Current?.TraceId.ToString() ?? context.HttpContext.TraceIdentifier;
        await response.WriteAsJsonAsync<object>(problem, Json, "application/problem+json", context.HttpContext.RequestAborted);
    }
}
