using MeshStarter.Contracts;
using MeshStarter.DuckDb;
using MeshStarter.Platform.Iceberg;
using MeshStarter.Platform.Storage;
using MeshStarter.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace MeshStarter.Sdk.Ports;

/// <summary>
/// Answers 503 with the product's name when metadata or files of a table of this service are missing or damaged. The file's name appears
/// only in the log.
/// </summary>
internal sealed partial class UnreadableTableHandler(OwnDomain domain, IProblemDetailsService problems, ILogger<UnreadableTableHandler> log) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (!IsOfTheData(exception) || httpContext.Features.Get<IExceptionHandlerFeature>()?.RouteValues?["product"] is not string product)
        {
            return false;
        }

        LogUnreadable(domain.Name, product, exception.Message);
        return await problems.AnswerAsync(
            httpContext,
            StatusCodes.Status503ServiceUnavailable,
            ProblemTypes.Unavailable,
            "Unavailable",
            $"The data of {domain.Name}.{product} cannot be read: its table's metadata or a file of it is missing or damaged. Try again; if it stays so, notify the product's owner.");
    }

    // Ports run SQL of their own: the engine reports a missing or damaged file by these kinds of errors.
    private static bool IsOfTheData(Exception exception) => exception
        is StorageException
        or (IcebergException and not IcebergForbiddenException)
        or DuckDbException { Kind: DuckDbErrorKind.IO or DuckDbErrorKind.InvalidInput or DuckDbErrorKind.Serialization or DuckDbErrorKind.Unknown };

    [LoggerMessage(3026, LogLevel.Warning, "The data of {Domain}.{Product} cannot be read: {Reason}")]
    private partial void LogUnreadable(string domain, string product, string reason);
}
