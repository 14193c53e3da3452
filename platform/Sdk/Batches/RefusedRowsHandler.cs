using MeshStarter.Contracts;
using MeshStarter.Contracts.Texts;
using MeshStarter.Sdk.Publishing;
using MeshStarter.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace MeshStarter.Sdk.Batches;

/// <summary>
/// Answers 422 when an endpoint emits a row that breaks its contract, or publishes a batch that fails its checks. The detail is the exception's message: fields, checks
/// and counts, and no value of a row.
/// </summary>
internal sealed partial class RefusedRowsHandler(IProblemDetailsService problems, ILogger<RefusedRowsHandler> log) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (Problem(exception) is not var (type, title))
        {
            return false;
        }

        // The framework logs no exception that a handler takes, and the fault may be the domain's own.
        LogRefused(VisibleText.Line(exception.Message));
        return await problems.AnswerAsync(httpContext, StatusCodes.Status422UnprocessableEntity, type, title, exception.Message);
    }

    private static (string Type, string Title)? Problem(Exception exception) => exception switch
    {
        ContractViolationException => (ProblemTypes.RowInvalid, "Invalid row"),
        BatchQuarantinedException => (ProblemTypes.QualityFailed, "Failed checks"),
        _ => null,
    };

    [LoggerMessage(3029, LogLevel.Warning, "A request was refused, because its rows were: {Reason}")]
    private partial void LogRefused(string reason);
}
