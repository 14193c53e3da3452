using Microsoft.AspNetCore.Http;

namespace MeshStarter.ServiceDefaults.Problems;

/// <summary>Answers requests with problems.</summary>
public static class ProblemServiceExtensions
{
    /// <summary>Sets the status of the answer, and writes a problem of that status.</summary>
    /// <returns>Whether it is written.</returns>
    public static ValueTask<bool> AnswerAsync(this IProblemDetailsService problems, HttpContext context, int status, string type, string title, string detail)
    {
        context.Response.StatusCode = status;
        return problems.TryWriteAsync(new ProblemDetailsContext { HttpContext = context, ProblemDetails = { Status = status, Type = type, Title = title, Detail = detail } });
    }
}
