using MeshStarter.Platform.Iceberg;
using MeshStarter.Platform.Storage;

namespace MeshStarter.Platform.IcebergCatalog.Wire;

/// <summary>Turns refusals of these endpoints into error responses of the specification.</summary>
internal sealed class IcebergErrorFilter : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (Exception exception) when (Answer(exception) is { } refused)
        {
            return JsonAnswer.Error(refused.Status, refused.Type, refused.Message);
        }
    }

    public static IcebergRefusedException? Answer(Exception exception) => exception switch
    {
        IcebergRefusedException refused => refused,
        IcebergConflictException => IcebergRefusedException.CommitFailed(exception.Message),
        IcebergException => IcebergRefusedException.BadRequest(exception.Message),
        StorageException { Failure: StorageFailure.Refused } => IcebergRefusedException.BadRequest(exception.Message),
        StorageException { Failure: StorageFailure.NotFound } => IcebergRefusedException.FileNotFound(exception.Message),
        // The caller has keys of the store, too, and would take these for its own.
        StorageException { Failure: StorageFailure.Denied } => IcebergRefusedException.Unavailable($"The store refuses the catalog: {exception.Message}"),
        StorageException => IcebergRefusedException.Unavailable(exception.Message),
        _ => null,
    };
}
