using Amazon.S3.Model;

namespace MeshStarter.Platform.Storage.S3;

/// <summary>Puts new objects into an S3 store, large ones in parts. One that is there already is not touched.</summary>
internal static class S3Upload
{
    /// <summary>Larger ones are put in parts.</summary>
    public const long LargestInOnePart = 64 * 1024 * 1024;

    private const long PartBytes = 16 * 1024 * 1024;
    private const int MostParts = 10_000;
    private const int PartsAtOnce = 4;

    private const string Mark = "mesh-write";

    private const string WhereNoneIs = "*";

    /// <summary>Puts bytes.</summary>
    /// <exception cref="StorageException">An object is there already, or cannot be put.</exception>
    public static Task PutAsync(S3Connection connection, BucketLocation at, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        PutAsync(connection, at, () => new MemoryStream(content.ToArray(), writable: false), content.Length, cancellationToken);

    /// <summary>Puts what a file holds.</summary>
    /// <exception cref="StorageException">An object is there already, or cannot be put.</exception>
    public static Task PutFileAsync(S3Connection connection, BucketLocation at, string path, CancellationToken cancellationToken)
    {
        var length = new FileInfo(path).Length;
        return length > LargestInOnePart
            ? PutPartsAsync(connection, at, path, length, cancellationToken)
            : PutAsync(connection, at, () => File.OpenRead(path), length, cancellationToken);
    }

    private static async Task PutAsync(S3Connection connection, BucketLocation at, Func<Stream> open, long length, CancellationToken cancellationToken)
    {
        var mark = WriteMark.New();
        await UnlessOursAsync(connection, at, mark, async () =>
        {
            await using var content = open();
            var request = new PutObjectRequest { BucketName = at.Bucket, Key = at.Key, InputStream = content, AutoCloseStream = false, IfNoneMatch = WhereNoneIs, UseChunkEncoding = false };
            request.Metadata[Mark] = mark;
            await connection.AskAsync(at, length, (client, bound) => client.PutObjectAsync(request, bound), cancellationToken);
        }, cancellationToken);
    }

    private static async Task PutPartsAsync(S3Connection connection, BucketLocation at, string path, long length, CancellationToken cancellationToken)
    {
        var mark = WriteMark.New();
        var begin = new InitiateMultipartUploadRequest { BucketName = at.Bucket, Key = at.Key };
        begin.Metadata[Mark] = mark;
        var upload = (await connection.AskAsync(at, bytes: 0, (client, bound) => client.InitiateMultipartUploadAsync(begin, bound), cancellationToken)).UploadId;
        try
        {
            var size = Math.Max(PartBytes, (length / MostParts) + 1);
            var parts = new PartETag[(length + size - 1) / size];
            await Parallel.ForEachAsync(Enumerable.Range(0, parts.Length), new ParallelOptions { MaxDegreeOfParallelism = PartsAtOnce, CancellationToken = cancellationToken }, async (number, token) =>
            {
                var bytes = Math.Min(size, length - (number * size));
                var request = new UploadPartRequest
                {
                    BucketName = at.Bucket,
                    Key = at.Key,
                    UploadId = upload,
                    PartNumber = number + 1,
                    FilePath = path,
                    FilePosition = number * size,
                    PartSize = bytes,
                    UseChunkEncoding = false,
                };
                var answer = await connection.AskAsync(at, bytes, (client, bound) => client.UploadPartAsync(request, bound), token);
                parts[number] = new PartETag(number + 1, answer.ETag);
            });
            var complete = new CompleteMultipartUploadRequest { BucketName = at.Bucket, Key = at.Key, UploadId = upload, PartETags = [.. parts], IfNoneMatch = WhereNoneIs };
            await UnlessOursAsync(connection, at, mark, () => connection.AskAsync(at, length, (client, bound) => client.CompleteMultipartUploadAsync(complete, bound), cancellationToken), cancellationToken);
        }
        catch
        {
            await AbortAsync(connection, at, upload);
            throw;
        }
    }

    private static Task UnlessOursAsync(S3Connection connection, BucketLocation at, string mark, Func<Task> put, CancellationToken cancellationToken) => WriteMark.UnlessOursAsync(
        mark,
        put,
        async () => (await connection.AskAsync(at, bytes: 0, (client, bound) => client.GetObjectMetadataAsync(at.Bucket, at.Key, bound), cancellationToken)).Metadata[Mark]);

    private static async Task AbortAsync(S3Connection connection, BucketLocation at, string upload)
    {
        try
        {
            // Not cancelled along: abandoned parts are invisible and billed.
            await connection.AskAsync(at, bytes: 0, (client, bound) => client.AbortMultipartUploadAsync(at.Bucket, at.Key, upload, bound), CancellationToken.None);
        }
        catch (StorageException)
        {
            // The store's own rule for uploads that were not completed takes them.
        }
    }
}
