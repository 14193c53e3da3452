using Azure;
using Azure.Identity;

namespace MeshStarter.Platform.Storage.AzureBlob;

/// <summary>Maps errors of a storage account to failures of stores.</summary>
internal static class BlobFailures
{
    /// <summary>The failure of an exception on the way to the account; null for one that is not about it.</summary>
    public static StorageException? Of(Exception exception, BucketLocation location, BlobEndpoint endpoint) => exception switch
    {
        StorageException => null,
        // One for each try.
        AggregateException { InnerExceptions: [.., var last] } => Of(last, location, endpoint),
        AuthenticationFailedException => New(StorageFailure.Denied, location, $"this process gets no token for {endpoint}: {exception.Message}", exception),
        OperationCanceledException => New(StorageFailure.Failed, location, $"{endpoint} did not answer in time. Try again in a moment.", exception),
        RequestFailedException or HttpRequestException => New(StorageFailure.Failed, location, $"{endpoint} cannot be reached: {exception.GetBaseException().Message}", exception),
        FormatException or IOException or UnauthorizedAccessException => New(StorageFailure.Failed, location, exception.Message, exception),
        _ => null,
    };

    /// <summary>The failure of an answer.</summary>
    public static StorageException Of(Response answer, BucketLocation location, BlobEndpoint endpoint)
    {
        // The answer to a HEAD has no body; the code is in this header of every one.
        var code = answer.Headers.TryGetValue("x-ms-error-code", out var given) ? given : "";
        return (code, answer.Status) switch
        {
            ("ContainerNotFound", _) => New(StorageFailure.Failed, location, $"{endpoint} has no container \"{location.Bucket.Split('@')[0]}\". Make it, as docs/storage.md says."),
            ("BlobAlreadyExists" or "ContainerAlreadyExists" or "ConditionNotMet", _) or (_, 412) => New(StorageFailure.Exists, location, "is there already; objects are never overwritten."),
            ("InvalidBlockList", _) => New(StorageFailure.NotFound, location, "has no blocks of this upload: they are too old, or their list was taken already."),
            ("AuthorizationFailure", _) =>
                New(StorageFailure.Denied, location, $"{endpoint} does not permit this: its network rules do not admit this process, or the credentials have no role for it."),
            ("AuthenticationFailed" or "InvalidAuthenticationInfo", _) or (_, 401) =>
                New(StorageFailure.Denied, location, $"{endpoint} does not accept the credentials: they are wrong or have run out."),
            (_, 403) => New(StorageFailure.Denied, location, $"access is denied with these credentials ({code})."),
            (_, 404) => New(StorageFailure.NotFound, location, "is not there."),
            _ => New(StorageFailure.Failed, location, $"{endpoint} answered {answer.Status} {code}: {answer.ReasonPhrase}"),
        };
    }

    private static StorageException New(StorageFailure failure, BucketLocation location, string problem, Exception? cause = null) => new(failure, location.ToString(), problem, cause);
}
