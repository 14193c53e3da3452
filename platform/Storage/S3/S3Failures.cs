using System.Net;
using Amazon.Runtime;

namespace MeshStarter.Platform.Storage.S3;

/// <summary>Maps errors of an S3 store to failures of stores.</summary>
internal static class S3Failures
{
    /// <summary>Whether an exception is about the store or the connection to it.</summary>
    public static bool IsOne(Exception exception) =>
        exception is AmazonServiceException or AmazonClientException or HttpRequestException or OperationCanceledException or UnauthorizedAccessException
        || exception is IOException and not StorageException;

    /// <summary>The failure of such an exception.</summary>
    public static StorageException Of(Exception exception, BucketLocation location, S3Endpoint endpoint) => exception switch
    {
        AmazonServiceException answer => Of(answer, location, endpoint),
        OperationCanceledException => New(StorageFailure.Failed, location, $"{endpoint} did not answer in time. Try again in a moment.", exception),
        AmazonClientException or HttpRequestException => New(StorageFailure.Failed, location, $"{endpoint} cannot be reached: {exception.GetBaseException().Message}", exception),
        _ => New(StorageFailure.Failed, location, exception.Message, exception),
    };

    private static StorageException Of(AmazonServiceException answer, BucketLocation location, S3Endpoint endpoint) => (answer.ErrorCode, answer.StatusCode) switch
    {
        ("NoSuchBucket", _) => New(StorageFailure.Failed, location, $"{endpoint} has no bucket \"{location.Bucket}\". Make it, as docs/storage.md says.", answer),
        ("InvalidAccessKeyId" or "InvalidClientTokenId", _) => New(StorageFailure.Denied, location, $"{endpoint} does not know the access key.", answer),
        ("SignatureDoesNotMatch", _) => New(StorageFailure.Denied, location, $"{endpoint} says that the secret key is not that of the access key.", answer),
        ("ExpiredToken" or "ExpiredTokenException", _) => New(StorageFailure.Denied, location, "the credentials have run out.", answer),
        ("RequestTimeTooSkewed", _) => New(StorageFailure.Failed, location, $"this machine's clock and that of {endpoint} are too far apart.", answer),
        ("InvalidObjectState", _) => New(StorageFailure.Archived, location, "is in an archive class of the store. Restore it there first.", answer),
        ("PreconditionFailed", _) or (_, HttpStatusCode.PreconditionFailed) => New(StorageFailure.Exists, location, "is there already; objects are never overwritten.", answer),
        (_, HttpStatusCode.NotFound) => New(StorageFailure.NotFound, location, "is not there.", answer),
        (_, HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized) => New(StorageFailure.Denied, location, "access is denied with these credentials.", answer),
        // The answer to a HEAD, and to what went wrong on the way, has no code of its own.
        _ when (int)answer.StatusCode == 0 => New(StorageFailure.Failed, location, $"{endpoint} cannot be reached: {answer.GetBaseException().Message}", answer),
        _ => New(StorageFailure.Failed, location, $"{endpoint} answered {(int)answer.StatusCode} {answer.ErrorCode}: {answer.Message}", answer),
    };

    private static StorageException New(StorageFailure failure, BucketLocation location, string problem, Exception cause) => new(failure, location.ToString(), problem, cause);
}
