using Amazon.S3;
using Amazon.S3.Model;

namespace MeshStarter.Platform.Storage.S3;

/// <summary>Deletes objects of one bucket with one request.</summary>
internal static class S3Deletion
{
    /// <summary>Deletes them.</summary>
    /// <returns>The objects that the store did not delete, with reasons.</returns>
    public static async Task<IReadOnlyList<StorageException>> RunAsync(IAmazonS3 client, IReadOnlyList<BucketLocation> objects, CancellationToken cancellationToken)
    {
        var request = new DeleteObjectsRequest { BucketName = objects[0].Bucket, Objects = [.. objects.Select(at => new KeyVersion { Key = at.Key })], Quiet = true };
        try
        {
            return Staying(await client.DeleteObjectsAsync(request, cancellationToken), objects[0]);
        }
        catch (DeleteObjectsException some)
        {
            return Staying(some.Response, objects[0]);
        }
    }

    private static IReadOnlyList<StorageException> Staying(DeleteObjectsResponse answer, BucketLocation one) =>
    [
        .. (answer.DeleteErrors ?? []).Select(error => new StorageException(
            error.Code == "AccessDenied" ? StorageFailure.Denied : StorageFailure.Failed, (one with { Key = error.Key }).ToString(), $"cannot be deleted: {error.Code} {error.Message}")),
    ];
}
