using Amazon.S3;
using Amazon.S3.Model;

namespace MeshStarter.Platform.Storage.S3;

/// <summary>Deletes objects of one bucket with one request.</summary>
internal static class S3Deletion
{
    /// <summary>Deletes them.</summary>
    /// <returns>The objects that the store did not delete, with reasons.</returns>
    public static async Task<IReadOnlyList<StorageException>> RunAsync(IAmazonS3 client, IReadOnlyList<S3Location> objects, CancellationToken cancellationToken)
    {
        var request = new DeleteObjectsRequest { BucketName = objects[0].Bucket, Objects = [.. objects.Select(at => new KeyVersion { Key = at.Key })], Quiet = true };
        try
        {
            return Staying(await client.DeleteObjectsAsync(request, cancellationToken), request.BucketName);
        }
        catch (DeleteObjectsException some)
        {
            return Staying(some.Response, request.BucketName);
        }
    }

    private static IReadOnlyList<StorageException> Staying(DeleteObjectsResponse answer, string bucket) =>
    [
        .. (answer.DeleteErrors ?? []).Select(error => new StorageException(
            error.Code == "AccessDenied" ? StorageFailure.Denied : StorageFailure.Failed, new S3Location(bucket, error.Key).ToString(), $"cannot be deleted: {error.Code} {error.Message}")),
    ];
}
